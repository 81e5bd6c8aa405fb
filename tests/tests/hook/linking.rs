//! An Amazon account that shows the address of a customer of the site.

use acceptance::{Browser, Mishap, Persona, Shop, Site};
use accounts::domain::Digest;
use reqwest::Method;
use serde_json::json;

use crate::table::delete;

/// A customer of the site, and somebody at Amazon with that address who is asked for the password.
async fn asked(site: &Site, shop: &Shop) -> (String, Persona, Browser) {
    let id = shop.customer("erin@example.com", "erin's own");
    let erin = site
        .new_persona("erin", "E. Amazonian", Some("erin@example.com"))
        .await;
    let mut browser = Browser::new(site);
    let page = browser.sign_in_with_amazon(&erin).await;
    assert_eq!((page.status, page.url.path()), (200, "/auth/amazon/link"));
    assert_eq!(shop.take_call_names(), ["find"]);
    (id, erin, browser)
}

/// Threats: SPOOFED-ME-A
#[tokio::test]
async fn an_equal_email_leads_to_the_password_of_that_id_and_no_further() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (id, erin, mut browser) = asked(&site, &shop).await;
    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.accounts(), 0);

    let wrong = browser.answer_link("not hers").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.alert().contains("4 tries left"), "{}", wrong.alert());
    assert_eq!(browser.session().await, None);
    let right = browser.answer_link("erin's own").await;

    assert_eq!((right.status, right.location()), (303, "/"));
    assert_eq!(browser.session().await.unwrap()["external_id"], id.as_str());
    let calls = shop.take_calls();
    let is_by_id = calls
        .iter()
        .all(|it| it.call == "verify" && it.body["id"] == id.as_str());
    assert!(is_by_id, "{calls:?}");

    // From now on that Amazon account opens it.
    let mut other = Browser::new(&site);
    other.sign_in_with_amazon(&erin).await;
    assert_eq!(other.account_id().await, browser.account_id().await);
    let calls = shop.take_calls();
    assert_eq!((calls.len(), &calls[0].body), (1, &json!({ "id": id })));
}

/// Answers the question with "not me", twice.
async fn not_me(browser: &mut Browser) {
    let page = browser.get("/auth/amazon/link").await;
    let form = page.form("/auth/amazon/link").unwrap();
    let csrf = form.value("csrf_token").unwrap();
    let fields = [("csrf_token", csrf), ("choice", "create")];
    for _ in 0..2 {
        let answer = browser.post("/auth/amazon/link", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
}

/// Threats: SPOOFED-ME-A, PH-5
#[tokio::test]
async fn not_me_makes_another_account_at_the_site_and_names_no_address() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (erins, _, mut browser) = asked(&site, &shop).await;

    not_me(&mut browser).await;

    let calls = shop.take_calls();
    let names: Vec<_> = calls.iter().map(|it| it.call.as_str()).collect();
    assert_eq!(names, ["create"]);
    assert_eq!(calls[0].body["email"], serde_json::Value::Null);
    let who = browser.session().await.unwrap();
    assert_ne!(who["external_id"], erins.as_str());
    assert_eq!(shop.ids().len(), 2);
    assert_eq!(site.table().await.accounts(), 1);
}

/// An earlier try of this Amazon account made the account at the site, and died; since then somebody has
/// given it a password, which is asked for.
///
/// Threats: SPOOFED-ME-A
#[tokio::test]
async fn not_me_never_opens_the_account_whose_password_is_asked_for() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (erins, erin, mut browser) = asked(&site, &shop).await;
    let key = Digest::of(site.user_id(&erin).await.as_bytes()).to_string();
    shop.mistake(&key, &erins);

    not_me(&mut browser).await;

    assert_eq!(shop.take_call_names(), ["create", "create"]);
    let who = browser.session().await.unwrap();
    assert_ne!(who["external_id"], erins.as_str());
}

#[tokio::test]
async fn a_customer_who_signed_in_by_password_before_or_meanwhile_gets_no_second_account() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (_, erin, mut browser) = asked(&site, &shop).await;
    let mut by_password = Browser::new(&site);
    by_password.sign_in("erin@example.com", "erin's own").await;
    let account_id = by_password.account_id().await;

    browser.answer_link("erin's own").await;

    assert!(account_id.is_some());
    assert_eq!(browser.account_id().await, account_id);
    assert_eq!(site.table().await.accounts(), 1);
    // A link ends every other session of the account.
    assert_eq!(by_password.session().await, None);

    let likeness = site
        .new_persona("likeness", "L.", Some("erin@example.com"))
        .await;
    let mut third = Browser::new(&site);
    let page = third.sign_in_with_amazon(&likeness).await;
    assert_eq!(page.url.path(), "/auth/amazon/link");
    third.answer_link("erin's own").await;
    assert_eq!(third.account_id().await, account_id);
    browser.sign_in_with_amazon(&erin).await;
    assert_eq!(browser.account_id().await, account_id);
}

