//! Unlinking an Amazon account, and the password.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::{
    NEW, account, amazon_accounts, events, session_of, signed_in, signed_in_a_while_ago,
    signed_in_with_amazon, submit,
};

const UNLINK: &str = "/auth/account/unlink";
const PASSWORD: &str = "/auth/account/password";

/// Erin, whose account an Amazon account opens besides her password.
async fn erin_with_amazon(site: &Site) -> (acceptance::Customer, acceptance::Persona, Browser) {
    let erin = site.existing_customer("erin@example.com").await;
    let persona = site
        .new_persona("erin", "E. Amazonian", Some(&erin.email))
        .await;
    let mut browser = Browser::new(site);
    browser.sign_in_with_amazon(&persona).await;
    let linked = browser.answer_link(&erin.password).await;
    assert_eq!(linked.status, 303, "{}", linked.text());
    (erin, persona, browser)
}

#[tokio::test]
async fn an_amazon_account_is_unlinked_and_opens_nothing_any_more() {
    let site = Site::start().await;
    let (erin, persona, mut browser) = erin_with_amazon(&site).await;
    let other = signed_in(&site, &erin).await;

    let answer = submit(&mut browser, UNLINK, &[]).await;

    assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
    assert_eq!(amazon_accounts(&browser).await, 0);
    assert_eq!(other.session().await, None);
    assert!(
        events(&site, &erin.account_id)
            .await
            .contains(&"unlinked".to_owned())
    );
    // Whoever comes with it now is asked for the password again.
    let page = Browser::new(&site).sign_in_with_amazon(&persona).await;
    assert_eq!(page.url.path(), "/auth/amazon/link");
}

/// Threats: ASVS-7.5.1
#[tokio::test]
async fn the_last_way_in_stays() {
    let site = Site::start().await;
    let nina = site.persona("new-customer").await;
    let mut browser = signed_in_with_amazon(&site, &nina).await;
    let page = browser.open("/auth/account").await;
    assert!(page.form(UNLINK).is_none());
    let shown = account(&browser).await;
    let id = shown["amazon_accounts"][0]["id"].as_str().unwrap();
    let csrf = page.form("/auth/account/end-all").unwrap();
    let csrf = csrf.value("csrf_token").unwrap();

    let answer = browser
        .post(UNLINK, &[("csrf_token", csrf), ("id", id)])
        .await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (409, "last_way_in")
    );
    assert_eq!(amazon_accounts(&browser).await, 1);
}

/// Threats: ASVS-7.5.1, ASVS-7.5.3
#[tokio::test]
async fn after_a_while_the_password_is_asked_for_before_anything_changes() {
    let site = Site::start().await;
    let (erin, ..) = erin_with_amazon(&site).await;
    let mut browser = signed_in_a_while_ago(&site, &erin.account_id).await;

    let asked = submit(&mut browser, UNLINK, &[]).await;

    assert_eq!(
        (asked.status, asked.code().as_str()),
        (403, "fresh_proof_required")
    );
    assert!(
        asked
            .links()
            .contains(&"/auth/amazon/login?return_to=%2Fauth%2Faccount".to_owned())
    );
    assert_eq!(amazon_accounts(&browser).await, 1);
    let wrong = browser
        .submit(UNLINK, &[("password", "not her password")])
        .await;
    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (401, "wrong_password")
    );
    assert_eq!(amazon_accounts(&browser).await, 1);
    let right = browser
        .submit(UNLINK, &[("password", &erin.password)])
        .await;
    assert_eq!((right.status, right.location()), (303, "/auth/account"));
    assert_eq!(amazon_accounts(&browser).await, 0);
}

/// Guesses at the account page are counted with those at the sign-in page.
///
/// Threats: ASVS-6.3.1
#[tokio::test]
async fn guesses_for_a_proof_are_counted_like_any_other() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in_a_while_ago(&site, &erin.account_id).await;
    let fields = [("password", "not her password"), ("new_password", NEW)];
    for _ in 0..10 {
        let wrong = submit(&mut browser, PASSWORD, &fields).await;
        assert_eq!(wrong.status, 401);
    }

    let over = submit(&mut browser, PASSWORD, &fields).await;
    let right = [("password", &*erin.password), ("new_password", NEW)];
    let right = submit(&mut browser, PASSWORD, &right).await;
    let sign_in = Browser::new(&site)
        .sign_in(&erin.email, &erin.password)
        .await;

    assert_eq!(over.code(), "too_many_attempts");
    for answer in [over, right, sign_in] {
        assert_eq!(answer.status, 429);
    }
}

