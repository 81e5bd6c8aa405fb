//! Takeovers that products like this one had to announce. Most came of an e-mail match without proof, which
//! `stories/linking.rs` and `spoofed_me.rs` try; the others are here.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::{asked, refusal, sign_in, victim_and_spoof};

/// better-auth: sessions went on after their user was deleted.
///
/// Threats: GHSA-2vg6-77g8-24mp, ASVS-7.4.2
#[tokio::test]
async fn a_session_opens_nothing_once_its_account_is_gone() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;
    assert!(browser.session().await.is_some());
    let sessions = site.table().await.sessions();

    site.remove_account(&erin.account_id).await;

    assert_eq!(site.table().await.sessions(), sessions, "still lying there");
    assert_eq!(browser.session().await, None);
    let page = browser.get("/auth/sign-in").await;
    assert!(page.form("/auth/sign-in").is_some());
    let again = site.send(sign_in(&site, &erin.email, &erin.password)).await;
    assert_eq!(refusal(&again), (401, "wrong_password".to_owned()));
}

/// `PocketBase`, Gitea, Casdoor: what the browser said about the person was taken for the provider's word.
///
/// Threats: CVE-2026-44166, CVE-2026-120263, CVE-2026-9092, ASVS-10.1.2
#[tokio::test]
async fn what_a_callback_says_about_the_person_is_not_looked_at() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let victim = site.existing_customer("victim@example.com").await;
    let harmless = site.address("mal@example.net");
    let attacker = site.new_persona("mal", "Mal", Some(&harmless)).await;
    let mut browser = Browser::new(&site);
    let mut callback = browser.be_sent_back_by_amazon(&attacker).await;
    callback
        .query_pairs_mut()
        .append_pair("email", &victim.email)
        .append_pair("email_verified", "true")
        .append_pair("createData[email]", &victim.email)
        .append_pair("user_id", "amzn1.account.SOMEBODYELSE234")
        .append_pair("account_id", &victim.account_id);

    browser.deliver(callback).await;

    let who = browser.session().await.unwrap();
    assert_ne!(who["account_id"], victim.account_id.as_str());
    assert_eq!(who["email"], harmless.as_str());
    assert_eq!(who["email_verified"], false);
    assert_eq!(who["name"], "Mal");
}

/// The same by the app's way of answering the question, and at the sign-in.
///
/// Threats: ASVS-15.3.3, CVE-2026-120263
#[tokio::test]
async fn fields_that_nobody_asked_for_change_nothing() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let other = site
        .customer_with_password("other@example.com", "the other one's password")
        .await;
    let more = json!({
        "account_id": other.account_id, "email": other.email, "user_id": "amzn1.account.SOMEBODYELSE234",
        "email_verified": true, "status": "active", "epoch": 0, "tries": 0, "proof": "session"
    });
    let with = |body: serde_json::Value| {
        let mut all = more.clone();
        let fields = body.as_object().unwrap().clone();
        all.as_object_mut().unwrap().extend(fields);
        all
    };

    let ticket = asked(&site, &spoof)
        .await
        .cookie("link")
        .unwrap()
        .to_owned();
    let body = with(json!({"ticket": ticket, "password": victim.password}));
    let link = site.request(Method::POST, "/auth/amazon/link").json(&body);
    let linked = site.send(link).await;
    let body = with(
        json!({"email": other.email, "password": other.password, "account_id": victim.account_id}),
    );
    let request = site.request(Method::POST, "/auth/sign-in").json(&body);
    let signed_in = site.send(request).await;

    assert_eq!(linked.json()["account_id"], victim.account_id.as_str());
    assert_eq!(signed_in.json()["account_id"], other.account_id.as_str());
    let mut again = Browser::new(&site);
    again.sign_in_with_amazon(&spoof).await;
    assert_eq!(again.account_id().await, Some(victim.account_id));
}

/// Keycloak: a session id used again for the next person at a shared browser.
///
/// Threats: CVE-2026-7507, CVE-2025-12390, C12
#[tokio::test]
async fn two_people_at_one_browser_never_have_one_session() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;
    let erins = browser.clone();
    browser.sign_out().await;

    browser.sign_in_with_amazon(&nora).await;

    let who = browser.session().await.unwrap();
    assert_ne!(who["account_id"], erin.account_id.as_str());
    assert_ne!(browser.cookie("session"), erins.cookie("session"));
    assert_eq!(erins.session().await, None, "nor does it come back");
}

/// omniauth and others: a login that a page elsewhere starts, or that Amazon's page was never asked for.
///
/// Threats: CVE-2015-9284, CVE-2026-81888, R-2.1/4.7
#[tokio::test]
async fn a_browser_that_began_no_sign_in_finishes_none() {
    let Some(site) = Site::with_amazon().await else {
        return;
    };
    let mallory = site.persona("no-email").await;
    let mut attacker = Browser::new(&site);
    let callback = attacker.be_sent_back_by_amazon(&mallory).await;
    let code = callback
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();

    for query in [
        format!("code={code}"),
        format!("code={code}&state="),
        format!("code={code}&state=null"),
        format!("code={code}&state=undefined"),
        callback.query().unwrap().to_owned(),
    ] {
        let mut victim = Browser::new(&site);
        let url = site.url(&format!("/auth/amazon/callback?{query}"));
        let page = victim.deliver(url).await;

        assert_eq!(refusal(&page), (400, "invalid_state".to_owned()), "{query}");
        assert_eq!(victim.session().await, None);
    }
    assert_eq!(site.requests_at_amazon().await.code_exchanges, 0);
}
