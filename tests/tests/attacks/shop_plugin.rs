//! What Amazon's own shop plug-in (for Magento 2), with the same algorithm as ours, left open.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::json;

use crate::people::{asked, refusal, spoof_of, victim_and_spoof};

/// One Amazon id with questions open to two accounts, and both passwords right.
///
/// Threats: M1, ASVS-6.8.1
#[tokio::test]
async fn an_amazon_id_that_could_open_two_accounts_opens_one() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let one = site
        .customer_with_password("one@example.com", "the password of the first account")
        .await;
    let other = site
        .customer_with_password("other@example.com", "the password of the other account")
        .await;
    let persona = spoof_of(&site, &one, "both").await;
    let mut to_one = asked(&site, &persona).await;
    let persona = site.change(&persona, &json!({"email": other.email})).await;
    let mut to_other = asked(&site, &persona).await;
    let before = site.table().await;

    to_one.answer_link(&one.password).await;
    let late = to_other.answer_link(&other.password).await;

    assert_eq!(to_one.account_id().await, Some(one.account_id.clone()));
    assert_eq!(refusal(&late), (409, "linked_elsewhere".to_owned()));
    assert_eq!(to_other.session().await, None);
    assert_eq!(site.table().await.identities(), before.identities() + 1);
    let mut again = Browser::new(&site);
    again.sign_in_with_amazon(&persona).await;
    assert_eq!(again.account_id().await, Some(one.account_id));
}

/// A new question gives new tries, but not to the account that is asked about; and its owner signs in.
///
/// Threats: M2, ASVS-6.1.1
#[tokio::test]
async fn many_questions_together_get_no_more_tries_than_the_account_allows_in_an_hour() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let victim = site.existing_customer("victim@example.com").await;
    for number in 0..4 {
        // Each from another Amazon account, whose own tries are far from used up.
        let spoof = spoof_of(&site, &victim, &format!("spoof-{number}")).await;
        let mut browser = asked(&site, &spoof).await;
        for _ in 0..5 {
            let answer = browser.answer_link("a guess").await;
            assert_eq!(answer.status, 401);
        }
    }
    let fifth = spoof_of(&site, &victim, "spoof-4").await;
    let before = site.table().await;
    let mut browser = asked(&site, &fifth).await;

    let answer = browser.answer_link(&victim.password).await;

    assert_eq!(refusal(&answer), (429, "too_many_attempts".to_owned()));
    assert_eq!(browser.session().await, None);
    assert_eq!(site.table().await.identities(), before.identities());
    let mut victims = Browser::new(&site);
    victims.sign_in(&victim.email, &victim.password).await;
    assert_eq!(
        victims.account_id().await,
        Some(victim.account_id),
        "guesses at the question lock nobody out of the sign-in"
    );
}

/// Threats: M4, ASVS-6.4.1
#[tokio::test]
async fn a_question_lives_a_quarter_of_an_hour_and_its_cookie_is_no_longer_believed() {
    let Some(site) = Site::with_table().await else {
        return;
    };
    let (victim, spoof) = victim_and_spoof(&site).await;
    let before = site.table().await;
    let browser = asked(&site, &spoof).await;
    let form = browser.last().form("/auth/amazon/link").unwrap();
    let body = form.filled_in(&[("password", &victim.password)]).encode();
    let answer = || {
        let request = browser.raw(Method::POST, "/auth/amazon/link");
        site.send(request.form(body.clone()))
    };

    site.let_pass(901, &victim.account_id, "LINK").await;
    let late = answer().await;
    let table = site.table().await;
    site.let_pass(-60, &victim.account_id, "LINK").await;
    let in_time = answer().await;

    assert_eq!(refusal(&late), (410, "link_expired".to_owned()));
    assert_eq!(table.identities(), before.identities());
    assert_eq!(in_time.status, 303, "a minute before the end it is open");
}
