//! "`SpoofedMe`" (Peles and Hay, IBM Security, December 2014), carried out against Login with Amazon itself
//! in the ordinary flow: the attacker's Amazon account has the victim's address, which Amazon never checked.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::{Value, json};

use crate::people::{asked, refusal, spoof_of, victim_and_spoof};

/// Attack A ends at the question; here everything is tried on it but the account's own password.
///
/// Threats: SPOOFED-ME-A, CVE-2026-105207, CVE-2026-18963, ASVS-6.6.2
#[tokio::test]
async fn nothing_but_the_accounts_own_password_answers_the_question() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let attackers = site
        .customer_with_password("mal@example.net", "the attacker's own password")
        .await;
    let before = site.table().await;
    let mut browser = asked(&site, &spoof).await;
    let ticket = browser.cookie("link").unwrap().to_owned();

    for wrong in ["", &victim.email, &victim.account_id, &attackers.password] {
        let answer = browser.answer_link(wrong).await;
        assert_eq!(answer.status, 401, "{wrong}");
        assert!(!answer.alert().is_empty());
    }
    for body in [
        json!({"ticket": ticket}),
        json!({"ticket": ticket, "password": null}),
        json!({"ticket": ticket, "password": true}),
        json!({"ticket": ticket, "confirm": "yes"}),
        json!({"ticket": ticket, "choice": "link"}),
    ] {
        let request = site.request(Method::POST, "/auth/amazon/link").json(&body);
        let answer = site.send(request).await;
        assert_eq!(
            refusal(&answer),
            (400, "invalid_request".to_owned()),
            "{body}"
        );
    }

    // A deployment without mail has no code to send, and so none to take.
    for body in [
        json!({"ticket": ticket, "send_code": true}),
        json!({"ticket": ticket, "code": "00000000"}),
    ] {
        let request = site.request(Method::POST, "/auth/amazon/link").json(&body);
        let answer = site.send(request).await;
        assert_eq!(
            refusal(&answer),
            (403, "proof_not_offered".to_owned()),
            "{body}"
        );
    }

    // A session of one's own proves nothing about somebody else's account.
    let mut signed_in = Browser::new(&site);
    signed_in
        .sign_in(&attackers.email, &attackers.password)
        .await;
    signed_in.plant_cookie("link", &ticket);
    signed_in.get("/auth/amazon/link").await;
    let answer = signed_in.answer_link(&attackers.password).await;
    assert_eq!(answer.status, 401);
    assert_eq!(signed_in.account_id().await, Some(attackers.account_id));

    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.identities(), before.identities());
}

/// Attack B with a twist: the address is taken on at Amazon while the question to another account is open.
///
/// Threats: SPOOFED-ME-B, CVE-2025-7365
#[tokio::test]
async fn an_address_that_changes_at_amazon_meanwhile_moves_no_question() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let own = site
        .customer_with_password("own@example.net", "the attacker's own password")
        .await;
    let victim = site.existing_customer("victim@example.com").await;
    let attacker = spoof_of(&site, &own, "changing").await;
    let mut browser = asked(&site, &attacker).await;

    site.change(&attacker, &json!({"email": victim.email}))
        .await;
    browser.answer_link(&own.password).await;

    assert_eq!(browser.account_id().await, Some(own.account_id.clone()));
    let mut again = Browser::new(&site);
    again.sign_in_with_amazon(&attacker).await;
    let who = again.session().await.unwrap();
    assert_eq!(who["account_id"], own.account_id.as_str());
    assert_eq!(who["email"], own.email.as_str());
    let mut victims = Browser::new(&site);
    victims.sign_in(&victim.email, &victim.password).await;
    let who = victims.session().await.unwrap();
    assert_eq!(who["account_id"], victim.account_id.as_str());
    assert_eq!(who["amazon_linked"], false);
}

/// The attacker is there first, and occupies the address before its owner comes.
///
/// Threats: SPOOFED-ME-MIRROR, PH-5
#[tokio::test]
async fn an_amazon_account_that_comes_first_under_a_victims_address_keeps_out_and_gets_nobody() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let address = site.address("victim@example.org");
    let attacker = site.new_persona("first", "Mal", Some(&address)).await;
    let victim = site.new_persona("second", "Vic", Some(&address)).await;
    let mut attackers = Browser::new(&site);
    attackers.sign_in_with_amazon(&attacker).await;
    let theirs = attackers.session().await.unwrap();
    assert_eq!(theirs["email_verified"], false, "Amazon's word is no proof");
    assert_eq!(site.table().await.claim(&address), Some("amazon_only"));

    let mut victims = Browser::new(&site);
    victims.sign_in_with_amazon(&victim).await;

    let who = victims.session().await.unwrap();
    assert_ne!(who["account_id"], theirs["account_id"], "not merged");
    assert_eq!(who["name"], "Vic");
    assert_eq!(who["email"], Value::Null);
    let mut again = Browser::new(&site);
    again.sign_in_with_amazon(&attacker).await;
    let later = again.session().await.unwrap();
    assert_eq!(later["account_id"], theirs["account_id"]);
    assert_eq!(later["name"], "Mal");
}
