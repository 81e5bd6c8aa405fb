//! A first sign-in that is asked about, and "not me" on the link page.

use acceptance::{Answer, Browser, Customer, Persona, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::{amazon_accounts, events, signed_in_with_amazon};

const LINK: &str = "/auth/amazon/link";

/// Comes from Amazon for the first time, to the question.
async fn asked(site: &Site, persona: &Persona) -> (Browser, Answer) {
    let mut browser = Browser::new(site);
    let page = browser.sign_in_with_amazon(persona).await;
    assert_eq!(
        (page.status, page.url.path()),
        (200, LINK),
        "{}",
        page.text()
    );
    (browser, page)
}

/// Fills in the form for people who have an account.
async fn own_account(browser: &mut Browser, email: &str, password: &str) -> Answer {
    let page = browser.last().form(LINK).unwrap();
    let csrf = page.value("csrf_token").unwrap();
    let fields = [
        ("csrf_token", csrf),
        ("email", email),
        ("password", password),
    ];
    browser.post(LINK, &fields).await
}

/// Threats: M10
#[tokio::test]
async fn whoever_is_new_is_asked_and_gets_one_account() {
    let Some(site) = Site::asking_first().await else {
        return;
    };
    let nora = site
        .new_persona("nora", "Nora", Some("nora@example.com"))
        .await;
    let before = site.table().await;

    let (mut browser, page) = asked(&site, &nora).await;

    assert_eq!(page.heading(), "Are you new here?");
    assert!(page.text().contains("Nora"));
    assert_eq!(browser.session().await, None);
    let made = |table: &acceptance::Table| table.of_kind("ACCOUNT").count();
    assert_eq!(
        made(&site.table().await),
        made(&before),
        "nothing is made yet"
    );
    let mut twin = browser.clone();
    let answer = browser.submit(LINK, &[]).await;
    let second = twin.submit(LINK, &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(second.status, 303);
    assert_eq!(twin.cookie("session"), browser.cookie("session"));
    let who = browser.session().await.unwrap();
    assert_eq!(who["email"], "nora@example.com");
    assert_eq!(made(&site.table().await), made(&before) + 1);
    // From now on nobody asks.
    let again = signed_in_with_amazon(&site, &nora).await;
    assert_eq!(again.account_id().await, browser.account_id().await);
}

/// Threats: PH-1, CVE-2026-105207
#[tokio::test]
async fn whoever_has_an_account_links_it_by_its_address_and_password_and_by_nothing_else() {
    let Some(site) = Site::asking_first().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let nora = site
        .new_persona("nora", "Nora", Some("nora@example.com"))
        .await;
    let (mut browser, _) = asked(&site, &nora).await;

    let wrong = own_account(&mut browser, &erin.email, "not her password").await;
    let unknown = own_account(&mut browser, "nobody@example.com", &erin.password).await;

    for (answer, tries) in [(wrong, "4 tries"), (unknown, "3 tries")] {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "wrong_password")
        );
        assert!(answer.alert().contains(tries), "{}", answer.alert());
    }
    assert_eq!(browser.session().await, None);
    let right = own_account(&mut browser, &erin.email, &erin.password).await;
    assert_eq!(
        (right.status, right.location()),
        (303, "/"),
        "{}",
        right.text()
    );
    assert_eq!(
        browser.account_id().await.as_deref(),
        Some(&*erin.account_id)
    );
    assert_eq!(amazon_accounts(&browser).await, 1);
    assert!(
        events(&site, &erin.account_id)
            .await
            .contains(&"linked".to_owned())
    );
    // What Amazon calls the person is information.
    assert_eq!(
        browser.session().await.unwrap()["email"],
        erin.email.as_str()
    );
}

/// A choice is no way around the guessing limits of the sign-in page.
///
/// Threats: ASVS-6.3.1
#[tokio::test]
async fn guesses_at_a_choice_are_counted_like_any_other() {
    let Some(site) = Site::asking_first().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    for number in 0..2 {
        let id = format!("guess{number}");
        let email = format!("{id}@example.com");
        let eve = site.new_persona(&id, "Eve", Some(&email)).await;
        let (mut browser, page) = asked(&site, &eve).await;
        let form = page.form(LINK).unwrap();
        let csrf = form.value("csrf_token").unwrap();
        let guess = |password| {
            let fields = [("csrf_token", csrf), ("email", &*erin.email)];
            [fields[0], fields[1], ("password", password)]
        };
        for _ in 0..5 {
            let answer = browser.post(LINK, &guess("not her password")).await;
            assert_eq!(answer.status, 401);
        }
        let dead = browser.post(LINK, &guess(&erin.password)).await;
        assert_eq!(dead.code(), "link_expired");
    }

    let sign_in = Browser::new(&site)
        .sign_in(&erin.email, &erin.password)
        .await;

    assert_eq!(sign_in.status, 429);
}

