use data_encoding::BASE64;
use lwa_emulator::{FOREIGN_CLIENT_ID, RefreshAnswer, Switches};

use crate::driver::{
    Amazon, CHALLENGE, CLIENT_ID, Fields, Reply, SECRET, authorization, encode, exchange, with,
    without,
};

fn assert_refused(reply: &Reply, status: u16, error: &str, description: &str) {
    let body = reply.to_json();
    assert_eq!(
        (reply.status, &body["error"], &body["error_description"]),
        (status, &error.into(), &description.into())
    );
    assert_eq!(
        reply.keys(),
        ["error_index", "error_description", "error", "request_id"]
    );
    assert_eq!(body["error_index"].as_str().unwrap().len(), 250);
    assert_eq!(body["request_id"].as_str().unwrap().len(), 36);
    assert_eq!(
        reply.header("x-amzn-requestid"),
        body["request_id"].as_str()
    );
    assert_headers(reply);
}

fn assert_headers(reply: &Reply) {
    assert_eq!(
        reply.header("content-type"),
        Some("application/json;charset UTF-8")
    );
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    assert_eq!(reply.header("pragma"), Some("no-cache"));
}

#[tokio::test]
async fn a_code_is_exchanged_for_tokens_in_amazons_words() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;

    let reply = amazon.token(&exchange(&code)).await;

    assert_eq!(reply.status, 200);
    assert_headers(&reply);
    let body = reply.to_json();
    let access_token = body["access_token"].as_str().unwrap();
    let refresh_token = body["refresh_token"].as_str().unwrap();
    assert!(access_token.starts_with("Atza|") && access_token.len() <= 2_048);
    assert!(refresh_token.starts_with("Atzr|") && refresh_token.len() <= 2_048);
    assert_eq!(
        reply.text(),
        format!(
            r#"{{"access_token":"{access_token}","token_type":"bearer","expires_in":3600,"refresh_token":"{refresh_token}"}}"#
        )
    );
}

#[tokio::test]
async fn credentials_may_come_in_a_basic_header() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;
    let fields = without(&without(&exchange(&code), "client_id"), "client_secret");
    let form = (
        "Content-Type",
        "application/x-www-form-urlencoded;charset=UTF-8",
    );
    let right = format!(
        "Basic {}",
        BASE64.encode(format!("{CLIENT_ID}:{SECRET}").as_bytes())
    );
    let wrong = format!(
        "Basic {}",
        BASE64.encode(format!("{CLIENT_ID}:x").as_bytes())
    );

    for value in [wrong.as_str(), "Basic !", "Bearer x"] {
        let headers = [form, ("Authorization", value)];
        let reply = amazon
            .send("POST", "/auth/o2/token", &headers, &encode(&fields))
            .await;
        assert_refused(
            &reply,
            401,
            "invalid_client",
            "Client authentication failed",
        );
    }
    let headers = [form, ("Authorization", right.as_str())];
    let reply = amazon
        .send("POST", "/auth/o2/token", &headers, &encode(&fields))
        .await;

    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_json_body_and_a_query_are_taken_too() {
    let amazon = Amazon::start().await;

    let code = amazon.code().await;
    let fields: std::collections::BTreeMap<_, _> = exchange(&code).into_iter().collect();
    let body = serde_json::to_string(&fields).unwrap();
    let reply = amazon.json("POST", "/auth/O2/token", &body).await;
    assert_eq!(reply.status, 200);

    let code = amazon.code().await;
    let target = format!("/auth/o2/token?{}", encode(&exchange(&code)));
    let reply = amazon.send("POST", &target, &[], "").await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn each_mistake_in_an_exchange_has_its_own_answer() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;
    let good = exchange(&code);
    let grant = "The request has an invalid grant parameter : ";
    let missing = "The request is missing a required parameter : ";
    let invalid = "The request has an invalid parameter : ";
    let rows: Vec<(Fields<'_>, u16, &str, String)> = vec![
        (
            with(&good, "code", "ANabcdefghijklmnopqr"),
            400,
            "invalid_grant",
            format!("{grant}code"),
        ),
        (
            with(&good, "redirect_uri", "http://localhost:3000/?code=1"),
            400,
            "invalid_grant",
            format!("{grant}redirect_uri"),
        ),
        (
            with(&good, "code_verifier", CHALLENGE),
            400,
            "invalid_grant",
            format!("{grant}code_verifier"),
        ),
        (
            with(&good, "client_secret", "wrong"),
            401,
            "invalid_client",
            "Client authentication failed".to_owned(),
        ),
        (
            with(&good, "client_id", "unknown"),
            401,
            "invalid_client",
            "Client authentication failed".to_owned(),
        ),
        (
            with(&good, "code", "AN|"),
            400,
            "invalid_request",
            format!("{invalid}code"),
        ),
        (
            with(&good, "code_verifier", "short"),
            400,
            "invalid_request",
            format!("{invalid}code_verifier"),
        ),
        (
            with(&good, "grant_type", "password"),
            400,
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server".to_owned(),
        ),
        (
            with(&good, "grant_type", "device_code"),
            400,
            "unauthorized_client",
            "Not authorized for requested operation".to_owned(),
        ),
    ];

    for (fields, status, error, description) in rows {
        let reply = amazon.token(&fields).await;
        assert_refused(&reply, status, error, &description);
    }
    for name in [
        "grant_type",
        "code",
        "redirect_uri",
        "client_id",
        "client_secret",
        "code_verifier",
    ] {
        let reply = amazon.token(&without(&good, name)).await;
        assert_refused(&reply, 400, "invalid_request", &format!("{missing}{name}"));
    }
    assert_eq!(amazon.token(&good).await.status, 200);
}

