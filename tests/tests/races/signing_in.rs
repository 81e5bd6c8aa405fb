//! Callbacks at once.

use std::collections::BTreeSet;

use acceptance::{Browser, Site};

use crate::at_once::{accounts_of, all_at_once, deliver, erin_and_her_likeness, sent_back};

/// Threats: M1, ASVS-2.3.3, ASVS-15.4.2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_first_callbacks_of_one_amazon_account_make_one_account_with_all_signed_in() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let ready = sent_back(&site, &[&nora; 32]).await;
    let before = site.table().await;

    let done = all_at_once(
        ready
            .into_iter()
            .map(|(browser, callback)| deliver(browser, callback)),
    )
    .await;

    assert_eq!(done.len(), 32);
    assert_eq!(accounts_of(&done).await.len(), 1);
    let cookies: BTreeSet<_> = done
        .iter()
        .map(|(browser, _)| browser.cookie("session"))
        .collect();
    assert_eq!(cookies.len(), 32, "each with a session of its own");
    let table = site.table().await;
    assert_eq!(table.accounts(), before.accounts() + 1);
    assert_eq!(table.identities(), before.identities() + 1);
    assert_eq!(table.claims(), before.claims() + 1);
    assert_eq!(table.sessions(), before.sessions() + 32);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_returning_customer_in_sixteen_browsers_at_once_is_signed_in_in_each() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    Browser::new(&site).sign_in_with_amazon(&nora).await;
    let ready = sent_back(&site, &[&nora; 16]).await;
    let before = site.table().await;

    let done = all_at_once(
        ready
            .into_iter()
            .map(|(browser, callback)| deliver(browser, callback)),
    )
    .await;

    assert_eq!(accounts_of(&done).await.len(), 1);
    assert_eq!(site.table().await.accounts(), before.accounts());
    Browser::new(&site).sign_in_with_amazon(&nora).await;
    let remembered = site.table().await.devices() - before.devices();
    assert!(
        remembered < 10,
        "at most ten browsers are remembered: 1 + {remembered}"
    );
}

/// Threats: CVE-2026-32700
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amazon_accounts_with_one_email_at_once_are_as_many_customers_and_one_holds_it() {
    let site = Site::start().await;
    let email = site.address("twins@example.org");
    let mut personas = Vec::new();
    for number in 0..6 {
        let id = format!("twin-{number}");
        personas.push(site.new_persona(&id, "Twin", Some(&email)).await);
    }
    let ready = sent_back(&site, &personas.iter().collect::<Vec<_>>()).await;
    let before = site.table().await;

    let done = all_at_once(
        ready
            .into_iter()
            .map(|(browser, callback)| deliver(browser, callback)),
    )
    .await;

    assert_eq!(accounts_of(&done).await.len(), 6);
    let table = site.table().await;
    assert_eq!(table.accounts(), before.accounts() + 6);
    assert_eq!(table.identities(), before.identities() + 6);
    let mut holders = 0;
    for (browser, _) in &done {
        holders += usize::from(browser.session().await.unwrap()["email"].is_string());
    }
    assert_eq!(holders, table.claims() - before.claims());
    assert_eq!(holders, 1);
}

