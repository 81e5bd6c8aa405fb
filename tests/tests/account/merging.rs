//! "I already have an account": an empty account's Amazon account goes over to the earlier one.

use acceptance::{Answer, Browser, Customer, Persona, Site};
use accounts::{
    domain::{AccountId, EmailAddress},
    store::AccountStore as _,
};
use reqwest::Method;
use serde_json::json;

use crate::people::{
    account, amazon_accounts, events, session_of, signed_in, signed_in_with_amazon,
};

const MERGE: &str = "/auth/account/merge";

/// A customer with a password, and the Amazon account of the same person, which shows another address.
async fn one_person(site: &Site) -> (Customer, Persona) {
    let erin = site.existing_customer("erin@example.com").await;
    let at_amazon = site
        .new_persona("erin", "Erin", Some("erin.at.home@example.com"))
        .await;
    (erin, at_amazon)
}

async fn merge(browser: &mut Browser, email: &str, password: &str) -> Answer {
    let page = browser.open("/auth/account").await;
    let csrf = page
        .form(MERGE)
        .unwrap()
        .value("csrf_token")
        .unwrap()
        .to_owned();
    let fields = [
        ("csrf_token", &*csrf),
        ("email", email),
        ("password", password),
    ];
    browser.post(MERGE, &fields).await
}

#[tokio::test]
async fn whoever_got_an_empty_account_goes_on_with_the_one_that_they_had() {
    let site = Site::start().await;
    let (erin, at_amazon) = one_person(&site).await;
    let elsewhere = signed_in(&site, &erin).await;
    let mut browser = signed_in_with_amazon(&site, &at_amazon).await;
    let empty = browser.account_id().await.unwrap();
    let before = browser.cookie("session").unwrap().to_owned();

    let answer = merge(&mut browser, &erin.email, &erin.password).await;

    assert_eq!((answer.status, answer.location()), (303, "/auth/account"));
    assert_eq!(
        browser.account_id().await.as_deref(),
        Some(&*erin.account_id)
    );
    assert_eq!(amazon_accounts(&browser).await, 1);
    // Every other session of either account has ended, that of the empty one too.
    assert_eq!(elsewhere.session().await, None);
    let mut old = Browser::new(&site);
    old.plant_cookie("session", &before);
    assert_eq!(old.session().await, None);
    // From now on that Amazon account opens the earlier one, and no other account is made.
    let again = signed_in_with_amazon(&site, &at_amazon).await;
    assert_eq!(again.account_id().await.as_deref(), Some(&*erin.account_id));
    assert!(
        events(&site, &erin.account_id)
            .await
            .contains(&"merged".to_owned())
    );
    assert_eq!(events(&site, &empty).await, ["merged_away"]);
    let (closed, _) = site
        .store()
        .find_account(AccountId::parse(&empty).unwrap(), None)
        .await
        .unwrap();
    assert!(closed.unwrap().is_tombstone());
    // The address that Amazon brought is nobody's.
    let address = EmailAddress::parse("erin.at.home@example.com").unwrap();
    let claim = site.store().find_claim(address.normalised()).await;
    assert_eq!(claim.unwrap(), None);
}

#[tokio::test]
async fn a_double_click_ends_in_one_session_of_the_earlier_account() {
    let site = Site::start().await;
    let (erin, at_amazon) = one_person(&site).await;
    let mut browser = signed_in_with_amazon(&site, &at_amazon).await;
    browser.open("/auth/account").await;
    let mut twin = browser.clone();
    let csrf = browser
        .last()
        .form(MERGE)
        .unwrap()
        .value("csrf_token")
        .unwrap()
        .to_owned();
    let fields = [
        ("csrf_token", &*csrf),
        ("email", &*erin.email),
        ("password", &*erin.password),
    ];

    let (first, second) = tokio::join!(browser.post(MERGE, &fields), twin.post(MERGE, &fields));
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(browser.cookie("session"), twin.cookie("session"));
}

