//! The address of an account: proven, changed, and taken back.

use acceptance::{Browser, Site};

use crate::people::{NEW, ask, item, link, opens, reset, signed_in};

/// Asks, on the account page, for another address.
async fn ask_to_move(browser: &mut Browser, email: &str) -> acceptance::Answer {
    browser.open("/auth/account").await;
    browser
        .submit("/auth/account/email", &[("email", email)])
        .await
}

/// Opens the last letter's link and says yes.
async fn confirm(browser: &mut Browser, mailbox: &str) -> acceptance::Answer {
    let letter = browser.site().letter_to(mailbox).await;
    let page = browser.open(&letter.link("/auth/verify")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    browser.submit("/auth/verify", &[]).await
}

#[tokio::test]
async fn an_address_changes_when_its_mailbox_is_proven_and_not_before() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    let elsewhere = signed_in(&site, &erin).await;

    let asked = ask_to_move(&mut browser, "new@example.com").await;

    assert_eq!(asked.status, 200, "{}", asked.text());
    assert!(opens(&site, &erin.email, &erin.password).await);
    let confirmed = confirm(&mut browser, "new@example.com").await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let who = browser.session().await.unwrap();
    assert_eq!(who["email"], "new@example.com");
    assert_eq!(who["email_verified"], true);
    assert!(elsewhere.session().await.is_none());
    assert!(opens(&site, "new@example.com", &erin.password).await);
    assert!(!opens(&site, &erin.email, &erin.password).await);
    let told = site.letter_to(&erin.email).await;
    assert!(told.text.contains("n•••"), "masked: {}", told.text);
}

/// What came in with whoever changed the address goes with them.
///
/// Threats: PH-2, PH-3, ASVS-6.3.7
#[tokio::test]
async fn the_reader_of_the_address_before_takes_the_account_back() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut intruder = signed_in(&site, &erin).await;
    ask_to_move(&mut intruder, "eve@example.com").await;
    confirm(&mut intruder, "eve@example.com").await;
    intruder.open("/auth/account").await;
    intruder
        .submit(
            "/auth/account/password",
            &[("password", &erin.password), ("new_password", NEW)],
        )
        .await;
    let persona = site.new_persona("eve", "Eve", None).await;
    let theirs = acceptance::Customer {
        email: "eve@example.com".to_owned(),
        ..erin.clone()
    };
    link(&site, &theirs, &persona).await;
    let undo = site.letter_to(&erin.email).await.link("/auth/undo");

    let mut owner = Browser::new(&site);
    owner.open(&undo).await;
    let undone = owner.submit("/auth/undo", &[]).await;
    assert_eq!(undone.status, 303, "{}", undone.text());
    let page = owner.follow().await;
    assert_eq!(page.heading(), "Choose a new password");
    let set = owner
        .submit(
            "/auth/reset",
            &[("new_password", "the words that only erin knows")],
        )
        .await;

    assert_eq!(set.status, 200, "{}", set.text());
    assert!(intruder.session().await.is_none());
    assert!(!opens(&site, "eve@example.com", NEW).await);
    assert!(opens(&site, &erin.email, "the words that only erin knows").await);
    let item = item(&site, &erin.account_id).await;
    assert_eq!(item["identities"]["L"], serde_json::json!([]));
    assert_eq!(item["email"]["S"], erin.email.as_str());
    let again = owner.open(&undo).await;
    assert_eq!(again.status, 410);
}

/// Whoever got in and moved on twice cannot come back by the second address.
///
/// Threats: PH-4
#[tokio::test]
async fn an_intruder_who_moves_on_twice_gets_no_link_back() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut intruder = signed_in(&site, &erin).await;
    for address in ["eve@example.com", "mallory@example.com"] {
        ask_to_move(&mut intruder, address).await;
        confirm(&mut intruder, address).await;
    }

    let letters = site.letters().await;
    let undo = |to: &str| {
        let mut theirs = letters.iter().filter(|letter| letter.to == to);
        theirs.any(|letter| letter.text.contains("/auth/undo"))
    };
    assert!(undo(&erin.email));
    assert!(!undo("eve@example.com"));
    let mut owner = Browser::new(&site);
    owner
        .open(&site.letter_to(&erin.email).await.link("/auth/undo"))
        .await;
    assert_eq!(owner.submit("/auth/undo", &[]).await.status, 303);
}

