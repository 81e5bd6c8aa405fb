//! Every row of the table.

use super::*;

use Call::{Profile, Token, TokenInfo};

type Row = (Call, u16, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const DOCUMENTED: &[Row] = &[
    (Token, 400, "invalid_grant", "The request has an invalid grant parameter : code", "rejected"),
    (Token, 400, "invalid_grant", "The request has an invalid grant parameter : redirect_uri", "misconfigured"),
    (Token, 400, "invalid_grant", "The request has an invalid grant parameter : code_verifier", "rejected"),
    (Token, 400, "invalid_grant", "", "rejected"),
    (Token, 401, "invalid_client", "Client authentication failed", "misconfigured"),
    (Token, 400, "invalid_client", "Unknown client_id", "misconfigured"),
    (Token, 400, "invalid_request", "The request is missing a required parameter : redirect_uri", "misconfigured"),
    (Token, 400, "invalid_request", "The request is missing a required parameter : code_verifier", "misconfigured"),
    (Token, 400, "invalid_request", "The request has an invalid parameter : code", "rejected"),
    (Token, 400, "invalid_request", "Malformed request", "misconfigured"),
    (Token, 400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server", "misconfigured"),
    (Token, 400, "invalid_scope", "The request has an invalid parameter : scope", "misconfigured"),
    (Token, 400, "unauthorized_client", "Not authorized for requested operation", "misconfigured"),
    (Token, 500, "ServerError", "", "unavailable"),
    (Token, 503, "server_error", "", "unavailable"),
    (Token, 400, "temporarily_unavailable", "", "unavailable"),
    (TokenInfo, 400, "invalid_token", "The request has an invalid parameter : access_token", "rejected"),
    (Profile, 400, "invalid_token", "The request has an invalid parameter : access_token", "rejected"),
    (Profile, 401, "invalid_token", "", "rejected"),
    (Profile, 400, "invalid_request", "The request is missing a required parameter : access_token", "rejected"),
    (Profile, 400, "invalid_request", "Malformed request", "misconfigured"),
    (Profile, 401, "insufficient_scope", "", "misconfigured"),
    (Profile, 403, "insufficient_scope", "", "misconfigured"),
    (Profile, 500, "ServerError", "", "unavailable"),
    (TokenInfo, 500, "ServerError", "", "unavailable"),
];

fn classified(call: Call, status: u16, body: &str) -> AmazonError {
    Refusal::parse(body.as_bytes()).classify(call, StatusCode::from_u16(status).unwrap())
}

fn consequence(error: &AmazonError) -> &'static str {
    match error {
        AmazonError::Rejected { .. } => "rejected",
        AmazonError::WrongAudience => "wrong audience",
        AmazonError::Misconfigured { .. } => "misconfigured",
        AmazonError::Timeout => "timeout",
        AmazonError::Unavailable { .. } => "unavailable",
        AmazonError::BadResponse { .. } => "bad response",
    }
}

#[test]
fn every_documented_refusal_has_its_consequence() {
    for (call, status, error, description, expected) in DOCUMENTED {
        let body = serde_json::json!({
            "error_index": "QWxhZGRpbg",
            "error_description": description,
            "error": error,
            "request_id": "7f2d4c1e-0000-4000-8000-000000000000",
        });

        let error = classified(*call, *status, &body.to_string());

        assert_eq!(consequence(&error), *expected, "{call:?} {body}");
    }
}
#[test]
fn without_a_known_code_the_status_decides() {
    let rows = [
        (Token, 401, "misconfigured"),
        (Profile, 401, "bad response"),
        (TokenInfo, 401, "bad response"),
        (Token, 400, "bad response"),
        (Profile, 404, "bad response"),
        (Token, 201, "bad response"),
        (Token, 408, "unavailable"),
        (Token, 429, "unavailable"),
        (Profile, 429, "unavailable"),
        (Token, 500, "unavailable"),
        (Profile, 502, "unavailable"),
        (TokenInfo, 503, "unavailable"),
    ];
    let bodies = [
        "",
        "<html>We're sorry!</html>",
        "null",
        "[]",
        "{",
        r#"{"error":null}"#,
        r#"{"error":{"code":"invalid_grant"}}"#,
        r#"{"error":"INVALID_GRANT"}"#,
        r#"{"error":"something_new"}"#,
    ];
    for (call, status, expected) in rows {
        for body in bodies {
            let error = classified(call, status, body);

            assert_eq!(consequence(&error), expected, "{call:?} {status} {body}");
        }
    }
}

#[test]
fn amazons_code_wins_over_the_status() {
    let body = r#"{"error":"invalid_grant","error_description":"... : code"}"#;

    for status in [400, 401, 403, 500] {
        assert_eq!(
            classified(Call::Token, status, body),
            AmazonError::Rejected {
                error: "invalid_grant"
            }
        );
    }
}

#[test]
fn a_request_id_is_kept_only_in_a_plain_form() {
    let id = |text: &str| {
        let body = serde_json::json!({"request_id": text}).to_string();
        Refusal::parse(body.as_bytes()).request_id
    };

    for good in [
        "7f2d4c1e-0000-4000-8000-000000000000",
        "0ABCDEFGHIJKLMNOPQRS",
    ] {
        assert_eq!(id(good).as_deref(), Some(good));
    }
    for bad in [
        "",
        "short",
        "Atza|aaaaaaaaaaaa",
        "a b c d e f",
        "x\ny-zzzzzzz",
        &"a".repeat(65),
    ] {
        assert_eq!(id(bad), None, "{bad:?}");
    }
}
