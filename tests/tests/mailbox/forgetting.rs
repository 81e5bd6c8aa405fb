//! A forgotten password.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::{NEW, ask, item, link, opens, reset, signed_in};

#[tokio::test]
async fn a_forgotten_password_is_set_by_the_link_of_a_letter() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let elsewhere = signed_in(&site, &erin).await;

    let asked = ask(&site, "ERIN@example.com").await;

    assert_eq!(asked.status, 200);
    assert!(asked.text().contains("Look in your mailbox"));
    assert!(
        elsewhere.session().await.is_some(),
        "asking changes nothing"
    );
    let mut browser = Browser::new(&site);
    let set = reset(&mut browser, &erin.email, NEW).await;
    assert_eq!(set.status, 200, "{}", set.text());
    assert_eq!(set.heading(), "Your new password is set");
    assert!(
        browser.session().await.is_none(),
        "nobody is signed in by it"
    );
    assert!(elsewhere.session().await.is_none());
    assert!(opens(&site, &erin.email, NEW).await);
    assert!(!opens(&site, &erin.email, &erin.password).await);
    let told = site.letter_to(&erin.email).await;
    assert!(told.subject.contains("was changed"), "{}", told.subject);
}

/// Threats: ASVS-6.4.3, ASVS-6.5.x, CVE-2026-107276
#[tokio::test]
async fn a_link_works_once_and_its_second_click_is_told_that_it_is_done() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    ask(&site, &erin.email).await;
    let letter = site.letter_to(&erin.email).await;
    let token = letter.token("/auth/reset");
    let send = |password: &str| {
        let body = json!({"token": token, "new_password": password});
        site.send(site.request(Method::POST, "/auth/reset").json(&body))
    };

    let first = send(NEW).await;
    let again = send(NEW).await;
    let other = send("four other words that nobody knows").await;

    assert_eq!((first.status, again.status), (204, 204));
    assert_eq!(other.code(), "proof_expired");
    assert_eq!(other.status, 410);
    assert!(opens(&site, &erin.email, NEW).await);
    let page = Browser::new(&site).open(&letter.link("/auth/reset")).await;
    assert_eq!(page.status, 410);
}

/// Whoever finds a used link tries few passwords at it, and none once its time is over.
///
/// Threats: N11, ASVS-6.4.3
#[tokio::test]
async fn a_used_link_is_no_place_to_try_passwords_at() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    ask(&site, &erin.email).await;
    let token = site.letter_to(&erin.email).await.token("/auth/reset");
    let send = |password: &str| {
        let body = json!({"token": token, "new_password": password});
        site.send(site.request(Method::POST, "/auth/reset").json(&body))
    };
    assert_eq!(send(NEW).await.status, 204);
    for guess in 0..10 {
        assert_eq!(send(&format!("a guess, number {guess}")).await.status, 410);
    }

    let over = send(NEW).await;
    site.let_pass(30 * 60, &erin.account_id, "PROOF").await;
    let late = send(NEW).await;

    assert_eq!(over.code(), "too_many_attempts");
    assert_eq!(
        (late.status, late.code()),
        (410, "proof_expired".to_owned())
    );
}

/// Letters that are of no use to whoever forgot a password do not use up those that are.
///
/// Threats: ASVS-6.1.1
#[tokio::test]
async fn nobody_keeps_an_address_without_letters_about_its_password() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let body = json!({"name": "Somebody", "email": erin.email, "password": NEW});
    for _ in 0..6 {
        let register = site.request(Method::POST, "/auth/register").json(&body);
        assert_eq!(site.send(register).await.status, 202);
    }
    assert_eq!(site.letters_to(&erin.email).await, 5);

    ask(&site, &erin.email).await;

    let set = reset(&mut Browser::new(&site), &erin.email, NEW).await;
    assert_eq!(set.status, 200, "{}", set.text());
}

#[tokio::test]
async fn a_password_that_is_refused_can_be_chosen_again() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    ask(&site, &erin.email).await;
    let mut browser = Browser::new(&site);

    let refused = reset(&mut browser, &erin.email, "short").await;

    assert_eq!(refused.status, 422);
    assert!(refused.alert().contains("15"), "{}", refused.alert());
    let set = browser
        .submit("/auth/reset", &[("new_password", NEW)])
        .await;
    assert_eq!(set.status, 200, "{}", set.text());
    assert!(opens(&site, &erin.email, NEW).await);
}

/// Half an hour, and not a second more.
///
/// Threats: ASVS-6.4.1
#[tokio::test]
async fn a_link_dies_after_half_an_hour() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    ask(&site, &erin.email).await;
    let link = site.letter_to(&erin.email).await.link("/auth/reset");
    site.let_pass(29 * 60, &erin.account_id, "PROOF").await;
    assert_eq!(Browser::new(&site).open(&link).await.status, 200);

    site.let_pass(60, &erin.account_id, "PROOF").await;

    let late = Browser::new(&site).open(&link).await;
    assert_eq!(
        (late.status, late.heading().as_str()),
        (410, "This link can’t be used any more")
    );
}

