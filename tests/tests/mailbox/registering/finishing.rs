//! The link of a letter makes the account: here, elsewhere, twice, too late.

use acceptance::{Browser, Site, lasting};
use reqwest::Method;
use serde_json::json;

use super::people::{ANEW, CHOSEN, by_app, finish, link, opens, register};

const ZOE: &str = "zoe@example.com";

#[tokio::test]
async fn in_the_browser_that_registered_one_button_makes_the_account() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let mut browser = Browser::new(&site);

    let sent = register(&mut browser, ZOE).await;

    assert_eq!(
        (sent.status, sent.heading().as_str()),
        (200, "Look in your mailbox")
    );
    let table = site.table().await;
    assert_eq!(
        (table.accounts(), table.claims(), table.sessions()),
        (2, 2, 0),
        "the samples'"
    );
    assert!(!opens(&site, ZOE, CHOSEN).await);
    let made = finish(&mut browser, &link(&site, ZOE).await, None).await;
    assert_eq!((made.status, made.location()), (303, "/cart"));
    assert_eq!(
        lasting(&browser.session().await.unwrap()),
        json!({
            "external_id": null, "email": ZOE, "email_verified": true, "name": "Zoë",
            "postal_code": null, "amazon_linked": false, "auth_method": "password"
        })
    );
    assert_eq!(site.table().await.claim(ZOE), Some("mailbox"));
    assert!(opens(&site, ZOE, CHOSEN).await);
}

/// Whoever reads the mailbox decides: the password of whoever registered with it is dropped.
///
/// Threats: PH-1
#[tokio::test]
async fn an_attacker_who_registers_a_strangers_address_has_no_password_of_it() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let (mut attacker, mut victim) = (Browser::new(&site), Browser::new(&site));
    register(&mut attacker, ZOE).await;
    let link = link(&site, ZOE).await;

    let page = victim.open(&link).await;
    let unanswered = victim.submit("/auth/verify", &[]).await;
    let made = victim
        .submit(
            "/auth/verify",
            &[("name", "Zoë O’Hara"), ("password", ANEW)],
        )
        .await;

    assert!(page.text().contains("type=\"password\""));
    assert_eq!(unanswered.status, 422, "no password of before counts here");
    assert_eq!(made.status, 303, "{}", made.text());
    let who = victim.session().await.unwrap();
    assert_eq!(who["name"], "Zoë O’Hara");
    assert!(opens(&site, ZOE, ANEW).await);
    assert!(!opens(&site, ZOE, CHOSEN).await);
    assert!(attacker.session().await.is_none());
    assert_eq!(attacker.open(&link).await.status, 410);
}

/// Threats: CVE-2026-107276
#[tokio::test]
async fn a_second_click_is_signed_in_by_the_same_session_until_that_ends() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let mut browser = Browser::new(&site);
    register(&mut browser, ZOE).await;
    let link = link(&site, ZOE).await;
    browser.open(&link).await;
    let mut tab = browser.clone();
    let form = browser.last().form("/auth/verify").unwrap();
    let token = form.value("token").unwrap().to_owned();

    let first = browser.submit("/auth/verify", &[]).await;
    let second = tab.submit("/auth/verify", &[]).await;

    let name = site.cookie_name("session");
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(
        first.set_cookie(&name).unwrap().value,
        second.set_cookie(&name).unwrap().value
    );
    let table = site.table().await;
    assert_eq!((table.accounts(), table.sessions()), (3, 1));
    browser.sign_out().await;
    browser.open("/auth/sign-in").await;
    let late = browser.post("/auth/verify", &[("token", &token)]).await;
    assert!(late.location().starts_with("/auth/sign-in"), "{late:?}");
    assert!(browser.session().await.is_none());
}

/// Threats: ASVS-6.4.1
#[tokio::test]
async fn a_link_dies_after_a_day() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let mut browser = Browser::new(&site);
    register(&mut browser, ZOE).await;
    let link = link(&site, ZOE).await;
    site.let_pass(24 * 3600 - 60, ZOE, "PROOF").await;
    browser.open(&link).await;
    site.let_pass(60, ZOE, "PROOF").await;

    let late = browser.submit("/auth/verify", &[]).await;

    assert_eq!(late.status, 410);
    assert_eq!(browser.open(&link).await.status, 410);
    assert_eq!(site.table().await.claim(ZOE), None);
}

