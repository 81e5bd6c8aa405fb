use serde_json::{Value, json};

use super::*;

const LISTED: &str = "https://app.shop.example";
const TOKEN: &str = "wAE-y2eq3MmmzekGs65kH3sWBIYPjsKwQZr94KBzcwW72LC4y2tt70SV2iOR6Qte";

/// The function, for a page of one other origin, on a table that nobody serves.
async fn session_check() -> SessionCheck {
    let vars = Vars::from_fn(|name| {
        let value = match name {
            "PUBLIC_URL" => "https://shop.example",
            "ALLOWED_ORIGINS" => LISTED,
            "TABLE_NAME" => "accounts",
            "AWS_REGION" => "us-east-1",
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "none",
            "AWS_ENDPOINT_URL_DYNAMODB" => "http://127.0.0.1:9",
            _ => return None,
        };
        Some(value.to_owned())
    });
    SessionCheck::from_vars(&vars).await.unwrap()
}

fn event(method: &str, origin: &str, credentials: &Value) -> Event {
    let mut event = json!({
        "rawPath": "/auth/session",
        "headers": {"origin": origin},
        "requestContext": {"http": {"method": method}}
    });
    if let Some(bearer) = credentials["bearer"].as_str() {
        event["headers"]["authorization"] = format!("Bearer {bearer}").into();
    }
    if let Some(cookie) = credentials["cookie"].as_str() {
        event["cookies"] = json!([format!("__Host-session={cookie}")]);
    }
    serde_json::from_value(event).unwrap()
}

#[tokio::test]
async fn a_page_of_a_listed_origin_can_read_every_answer_and_no_other_page_any() {
    let function = session_check().await;

    for (credentials, status) in [
        (json!({}), 401),
        (json!({"bearer": TOKEN, "cookie": TOKEN}), 400),
        (json!({"cookie": TOKEN}), 503),
    ] {
        for (origin, allowed) in [(LISTED, Some(LISTED)), ("https://evil.example", None)] {
            let answer = function.handle(event("GET", origin, &credentials)).await;

            let header = |name| answer.headers.get(name).map(String::as_str);
            assert_eq!(answer.status_code, status);
            assert_eq!(header("access-control-allow-origin"), allowed);
            assert_eq!(
                header("access-control-allow-credentials"),
                allowed.map(|_| "true")
            );
            assert_eq!(header("vary"), Some("Origin"));
        }
    }
}

#[tokio::test]
async fn a_preflight_asks_no_table_and_says_nothing_about_the_session() {
    let function = session_check().await;

    let answer = function
        .handle(event("OPTIONS", LISTED, &json!({"cookie": TOKEN})))
        .await;

    assert_eq!((answer.status_code, answer.outcome), (204, "ok"));
    assert_eq!(answer.headers["access-control-allow-methods"], "GET");
    assert_eq!(answer.headers["cache-control"], "no-store");
}
