use accounts::domain::{AccountId, Secret, SessionToken};
use serde_json::json;

use super::*;

/// An authorizer whose table nobody serves.
async fn authorizer() -> Authorizer {
    let vars = Vars::from_fn(|name| {
        let value = match name {
            "PUBLIC_URL" => "https://shop.example",
            "TABLE_NAME" => "accounts",
            "AWS_REGION" => "us-east-1",
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "none",
            "AWS_ENDPOINT_URL_DYNAMODB" => "http://127.0.0.1:9",
            _ => return None,
        };
        Some(value.to_owned())
    });
    Authorizer::from_vars(&vars).await.unwrap()
}

fn token() -> String {
    SessionToken::new(AccountId::from_bytes([1; 16]), Secret::from_bytes([2; 32])).expose()
}

fn event(identity_source: &Value, cookies: &[String]) -> Event {
    serde_json::from_value(json!({
        "version": "2.0",
        "type": "REQUEST",
        "identitySource": identity_source,
        "cookies": cookies,
        "headers": {},
        "requestContext": {"http": {"method": "GET"}, "routeKey": "GET /orders"}
    }))
    .unwrap()
}

#[tokio::test]
async fn who_shows_no_credential_is_refused_without_asking_the_table() {
    let authorizer = authorizer().await;

    for identity_source in [
        json!(null),
        json!([]),
        json!(["Bearer x"]),
        json!(["theme=dark"]),
        json!([format!("Bearer {}", token()), "GET /orders"]),
    ] {
        let verdict = authorizer.call(event(&identity_source, &[])).await;

        let verdict = serde_json::to_value(verdict.unwrap()).unwrap();
        assert_eq!(verdict, json!({"isAuthorized": false}), "{identity_source}");
    }
}

/// A refusal would be kept; a failed invocation is not.
#[tokio::test]
async fn without_an_answer_of_the_table_the_invocation_fails() {
    let authorizer = authorizer().await;
    let cookie = format!("__Host-session={}", token());

    let by_source = authorizer.call(event(&json!([cookie]), &[])).await;
    let without = authorizer.call(event(&json!(null), &[cookie])).await;

    assert_eq!(by_source, Err(Unavailable));
    assert_eq!(without, Err(Unavailable));
}