/// The address that was given up is nobody else's meanwhile, and opens nothing.
///
/// Threats: PH-5
#[tokio::test]
async fn an_address_that_was_given_up_is_kept_and_opens_nothing() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    ask_to_move(&mut browser, "new@example.com").await;
    confirm(&mut browser, "new@example.com").await;

    let persona = site
        .new_persona("late", "Late", Some("erin@example.com"))
        .await;
    let mut late = Browser::new(&site);
    late.sign_in_with_amazon(&persona).await;

    let who = late.session().await.unwrap();
    assert_ne!(who["account_id"], erin.account_id.as_str());
    assert_eq!(who["email"], serde_json::Value::Null);
    let before = site.letters_to(&erin.email).await;
    ask(&site, &erin.email).await;
    assert_eq!(site.letters_to(&erin.email).await, before);
    // Its owner can come back to it without the letter.
    ask_to_move(&mut browser, &erin.email).await;
    let back = confirm(&mut browser, &erin.email).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(
        browser.session().await.unwrap()["email"],
        erin.email.as_str()
    );
}

/// An account that Amazon made can prove its address, and then have a password.
#[tokio::test]
async fn an_address_from_amazon_is_proven_and_then_a_password_can_be_set() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let persona = site
        .new_persona("kim", "Kim", Some("kim@example.com"))
        .await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&persona).await;
    assert_eq!(browser.session().await.unwrap()["email_verified"], false);

    ask_to_move(&mut browser, "kim@example.com").await;
    confirm(&mut browser, "kim@example.com").await;

    assert_eq!(browser.session().await.unwrap()["email_verified"], true);
    ask(&site, "kim@example.com").await;
    let mut other = Browser::new(&site);
    reset(&mut other, "kim@example.com", NEW).await;
    assert!(opens(&site, "kim@example.com", NEW).await);
}

/// A claim that Amazon alone brought gives way to who proves the mailbox; any other does not.
///
/// Threats: PH-5, SPOOFED-ME-MIRROR
#[tokio::test]
async fn only_an_address_that_amazon_alone_brought_is_taken_from_another_account() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let persona = site
        .new_persona("squatter", "S", Some("mine@example.com"))
        .await;
    let mut squatter = Browser::new(&site);
    squatter.sign_in_with_amazon(&persona).await;
    let other = site.registered_customer("other@example.com").await;
    let mut browser = signed_in(&site, &erin).await;

    ask_to_move(&mut browser, &other.email).await;
    let refused = confirm(&mut browser, &other.email).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("/auth/forgot"));
    ask_to_move(&mut browser, "mine@example.com").await;
    let taken = confirm(&mut browser, "mine@example.com").await;

    assert_eq!(taken.status, 200, "{}", taken.text());
    assert!(squatter.session().await.is_none(), "its sessions end");
    squatter.sign_in_with_amazon(&persona).await;
    let who = squatter.session().await.unwrap();
    assert_eq!(who["email"], serde_json::Value::Null);
    assert!(opens(&site, &other.email, &other.password).await);
}

/// Threats: ASVS-7.5.1, PH-4
#[tokio::test]
async fn a_change_of_address_takes_fresh_proof_and_dies_with_a_changed_password() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    site.let_pass(21 * 60, &erin.account_id, "SESSION#").await;
    let stale = ask_to_move(&mut browser, "eve@example.com").await;
    assert_eq!(stale.status, 403);
    assert_eq!(site.letters_to("eve@example.com").await, 0);
    let proven = browser
        .submit("/auth/account/email", &[("password", &erin.password)])
        .await;
    assert_eq!(proven.status, 200, "{}", proven.text());
    let link = site.letter_to("eve@example.com").await.link("/auth/verify");
    ask(&site, &erin.email).await;
    reset(&mut Browser::new(&site), &erin.email, NEW).await;

    let dead = Browser::new(&site).open(&link).await;

    assert_eq!(dead.status, 410);
}
