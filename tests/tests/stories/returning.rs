//! Story 3: the same customer again.

use acceptance::{Browser, Site};
use serde_json::{Value, json};

#[tokio::test]
async fn the_same_amazon_account_opens_the_same_account_from_any_browser() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let (mut at_home, mut at_work) = (Browser::new(&site), Browser::new(&site));
    at_home.sign_in_with_amazon(&nora).await;
    let before = site.table().await;

    at_work.sign_in_with_amazon(&nora).await;

    let table = site.table().await;
    assert_eq!(at_home.account_id().await, at_work.account_id().await);
    assert_ne!(at_home.cookie("session"), at_work.cookie("session"));
    assert_eq!(table.accounts(), before.accounts());
    assert_eq!(table.identities(), before.identities());
    assert_eq!(table.claims(), before.claims());
    assert_eq!(table.sessions(), before.sessions() + 1);
}

/// Threats: M8, NOAUTH, ALLAUTH-65.13.0, ASVS-6.8.1, ASVS-10.3.3
#[tokio::test]
async fn whatever_changes_at_amazon_the_account_stays_and_keeps_its_address() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let account = browser.account_id().await;
    let before = site.table().await;

    for changes in [
        json!({"email": "nora.berg@example.org"}),
        json!({"name": "Nora Berg"}),
        json!({"email": null}),
        json!({"name": null}),
        json!({"email": "NORA@example.org", "name": "ليلى"}),
        json!({"email": "not an address", "name": "\u{202e}"}),
    ] {
        let changed = site.change(&nora, &changes).await;
        let mut browser = Browser::new(&site);
        browser.sign_in_with_amazon(&changed).await;

        let who = browser.session().await.unwrap();
        assert_eq!(
            Some(who["account_id"].as_str().unwrap()),
            account.as_deref(),
            "{changes}"
        );
        assert_eq!(who["email"], nora.email().unwrap(), "{changes}");
        assert_eq!(who["email_verified"], false);
    }

    let table = site.table().await;
    assert_eq!(table.accounts(), before.accounts());
    assert_eq!(table.identities(), before.identities());
    assert_eq!(table.claims(), before.claims());
}

#[tokio::test]
async fn a_new_name_at_amazon_is_shown_from_the_next_sign_in_on() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    Browser::new(&site).sign_in_with_amazon(&nora).await;
    let renamed = site.change(&nora, &json!({"name": "Nora Berg"})).await;
    let mut browser = Browser::new(&site);

    browser.sign_in_with_amazon(&renamed).await;

    assert_eq!(browser.session().await.unwrap()["name"], "Nora Berg");
}

/// `SpoofedMe`, attack B: first a harmless address, later the victim's.
///
/// Threats: SPOOFED-ME-B, NOAUTH
#[tokio::test]
async fn an_amazon_account_that_takes_on_a_customers_email_later_still_opens_only_its_own() {
    let site = Site::start().await;
    let victim = site.existing_customer("erin@example.com").await;
    let harmless = site.address("harmless@example.net");
    let attacker = site.new_persona("attacker", "Mal", Some(&harmless)).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&attacker).await;
    let own = browser.account_id().await;

    let spoofing = site
        .change(&attacker, &json!({"email": victim.email}))
        .await;
    let mut again = Browser::new(&site);
    again.sign_in_with_amazon(&spoofing).await;

    assert_eq!(again.account_id().await, own);
    assert_ne!(again.account_id().await, Some(victim.account_id.clone()));
    assert_eq!(again.session().await.unwrap()["email"], harmless.as_str());
    let mut erin = Browser::new(&site);
    erin.sign_in(&victim.email, &victim.password).await;
    assert_eq!(erin.account_id().await, Some(victim.account_id));
}

/// An account without an address does not take one over later, and does not get one either.
#[tokio::test]
async fn an_email_that_amazon_shares_only_later_is_not_claimed() {
    let site = Site::start().await;
    let tomasz = site.persona("no-email").await;
    Browser::new(&site).sign_in_with_amazon(&tomasz).await;
    let before = site.table().await;
    let sharing = site
        .change(&tomasz, &json!({"email": "tomasz@example.org"}))
        .await;
    let mut browser = Browser::new(&site);

    browser.sign_in_with_amazon(&sharing).await;

    assert_eq!(browser.session().await.unwrap()["email"], Value::Null);
    assert_eq!(site.table().await.claims(), before.claims());
}

/// Threats: ASVS-7.2.4, C12
#[tokio::test]
async fn signing_in_again_while_signed_in_is_the_same_account_in_a_new_session() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    let earlier = browser.clone();

    browser.sign_in_with_amazon(&nora).await;

    assert!(browser.account_id().await.is_some());
    assert_ne!(browser.cookie("session"), earlier.cookie("session"));
    assert_eq!(
        earlier.session().await,
        None,
        "the session held before has ended"
    );
}

/// Threats: CVE-2026-58422
#[tokio::test]
async fn a_closed_account_is_not_opened_and_not_opened_again() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&nora).await;
    site.disable_account(&browser.account_id().await.unwrap())
        .await;
    let before = site.table().await;
    let mut again = Browser::new(&site);

    let answer = again.come_back_from_amazon(&nora).await;

    assert_eq!(
        (answer.status, answer.code().as_str()),
        (403, "account_disabled")
    );
    assert_eq!(browser.session().await, None, "its sessions are dead");
    assert_eq!(again.session().await, None);
    let changed = site.table().await.changed_since(&before);
    assert!(
        changed.iter().all(|key| key.starts_with("LOGIN#")),
        "{changed:?}"
    );
}