/// Threats: NOAUTH
#[tokio::test]
async fn an_address_that_moves_while_the_question_is_open_moves_no_question() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (id, _, mut browser) = asked(&site, &shop).await;
    shop.set_email(&id, "erin@elsewhere.example");
    let _ = shop.customer("erin@example.com", "sam's own");

    let sams = browser.answer_link("sam's own").await;
    assert_eq!(sams.status, 401);
    browser.answer_link("erin's own").await;

    assert_eq!(browser.session().await.unwrap()["external_id"], id.as_str());
}

/// Threats: PH-4
#[tokio::test]
async fn credentials_that_change_while_the_question_is_open_close_it() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (id, erin, mut browser) = asked(&site, &shop).await;
    shop.set_password(&id, "the new one");

    let late = browser.answer_link("the new one").await;

    assert_eq!((late.status, late.code().as_str()), (410, "link_expired"));
    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.identities(), 0);
    browser.sign_in_with_amazon(&erin).await;
    browser.answer_link("the new one").await;
    assert!(browser.session().await.is_some());
}

#[tokio::test]
async fn whoever_is_shut_out_meanwhile_links_nothing() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (id, _, mut browser) = asked(&site, &shop).await;
    shop.set_active(&id, false);

    let closed = browser.answer_link("erin's own").await;

    assert_eq!(
        (closed.status, closed.code().as_str()),
        (403, "account_disabled")
    );
    assert_eq!(site.table().await.identities(), 0);
}

#[tokio::test]
async fn a_link_takes_the_place_of_an_account_that_was_deleted_here() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "erin's own");
    let mut browser = Browser::new(&site);
    browser.sign_in("erin@example.com", "erin's own").await;
    let old = browser.account_id().await.unwrap();
    delete(&site, &old).await;
    let erin = site
        .new_persona("erin", "E.", Some("erin@example.com"))
        .await;

    browser.sign_in_with_amazon(&erin).await;
    browser.answer_link("erin's own").await;

    let who = browser.session().await.unwrap();
    assert_eq!(who["external_id"], id.as_str());
    assert_ne!(who["account_id"], old.as_str());
}

/// Threats: CVE-2026-107276
#[tokio::test]
async fn a_double_click_signs_in_once() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (_, _, browser) = asked(&site, &shop).await;
    let (mut one, mut two) = (browser.clone(), browser);

    tokio::join!(one.answer_link("erin's own"), two.answer_link("erin's own"));

    assert!(one.session().await.is_some());
    assert_eq!(one.cookie("session"), two.cookie("session"));
    assert_eq!(site.table().await.sessions(), 1);
}

#[tokio::test]
async fn a_question_outlives_a_site_that_is_down_for_a_moment() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (id, _, mut browser) = asked(&site, &shop).await;
    for mishap in [Mishap::Fault, Mishap::AnotherId, Mishap::RightOfNobody] {
        shop.plan("verify", &[mishap]);
        let answer = browser.answer_link("erin's own").await;
        let told = (answer.status, answer.code());
        assert_eq!(
            told,
            (502, "existing_accounts_unavailable".to_owned()),
            "{mishap:?}"
        );
        assert_eq!(browser.session().await, None);
        assert_eq!(site.table().await.accounts(), 0);
        browser.open("/auth/amazon/link").await;
    }

    browser.answer_link("erin's own").await;

    assert_eq!(browser.session().await.unwrap()["external_id"], id.as_str());
}

#[tokio::test]
async fn an_app_is_asked_for_the_same_password() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "erin's own");
    let erin = site
        .new_persona("erin", "E.", Some("erin@example.com"))
        .await;
    let body = json!({"access_token": site.mint_token(&erin).await});
    let asked = site
        .send(site.request(Method::POST, "/auth/amazon/token").json(&body))
        .await;
    assert_eq!(
        (asked.status, asked.code().as_str()),
        (409, "link_required")
    );

    let body = json!({"ticket": asked.json()["ticket"], "password": "erin's own"});
    let linked = site
        .send(site.request(Method::POST, "/auth/amazon/link").json(&body))
        .await;

    assert_eq!(linked.status, 200, "{}", linked.text());
    let token = linked.json()["session_token"].as_str().unwrap().to_owned();
    let request = site
        .request(Method::GET, "/auth/session")
        .header("authorization", &format!("Bearer {token}"));
    assert_eq!(site.send(request).await.json()["external_id"], id.as_str());
}
