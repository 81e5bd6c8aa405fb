//! Pages are in the language that the browser asks for; what programs read is not.

use acceptance::{Browser, Raw, Site};
use accounts::pages::Language;
use reqwest::Method;
use serde_json::json;

/// Requests for the pages that need no story before them, problems too.
fn requests(site: &Site) -> Vec<Raw> {
    let get = |path: &str| site.request(Method::GET, path).for_a_page();
    vec![
        get("/auth/sign-in"),
        get("/auth/register"),
        get("/auth/amazon/login").header("sec-fetch-site", "cross-site"),
        get("/auth/amazon/login?return_to=//x"),
        get("/auth/amazon/callback"),
        get("/auth/amazon/link"),
        get("/auth/account"),
        get("/auth/session"),
        get("/auth/assets/none.css"),
        site.request(Method::POST, "/auth/sign-out")
            .header("origin", "https://elsewhere.example")
            .for_a_page(),
    ]
}

#[tokio::test]
async fn every_page_is_in_the_language_that_the_browser_asks_for() {
    let site = Site::start().await;
    let mut english = Vec::new();

    for language in Language::ALL {
        let tag = language.tag();
        for (place, request) in requests(&site).into_iter().enumerate() {
            let answer = site
                .send(request.header("accept-language", &format!("{tag},en;q=0.5")))
                .await;

            let why = format!("{tag}: {}", answer.url);
            assert!(
                answer.text().contains(&format!("<html lang=\"{tag}\">")),
                "{why}"
            );
            assert_eq!(answer.header("content-language"), Some(tag), "{why}");
            // A route that other origins may ask varies by these, too.
            let vary = answer.header("vary").unwrap_or_default();
            assert!(vary.starts_with("Accept-Language"), "{why}: {vary}");
            let heading = answer.heading();
            match language {
                Language::English => english.push(heading),
                _ => assert_ne!(heading, english[place], "{why}"),
            }
        }
    }
}

#[tokio::test]
async fn a_question_is_asked_and_asked_again_in_the_same_language() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut browser = Browser::new(&site).reading("fr-CA,fr;q=0.9,en;q=0.8");

    browser.sign_in_with_amazon(&likeness).await;

    assert_eq!(browser.last().heading(), "Est-ce votre compte ?");
    let again = browser
        .submit("/auth/amazon/link", &[("password", "wrong")])
        .await;
    assert_eq!(again.status, 401);
    assert!(again.text().contains("4 essais."));
    assert!(again.text().contains("<title>Erreur : Est-ce"));
}

#[tokio::test]
async fn what_programs_read_is_english_whatever_they_ask_for() {
    let site = Site::start().await;
    let wrong = json!({"email": "nobody@example.com", "password": "wrong"});

    let answer = site
        .send(
            site.request(Method::POST, "/auth/sign-in")
                .json(&wrong)
                .header("accept-language", "ja"),
        )
        .await;

    assert_eq!(answer.header("content-language"), None);
    assert_eq!(answer.header("vary"), None);
    assert_eq!(answer.json()["title"], "E-mail or password is not right");
}
