//! E-mail and password, which the site alone knows.

use acceptance::{Browser, Meanwhile, Mishap, Site};
use reqwest::Method;
use serde_json::{Value, json};

use crate::table::{delete, disable};

#[tokio::test]
async fn the_site_finds_the_account_and_looks_at_the_password_of_that_id() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "erin's own");
    let mut browser = Browser::new(&site);

    let answer = browser.sign_in("Erin@Example.com", "erin's own").await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
    let who = browser.session().await.unwrap();
    assert_eq!(who["external_id"], id.as_str());
    assert_eq!(
        (&who["email"], &who["auth_method"]),
        (&Value::Null, &"password".into())
    );
    let calls = shop.take_calls();
    assert_eq!(calls[0].body, json!({"email": "Erin@Example.com"}));
    assert_eq!(calls[1].body, json!({"id": id, "password": "erin's own"}));
    assert_eq!(calls.len(), 2);

    // Again: the same account.
    let mut other = Browser::new(&site);
    other.sign_in("erin@example.com", "erin's own").await;
    assert_eq!(other.account_id().await, browser.account_id().await);
    assert_eq!(site.table().await.accounts(), 1);
}

#[tokio::test]
async fn an_app_signs_in_the_same_way() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let _ = shop.customer("erin@example.com", "erin's own");
    let body = json!({"email": "erin@example.com", "password": "erin's own"});

    let answer = site
        .send(site.request(Method::POST, "/auth/sign-in").json(&body))
        .await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.json()["session_token"].is_string());
}

/// Threats: E1
#[tokio::test]
async fn an_unknown_address_is_told_and_costs_what_a_wrong_password_does() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let _ = shop.customer("erin@example.com", "erin's own");
    let _ = shop.customer_without_password("nora@example.com");
    let mut answers = Vec::new();
    for email in ["erin@example.com", "nora@example.com", "nobody@example.com"] {
        let mut browser = Browser::new(&site);
        let answer = browser.sign_in(email, "not the password").await;
        answers.push((answer.status, answer.alert()));

        assert_eq!(shop.take_call_names(), ["find", "verify"], "{email}");
        assert_eq!(browser.session().await, None);
    }
    assert_eq!(answers[0].0, 401);
    assert!(answers.iter().all(|it| *it == answers[0]), "{answers:?}");
    assert_eq!(site.table().await.accounts(), 0);
}

#[tokio::test]
async fn whoever_is_shut_out_there_or_here_is_told_once_the_password_is_right() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "erin's own");
    shop.set_active(&id, false);
    let mut browser = Browser::new(&site);

    let wrong = browser.sign_in("erin@example.com", "not hers").await;
    let right = browser.sign_in("erin@example.com", "erin's own").await;

    assert_eq!(wrong.status, 401);
    assert_eq!(
        (right.status, right.code().as_str()),
        (403, "account_disabled")
    );
    assert_eq!(site.table().await.accounts(), 0);

    shop.set_active(&id, true);
    browser.sign_in("erin@example.com", "erin's own").await;
    disable(&site, &browser.account_id().await.unwrap()).await;
    let closed = browser.sign_in("erin@example.com", "erin's own").await;
    assert_eq!(
        (closed.status, closed.code().as_str()),
        (403, "account_disabled")
    );
    assert_eq!(browser.session().await, None);
}

/// Threats: PH-2
#[tokio::test]
async fn another_password_ends_what_was_signed_in_by_the_old_one() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "the old one");
    let mut thief = Browser::new(&site);
    thief.sign_in("erin@example.com", "the old one").await;
    shop.set_password(&id, "the new one");
    let mut owner = Browser::new(&site);

    owner.sign_in("erin@example.com", "the new one").await;

    assert_eq!(thief.session().await, None);
    let who = owner.session().await.unwrap();
    assert_eq!(who["external_id"], id.as_str());
    let late = thief.sign_in("erin@example.com", "the old one").await;
    assert_eq!(late.status, 401);
    assert!(owner.session().await.is_some());
}

