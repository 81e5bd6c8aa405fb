//! The address of an account: proven, changed, and taken back.

use acceptance::{Browser, Customer, Raw, Site};
use reqwest::Method;
use serde_json::{Value, json};

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

/// Gives this customer another address; the one before is kept.
pub(crate) async fn move_away(site: &Site, customer: &Customer) {
    let mut browser = signed_in(site, customer).await;
    let new = format!("new.{}", customer.email);
    ask_to_move(&mut browser, &new).await;
    let moved = confirm(&mut browser, &new).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
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

/// What somebody put into the account who is not its owner: an Amazon account.
async fn add_amazon_account(site: &Site, account: &Customer, key: &str) {
    let persona = site.new_persona(key, key, None).await;
    link(site, account, &persona).await;
}

/// What came in with whoever changed the address goes with them, and what came in before, too.
///
/// Threats: PH-2, PH-3, ASVS-6.3.7
#[tokio::test]
async fn the_reader_of_the_address_before_takes_the_account_back() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    add_amazon_account(&site, &erin, "before").await;
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
    add_amazon_account(&site, &erin, "since").await;
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
    assert_eq!(item["identities"]["L"], json!([]));
    assert_eq!(item["email"]["S"], erin.email.as_str());
    let again = owner.open(&undo).await;
    assert_eq!(again.status, 410);
    let told = site.letter_to("eve@example.com").await;
    assert!(
        told.text.contains("no longer has this address"),
        "{}",
        told.text
    );
    assert!(
        !told.text.contains("/auth/"),
        "it leads nowhere: {}",
        told.text
    );
}

/// Whoever holds an account of somebody else's address confirms it by no click of the mailbox's reader: the
/// link works where that account is signed in, and nowhere else.
///
/// Threats: PH-1, PH-3, CVE-2025-7365
#[tokio::test]
async fn whoever_reads_a_mailbox_confirms_no_account_of_somebody_else() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let squatted = site.registered_customer("victim@example.com").await;
    let moved = site.existing_customer("eve@example.com").await;
    let victims_own = site.existing_customer("other@example.com").await;
    for (intruder, address) in [
        (&squatted, "victim@example.com"),
        (&moved, "mailbox@example.com"),
    ] {
        let mut browser = signed_in(&site, intruder).await;
        ask_to_move(&mut browser, address).await;
        let letter = site.letter_to(address).await;
        let [link, token] = [letter.link("/auth/verify"), letter.token("/auth/verify")];
        let before = item(&site, &intruder.account_id).await;

        for mut victim in [Browser::new(&site), signed_in(&site, &victims_own).await] {
            let page = victim.open(&link).await;
            assert_eq!(page.status, 401, "{}", page.text());
            assert!(
                page.form("/auth/verify").is_none(),
                "there is nothing to press"
            );
            let forced = victim.post("/auth/verify", &[("token", &token)]).await;
            assert_eq!(forced.status, 401, "{}", forced.text());
        }
        let by_app = site.request(Method::POST, "/auth/verify");
        let by_app = site.send(by_app.json(&json!({ "token": token }))).await;

        assert_eq!(by_app.status, 401, "{}", by_app.text());
        assert_eq!(item(&site, &intruder.account_id).await, before);
    }
}

/// Who opens the letter elsewhere signs in there first.
#[tokio::test]
async fn a_letter_that_is_opened_elsewhere_is_confirmed_after_a_sign_in() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;
    ask_to_move(&mut browser, "new@example.com").await;
    let link = site.letter_to("new@example.com").await.link("/auth/verify");

    let mut elsewhere = Browser::new(&site);
    let page = elsewhere.open(&link).await;
    let sign_in = page
        .links()
        .into_iter()
        .find(|it| it.starts_with("/auth/sign-in"));
    elsewhere.open(&sign_in.unwrap()).await;
    let fields = [("email", &*erin.email), ("password", &*erin.password)];
    elsewhere.submit("/auth/sign-in", &fields).await;
    elsewhere.follow().await;
    let confirmed = elsewhere.submit("/auth/verify", &[]).await;

    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let who = elsewhere.session().await.unwrap();
    assert_eq!(who["email"], "new@example.com");
    assert!(
        browser.session().await.is_none(),
        "the others are signed out"
    );
}

/// An app takes its new session from the answer.
#[tokio::test]
async fn an_app_confirms_with_its_bearer_token() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let with = |request: Raw, token: &str| {
        site.send(request.header("authorization", &format!("Bearer {token}")))
    };
    let post = |path, body: Value| site.request(Method::POST, path).json(&body);
    let signed_in = json!({ "email": erin.email, "password": erin.password });
    let session = site.send(post("/auth/sign-in", signed_in)).await.json();
    let session = session["session_token"].as_str().unwrap().to_owned();
    let address = json!({ "email": "app@example.com" });
    let asked = with(post("/auth/account/email", address), &session).await;
    assert_eq!(asked.status, 204, "{}", asked.text());
    let token = site
        .letter_to("app@example.com")
        .await
        .token("/auth/verify");

    let confirmed = with(post("/auth/verify", json!({ "token": token })), &session).await;

    assert_eq!(confirmed.status, 200, "{}", confirmed.text());
    let answer = confirmed.json();
    assert_eq!(answer["account_id"], erin.account_id.as_str());
    let successor = answer["session_token"].as_str().unwrap();
    let who = |token: &str| with(site.request(Method::GET, "/auth/session"), token);
    assert_eq!(who(successor).await.json()["email"], "app@example.com");
    assert_eq!(who(&session).await.status, 401);
}

/// Whoever got in and moved on twice cannot come back by the second address, whose reader is told all the
/// same: it may be the owner who had moved there.
///
/// Threats: PH-4, ASVS-6.3.7
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
    let told = site.letter_to("eve@example.com").await;
    assert!(told.subject.contains("was changed"), "{}", told.subject);
    assert!(told.text.contains("m•••"), "where to: {}", told.text);
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

/// Strangers are not written to again and again, from wherever it is asked for.
#[tokio::test]
async fn one_account_asks_for_five_letters_to_other_addresses_an_hour() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;

    for stranger in 0..5 {
        let asked = ask_to_move(&mut browser, &format!("s{stranger}@example.com")).await;
        assert_eq!(asked.status, 200, "{}", asked.text());
    }
    let over = ask_to_move(&mut browser, "s5@example.com").await;

    assert_eq!(over.status, 429, "{}", over.text());
    assert_eq!(site.letters().await.len(), 5);
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
