//! What a registration must not tell, and what must not act.

use acceptance::{Browser, Site, TableCalls};
use reqwest::Method;
use serde_json::json;

use super::people::{by_app, finish, link, register};

/// What one request costs and says: status and text, calls at the table, passwords hashed.
type Cost = (u16, String, Vec<String>, Option<u64>);

async fn cost(site: &Site, calls: &TableCalls, email: &str) -> Cost {
    let before = site.hashed();
    drop(calls.take());
    let answer = site.send(by_app(site, email)).await;
    let hashed = site.hashed().zip(before).map(|(now, before)| now - before);
    (
        answer.status,
        answer.text().to_owned(),
        calls.take(),
        hashed,
    )
}

/// Free, held, held through Amazon alone, closed, written to too often: one hash, the same calls, the same
/// words. What differs is the letter, which the reader of the mailbox alone gets.
///
/// Threats: E1, E4, E7, ASVS-6.3.8
#[tokio::test]
async fn whether_an_address_has_an_account_is_told_to_its_mailbox_alone() {
    let Some((site, calls)) = Site::with_counted_calls_and_mail().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;
    let closed = site.existing_customer("closed@example.com").await;
    site.disable_account(&closed.account_id).await;
    let persona = site
        .new_persona("only", "O", Some("only@example.com"))
        .await;
    Browser::new(&site).sign_in_with_amazon(&persona).await;
    // What the first call of a function does once is not counted.
    site.send(by_app(&site, "first@example.com")).await;
    for _ in 0..5 {
        site.send(by_app(&site, "often@example.com")).await;
    }

    let mut costs = Vec::new();
    for email in [
        "nobody@example.com",
        &known.email,
        &closed.email,
        "only@example.com",
        "often@example.com",
    ] {
        costs.push((email.to_owned(), cost(&site, &calls, email).await));
    }

    let (_, unknown) = costs[0].clone();
    assert_eq!(unknown.0, 202, "{}", unknown.1);
    assert_eq!(unknown.3, site.hashed().map(|_| 1));
    for (email, it) in &costs {
        assert_eq!(*it, unknown, "{email}");
    }
    let told = site.letter_to(&known.email).await;
    assert!(!told.text.contains("token="), "{}", told.text);
    for free in ["nobody@example.com", "only@example.com"] {
        let letter = site.letter_to(free).await;
        assert!(letter.text.contains("/auth/verify?token="), "{free}");
    }
    assert_eq!(site.letters_to("often@example.com").await, 5);
}

/// On the page, too.
///
/// Threats: ASVS-6.3.8
#[tokio::test]
async fn the_page_says_the_same_to_whoever_has_an_account() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;

    let mut pages = Vec::new();
    for email in [known.email.as_str(), "other@example.com"] {
        let page = register(&mut Browser::new(&site), email).await;
        pages.push((page.status, page.text().replace(email, "")));
    }

    assert_eq!(pages[0], pages[1]);
}

/// Threats: ASVS-3.5.3
#[tokio::test]
async fn a_link_that_a_mail_scanner_opens_changes_nothing() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    register(&mut Browser::new(&site), "zoe@example.com").await;
    let (link, before) = (link(&site, "zoe@example.com").await, site.table().await);

    for _ in 0..3 {
        assert_eq!(Browser::new(&site).open(&link).await.status, 200);
    }

    assert_eq!(site.table().await.changed_since(&before), [""; 0]);
}

/// Threats: C6
#[tokio::test]
async fn a_form_from_another_site_finishes_nothing() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    site.send(by_app(&site, "zoe@example.com")).await;
    let token = site
        .letter_to("zoe@example.com")
        .await
        .token("/auth/verify");
    let body = json!({"token": token, "password": super::people::ANEW});

    let foreign = site
        .request(Method::POST, "/auth/verify")
        .header("origin", "https://evil.example")
        .json(&body);

    assert_eq!(site.send(foreign).await.code(), "cross_site_request");
    assert_eq!(site.table().await.claim("zoe@example.com"), None);
}

#[tokio::test]
async fn a_letter_that_is_not_sent_is_told_and_leaves_no_account() {
    let Some(site) = Site::with_mail().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;
    let mut browser = Browser::new(&site);
    let before = site.table().await;
    for email in [known.email.as_str(), "zoe@example.com"] {
        let fault = json!({"status": 500, "calls": 2});
        site.send(site.request(Method::POST, "/outbox/fault").json(&fault))
            .await;

        let asked = register(&mut browser, email).await;

        assert_eq!(asked.status, 502, "{email}");
        assert!(asked.form("/auth/register").is_some());
    }
    let (now, earlier) = (site.table().await, before);
    let count = |it: &acceptance::Table| (it.accounts(), it.claims(), it.sessions());
    assert_eq!(count(&now), count(&earlier));

    register(&mut browser, "zoe@example.com").await;
    let made = finish(&mut browser, &link(&site, "zoe@example.com").await, None).await;
    assert_eq!(made.status, 303);
}
