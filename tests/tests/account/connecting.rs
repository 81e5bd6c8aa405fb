//! Connecting another Amazon account to the account that somebody is signed in to.

use acceptance::{Answer, Browser, Persona, Site};
use url::Url;

use crate::people::{
    account, amazon_accounts, events, signed_in, signed_in_a_while_ago, signed_in_with_amazon,
    submit,
};

const CONNECT: &str = "/auth/account/connect";
const LINK: &str = "/auth/amazon/link";

/// Goes on to Amazon, as the page does by itself, and allows there what the site asks for.
async fn on_to_amazon(browser: &mut Browser, page: &Answer, persona: &Persona) -> Url {
    assert_eq!(page.status, 200, "{}", page.text());
    let refresh = page.header("refresh").unwrap();
    let address = refresh.strip_prefix("0;url=").unwrap();
    assert!(page.links().iter().any(|link| link == address));
    let (from, to) = (page.url.clone(), Url::parse(address).unwrap());
    browser.get_from(&from, to).await;
    browser
        .decide(&[("persona", persona.id()), ("decision", "allow")])
        .await
}

/// Presses the button, and comes back from Amazon to the question.
async fn asked(browser: &mut Browser, persona: &Persona) -> Answer {
    let page = submit(browser, CONNECT, &[]).await;
    let callback = on_to_amazon(browser, &page, persona).await;
    browser.deliver(callback).await;
    browser.arrive().await
}

/// Threats: M5, PH-3
#[tokio::test]
async fn another_amazon_account_is_connected_after_a_question_that_names_it() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let (mut browser, other) = (signed_in(&site, &erin).await, signed_in(&site, &erin).await);
    let al = site
        .new_persona("al", "Al Amazonian", Some("al@example.org"))
        .await;

    let page = asked(&mut browser, &al).await;

    assert_eq!((page.status, page.url.path()), (200, LINK));
    assert!(page.text().contains("Al Amazonian") && page.text().contains(&erin.email));
    assert_eq!(
        amazon_accounts(&browser).await,
        0,
        "the callback links nothing"
    );
    let answer = browser.submit(LINK, &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
    assert_eq!(amazon_accounts(&browser).await, 1);
    assert_eq!(other.session().await, None);
    assert!(
        events(&site, &erin.account_id)
            .await
            .contains(&"linked".to_owned())
    );
    // The address at Amazon is information: the account's own stays.
    assert_eq!(account(&browser).await["email"], erin.email.as_str());
    let mut elsewhere = signed_in_with_amazon(&site, &al).await;
    assert_eq!(elsewhere.account_id().await, Some(erin.account_id));
    elsewhere.sign_out().await;
}

/// Threats: ASVS-7.5.1
#[tokio::test]
async fn after_a_while_the_password_is_asked_for_and_another_session_goes_on() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in_a_while_ago(&site, &erin.account_id).await;
    let before = browser.cookie("session").unwrap().to_owned();
    let al = site
        .new_persona("al", "Al Amazonian", Some("al@example.org"))
        .await;
    let asked = submit(&mut browser, CONNECT, &[]).await;
    assert_eq!(
        (asked.status, asked.code().as_str()),
        (403, "fresh_proof_required")
    );
    assert!(browser.attempts().is_empty());

    let page = browser
        .submit(CONNECT, &[("password", &erin.password)])
        .await;
    let callback = on_to_amazon(&mut browser, &page, &al).await;
    browser.deliver(callback).await;
    browser.arrive().await;
    let answer = browser.submit(LINK, &[]).await;

    assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
    assert_eq!(amazon_accounts(&browser).await, 1);
    browser.plant_cookie("session", &before);
    assert_eq!(browser.session().await, None, "a proof makes a new session");
}

