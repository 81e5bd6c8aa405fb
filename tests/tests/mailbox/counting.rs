//! What asking for a letter costs, whoever is asked for.

use acceptance::{Browser, Raw, Site, TableCalls};
use reqwest::Method;
use serde_json::json;

use crate::moving::move_away;

async fn cost(site: &Site, calls: &TableCalls, request: Raw) -> (String, Vec<String>, u64) {
    let before = site.hashed().unwrap_or(0);
    let letters = site.letters_written().await;
    drop(calls.take());
    let answer = site.send(request).await;
    let made = calls.take();
    let hashed = site.hashed().unwrap_or(0) - before;
    let written = site.letters_written().await - letters;
    (
        format!("{} {} {written} letters", answer.status, answer.text()),
        made,
        hashed,
    )
}

/// Known, without a password, by Amazon alone, closed, given up and kept, or nobody: the same answer, the same calls at the table
/// and at the mail service, the same hashing.
///
/// Threats: E1, E4, E7, ASVS-6.3.8
#[tokio::test]
async fn asking_for_a_letter_costs_the_same_whoever_is_asked_for() {
    let Some((site, calls)) = Site::with_counted_calls_and_mail().await else {
        return;
    };
    let known = site.existing_customer("known@example.com").await;
    let bare = site.customer_without_password("bare@example.com").await;
    let closed = site.existing_customer("closed@example.com").await;
    site.disable_account(&closed.account_id).await;
    let kept = site.existing_customer("kept@example.com").await;
    move_away(&site, &kept).await;
    let kim = Some("by-amazon@example.com");
    let persona = site.new_persona("kim", "Kim", kim).await;
    Browser::new(&site).sign_in_with_amazon(&persona).await;
    let forgot = |email: &str| {
        let body = json!({"email": email});
        site.request(Method::POST, "/auth/forgot").json(&body)
    };
    // What the first call of a function does once is not counted.
    site.send(forgot("first@example.com")).await;

    let mut costs = Vec::new();
    for email in [
        "nobody@example.com",
        &known.email,
        &bare.email,
        &closed.email,
        &kept.email,
        "by-amazon@example.com",
    ] {
        costs.push((email, cost(&site, &calls, forgot(email)).await));
    }

    let (_, nobodys) = costs[0].clone();
    assert!(nobodys.0.starts_with("204"), "{}", nobodys.0);
    assert!(nobodys.0.ends_with("1 letters"), "{}", nobodys.0);
    for (email, it) in &costs {
        assert_eq!(*it, nobodys, "{email}");
    }
}
