//! RFC 9700, the client's part, as far as no other suite has it.

use acceptance::{Browser, Site};
use reqwest::Method;

use crate::people::refusal;

/// A token in the front channel is somebody's, but says nothing about who brings it.
///
/// Threats: R-2.1.2/4.6, N13
#[tokio::test]
async fn an_access_token_that_a_browser_brings_signs_nobody_in() {
    let Some(site) = Site::with_amazon().await else {
        return;
    };
    let victim = site.persona("new-customer").await;
    Browser::new(&site).sign_in_with_amazon(&victim).await;
    let ours = site.mint_token(&victim).await;
    let forged = "Atza|IQEBLjAsAhRmHjNgHpi0U".to_owned();
    let asked = site.requests_at_amazon().await;

    for token in [&ours, &forged] {
        let mut attacker = Browser::new(&site);
        attacker.go_to_amazon("/").await;
        let state = attacker
            .last()
            .url
            .query_pairs()
            .find(|(name, _)| name == "state");
        let state = state.unwrap().1.into_owned();
        let encoded: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let path =
            format!("/auth/amazon/callback?state={state}&access_token={encoded}&token_type=bearer");

        let implicit = attacker.deliver(site.url(&path)).await;
        assert_eq!(refusal(&implicit), (400, "invalid_request".to_owned()));
        let posted = attacker
            .raw(Method::POST, &path)
            .fields(&[("access_token", token)]);
        assert_eq!(site.send(posted).await.status, 404);
        let bearer = site
            .request(Method::GET, "/auth/session")
            .header("authorization", &format!("Bearer {token}"));
        let answer = site.send(bearer).await;
        assert_eq!(refusal(&answer), (401, "unauthenticated".to_owned()));
        assert_eq!(attacker.session().await, None);
    }
    assert_eq!(
        site.requests_at_amazon().await,
        asked,
        "not even shown to Amazon"
    );
}

/// Beside a code of the attacker's own, the victim's token changes nothing about who comes in.
///
/// Threats: R-2.1.2/4.6
#[tokio::test]
async fn an_access_token_beside_a_code_is_not_looked_at() {
    let Some(site) = Site::with_amazon().await else {
        return;
    };
    let victim = site.persona("new-customer").await;
    let mallory = site.persona("no-email").await;
    let mut victims = Browser::new(&site);
    victims.sign_in_with_amazon(&victim).await;
    let token = site.mint_token(&victim).await;
    let mut attacker = Browser::new(&site);
    let mut callback = attacker.be_sent_back_by_amazon(&mallory).await;
    callback
        .query_pairs_mut()
        .append_pair("access_token", &token);

    attacker.deliver(callback).await;

    let who = attacker.session().await.unwrap();
    assert_eq!(who["name"].as_str(), mallory.name());
    assert_ne!(attacker.account_id().await, victims.account_id().await);
}

/// There is one authorization server, its callback has an address of its own, and who answers is not asked
/// of the answer.
///
/// Threats, ASVS-10.2.2
#[tokio::test]
async fn an_answer_in_the_name_of_another_provider_reaches_nothing() {
    let Some(site) = Site::with_amazon().await else {
        return;
    };
    let nora = site.persona("new-customer").await;
    let mut browser = Browser::new(&site);
    let callback = browser.be_sent_back_by_amazon(&nora).await;
    let query = callback.query().unwrap();

    for path in [
        "/auth/google/callback",
        "/auth/callback",
        "/auth/amazon.example/callback",
        "/auth/amazon/callback/google",
        "/auth/AMAZON/callback",
    ] {
        let request = browser.raw(Method::GET, &format!("{path}?{query}"));
        let answer = site.send(request).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.set_cookies().is_empty(), "{path}");
    }
    assert_eq!(site.requests_at_amazon().await.code_exchanges, 0);
    browser.deliver(callback).await;
    assert!(browser.session().await.is_some(), "nothing was used up");
}

/// A state is worth nothing once it came back: neither again nor with another code.
///
/// Threats, R-2.1/4.7, ASVS-10.2.1
#[tokio::test]
async fn a_state_that_came_back_once_is_worth_nothing() {
    let Some(site) = Site::with_amazon().await else {
        return;
    };
    let nora = site.persona("new-customer").await;
    let tomasz = site.persona("no-email").await;
    let mut browser = Browser::new(&site);
    let first = browser.be_sent_back_by_amazon(&nora).await;
    browser.deliver(first.clone()).await;
    let noras = browser.account_id().await;
    let mut other = Browser::new(&site);
    let second = other.be_sent_back_by_amazon(&tomasz).await;
    let parameter = |url: &url::Url, name: &str| {
        let mut pairs = url.query_pairs();
        pairs.find(|(key, _)| key == name).unwrap().1.into_owned()
    };
    let exchanges = site.requests_at_amazon().await.code_exchanges;

    // Whoever reads the address later, in a log or a history, has no cookie for it.
    let mut reader = Browser::new(&site);
    let stolen = reader.deliver(first.clone()).await;
    // And the browser itself can't finish the same attempt as somebody else.
    let mixed = format!(
        "/auth/amazon/callback?code={}&state={}",
        parameter(&second, "code"),
        parameter(&first, "state")
    );
    let again = browser.deliver(site.url(&mixed)).await;

    assert_eq!(refusal(&stolen), (400, "invalid_state".to_owned()));
    assert_eq!(reader.session().await, None);
    assert_eq!((again.status, again.location()), (303, "/"));
    assert_eq!(browser.account_id().await, noras);
    assert_eq!(site.requests_at_amazon().await.code_exchanges, exchanges);
}