#[tokio::test]
async fn an_app_registers_and_finishes_by_the_token_of_the_letter() {
    let Some(site) = Site::with_mail().await else {
        return;
    };

    let asked = site.send(by_app(&site, ZOE)).await;

    assert_eq!(
        (asked.status, asked.json()),
        (202, json!({"proof": "mailbox"}))
    );
    let token = site.letter_to(ZOE).await.token("/auth/verify");
    let verify = |body| site.send(site.request(Method::POST, "/auth/verify").json(&body));
    let without = verify(json!({"token": token})).await;
    assert_eq!(without.code(), "password_refused");
    let body = json!({"token": token, "password": ANEW});
    let (made, again) = (verify(body.clone()).await, verify(body).await);
    assert_eq!(made.status, 200, "{}", made.text());
    assert_eq!(made.json(), again.json());
    assert!(made.set_cookies().is_empty());
    assert!(opens(&site, ZOE, ANEW).await && !opens(&site, ZOE, CHOSEN).await);
}

/// An address that Amazon alone brought goes to the reader of its mailbox; the other customer's Amazon account
/// goes on opening theirs.
///
/// Threats: PH-5, SPOOFED-ME-A
#[tokio::test]
async fn an_account_made_through_amazon_loses_the_address_and_keeps_working() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let persona = site.new_persona("zoe", "Eve", Some(ZOE)).await;
    let mut other = Browser::new(&site);
    other.sign_in_with_amazon(&persona).await;
    let theirs = other.account_id().await.unwrap();
    let mut browser = Browser::new(&site);
    register(&mut browser, ZOE).await;
    assert_eq!(
        other.account_id().await.as_ref(),
        Some(&theirs),
        "nothing changes before"
    );

    let made = finish(&mut browser, &link(&site, ZOE).await, None).await;

    assert_eq!(made.status, 303, "{}", made.text());
    assert_eq!(site.table().await.claim(ZOE), Some("mailbox"));
    assert!(other.session().await.is_none(), "its epoch was raised");
    other.sign_in_with_amazon(&persona).await;
    let who = other.session().await.unwrap();
    assert_eq!(who["account_id"], theirs.as_str());
    assert_eq!(who["email"], json!(null));
    assert_ne!(browser.account_id().await, Some(theirs));
}

/// Two letters went out, and one of them was followed: the other says who has the address now.
#[tokio::test]
async fn an_address_that_got_an_account_meanwhile_is_told_with_its_ways_in() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let (mut browser, mut other) = (Browser::new(&site), Browser::new(&site));
    register(&mut browser, ZOE).await;
    let first = link(&site, ZOE).await;
    register(&mut other, ZOE).await;
    let second = link(&site, ZOE).await;
    finish(&mut browser, &first, None).await;

    let told = finish(&mut other, &second, None).await;

    assert_eq!(told.status, 409);
    assert!(told.links().contains(&"/auth/forgot".to_owned()));
    assert!(other.session().await.is_none());
    assert_eq!(site.table().await.accounts(), 3);
}

/// A letter is kept, forwarded and found; its link gives a session for a moment only.
///
/// Threats: ASVS-6.5.x
#[tokio::test]
async fn a_link_that_was_used_a_while_ago_gives_its_session_to_nobody() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let mut browser = Browser::new(&site);
    register(&mut browser, ZOE).await;
    let link = link(&site, ZOE).await;
    finish(&mut browser, &link, None).await;
    let account = browser.account_id().await.unwrap();
    let token = link.split_once("token=").unwrap().1;
    let mut finder = Browser::new(&site);
    finder.open("/auth/sign-in").await;

    site.let_pass(61, &account, "SESSION#").await;
    let late = finder.post("/auth/verify", &[("token", token)]).await;

    assert_eq!((late.status, late.location()), (303, "/auth/sign-in"));
    assert!(finder.session().await.is_none());
    assert!(browser.session().await.is_some());
}
