//! A customer who is new through Amazon: made at the site first, then here.

use acceptance::{Browser, Meanwhile, Mishap, Site};
use accounts::domain::Digest;
use serde_json::{Value, json};

use crate::table::delete;

#[tokio::test]
async fn a_new_customer_is_made_at_the_site_and_stands_here_by_its_id() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site
        .new_persona("ada", "Ada", Some("Ada@example.com"))
        .await;
    let mut browser = Browser::new(&site);

    let answer = browser.sign_in_with_amazon(&ada).await;

    assert_eq!((answer.status, answer.url.path()), (200, "/"));
    let ids = shop.ids();
    let who = browser.session().await.unwrap();
    assert_eq!(who["external_id"], ids[0].as_str());
    assert_eq!((&who["email"], &who["name"]), (&Value::Null, &"Ada".into()));
    assert_eq!(ids.len(), 1);
    let calls = shop.take_calls();
    let names: Vec<_> = calls.iter().map(|it| it.call.as_str()).collect();
    assert_eq!(names, ["find", "create"]);
    assert_eq!(calls[0].body, json!({"email": "Ada@example.com"}));
    let key = Digest::of(site.user_id(&ada).await.as_bytes()).to_string();
    let asked = json!({
        "idempotency_key": key, "name": "Ada", "email": "Ada@example.com", "email_verified": false
    });
    assert_eq!(calls[1].body, asked);
    assert_eq!(site.table().await.claims(), 0);
}

#[tokio::test]
async fn without_an_address_nobody_is_looked_for() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site.new_persona("ada", "Ada", None).await;
    let mut browser = Browser::new(&site);

    browser.sign_in_with_amazon(&ada).await;

    let calls = shop.take_calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(
        (&calls[0].body["email"], calls[0].call.as_str()),
        (&Value::Null, "create")
    );
    assert!(browser.session().await.is_some());
}

#[tokio::test]
async fn a_lost_answer_leaves_one_account_which_the_next_try_finds() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site
        .new_persona("ada", "Ada", Some("ada@example.com"))
        .await;
    // It is made there, and nobody here hears of it.
    shop.plan("create", &[Mishap::Slow]);
    let mut browser = Browser::new(&site);

    let lost = browser.come_back_from_amazon(&ada).await;
    assert_eq!(lost.status, 502);
    assert_eq!(browser.session().await, None);
    let again = browser.sign_in_with_amazon(&ada).await;

    // The address is found now, and it is the very account that was made.
    assert_eq!((again.status, again.url.path()), (200, "/"));
    assert_eq!(shop.ids().len(), 1);
    let who = browser.session().await.unwrap();
    assert_eq!(who["external_id"], shop.ids()[0].as_str());
    assert_eq!(site.table().await.accounts(), 1);
}

#[tokio::test]
async fn two_browsers_at_once_end_in_one_account_there_and_here() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site
        .new_persona("ada", "Ada", Some("ada@example.com"))
        .await;
    let (mut one, mut two) = (Browser::new(&site), Browser::new(&site));
    let first = one.be_sent_back_by_amazon(&ada).await;
    let second = two.be_sent_back_by_amazon(&ada).await;

    tokio::join!(one.deliver(first), two.deliver(second));

    let (one, two) = (one.account_id().await, two.account_id().await);
    assert!(one.is_some() && one == two);
    assert_eq!(shop.ids().len(), 1);
    assert_eq!(site.table().await.accounts(), 1);
}

/// Threats: SPOOFED-ME-A
#[tokio::test]
async fn an_address_that_is_taken_meanwhile_leads_to_the_question() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site
        .new_persona("ada", "Ada", Some("ada@example.com"))
        .await;
    shop.meanwhile("find", Meanwhile::Registers("ada@example.com"));
    let mut browser = Browser::new(&site);

    let page = browser.sign_in_with_amazon(&ada).await;

    assert_eq!(page.url.path(), "/auth/amazon/link");
    assert_eq!(browser.session().await, None);
    assert_eq!(
        shop.take_call_names(),
        ["find", "create", "find", "find"],
        "create says that it is taken, and it is looked for again"
    );
    assert_eq!(site.table().await.accounts(), 0);
}

#[tokio::test]
async fn an_address_that_is_taken_there_and_not_found_locks_nobody_out() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site
        .new_persona("ada", "Ada", Some("ada@example.com"))
        .await;
    shop.reserve("ada@example.com");
    let mut browser = Browser::new(&site);

    let page = browser.sign_in_with_amazon(&ada).await;

    assert_eq!(page.heading(), "You are signed in to a new account");
    let calls = shop.take_calls();
    let names: Vec<_> = calls.iter().map(|it| it.call.as_str()).collect();
    assert_eq!(names, ["find", "create", "find", "create"]);
    assert_eq!(calls[3].body["email"], Value::Null);
    assert_eq!(
        calls[3].body["idempotency_key"],
        calls[1].body["idempotency_key"]
    );
    assert_eq!(shop.ids().len(), 1);
}

#[tokio::test]
async fn an_account_there_without_a_password_is_left_alone_and_a_page_says_why() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let erins = shop.customer_without_password("erin@example.com");
    let erin = site
        .new_persona("erin", "Erin", Some("erin@example.com"))
        .await;
    let mut browser = Browser::new(&site);

    let page = browser.sign_in_with_amazon(&erin).await;

    assert_eq!(
        (page.status, page.heading().as_str()),
        (200, "You are signed in to a new account")
    );
    let who = browser.session().await.unwrap();
    assert_ne!(who["external_id"], erins.as_str());
    let calls = shop.take_calls();
    assert_eq!(calls.last().unwrap().body["email"], Value::Null);
}

#[tokio::test]
async fn whoever_was_deleted_here_is_made_anew_under_another_key() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site.new_persona("ada", "Ada", None).await;
    let mut browser = Browser::new(&site);
    browser.sign_in_with_amazon(&ada).await;
    let (old, old_id) = (browser.account_id().await.unwrap(), shop.ids()[0].clone());
    delete(&site, &old).await;
    shop.forget_calls();

    browser.sign_in_with_amazon(&ada).await;

    let who = browser.session().await.unwrap();
    assert_ne!(who["account_id"], old.as_str());
    assert_ne!(who["external_id"], old_id.as_str());
    let keys: Vec<_> = (shop.take_calls().iter())
        .map(|it| it.body["idempotency_key"].as_str().unwrap().to_owned())
        .collect();
    let user_id = site.user_id(&ada).await;
    let extended = format!("{user_id}\n{old_id}");
    let expected = [user_id, extended].map(|text| Digest::of(text.as_bytes()).to_string());
    assert_eq!(keys, expected);
}

/// Threats: SPOOFED-ME-A
#[tokio::test]
async fn an_id_that_is_in_use_here_signs_nobody_in() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let erins = shop.customer("erin@example.com", "erin's own");
    let mut victim = Browser::new(&site);
    victim.sign_in("erin@example.com", "erin's own").await;
    let eve = site.new_persona("eve", "Eve", None).await;
    let key = Digest::of(site.user_id(&eve).await.as_bytes()).to_string();
    shop.mistake(&key, &erins);
    let mut attacker = Browser::new(&site);

    attacker.sign_in_with_amazon(&eve).await;

    let who = attacker.session().await.unwrap();
    assert_ne!(who["external_id"], erins.as_str());
    assert_ne!(attacker.account_id().await, victim.account_id().await);
}
