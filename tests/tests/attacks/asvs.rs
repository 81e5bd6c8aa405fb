//! OWASP ASVS 5.0, as far as it shows from outside and no other suite has it.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::asked;

const HOUR: i64 = 3600;

/// The browser still holds the cookie, and the table still holds the item: neither is believed.
///
/// Threats: ASVS-7.3.1, C7
#[tokio::test]
async fn a_session_that_nobody_used_for_a_day_is_over() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;
    let sessions = site.table().await.sessions();

    site.let_pass(24 * HOUR - 60, &erin.account_id, "SESSION#")
        .await;
    let in_time = browser.session().await;
    site.let_pass(24 * HOUR + 1, &erin.account_id, "SESSION#")
        .await;
    let late = browser.session().await;

    assert!(in_time.is_some());
    assert_eq!(late, None);
    assert!(browser.cookie("session").is_some());
    assert_eq!(site.table().await.sessions(), sessions);
}

/// Threats: ASVS-7.3.2, C7
#[tokio::test]
async fn a_session_in_daily_use_is_over_after_thirty_days() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;

    for day in 0..31 {
        assert!(browser.session().await.is_some(), "day {day}");
        site.let_pass(23 * HOUR, &erin.account_id, "SESSION#").await;
    }
    assert!(browser.session().await.is_some(), "29 days and 17 hours");
    site.let_pass(8 * HOUR, &erin.account_id, "SESSION#").await;

    assert_eq!(browser.session().await, None, "30 days and an hour");
}

/// Threats: ASVS-7.2.2, ASVS-7.2.3, ASVS-11.5.1, N12
#[tokio::test]
async fn whatever_opens_something_is_32_random_bytes() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let spoof = site.new_persona("spoof", "S", Some(&erin.email)).await;
    let mut drawn = Vec::new();
    for _ in 0..2 {
        let mut browser = asked(&site, &spoof).await;
        drawn.push(("link", browser.cookie("link").unwrap().to_owned()));
        let attempt = browser.attempts().concat();
        let attempt = browser.cookie(&attempt).unwrap();
        drawn.push(("login", attempt.split('.').nth(1).unwrap().to_owned()));
        browser.sign_in(&erin.email, &erin.password).await;
        for name in ["session", "device"] {
            drawn.push((name, browser.cookie(name).unwrap().to_owned()));
        }
    }
    let (one, other) = drawn.split_at(drawn.len() / 2);

    for ((name, one), (_, other)) in one.iter().zip(other) {
        // A session's token begins with the account it belongs to, which is no secret.
        let secret = |token: &str| token[token.len() - 43..].to_owned();
        let len = if *name == "session" { 64 } else { 43 };
        assert_eq!((one.len(), other.len()), (len, len), "{name}");
        let (one, other) = (secret(one), secret(other));
        let same = one
            .bytes()
            .zip(other.bytes())
            .filter(|(a, b)| a == b)
            .count();
        assert!(same < 12, "{name}: {same} of 43 characters agree");
        let kinds: std::collections::BTreeSet<_> = one.bytes().collect();
        assert!(kinds.len() > 12, "{name}: of {} characters", kinds.len());
    }
}

/// A person who only looks, or whose browser looks for them, changes nothing.
///
/// Threats: ASVS-3.5.3, ASVS-3.5.1
#[tokio::test]
async fn no_get_changes_anything() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let spoof = site.new_persona("spoof", "S", Some(&erin.email)).await;
    let mut browser = asked(&site, &spoof).await;
    let mut signed_in = Browser::new(&site);
    signed_in.sign_in(&erin.email, &erin.password).await;
    browser.plant_cookie("session", signed_in.cookie("session").unwrap());
    let password: String = url::form_urlencoded::byte_serialize(erin.password.as_bytes()).collect();
    let before = site.table().await;

    for path in [
        "/auth/session",
        "/auth/sign-in",
        "/auth/sign-out",
        "/auth/amazon/login",
        "/auth/amazon/link",
        "/auth/amazon/callback",
        "/auth/amazon/token",
        "/auth/account/unlink",
    ] {
        for query in [
            String::new(),
            format!("?email={}&password={password}", erin.email),
            "?_method=POST&confirm=yes".to_owned(),
        ] {
            let request = browser.raw(Method::GET, &format!("{path}{query}"));
            let request = request.header("x-http-method-override", "POST");
            site.send(request.for_a_page()).await;
        }
        let head = browser.raw(Method::HEAD, path);
        site.send(head).await;
    }

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
    assert_eq!(browser.account_id().await, Some(erin.account_id));
}

/// Steps out of order: each later one without the one before it.
///
/// Threats: ASVS-2.3.1, CVE-2026-18963
#[tokio::test]
async fn no_step_can_be_skipped() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let before = site.table().await;

    let mut browser = Browser::new(&site);
    browser.open("/auth/sign-in").await;
    for (path, fields) in [
        (
            "/auth/amazon/link",
            vec![("password", erin.password.as_str())],
        ),
        (
            "/auth/sign-in",
            vec![("email", erin.email.as_str()), ("password", &erin.password)],
        ),
    ] {
        let answer = browser.post(path, &fields).await;
        assert!((400..500).contains(&answer.status), "{path}");
    }
    let callback = browser
        .get("/auth/amazon/callback?code=ANabcdef0123456789abcd")
        .await;
    assert_eq!(callback.status, 400);
    let ticket = json!({"ticket": "A".repeat(43), "password": erin.password});
    let request = site
        .request(Method::POST, "/auth/amazon/link")
        .json(&ticket);
    assert_eq!(site.send(request).await.status, 410);

    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}