/// Each kind of question takes its own answers.
///
/// Threats: CVE-2026-16442
#[tokio::test]
async fn a_choice_is_answered_by_nothing_but_its_two_answers() {
    let Some(site) = Site::asking_first().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let nora = site
        .new_persona("nora", "Nora", Some("nora@example.com"))
        .await;
    let (mut browser, page) = asked(&site, &nora).await;
    let csrf = page.form(LINK).unwrap();
    let csrf = csrf.value("csrf_token").unwrap();
    let alone = [("csrf_token", csrf), ("password", &*erin.password)];
    let connect = [("csrf_token", csrf), ("connect", "yes")];
    let other = [("csrf_token", csrf), ("choice", "own")];

    let alone = browser.post(LINK, &alone).await;
    let connect = browser.post(LINK, &connect).await;
    let other = browser.post(LINK, &other).await;

    assert_eq!(alone.code(), "proof_not_offered");
    assert_eq!(connect.code(), "unauthenticated");
    assert_eq!(other.code(), "invalid_request");
    assert_eq!(browser.session().await, None);
}

/// Threats: SPOOFED-ME-A, PH-5
#[tokio::test]
async fn not_me_makes_an_account_that_leaves_the_address_where_it_is() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut browser = Browser::new(&site);
    let page = browser.sign_in_with_amazon(&likeness).await;
    let form = page.form(LINK).unwrap();
    let csrf = form.value("csrf_token").unwrap();

    let answer = browser
        .post(LINK, &[("csrf_token", csrf), ("choice", "create")])
        .await;

    assert_eq!(
        (answer.status, answer.location()),
        (303, "/"),
        "{}",
        answer.text()
    );
    let who = browser.session().await.unwrap();
    assert_ne!(who["account_id"], erin.account_id.as_str());
    assert_eq!(who["email"], serde_json::Value::Null);
    let table = site.table().await;
    assert_eq!(table.claim(&erin.email), Some("import_verified"));
    let erins = signed_in_by_password(&site, &erin).await;
    assert_eq!(erins.account_id().await.as_deref(), Some(&*erin.account_id));
    assert_eq!(amazon_accounts(&erins).await, 0);
}

async fn signed_in_by_password(site: &Site, customer: &Customer) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in(&customer.email, &customer.password).await;
    browser
}

#[tokio::test]
async fn an_app_is_asked_and_answers_either_way() {
    let Some(site) = Site::asking_first().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let answer = |ticket: String, body: serde_json::Value| {
        let mut body = body;
        body["ticket"] = ticket.into();
        site.send(site.request(Method::POST, LINK).json(&body))
    };
    let mut tickets = Vec::new();
    for id in ["nora", "nils"] {
        let persona = site
            .new_persona(id, id, Some(&format!("{id}@example.com")))
            .await;
        let token = site.mint_token(&persona).await;
        let body = json!({"access_token": token});
        let request = site.request(Method::POST, "/auth/amazon/token").json(&body);
        let asked = site.send(request).await;
        assert_eq!(
            (asked.status, asked.code().as_str()),
            (409, "link_required")
        );
        let asked = asked.json();
        assert_eq!(asked["proof"], "choice");
        assert_eq!(asked["email_hint"], serde_json::Value::Null);
        tickets.push(asked["ticket"].as_str().unwrap().to_owned());
    }

    let made = answer(tickets[0].clone(), json!({"choice": "create"})).await;
    let own = json!({"email": erin.email, "password": erin.password});
    let own = answer(tickets[1].clone(), own).await;

    assert_eq!(
        (made.status, own.status),
        (200, 200),
        "{} {}",
        made.text(),
        own.text()
    );
    assert_eq!(own.json()["account_id"], erin.account_id.as_str());
    assert_ne!(made.json()["account_id"], erin.account_id.as_str());
    let again = answer(tickets[0].clone(), json!({"choice": "create"})).await;
    assert_eq!(again.json()["session_token"], made.json()["session_token"]);
}
