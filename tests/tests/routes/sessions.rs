//! Sessions: who holds one, and what ends it.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

async fn bearer(site: &Site, email: &str, password: &str) -> String {
    let body = json!({"email": email, "password": password});
    let answer = site
        .send(site.request(Method::POST, "/auth/sign-in").json(&body))
        .await;
    format!(
        "Bearer {}",
        answer.json()["session_token"].as_str().unwrap_or_default()
    )
}

/// Session fixation.
///
/// Threats: ASVS-7.2.4, C12, CVE-2026-7507
#[tokio::test]
async fn every_sign_in_begins_a_new_session_and_ends_the_one_held_before() {
    let site = Site::start().await;
    let (erin, other) = (
        site.existing_customer("erin@example.com").await,
        site.existing_customer("other@example.com").await,
    );
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;
    let earlier = browser.clone();

    // The form page is that of somebody signed in: the form comes from a tab opened before.
    let mut tab = Browser::new(&site);
    tab.open("/auth/sign-in").await;
    tab.plant_cookie("session", browser.cookie("session").unwrap());
    tab.submit(
        "/auth/sign-in",
        &[("email", &other.email), ("password", &other.password)],
    )
    .await;

    assert_eq!(tab.account_id().await, Some(other.account_id));
    assert_ne!(tab.cookie("session"), earlier.cookie("session"));
    assert_eq!(earlier.session().await, None);
}

/// Threats: CVE-2026-7507
#[tokio::test]
async fn a_session_planted_before_a_sign_in_is_not_the_one_after_it() {
    let site = Site::start().await;
    let mallory = site.persona("no-email").await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut attacker = Browser::new(&site);
    attacker.sign_in_with_amazon(&mallory).await;
    let mut victim = Browser::new(&site);
    victim.open("/auth/sign-in").await;
    victim.plant_cookie("session", attacker.cookie("session").unwrap());

    victim
        .submit(
            "/auth/sign-in",
            &[("email", &erin.email), ("password", &erin.password)],
        )
        .await;

    assert_eq!(victim.account_id().await, Some(erin.account_id));
    assert_eq!(attacker.session().await, None);
}

#[tokio::test]
async fn a_bearer_is_the_same_session_and_signs_out_without_a_form() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let token = bearer(&site, &erin.email, &erin.password).await;
    let check = || {
        let request = site
            .request(Method::GET, "/auth/session")
            .header("authorization", &token);
        site.send(request)
    };
    assert_eq!(check().await.json()["account_id"], erin.account_id.as_str());

    let sign_out = site
        .request(Method::POST, "/auth/sign-out")
        .header("authorization", &token);
    let answer = site.send(sign_out).await;

    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert!(answer.set_cookies().is_empty());
    let after = check().await;
    assert_eq!(
        (after.status, after.code().as_str()),
        (401, "unauthenticated")
    );
}

#[tokio::test]
async fn a_request_with_both_credentials_is_refused_even_if_they_agree() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;
    let own = format!("Bearer {}", browser.cookie("session").unwrap());
    let other = bearer(&site, &erin.email, &erin.password).await;

    for token in [own, other, "Bearer x".to_owned()] {
        let request = browser
            .raw(Method::GET, "/auth/session")
            .header("authorization", &token);
        let answer = site.send(request).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "invalid_request")
        );
    }
    assert!(browser.session().await.is_some());
}

/// Who was in before the link is out after it, whoever that was.
///
/// Threats: PH-1, PH-2, C12, ASVS-7.4.3
#[tokio::test]
async fn a_link_ends_every_other_session_of_that_account_and_of_no_other() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let other = site.existing_customer("other@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let (mut at_work, mut others) = (Browser::new(&site), Browser::new(&site));
    at_work.sign_in(&erin.email, &erin.password).await;
    others.sign_in(&other.email, &other.password).await;
    let app = bearer(&site, &erin.email, &erin.password).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&likeness).await;

    browser.answer_link(&erin.password).await;

    assert_eq!(browser.account_id().await, Some(erin.account_id.clone()));
    assert_eq!(at_work.session().await, None);
    let check = site
        .request(Method::GET, "/auth/session")
        .header("authorization", &app);
    assert_eq!(site.send(check).await.status, 401);
    assert_eq!(others.account_id().await, Some(other.account_id));
    at_work.sign_in(&erin.email, &erin.password).await;
    assert!(at_work.session().await.is_some());
    assert!(browser.session().await.is_some());
}