/// Threats: PH-1, CVE-2026-105207, E7
#[tokio::test]
async fn both_accounts_are_proven_or_nothing_moves() {
    let site = Site::start().await;
    let (erin, at_amazon) = one_person(&site).await;
    let mut browser = signed_in_with_amazon(&site, &at_amazon).await;
    let empty = browser.account_id().await.unwrap();

    let wrong = merge(&mut browser, &erin.email, "not her password").await;
    let unknown = merge(&mut browser, "nobody@example.com", &erin.password).await;
    let none = merge(&mut browser, "no address", &erin.password).await;

    for answer in [&wrong, &unknown, &none] {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "wrong_password")
        );
        assert!(answer.alert().contains("not right"), "{}", answer.alert());
        assert!(answer.form(MERGE).is_some(), "it is asked again");
    }
    // The other side: a session of half an hour ago proves nothing.
    let token = session_of(&site, &empty, 30 * 60).await;
    let mut stale = Browser::new(&site);
    stale.plant_cookie("session", &token.expose());
    let late = merge(&mut stale, &erin.email, &erin.password).await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (403, "fresh_proof_required")
    );
    assert_eq!(browser.account_id().await.as_deref(), Some(&*empty));
    assert_eq!(amazon_accounts(&signed_in(&site, &erin).await).await, 0);
}

#[tokio::test]
async fn an_account_that_holds_something_is_not_merged_and_is_not_asked() {
    let site = Site::start().await;
    let (erin, at_amazon) = one_person(&site).await;
    let frank = site.existing_customer("frank@example.com").await;
    let mut full = signed_in(&site, &frank).await;
    let page = full.open("/auth/account").await;
    assert!(page.form(MERGE).is_none(), "nobody is asked in vain");
    let csrf = page.form("/auth/account/export").unwrap();
    let csrf = csrf.value("csrf_token").unwrap().to_owned();
    let fields = [
        ("csrf_token", &*csrf),
        ("email", &*erin.email),
        ("password", &*erin.password),
    ];

    let answer = full.post(MERGE, &fields).await;

    assert_eq!((answer.status, answer.code().as_str()), (409, "not_empty"));
    assert_eq!(full.account_id().await.as_deref(), Some(&*frank.account_id));
    // Nor into an account without a password: an address from Amazon is no proof of anything.
    let mut empty = signed_in_with_amazon(&site, &at_amazon).await;
    let other = site
        .new_persona("otto", "Otto", Some("otto@example.com"))
        .await;
    signed_in_with_amazon(&site, &other).await;
    let answer = merge(&mut empty, "otto@example.com", "any password at all").await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (401, "wrong_password")
    );
}

/// Threats: ASVS-6.3.1
#[tokio::test]
async fn guesses_at_the_earlier_account_are_counted_like_any_other() {
    let site = Site::start().await;
    let (erin, at_amazon) = one_person(&site).await;
    let mut browser = signed_in_with_amazon(&site, &at_amazon).await;
    for _ in 0..10 {
        let answer = merge(&mut browser, &erin.email, "not her password").await;
        assert_eq!(answer.status, 401);
    }

    let answer = merge(&mut browser, &erin.email, &erin.password).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (429, "too_many_attempts")
    );
    let mut stranger = Browser::new(&site);
    let signing_in = stranger.sign_in(&erin.email, &erin.password).await;
    assert_eq!(signing_in.status, 429, "it is the same count");
}

#[tokio::test]
async fn an_app_merges_and_takes_its_new_session_from_the_answer() {
    let site = Site::start().await;
    let (erin, at_amazon) = one_person(&site).await;
    let browser = signed_in_with_amazon(&site, &at_amazon).await;
    let bearer = format!("Bearer {}", browser.cookie("session").unwrap());
    let body = json!({ "email": erin.email, "password": erin.password });

    let request = site
        .request(Method::POST, MERGE)
        .header("authorization", &bearer)
        .json(&body);
    let answer = site.send(request).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["account_id"], erin.account_id.as_str());
    let mut app = Browser::new(&site);
    let token = answer.json()["session_token"].as_str().unwrap().to_owned();
    app.plant_cookie("session", &token);
    assert_eq!(account(&app).await["account_id"], erin.account_id.as_str());
}
