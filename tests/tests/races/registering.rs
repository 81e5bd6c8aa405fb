//! Registrations at once.

use std::collections::BTreeSet;

use acceptance::{Answer, Browser, Site, new_name};

use crate::at_once::{all_at_once, deliver};

const PASSWORD: &str = "four plain words here";

async fn send(mut browser: Browser, email: String) -> (Browser, Answer) {
    let contents = [("name", "Zoë"), ("email", &email), ("password", PASSWORD)];
    let answer = browser.submit("/auth/register", &contents).await;
    (browser, answer)
}

/// Threats: ASVS-2.3.3, ASVS-15.4.2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twelve_registrations_with_one_address_one_gets_it_and_the_others_are_told() {
    let site = Site::start().await;
    let email = site.address(&format!("{}@example.com", new_name()));
    let mut ready = Vec::new();
    for _ in 0..12 {
        let mut browser = Browser::new(&site);
        browser.open("/auth/register").await;
        ready.push(send(browser, email.clone()));
    }
    let before = site.table().await;

    let done = all_at_once(ready).await;

    let statuses = |wanted| done.iter().filter(|(_, it)| it.status == wanted).count();
    assert_eq!((statuses(303), statuses(409)), (1, 11));
    for (browser, answer) in &done {
        assert_eq!(browser.session().await.is_some(), answer.status == 303);
    }
    let table = site.table().await;
    assert_eq!(table.accounts(), before.accounts() + 1);
    assert_eq!(table.claims(), before.claims() + 1);
    assert_eq!(table.sessions(), before.sessions() + 1);
}

/// Threats: ASVS-15.4.2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clicking_register_eight_times_makes_one_account_and_one_session() {
    let site = Site::start().await;
    let email = site.address(&format!("{}@example.com", new_name()));
    let mut browser = Browser::new(&site);
    browser.open("/auth/register").await;
    let before = site.table().await;

    let done = all_at_once((0..8).map(|_| send(browser.clone(), email.clone()))).await;

    let mut sessions = BTreeSet::new();
    for (browser, answer) in &done {
        assert_eq!(answer.status, 303, "{}", answer.text());
        sessions.insert(browser.cookie("session").unwrap().to_owned());
        assert!(browser.session().await.is_some());
    }
    assert_eq!(sessions.len(), 1);
    let table = site.table().await;
    assert_eq!(table.accounts(), before.accounts() + 1);
    assert_eq!(table.sessions(), before.sessions() + 1);
}

/// Whoever comes first: two accounts, and the address belongs to the one that was registered.
///
/// Threats: PH-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_and_a_first_sign_in_with_one_address_at_once_are_two_people() {
    let site = Site::start().await;
    for round in 0..4 {
        let email = site.address(&format!("{}@example.com", new_name()));
        let persona = site
            .new_persona(&format!("{}{round}", new_name()), "Mal", Some(&email))
            .await;
        let (mut amazons, mut customers) = (Browser::new(&site), Browser::new(&site));
        let callback = amazons.be_sent_back_by_amazon(&persona).await;
        customers.open("/auth/register").await;

        let ((customers, answer), (amazons, other)) =
            tokio::join!(send(customers, email.clone()), deliver(amazons, callback));

        assert_eq!((answer.status, other.status), (303, 303));
        let registered = customers.session().await.unwrap();
        assert_eq!(registered["email"], email);
        if let Some(who) = amazons.session().await {
            assert_ne!(who["account_id"], registered["account_id"]);
            assert_eq!(who["email"], serde_json::Value::Null);
        }
        assert_eq!(site.table().await.claim(&email), Some("registered"));
    }
}
