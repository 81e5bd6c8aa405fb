use axum::body::to_bytes;
use serde_json::json;

use super::*;

async fn body(response: Response) -> Vec<u8> {
    to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap()
        .to_vec()
}

fn reply(reply: Value) -> Response {
    from_reply(reply, "id=").unwrap()
}

fn malformed(reply: Value) -> Malformed {
    from_reply(reply, "id=").unwrap_err()
}

#[tokio::test]
async fn a_full_reply_is_taken_as_written() {
    let response = reply(json!({
        "statusCode": 303,
        "headers": { "Location": "/", "x-count": 1 },
        "body": "see /",
    }));

    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "/");
    assert_eq!(response.headers()["x-count"], "1");
    assert_eq!(
        response.headers()["content-type"],
        "text/plain;charset=UTF-8"
    );
    assert_eq!(response.headers()["apigw-requestid"], "id=");
    assert_eq!(body(response).await, b"see /");
}

#[tokio::test]
async fn a_reply_without_a_status_is_a_json_body() {
    let response = reply(json!({ "message": "hi" }));

    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(body(response).await, br#"{"message":"hi"}"#);
}

#[tokio::test]
async fn a_reply_that_is_no_object_is_a_json_body_too() {
    assert_eq!(body(reply(json!("hi"))).await, br#""hi""#);
}

#[test]
fn each_cookie_becomes_a_header_of_its_own() {
    let response = reply(json!({ "statusCode": 200, "cookies": ["a=1; Path=/", "b=2"] }));

    let cookies: Vec<_> = response.headers().get_all(SET_COOKIE).iter().collect();
    assert_eq!(cookies, ["a=1; Path=/", "b=2"]);
}

#[tokio::test]
async fn a_base64_body_is_decoded() {
    let response = reply(json!({ "statusCode": 200, "body": "/w==", "isBase64Encoded": true }));

    assert_eq!(body(response).await, b"\xff");
}

#[test]
fn headers_of_one_connection_and_the_length_are_dropped() {
    let response = reply(json!({
        "statusCode": 200,
        "headers": { "connection": "x-mine", "x-mine": "1", "transfer-encoding": "chunked", "content-length": "9" },
    }));

    for name in [
        "connection",
        "x-mine",
        "transfer-encoding",
        "content-length",
    ] {
        assert!(!response.headers().contains_key(name), "{name}");
    }
}

#[test]
fn a_reply_that_is_not_http_is_malformed() {
    assert_eq!(malformed(json!({ "statusCode": 99 })), Malformed::Status);
    assert_eq!(malformed(json!({ "statusCode": 101 })), Malformed::Status);
    assert_eq!(malformed(json!({ "statusCode": null })), Malformed::Status);
    assert_eq!(
        malformed(json!({ "statusCode": 200, "body": {} })),
        Malformed::Body
    );
    assert_eq!(
        malformed(json!({ "statusCode": 200, "headers": { "a b": "" } })),
        Malformed::Headers
    );
    assert_eq!(
        malformed(json!({ "statusCode": 200, "headers": { "a": "\n" } })),
        Malformed::Headers
    );
    assert_eq!(
        malformed(json!({ "statusCode": 200, "headers": { "a": ["b"] } })),
        Malformed::Headers
    );
    assert_eq!(
        malformed(json!({ "statusCode": 200, "cookies": "a=1" })),
        Malformed::Cookies
    );
    assert_eq!(
        malformed(json!({ "statusCode": 200, "body": "!", "isBase64Encoded": true })),
        Malformed::Base64
    );
}

#[tokio::test]
async fn the_gateways_own_errors_have_amazons_words() {
    let response = error(StatusCode::PAYLOAD_TOO_LARGE, "id=");

    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(
        body(response).await,
        br#"{"message":"Request Entity Too Large"}"#
    );
}