#[tokio::test]
async fn a_body_of_another_kind_is_malformed() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;
    let form = encode(&exchange(&code));
    let json = ("Content-Type", "application/json");

    for (headers, body) in [
        (vec![("Content-Type", "text/plain")], form.as_str()),
        (vec![], form.as_str()),
        (vec![json], form.as_str()),
        (vec![json], r#"{"grant_type":1}"#),
        (
            vec![("Content-Type", "application/x-www-form-urlencoded")],
            "grant_type=authorization_code&grant_type=refresh_token",
        ),
    ] {
        let reply = amazon.send("POST", "/auth/o2/token", &headers, body).await;
        assert_refused(&reply, 400, "invalid_request", "Malformed request");
    }
}

#[tokio::test]
async fn a_code_works_once() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;

    let first = amazon.token(&exchange(&code)).await;
    let second = amazon.token(&exchange(&code)).await;

    assert_eq!(first.status, 200);
    let description = "The request has an invalid grant parameter : code";
    assert_refused(&second, 400, "invalid_grant", description);
    assert_eq!(amazon.emulator.requests().code_exchanges, 2);
}

#[tokio::test]
async fn a_code_lives_five_minutes() {
    let amazon = Amazon::start().await;
    let early = amazon.code().await;
    let late = amazon.code().await;

    amazon.advance(299);
    assert_eq!(amazon.token(&exchange(&early)).await.status, 200);
    amazon.advance(1);

    let reply = amazon.token(&exchange(&late)).await;
    let description = "The request has an invalid grant parameter : code";
    assert_refused(&reply, 400, "invalid_grant", description);
}

