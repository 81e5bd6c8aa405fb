//! The end of one session.

use acceptance::Site;
use reqwest::Method;
use serde_json::json;

use super::{END_ALL, END_OTHERS, END_SESSION, account, app_token, by_app, signed_in};

/// Threats: ASVS-7.5.2, ASVS-7.4.1
#[tokio::test]
async fn one_session_is_ended_from_another_browser() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let (mut browser, other) = (signed_in(&site, &erin).await, signed_in(&site, &erin).await);
    let third = signed_in(&site, &erin).await;
    let sessions = account(&other).await;
    let id = sessions["sessions"][0]["id"].as_str().unwrap();
    browser.open("/auth/account").await;
    let csrf = browser.last().form(END_ALL).unwrap();
    let fields = [
        ("csrf_token", csrf.value("csrf_token").unwrap()),
        ("session", id),
    ];

    let first = browser.post(END_SESSION, &fields).await;

    assert_eq!((first.status, first.location()), (303, "/auth/account"));
    assert_eq!(other.session().await, None);
    assert!(browser.session().await.is_some() && third.session().await.is_some());
    // A second click finds nothing more to do, and says the same.
    browser.open("/auth/account").await;
    let second = browser.post(END_SESSION, &fields).await;
    assert_eq!((second.status, second.location()), (303, "/auth/account"));
    assert!(browser.session().await.is_some() && third.session().await.is_some());
}

#[tokio::test]
async fn the_button_beside_a_session_ends_that_session() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let (mut browser, other) = (signed_in(&site, &erin).await, signed_in(&site, &erin).await);
    browser.open("/auth/account").await;

    browser.submit(END_SESSION, &[]).await;
    let page = browser.arrive().await;

    assert_eq!(other.session().await, None);
    assert_eq!(page.select(".sessions > li").len(), 1);
}

#[tokio::test]
async fn ending_ones_own_session_by_its_id_signs_out() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let thief = browser.clone();
    let sessions = account(&browser).await;
    let id = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
    browser.open("/auth/account").await;
    let csrf = browser.last().form(END_ALL).unwrap();
    let csrf = csrf.value("csrf_token").unwrap().to_owned();

    let answer = browser
        .post(END_SESSION, &[("csrf_token", &csrf), ("session", &id)])
        .await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(thief.session().await, None);
}

/// Insecure direct object reference: the id of somebody else's session does nothing, and does not
/// tell that there is one.
///
/// Threats: ASVS-7.5.2, ASVS-15.3.3
#[tokio::test]
async fn a_session_of_another_account_is_neither_ended_nor_betrayed() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mallory = site.existing_customer("mallory@example.com").await;
    let erins = signed_in(&site, &erin).await;
    let mut attacker = signed_in(&site, &mallory).await;
    let sessions = account(&erins).await;
    let victim = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
    let before = site.table().await;

    for id in [victim.as_str(), &"0".repeat(64)] {
        attacker.open("/auth/account").await;
        let form = attacker.last().form(END_ALL).unwrap();
        let csrf = form.value("csrf_token").unwrap().to_owned();
        let fields = [("csrf_token", csrf.as_str()), ("session", id)];
        let answer = attacker.post(END_SESSION, &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
        assert_eq!(answer.body.len(), 0);
    }

    assert_eq!(
        site.table().await.changed_since(&before),
        Vec::<String>::new()
    );
    assert!(erins.session().await.is_some());
}

#[tokio::test]
async fn an_app_sees_and_ends_sessions_by_its_bearer_alone() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let app = app_token(&site, &erin).await;
    let browser = signed_in(&site, &erin).await;
    let sessions = by_app(&site, Method::GET, "/auth/account", &app)
        .await
        .json();
    let id = sessions["sessions"][1]["id"].as_str().unwrap();

    let end = site
        .request(Method::POST, END_SESSION)
        .header("authorization", &format!("Bearer {app}"))
        .json(&json!({"session": id}));
    let ended = site.send(end).await;
    assert_eq!((ended.status, ended.body.len()), (204, 0));
    assert_eq!(browser.session().await, None);

    let others = by_app(&site, Method::POST, END_OTHERS, &app).await;
    assert_eq!(others.status, 200);
    assert!(others.set_cookies().is_empty());
    assert_eq!(others.json()["account_id"], erin.account_id.as_str());
    // A reply that was lost: the same token once more.
    let again = by_app(&site, Method::POST, END_OTHERS, &app).await;
    assert_eq!(again.json(), others.json());
    let renewed = others.json()["session_token"].as_str().unwrap().to_owned();
    let old = by_app(&site, Method::GET, "/auth/session", &app).await;
    assert_eq!(old.status, 401);

    let all = by_app(&site, Method::POST, END_ALL, &renewed).await;
    assert_eq!((all.status, all.set_cookies().len()), (204, 0));
    let after = by_app(&site, Method::GET, "/auth/account", &renewed).await;
    assert_eq!(
        (after.status, after.code().as_str()),
        (401, "unauthenticated")
    );
}

/// Threats: C6, ASVS-3.5.1
#[tokio::test]
async fn no_other_site_and_nobody_without_the_forms_token_ends_a_session() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let other = signed_in(&site, &erin).await;
    browser.open("/auth/account").await;
    let form = browser.last().form(END_ALL).unwrap();
    let token = form.value("csrf_token").unwrap().to_owned();

    for path in [END_SESSION, END_OTHERS, END_ALL] {
        let send = |headers: &[(&str, &str)], body: String| {
            let mut request = browser.raw(Method::POST, path);
            for (name, value) in headers {
                request = request.header(name, value);
            }
            site.send(request.form(body))
        };
        let with_token = || format!("csrf_token={token}&session={}", "0".repeat(64));
        for refused in [
            send(&[("origin", "https://evil.example")], with_token()).await,
            send(&[("sec-fetch-site", "cross-site")], with_token()).await,
            send(&[], format!("session={}", "0".repeat(64))).await,
            send(&[], "csrf_token=AAAA".to_owned()).await,
        ] {
            let told = (refused.status, refused.code());
            assert_eq!(told, (403, "cross_site_request".to_owned()), "{path}");
        }
        // JSON with a cookie has no token.
        let json = browser
            .raw(Method::POST, path)
            .json(&json!({"session": ""}));
        assert_eq!(site.send(json).await.status, 400);
        let nobody = site.request(Method::POST, path).form(with_token());
        assert_eq!(site.send(nobody).await.status, 401);
        assert_eq!(site.get(path).await.status, 404);
    }
    assert!(browser.session().await.is_some() && other.session().await.is_some());
}