/// Threats: PH-4
#[tokio::test]
async fn a_link_dies_with_any_change_of_who_can_get_in() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    ask(&site, &erin.email).await;
    let link_of = site.letter_to(&erin.email).await.link("/auth/reset");
    let mut browser = signed_in(&site, &erin).await;
    browser.open("/auth/account").await;
    browser.submit("/auth/account/end-all", &[]).await;

    let dead = Browser::new(&site).open(&link_of).await;

    assert_eq!(dead.status, 410);
    assert!(opens(&site, &erin.email, &erin.password).await);
}

/// Somebody registered with this address, and lets an Amazon account of their own open it. Whoever reads the
/// mailbox enters the account, and nothing of that is left.
///
/// Threats: PH-1, PH-2, PH-3, CVE-2026-53516
#[tokio::test]
async fn whoever_proves_the_mailbox_takes_the_account_from_who_did_not() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let squatted = site.registered_customer("victim@example.com").await;
    let persona = site.new_persona("trojan", "Trojan", None).await;
    link(&site, &squatted, &persona).await;
    let attacker = signed_in(&site, &squatted).await;
    ask(&site, &squatted.email).await;
    let mut victim = Browser::new(&site);
    let letter = site.letter_to(&squatted.email).await;
    let page = victim.open(&letter.link("/auth/reset")).await;
    let ticked = page.select("input[type=checkbox][checked]");
    assert_eq!(page.select("input[type=checkbox]").len(), 1);
    assert!(ticked.is_empty(), "nobody has proven the mailbox before");

    let set = victim.submit("/auth/reset", &[("new_password", NEW)]).await;

    assert_eq!(set.status, 200, "{}", set.text());
    assert!(attacker.session().await.is_none());
    assert!(!opens(&site, &squatted.email, &squatted.password).await);
    assert!(opens(&site, &squatted.email, NEW).await);
    let item = item(&site, &squatted.account_id).await;
    assert_eq!(item["claim_kind"]["S"], "mailbox");
    assert_eq!(item["identities"]["L"], json!([]));
    let mut by_amazon = Browser::new(&site);
    by_amazon.sign_in_with_amazon(&persona).await;
    let who = by_amazon.session().await.unwrap();
    assert_ne!(who["account_id"], squatted.account_id.as_str());
}

/// Whose mailbox was proven before: their own Amazon account is ticked, and stays.
#[tokio::test]
async fn an_amazon_account_that_is_kept_still_opens_the_account() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let persona = site.new_persona("erin", "Erin", None).await;
    link(&site, &erin, &persona).await;
    ask(&site, &erin.email).await;
    let letter = site.letter_to(&erin.email).await;
    let mut browser = Browser::new(&site);
    let page = browser.open(&letter.link("/auth/reset")).await;
    let ids = page.select("input[type=checkbox][checked]");
    assert_eq!(ids.len(), 1);
    assert!(
        page.select("label.choice")[0].contains("Somebody at Amazon"),
        "whose it is"
    );

    let set = browser
        .submit("/auth/reset", &[("new_password", NEW)])
        .await;

    assert_eq!(set.status, 200, "{}", set.text());
    let mut by_amazon = Browser::new(&site);
    by_amazon.sign_in_with_amazon(&persona).await;
    let who = by_amazon.session().await.unwrap();
    assert_eq!(who["account_id"], erin.account_id.as_str());
}

/// The mailbox is another way in as Amazon is: past the total no password alone opens the account, right or
/// wrong.
///
/// Threats: N11
#[tokio::test]
async fn past_a_hundred_wrong_passwords_the_mailbox_is_asked_for() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    site.wrong_passwords_from_everywhere(&erin.email, 100).await;

    let mut browser = Browser::new(&site);
    browser.sign_in(&erin.email, &erin.password).await;

    assert_eq!(browser.last().status, 429);
    assert!(browser.session().await.is_none());
    ask(&site, &erin.email).await;
    reset(&mut browser, &erin.email, NEW).await;
    browser.sign_in(&erin.email, NEW).await;
    assert!(browser.session().await.is_some());
}

/// Who guessed a hundred times must not keep the owner out who reads the mailbox.
///
/// Threats: N11, ASVS-6.1.1
#[tokio::test]
async fn the_browser_that_set_a_password_gets_in_however_often_others_guessed() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let persona = site.new_persona("erin", "Erin", None).await;
    link(&site, &erin, &persona).await;
    site.wrong_passwords_from_everywhere(&erin.email, 100).await;
    assert!(!opens(&site, &erin.email, &erin.password).await);
    ask(&site, &erin.email).await;
    let mut browser = Browser::new(&site);
    reset(&mut browser, &erin.email, NEW).await;

    browser.sign_in(&erin.email, NEW).await;

    assert!(browser.session().await.is_some());
}