#[tokio::test]
async fn a_code_of_another_client_is_unknown() {
    let amazon = Amazon::start().await;
    let code = amazon.code().await;
    let fields = with(&exchange(&code), "client_id", FOREIGN_CLIENT_ID);

    let reply = amazon
        .token(&with(&fields, "client_secret", "foreign-secret"))
        .await;

    let description = "The request has an invalid grant parameter : code";
    assert_refused(&reply, 400, "invalid_grant", description);
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused_and_none_is_needed() {
    let amazon = Amazon::start().await;
    let request = without(&authorization(), "code_challenge");
    let request = without(&request, "code_challenge_method");
    let code = amazon.allow("new-customer", &request).await;
    let code = code.query("code").unwrap();

    let with_verifier = amazon.token(&exchange(&code)).await;
    let bare = amazon
        .token(&without(&exchange(&code), "code_verifier"))
        .await;

    assert_eq!(with_verifier.status, 400);
    assert_eq!(bare.status, 200);
}

#[tokio::test]
async fn without_a_method_the_verifier_is_the_challenge() {
    let amazon = Amazon::start().await;
    let request = without(&authorization(), "code_challenge_method");
    let code = amazon.allow("new-customer", &request).await;
    let code = code.query("code").unwrap();

    let hashed = amazon.token(&exchange(&code)).await;
    let plain = with(&exchange(&code), "code_verifier", CHALLENGE);

    assert_eq!(hashed.status, 400);
    assert_eq!(amazon.token(&plain).await.status, 200);
}

#[tokio::test]
async fn the_life_of_a_token_may_be_a_text() {
    let amazon = Amazon::start().await;
    amazon.emulator.set_switches(Switches {
        expires_in_string: true,
        ..Switches::default()
    });
    let code = amazon.code().await;

    let reply = amazon.token(&exchange(&code)).await;

    assert!(reply.text().contains(r#""expires_in":"3600""#));
}

fn refresh(token: &str) -> Fields<'_> {
    vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", CLIENT_ID),
        ("client_secret", SECRET),
    ]
}

#[tokio::test]
async fn a_refresh_answers_with_a_new_the_same_or_no_refresh_token() {
    let amazon = Amazon::start().await;
    let tokens = amazon.tokens().await;
    let sent = tokens["refresh_token"].as_str().unwrap();

    let mut answers = Vec::new();
    for refresh_answer in [
        RefreshAnswer::New,
        RefreshAnswer::Same,
        RefreshAnswer::Absent,
    ] {
        amazon.emulator.set_switches(Switches {
            refresh_answer,
            ..Switches::default()
        });
        let reply = amazon.token(&refresh(sent)).await;
        assert_eq!(reply.status, 200);
        let body = reply.to_json();
        assert_ne!(body["access_token"], tokens["access_token"]);
        answers.push(body["refresh_token"].as_str().map(ToOwned::to_owned));
    }

    assert!(answers[0].as_deref().is_some_and(|new| new != sent));
    assert_eq!(answers[1].as_deref(), Some(sent));
    assert_eq!(answers[2], None);
    assert_eq!(amazon.emulator.requests().refreshes, 3);
}

#[tokio::test]
async fn a_bad_refresh_token_is_an_invalid_grant() {
    let amazon = Amazon::start().await;

    let reply = amazon.token(&refresh("Atzr|unknown")).await;

    let description = "The request has an invalid grant parameter : refresh_token. \
                       User may have revoked or didn't grant the permission.";
    assert_refused(&reply, 400, "invalid_grant", description);
    let reply = amazon.token(&without(&refresh("x"), "refresh_token")).await;
    let description = "The request is missing a required parameter : refresh_token";
    assert_refused(&reply, 400, "invalid_request", description);
}

#[tokio::test]
async fn grants_without_a_customer_are_not_for_this_client() {
    let amazon = Amazon::start().await;
    let fields = vec![
        ("grant_type", "client_credentials"),
        ("client_id", CLIENT_ID),
        ("client_secret", SECRET),
        ("scope", "profile"),
    ];

    let reply = amazon.token(&fields).await;

    let description = "The request has an invalid parameter : scope";
    assert_refused(&reply, 400, "invalid_scope", description);
    let reply = amazon
        .token(&with(&fields, "scope", "other::product"))
        .await;
    let description = "Not authorized for requested operation";
    assert_refused(&reply, 400, "unauthorized_client", description);
}
