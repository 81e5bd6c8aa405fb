use std::collections::HashMap;

use accounts::domain::LoginAttempt;
use serde_json::{Value, json};
use url::Url;

use super::*;

fn login_with(extra: &[(&'static str, &'static str)]) -> Result<Login, ConfigError> {
    let mut settings = HashMap::from([
        ("PUBLIC_URL", "https://shop.example"),
        ("LWA_CLIENT_ID", "amzn1.application-oa2-client.1"),
    ]);
    settings.extend(extra.iter().copied());
    Login::from_vars(&Vars::from_fn(|name| {
        settings.get(name).map(|&value| value.to_owned())
    }))
}

fn event(query: &str, headers: &Value, cookies: &[String]) -> Event {
    serde_json::from_value(json!({
        "rawQueryString": query,
        "headers": headers,
        "cookies": cookies,
        "requestContext": {"http": {"method": "GET"}}
    }))
    .unwrap()
}

async fn answer(query: &str, headers: Value) -> Answer {
    login_with(&[])
        .unwrap()
        .handle(event(query, &headers, &[]))
        .await
}

fn attempt_of(answer: &Answer) -> LoginAttempt {
    let value = answer.cookies[0]
        .split_once('=')
        .unwrap()
        .1
        .split(';')
        .next()
        .unwrap();
    LoginAttempt::parse(value).unwrap()
}

#[tokio::test]
async fn the_browser_goes_to_amazon_with_state_and_challenge_of_its_own_cookie() {
    let answer = answer("return_to=%2Fcart", json!({})).await;

    let attempt = attempt_of(&answer);
    let location = Url::parse(&answer.headers["location"]).unwrap();
    let query: HashMap<_, _> = location.query_pairs().into_owned().collect();
    assert_eq!(answer.status_code, 303);
    assert!(
        location
            .as_str()
            .starts_with("https://www.amazon.com/ap/oa?")
    );
    assert_eq!(query["client_id"], "amzn1.application-oa2-client.1");
    assert_eq!(query["scope"], "profile");
    assert_eq!(query["response_type"], "code");
    assert_eq!(
        query["redirect_uri"],
        "https://shop.example/auth/amazon/callback"
    );
    assert_eq!(query["state"], attempt.state().as_str());
    assert_eq!(query["code_challenge"], attempt.code_challenge());
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!(attempt.return_to().as_str(), "/cart");
    assert!(answer.cookies[0].starts_with(&format!(
        "__Host-login-{}=",
        attempt.state().cookie_suffix()
    )));
}

#[tokio::test]
async fn a_login_opened_by_another_site_or_a_prefetch_shows_a_button_and_starts_nothing() {
    for (headers, status) in [
        (json!({"sec-fetch-site": "cross-site"}), 200),
        // What was fetched ahead is thrown away, and the click asks again.
        (
            json!({"sec-purpose": "prefetch", "sec-fetch-site": "none"}),
            503,
        ),
    ] {
        let answer = answer("return_to=%2Fcart", headers).await;

        assert_eq!(answer.status_code, status);
        assert_eq!(answer.cookies, Vec::<String>::new());
        assert!(answer.body.contains("/auth/amazon/login?return_to=%2Fcart"));
    }
}

#[tokio::test]
async fn a_return_path_that_leaves_the_site_is_refused() {
    for bad in [
        "%2F%2Fevil.example",
        "%5Cevil",
        "https%3Aevil",
        "%2F%0Aevil",
        "%2F&return_to=%2F",
        "%ff",
    ] {
        let answer = answer(&format!("return_to={bad}"), json!({})).await;

        assert_eq!(
            (answer.status_code, answer.outcome),
            (400, "invalid_request"),
            "{bad}"
        );
        assert_eq!(answer.cookies, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_return_path_that_is_too_long_becomes_the_start_page() {
    let answer = answer(&format!("return_to=/{}", "a".repeat(600)), json!({})).await;

    assert_eq!(attempt_of(&answer).return_to().as_str(), "/");
}

#[tokio::test]
async fn a_sixth_attempt_clears_the_oldest() {
    let login = login_with(&[]).unwrap();
    let mut cookies = Vec::new();
    for _ in 0..5 {
        let answer = login.handle(event("", &json!({}), &cookies)).await;
        cookies.push(answer.cookies[0].split(';').next().unwrap().to_owned());
        assert_eq!(answer.cookies.len(), 1);
    }

    let answer = login.handle(event("", &json!({}), &cookies)).await;

    assert_eq!(answer.cookies.len(), 2);
    assert!(answer.cookies[1].contains("Max-Age=0"));
}

/// Threats: GHSA-8fpg-xm3f-6cx3
#[test]
fn wrong_settings_are_named_at_start() {
    for (name, value) in [
        ("LWA_AUTHORIZE_URL", "http://www.amazon.com/ap/oa"),
        ("LWA_AUTHORIZE_URL", "amazon"),
        ("LWA_SCOPE", "profile,postal_code"),
        ("LWA_CLIENT_ID", "amzn1 application"),
        ("PUBLIC_URL", "http://shop.example"),
    ] {
        assert_eq!(login_with(&[(name, value)]).unwrap_err().name, name);
    }
    assert!(login_with(&[("LWA_SCOPE", "profile postal_code")]).is_ok());
}
