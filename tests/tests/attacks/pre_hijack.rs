//! Pre-hijacked accounts (Sudhodanan and Paverd, USENIX Security 2022): the attacker makes an account with
//! the victim's address, and waits for the victim.

use acceptance::{Browser, Site};

use crate::people::{asked, refusal, spoof_of, victim_and_spoof};

/// The provider's word and an unverified local row together prove nothing either.
///
/// Threats: PH-1, CVE-2026-53516, CVE-2024-38351
#[tokio::test]
async fn an_account_that_somebody_registered_with_the_victims_address_is_not_merged_with_theirs() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let planted = site.registered_customer("victim@example.com").await;
    let victim = site
        .new_persona("victim", "Vic", Some(&planted.email))
        .await;
    let mut attackers = Browser::new(&site);
    attackers.sign_in(&planted.email, &planted.password).await;
    assert_eq!(
        attackers.session().await.unwrap()["email_verified"],
        false,
        "typed at registration, never proven"
    );
    let before = site.table().await;

    let mut browser = asked(&site, &victim).await;
    let answer = browser.answer_link("a password that the victim has").await;

    assert_eq!(answer.status, 401);
    assert_eq!(browser.session().await, None);
    let table = site.table().await;
    assert_eq!(table.identities(), before.identities());
    assert_eq!(table.claim(&planted.email), Some("registered"));
    assert_eq!(attackers.session().await.unwrap()["amazon_linked"], false);
}

/// The attacker is in the account, and tries to leave an Amazon account of their own in it.
///
/// Threats: PH-3, ASVS-7.5.1
#[tokio::test]
async fn whoever_is_in_an_account_adds_no_amazon_account_to_it_without_its_password() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let planted = site.registered_customer("victim@example.com").await;
    let trojan = spoof_of(&site, &planted, "trojan").await;
    let mut attackers = Browser::new(&site);
    attackers.sign_in(&planted.email, &planted.password).await;
    let before = site.table().await;

    let page = attackers.come_back_from_amazon(&trojan).await;

    assert_eq!(refusal(&page), (409, "signed_in_as_another".to_owned()));
    let table = site.table().await;
    assert_eq!(table.identities(), before.identities());
    assert_eq!(table.tickets(), before.tickets(), "nothing waits for a yes");
}

/// A question left open is dead once anything has changed who can get in, whatever the attacker knows.
///
/// Threats: PH-4, CVE-2026-9087
#[tokio::test]
async fn a_question_that_was_open_before_a_link_is_out_of_time_after_it() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let own = spoof_of(&site, &victim, "own").await;
    let mut waiting = asked(&site, &spoof).await;
    let mut victims = asked(&site, &own).await;
    victims.answer_link(&victim.password).await;
    assert_eq!(victims.account_id().await, Some(victim.account_id.clone()));
    let before = site.table().await;

    let answer = waiting.answer_link(&victim.password).await;

    assert_eq!(refusal(&answer), (410, "link_expired".to_owned()));
    assert_eq!(waiting.session().await, None);
    assert_eq!(site.table().await.identities(), before.identities());
    assert_eq!(victims.account_id().await, Some(victim.account_id));
}

/// A browser that the attacker signed in before the link is a stranger's after it.
///
/// Threats: PH-2
#[tokio::test]
async fn a_browser_that_was_known_before_a_link_is_not_known_after_it() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (victim, own) = victim_and_spoof(&site).await;
    let mut attackers = Browser::new(&site);
    attackers.sign_in(&victim.email, &victim.password).await;
    assert!(attackers.session().await.is_some());
    let mut victims = asked(&site, &own).await;

    victims.answer_link(&victim.password).await;

    assert_eq!(attackers.session().await, None, "its session is dead");
    // Its own count of guesses is gone, too: it has to share that of any stranger, which is used up.
    attackers.lose_cookie("session");
    for _ in 0..10 {
        let mut stranger = Browser::new(&site);
        stranger.sign_in(&victim.email, "a guess").await;
    }
    let answer = attackers.sign_in(&victim.email, "a guess").await;
    assert_eq!(answer.status, 429);
    victims.sign_out().await;
    let answer = victims.sign_in(&victim.email, &victim.password).await;
    assert_eq!(answer.status, 303, "the browser that linked is known");
}