/// Refresh, prefetch, double redirect, all of one browser.
///
/// Threats: CVE-2026-107276, ASVS-6.5.x
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_callback_delivered_eight_times_by_one_browser_is_one_sign_in() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    for round in ["first sign-in", "returning"] {
        let (browser, callback) = sent_back(&site, &[&nora]).await.remove(0);
        let (before, asked) = (site.table().await, site.requests_at_amazon().await);

        let copies = (0..8).map(|_| deliver(browser.clone(), callback.clone()));
        let done = all_at_once(copies).await;

        for (_, answer) in &done {
            assert_eq!((answer.status, answer.location()), (303, "/"), "{round}");
        }
        let cookies: BTreeSet<_> = done
            .iter()
            .map(|(copy, _)| copy.cookie("session").unwrap())
            .collect();
        assert_eq!(cookies.len(), 1, "{round}: the same session for all");
        assert_eq!(accounts_of(&done).await.len(), 1);
        let table = site.table().await;
        assert_eq!(table.sessions(), before.sessions() + 1, "{round}");
        assert_eq!(table.consumed_attempts(), before.consumed_attempts() + 1);
        let now = site.requests_at_amazon().await;
        assert_eq!(now.code_exchanges, asked.code_exchanges + 1, "{round}");
        assert_eq!(now.profile, asked.profile + 1, "{round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_callback_delivered_eight_times_is_one_question() {
    let site = Site::start().await;
    let (_, likeness) = erin_and_her_likeness(&site).await;
    let (browser, callback) = sent_back(&site, &[&likeness]).await.remove(0);
    let before = site.table().await;

    let done = all_at_once((0..8).map(|_| deliver(browser.clone(), callback.clone()))).await;

    for (_, answer) in &done {
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/auth/amazon/link")
        );
    }
    let tickets: BTreeSet<_> = done
        .iter()
        .map(|(copy, _)| copy.cookie("link").unwrap())
        .collect();
    assert_eq!(tickets.len(), 1);
    assert_eq!(site.table().await.tickets(), before.tickets() + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_cancelled_callback_delivered_eight_times_says_the_same_each_time() {
    let site = Site::start().await;
    let mut browser = Browser::new(&site);
    browser.go_to_amazon("/").await;
    let callback = browser.decide(&[("decision", "cancel")]).await;

    let done = all_at_once((0..8).map(|_| deliver(browser.clone(), callback.clone()))).await;

    for (_, answer) in &done {
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (403, "access_denied")
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_signing_out_no_number_of_deliveries_signs_in_again() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let (mut browser, callback) = sent_back(&site, &[&nora]).await.remove(0);
    browser.deliver(callback.clone()).await;
    let copy = browser.clone();
    browser.sign_out().await;
    let before = site.table().await;

    let done = all_at_once((0..8).map(|_| deliver(copy.clone(), callback.clone()))).await;

    for (copy, answer) in &done {
        assert_eq!((answer.status, answer.location()), (303, "/"));
        assert!(answer.set_cookies().is_empty());
        assert_eq!(copy.session().await, None);
    }
    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

/// A sign-out that meets a delivery: whichever comes last, there is never a second session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delivery_that_meets_a_sign_out_makes_no_new_session() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    for _ in 0..4 {
        let (mut browser, callback) = sent_back(&site, &[&nora]).await.remove(0);
        browser.deliver(callback.clone()).await;
        browser.open("/auth/sign-in").await;
        let before = site.table().await;
        let mut leaving = browser.clone();
        let sign_out = tokio::spawn(async move { leaving.submit("/auth/sign-out", &[]).await });

        let done = all_at_once((0..4).map(|_| deliver(browser.clone(), callback.clone()))).await;
        assert_eq!(sign_out.await.unwrap().status, 303);

        for (copy, answer) in &done {
            assert_eq!(answer.status, 303);
            assert_eq!(copy.session().await, None);
        }
        assert_eq!(site.table().await.sessions(), before.sessions() - 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_who_delivers_the_same_callback_at_the_same_time_gets_nothing_and_spoils_nothing()
 {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let (browser, callback) = sent_back(&site, &[&nora]).await.remove(0);
    let stranger = Browser::new(&site);
    let mut browsers = vec![stranger; 7];
    browsers.push(browser);

    let done = all_at_once(browsers.into_iter().map(|it| deliver(it, callback.clone()))).await;

    let mut signed_in = 0;
    for (browser, answer) in &done {
        match answer.status {
            303 => signed_in += 1,
            _ => assert_eq!(answer.code(), "invalid_state"),
        }
        assert_eq!(browser.session().await.is_some(), answer.status == 303);
    }
    assert_eq!(signed_in, 1);
}