/// Threats: PH-2
#[tokio::test]
async fn a_password_that_changes_while_it_is_looked_at_outlives_no_sign_in_by_the_new_one() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "the old one");
    shop.meanwhile("verify", Meanwhile::Password(id, "the new one"));
    let mut thief = Browser::new(&site);

    thief.sign_in("erin@example.com", "the old one").await;
    let mut owner = Browser::new(&site);
    owner.sign_in("erin@example.com", "the new one").await;

    assert_eq!(thief.session().await, None);
    assert!(owner.session().await.is_some());
}

/// Threats: NOAUTH
#[tokio::test]
async fn an_address_that_goes_to_another_customer_opens_that_ones_account() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let erin = shop.customer("shared@example.com", "erin's own");
    let mut erins = Browser::new(&site);
    erins.sign_in("shared@example.com", "erin's own").await;
    shop.set_email(&erin, "erin@elsewhere.example");
    let sam = shop.customer("shared@example.com", "sam's own");

    let mut sams = Browser::new(&site);
    let old = sams.sign_in("shared@example.com", "erin's own").await;
    assert_eq!(old.status, 401);
    sams.sign_in("shared@example.com", "sam's own").await;

    assert_eq!(sams.session().await.unwrap()["external_id"], sam.as_str());
    assert_ne!(sams.account_id().await, erins.account_id().await);
    let mut again = Browser::new(&site);
    again.sign_in("erin@elsewhere.example", "erin's own").await;
    assert_eq!(again.account_id().await, erins.account_id().await);
}

#[tokio::test]
async fn a_right_password_takes_the_place_of_an_account_that_was_deleted_here() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "erin's own");
    let mut browser = Browser::new(&site);
    browser.sign_in("erin@example.com", "erin's own").await;
    let old = browser.account_id().await.unwrap();
    delete(&site, &old).await;

    browser.sign_in("erin@example.com", "erin's own").await;

    let who = browser.session().await.unwrap();
    assert_eq!(who["external_id"], id.as_str());
    assert_ne!(who["account_id"], old.as_str());
}

#[tokio::test]
async fn registering_is_the_sites_business() {
    let Some((site, _shop)) = Site::with_shop().await else {
        return;
    };
    let mut browser = Browser::new(&site);

    let page = browser.open("/auth/sign-in").await;
    let register = browser.open("/auth/register").await;
    let body = json!({"name": "A", "email": "a@example.com", "password": "quite long enough"});
    let app = site
        .send(site.request(Method::POST, "/auth/register").json(&body))
        .await;

    assert!(page.links().iter().all(|link| !link.contains("register")));
    assert_eq!(
        (register.status, register.code().as_str()),
        (404, "not_found")
    );
    assert_eq!((app.status, app.code().as_str()), (404, "not_found"));
}

/// Threats: E7
#[tokio::test]
async fn tries_are_counted_before_the_site_looks_at_a_password() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let _ = shop.customer("erin@example.com", "erin's own");
    let body = |password| json!({"email": "erin@example.com", "password": password});
    let mut answers = Vec::new();
    for _ in 0..11 {
        let request = site
            .request(Method::POST, "/auth/sign-in")
            .json(&body("guess"));
        answers.push(site.send(request).await.status);
    }
    let calls = shop.take_call_names();

    let request = site
        .request(Method::POST, "/auth/sign-in")
        .json(&body("erin's own"));
    let right = site.send(request).await;

    assert_eq!(answers[..10], [401; 10]);
    assert_eq!((answers[10], right.status), (429, 429));
    assert_eq!(calls.iter().filter(|call| *call == "verify").count(), 10);
}

#[tokio::test]
async fn the_sites_own_limit_is_told_as_one() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let _ = shop.customer("erin@example.com", "erin's own");
    shop.plan("verify", &[Mishap::TooMany]);
    let mut browser = Browser::new(&site);

    let answer = browser.sign_in("erin@example.com", "erin's own").await;

    assert_eq!(answer.status, 429);
    assert_eq!(browser.session().await, None);
}