#[tokio::test]
async fn wrong_tries_on_a_link_end_nobodys_session() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let likeness = site.new_persona("likeness", "L", Some(&erin.email)).await;
    let mut erins = Browser::new(&site);
    erins.sign_in(&erin.email, &erin.password).await;
    let mut attacker = Browser::new(&site);
    attacker.sign_in_with_amazon(&likeness).await;

    for _ in 0..5 {
        attacker.answer_link("a guess").await;
    }

    assert_eq!(erins.account_id().await, Some(erin.account_id));
}

/// Threats: ASVS-7.4.2, CVE-2026-58422
#[tokio::test]
async fn closing_an_account_ends_its_sessions_at_the_next_request() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;
    let app = bearer(&site, &erin.email, &erin.password).await;

    site.disable_account(&erin.account_id).await;

    assert_eq!(browser.session().await, None);
    let check = site
        .request(Method::GET, "/auth/session")
        .header("authorization", &app);
    assert_eq!(site.send(check).await.status, 401);
    let mut again = Browser::new(&site);
    let answer = again.sign_in(&erin.email, &erin.password).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "account_disabled")
    );
    assert_eq!(again.session().await, None);
}

#[tokio::test]
async fn asking_who_is_there_changes_nothing() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let before = site.table().await;

    let first = browser.check_session().await;
    for _ in 0..5 {
        assert_eq!(browser.check_session().await.body, first.body);
    }

    assert!(first.set_cookies().is_empty());
    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

#[tokio::test]
async fn a_person_without_a_session_is_shown_the_way_in() {
    let site = Site::start().await;

    let page = Browser::new(&site).get("/auth/session").await;

    assert_eq!(
        (page.status, page.code().as_str()),
        (401, "unauthenticated")
    );
    assert!(page.links().contains(&"/auth/sign-in".to_owned()));
}

#[tokio::test]
async fn signing_out_twice_or_without_a_session_is_fine() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    browser.open("/auth/sign-in").await;
    let mut tab = browser.clone();
    browser.submit("/auth/sign-out", &[]).await;

    let again = tab.submit("/auth/sign-out", &[]).await;
    let nobody = site
        .send(site.request(Method::POST, "/auth/sign-out").fields(&[]))
        .await;

    assert_eq!(again.status, 303);
    assert_eq!((nobody.status, nobody.location()), (303, "/"));
}

/// Guessing is slowed down, known address or not, and locks no known browser out.
///
/// Threats: E4, ASVS-6.1.1, ASVS-6.3.1
#[tokio::test]
async fn ten_wrong_passwords_pause_an_address_but_not_a_browser_that_signed_in_before() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut known = Browser::new(&site);
    known.sign_in(&erin.email, &erin.password).await;
    known.sign_out().await;
    let unknown = format!("unknown.{}", erin.email);
    let send = |email: &str, password: &str| {
        let body = json!({"email": email, "password": password});
        site.send(site.request(Method::POST, "/auth/sign-in").json(&body))
    };

    for email in [&erin.email, &unknown] {
        for _ in 0..10 {
            assert_eq!(send(email, "a guess").await.code(), "wrong_password");
        }
        let paused = send(email, &erin.password).await;
        assert_eq!(
            (paused.status, paused.code().as_str()),
            (429, "too_many_attempts")
        );
    }

    let mut stranger = Browser::new(&site);
    let page = stranger.sign_in(&erin.email, &erin.password).await;
    assert_eq!(page.status, 429);
    assert_eq!(stranger.session().await, None);
    let answer = known.sign_in(&erin.email, &erin.password).await;
    assert_eq!(answer.status, 303);
    assert_eq!(known.account_id().await, Some(erin.account_id));
}

#[tokio::test]
async fn right_passwords_are_not_counted() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;

    for _ in 0..12 {
        let mut browser = Browser::new(&site);
        let answer = browser.sign_in(&erin.email, &erin.password).await;
        assert_eq!(answer.status, 303);
    }
}