/// A stranger's connection, begun in their own browser, does not end in the victim's account.
///
/// Threats: M5, CVE-2026-9087, ASVS-10.1.2
#[tokio::test]
async fn a_connection_ends_only_in_the_session_that_began_it() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let al = site
        .new_persona("al", "Al Amazonian", Some("al@example.org"))
        .await;
    let mut browser = signed_in(&site, &erin).await;
    let page = asked(&mut browser, &al).await;
    assert_eq!(page.status, 200);
    // Another session of the same account, with the link cookie and its form.
    let second = signed_in(&site, &erin).await;
    let mut mixed = browser.clone();
    mixed.plant_cookie("session", second.cookie("session").unwrap());

    let answer = mixed.submit(LINK, &[]).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (401, "unauthenticated")
    );
    // Signed out meanwhile, with the link cookie kept.
    let mut signed_out = browser.clone();
    browser.sign_out().await;
    let page = signed_out.open(LINK).await;
    assert_eq!(
        (page.status, page.code().as_str()),
        (401, "unauthenticated")
    );
    assert_eq!(amazon_accounts(&second).await, 0);
}

/// Threats: ASVS-7.5.1
#[tokio::test]
async fn a_callback_without_the_fresh_session_that_asked_links_nothing() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let al = site
        .new_persona("al", "Al Amazonian", Some("al@example.org"))
        .await;
    let stale = signed_in_a_while_ago(&site, &erin.account_id).await;
    let other = signed_in(&site, &site.existing_customer("dora@example.com").await).await;
    for (session, code) in [
        (stale.cookie("session"), "fresh_proof_required"),
        (other.cookie("session"), "unauthenticated"),
        (None, "unauthenticated"),
    ] {
        let mut browser = signed_in(&site, &erin).await;
        let page = submit(&mut browser, CONNECT, &[]).await;
        let callback = on_to_amazon(&mut browser, &page, &al).await;
        match session {
            Some(session) => browser.plant_cookie("session", session),
            None => browser.lose_cookie("session"),
        }

        let answer = browser.deliver(callback).await;

        assert_eq!(answer.code(), code);
    }
    assert_eq!(site.table().await.tickets(), 0);
}

/// Threats: M1
#[tokio::test]
async fn an_amazon_account_of_somebody_elses_is_not_connected() {
    let site = Site::start().await;
    let nina = site.persona("new-customer").await;
    let ninas = signed_in_with_amazon(&site, &nina).await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;

    let page = asked(&mut browser, &nina).await;

    assert_eq!(
        (page.status, page.code().as_str()),
        (409, "linked_elsewhere")
    );
    assert_eq!(amazon_accounts(&browser).await, 0);
    assert_eq!(amazon_accounts(&ninas).await, 1);
}

#[tokio::test]
async fn an_amazon_account_that_is_connected_already_signs_in_again_and_comes_back() {
    let site = Site::start().await;
    let nina = site.persona("new-customer").await;
    let mut browser = signed_in_with_amazon(&site, &nina).await;

    let page = asked(&mut browser, &nina).await;

    assert_eq!((page.status, page.url.path()), (200, "/auth/account"));
    assert_eq!(amazon_accounts(&browser).await, 1);
}

/// Threats: C6
#[tokio::test]
async fn a_connection_begins_only_from_our_own_page() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    browser.open("/auth/account").await;

    let answer = browser.post(CONNECT, &[("csrf_token", "guessed")]).await;

    // Our page, but not its token: nothing is done, and the page is shown anew.
    assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
    assert!(browser.attempts().is_empty());
    let page = browser.open(CONNECT).await;
    assert_eq!(page.status, 404, "no page, and nothing by GET");
}

#[tokio::test]
async fn a_second_click_on_the_answer_leads_to_the_same_session() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let al = site
        .new_persona("al", "Al Amazonian", Some("al@example.org"))
        .await;
    let mut browser = signed_in(&site, &erin).await;
    asked(&mut browser, &al).await;
    let mut twin = browser.clone();

    browser.submit(LINK, &[]).await;
    let second = twin.submit(LINK, &[]).await;
    let third = browser.open(LINK).await;

    assert_eq!((second.status, second.location()), (303, "/auth/account"));
    assert_eq!(twin.cookie("session"), browser.cookie("session"));
    assert!(twin.session().await.is_some());
    assert_eq!(third.url.path(), "/auth/account");
    assert_eq!(amazon_accounts(&browser).await, 1);
}