/// Threats: ASVS-6.2.2, PH-2
#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_it_and_ends_every_other_session() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let (mut browser, other) = (signed_in(&site, &erin).await, signed_in(&site, &erin).await);
    browser.open("/auth/account").await;
    let without = browser.last().form(PASSWORD).unwrap();
    let csrf = without.value("csrf_token").unwrap();
    let fields = [("csrf_token", csrf), ("new_password", NEW)];
    let refused = browser.post(PASSWORD, &fields).await;
    assert_eq!(refused.code(), "fresh_proof_required");
    let thief = browser.cookie("session").unwrap().to_owned();

    let fields = [("password", &*erin.password), ("new_password", NEW)];
    let answer = submit(&mut browser, PASSWORD, &fields).await;

    assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
    assert!(browser.session().await.is_some());
    assert_ne!(browser.cookie("session"), Some(&*thief));
    assert_eq!(other.session().await, None);
    let old = Browser::new(&site)
        .sign_in(&erin.email, &erin.password)
        .await;
    assert_eq!(old.status, 401);
    let new = Browser::new(&site).sign_in(&erin.email, NEW).await;
    assert_eq!(new.status, 303);
    assert!(
        events(&site, &erin.account_id)
            .await
            .contains(&"password_changed".to_owned())
    );
}

/// Threats: N5
#[tokio::test]
async fn a_password_that_is_easy_to_guess_is_not_set_and_the_form_says_why() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let fields = [
        ("password", &*erin.password),
        ("new_password", "aaaaaaaaaaaaaaaaaaaaa"),
    ];

    let answer = submit(&mut browser, PASSWORD, &fields).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (422, "password_refused")
    );
    assert!(
        answer.alert().contains("repeats itself"),
        "{}",
        answer.alert()
    );
    assert!(answer.form(PASSWORD).is_some());
}

/// A claim that Amazon alone brought gives way to others, so a password beside it would be theirs.
///
/// Threats: PH-3, PH-5
#[tokio::test]
async fn no_password_is_set_beside_an_address_that_amazon_alone_brought() {
    let site = Site::start().await;
    let nina = site.persona("new-customer").await;
    let mut browser = signed_in_with_amazon(&site, &nina).await;
    let page = browser.open("/auth/account").await;
    assert!(page.form(PASSWORD).is_none());
    assert!(page.text().contains("no proof that the mailbox is yours"));
    let csrf = page.form("/auth/account/end-all").unwrap();
    let fields = [
        ("csrf_token", csrf.value("csrf_token").unwrap()),
        ("new_password", NEW),
    ];

    let answer = browser.post(PASSWORD, &fields).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (409, "address_not_proven")
    );
    assert_eq!(account(&browser).await["has_password"], false);
}

#[tokio::test]
async fn an_account_without_a_password_is_given_one() {
    let site = Site::start().await;
    let erin = site.customer_without_password("erin@example.com").await;
    let mut browser = Browser::new(&site);
    let token = session_of(&site, &erin.account_id, 0).await;
    browser.plant_cookie("session", &token.expose());

    let answer = submit(&mut browser, PASSWORD, &[("new_password", NEW)]).await;

    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(account(&browser).await["has_password"], true);
    let new = Browser::new(&site).sign_in(&erin.email, NEW).await;
    assert_eq!(new.status, 303);
    assert!(
        events(&site, &erin.account_id)
            .await
            .contains(&"password_set".to_owned())
    );
}

/// A double click: both requests carry the cookie of before, and both are told the same.
#[tokio::test]
async fn a_second_click_finds_it_done_and_keeps_the_browser_signed_in() {
    let site = Site::start().await;
    let (erin, _, mut browser) = erin_with_amazon(&site).await;
    browser.open("/auth/account").await;
    let mut twin = browser.clone();

    browser.submit(UNLINK, &[]).await;
    let second = twin.submit(UNLINK, &[]).await;

    assert_eq!((second.status, second.location()), (303, "/auth/account"));
    assert!(twin.session().await.is_some());
    assert_eq!(twin.cookie("session"), browser.cookie("session"));
    let fields = [("password", &*erin.password), ("new_password", NEW)];
    browser.open("/auth/account").await;
    let mut twin = browser.clone();
    browser.submit(PASSWORD, &fields).await;
    let second = twin.submit(PASSWORD, &fields).await;
    assert_eq!((second.status, second.location()), (303, "/auth/account"));
    assert_eq!(twin.cookie("session"), browser.cookie("session"));
    assert!(twin.session().await.is_some());
}

#[tokio::test]
async fn an_app_changes_the_password_and_goes_on_with_the_session_that_it_is_given() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let token = session_of(&site, &erin.account_id, 0).await.expose();
    let send = |token: &str, path: &str, body| {
        let request = site
            .request(Method::POST, path)
            .header("authorization", &format!("Bearer {token}"))
            .json(&body);
        site.send(request)
    };

    let refused = send(&token, PASSWORD, json!({"new_password": NEW})).await;
    let body = json!({"new_password": NEW, "password": erin.password});
    let changed = send(&token, PASSWORD, body).await;

    assert_eq!(refused.code(), "fresh_proof_required");
    assert_eq!(changed.status, 200, "{}", changed.text());
    let changed = changed.json();
    assert_eq!(changed["account_id"], erin.account_id.as_str());
    let token = changed["session_token"].as_str().unwrap();
    let unknown = json!({"id": "00".repeat(32)});
    let nothing = send(token, UNLINK, unknown).await;
    assert_eq!(nothing.status, 200, "what is not linked is unlinked");
    let connect = send(token, "/auth/account/connect", json!({})).await;
    assert_eq!(connect.code(), "proof_not_offered");
}
