//! Passwords at once.

use std::collections::BTreeSet;

use acceptance::{Browser, Site};

use crate::at_once::{accounts_of, all_at_once, answer_link, asked, erin_and_her_likeness};

/// Threats: CVE-2026-107276, ASVS-15.4.2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clicking_link_many_times_links_once_and_gives_one_session() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let browser = asked(&site, &likeness).await;
    let before = site.table().await;

    let clicks = (0..4).map(|_| answer_link(browser.clone(), erin.password.clone()));
    let done = all_at_once(clicks).await;
    let late = answer_link(browser.clone(), erin.password.clone()).await;

    let cookies: BTreeSet<_> = done
        .iter()
        .chain([&late])
        .map(|(copy, answer)| {
            assert_eq!((answer.status, answer.location()), (303, "/"));
            copy.cookie("session").unwrap()
        })
        .collect();
    assert_eq!(cookies.len(), 1);
    assert_eq!(accounts_of(&done).await, BTreeSet::from([erin.account_id]));
    let table = site.table().await;
    assert_eq!(table.identities(), before.identities() + 1);
    assert_eq!(table.sessions(), before.sessions() + 1);
}

/// Threats: M4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_used_question_gives_no_session_after_signing_out() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let browser = asked(&site, &likeness).await;
    let (mut linked, _) = answer_link(browser.clone(), erin.password.clone()).await;
    linked.sign_out().await;
    let before = site.table().await;

    let clicks = (0..4).map(|_| answer_link(browser.clone(), erin.password.clone()));
    let done = all_at_once(clicks).await;

    for (copy, answer) in &done {
        assert_eq!((answer.status, answer.location()), (303, "/auth/sign-in"));
        assert_eq!(copy.session().await, None);
    }
    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

/// Threats: M1
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_amazon_account_asking_in_several_browsers_at_once_is_linked_once_with_all_signed_in() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let mut browsers = Vec::new();
    for _ in 0..4 {
        browsers.push(asked(&site, &likeness).await);
    }
    let before = site.table().await;

    let done = all_at_once(
        browsers
            .into_iter()
            .map(|it| answer_link(it, erin.password.clone())),
    )
    .await;

    assert_eq!(accounts_of(&done).await, BTreeSet::from([erin.account_id]));
    let table = site.table().await;
    assert_eq!(table.identities(), before.identities() + 1);
    assert_eq!(table.sessions(), before.sessions() + 4);
}

/// A link raises the account's epoch, so a question asked before it is out of date.
///
/// Threats: PH-4, ASVS-2.3.3
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_amazon_accounts_asking_at_once_each_is_linked_or_asked_again_never_half() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let other = site.new_persona("other", "O", Some(&erin.email)).await;
    let browsers = [asked(&site, &likeness).await, asked(&site, &other).await];
    let before = site.table().await;

    let done = all_at_once(browsers.map(|it| answer_link(it, erin.password.clone()))).await;

    let mut linked = 0;
    for (browser, answer) in &done {
        if answer.status == 303 {
            linked += 1;
            assert_eq!(browser.account_id().await, Some(erin.account_id.clone()));
        } else {
            assert_eq!(
                (answer.status, answer.code().as_str()),
                (410, "link_expired")
            );
            assert_eq!(browser.session().await, None);
        }
    }
    assert_eq!(linked, 1);
    assert_eq!(site.table().await.identities(), before.identities() + 1);
    for persona in [&likeness, &other] {
        let mut again = Browser::new(&site);
        if again.sign_in_with_amazon(persona).await.url.path() == "/auth/amazon/link" {
            again.answer_link(&erin.password).await;
        }
        assert_eq!(again.account_id().await, Some(erin.account_id.clone()));
    }
}

/// Tries are counted before the password is looked at.
///
/// Threats: M2, ASVS-15.4.2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_passwords_at_once_never_get_more_than_five_tries() {
    let site = Site::start().await;
    let (erin, likeness) = erin_and_her_likeness(&site).await;
    let browser = asked(&site, &likeness).await;

    let tries = (0..12).map(|n| answer_link(browser.clone(), format!("guess number {n}")));
    let done = all_at_once(tries).await;

    let count = |status| {
        done.iter()
            .filter(|(_, answer)| answer.status == status)
            .count()
    };
    assert_eq!((count(401), count(410)), (5, 7));
    let (late, answer) = answer_link(browser, erin.password).await;
    assert_eq!(answer.status, 410);
    assert_eq!(late.session().await, None);
}

/// Sign-in guesses, too, are counted first.
///
/// Threats: N11, ASVS-15.4.2
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guesses_at_once_never_get_more_tries_than_the_limit() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let guess = |number: usize| {
        let (site, email) = (site.clone(), erin.email.clone());
        async move {
            let body = serde_json::json!({"email": email, "password": format!("guess {number}")});
            let request = site
                .request(reqwest::Method::POST, "/auth/sign-in")
                .json(&body);
            site.send(request).await.code()
        }
    };

    let codes = all_at_once((0..16).map(guess)).await;

    let wrong = codes
        .iter()
        .filter(|code| *code == "wrong_password")
        .count();
    let paused = codes
        .iter()
        .filter(|code| *code == "too_many_attempts")
        .count();
    assert_eq!((wrong, paused), (10, 6));
}
