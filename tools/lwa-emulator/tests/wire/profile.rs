use std::collections::BTreeSet;

use lwa_emulator::{PostalCode, Switches};
use serde_json::json;

use crate::driver::{Amazon, CLIENT_ID, authorization, encode, exchange, with};

fn token(amazon: &Amazon, persona: &str, scope: &str) -> String {
    amazon
        .emulator
        .mint_token(persona, CLIENT_ID, scope)
        .unwrap()
}

#[tokio::test]
async fn the_fields_follow_the_granted_scope() {
    let amazon = Amazon::start().await;
    let user_id = amazon.emulator.user_id("new-customer", CLIENT_ID).unwrap();
    let (email, name, postal_code) = ("nora.lindqvist@example.net", "Nora Lindqvist", "98101");

    for (scope, expected) in [
        (
            "profile",
            json!({"user_id": user_id, "email": email, "name": name}),
        ),
        ("profile:user_id", json!({"user_id": user_id})),
        (
            "postal_code",
            json!({"user_id": user_id, "postal_code": postal_code}),
        ),
        (
            "profile postal_code",
            json!({"user_id": user_id, "email": email, "name": name, "postal_code": postal_code}),
        ),
    ] {
        let reply = amazon.profile(&token(&amazon, "new-customer", scope)).await;

        assert_eq!((reply.status, reply.to_json()), (200, expected));
        assert_eq!(reply.header("x-amzn-requestid").unwrap().len(), 36);
    }
}

#[tokio::test]
async fn a_token_from_an_exchange_reads_what_was_granted() {
    let amazon = Amazon::start().await;
    let request = with(&authorization(), "scope", "profile:user_id");
    let code = amazon.allow("alice-email", &request).await;
    let code = code.query("code").unwrap();
    let tokens = amazon.token(&exchange(&code)).await.to_json();

    let reply = amazon
        .profile(tokens["access_token"].as_str().unwrap())
        .await;

    assert_eq!(reply.keys(), ["user_id"]);
}

#[tokio::test]
async fn a_token_is_taken_from_three_places_but_only_one_at_a_time() {
    let amazon = Amazon::start().await;
    let token = token(&amazon, "new-customer", "profile");
    let query = format!("/user/profile?{}", encode(&vec![("access_token", &token)]));
    let lower = format!("bearer {token}");

    assert_eq!(amazon.profile(&token).await.status, 200);
    let own = ("x-amz-access-token", token.as_str());
    assert_eq!(amazon.get_with("/user/profile", own).await.status, 200);
    let bearer = ("Authorization", lower.as_str());
    assert_eq!(amazon.get_with("/user/profile", bearer).await.status, 200);
    assert_eq!(amazon.emulator.requests().profile_tokens_in_query, 0);
    assert_eq!(amazon.get(&query).await.status, 200);
    assert_eq!(amazon.emulator.requests().profile_tokens_in_query, 1);
    assert_eq!(amazon.get_with(&query, bearer).await.status, 400);
}

#[tokio::test]
async fn the_keys_come_in_any_order() {
    let amazon = Amazon::start().await;
    let token = token(&amazon, "new-customer", "profile postal_code");

    let mut orders = BTreeSet::new();
    for _ in 0..40 {
        orders.insert(amazon.profile(&token).await.keys());
    }

    assert!(orders.len() > 1);
}

#[tokio::test]
async fn a_bad_token_is_a_bad_request() {
    let amazon = Amazon::start().await;
    let expired = token(&amazon, "new-customer", "profile");
    amazon.advance(3_600);

    for token in [expired.as_str(), "Atza|unknown", "Atza%7Cunknown"] {
        let reply = amazon.profile(token).await;

        let body = reply.to_json();
        assert_eq!(reply.status, 400);
        assert_eq!(reply.keys(), ["error", "error_description", "request_id"]);
        assert_eq!(body["error"], "invalid_token");
        assert_eq!(
            body["error_description"],
            "The request has an invalid parameter : access_token"
        );
        assert_eq!(
            reply.header("x-amzn-requestid"),
            body["request_id"].as_str()
        );
    }
}

#[tokio::test]
async fn a_token_is_needed() {
    let amazon = Amazon::start().await;

    let reply = amazon.get("/user/profile").await;

    assert_eq!(reply.status, 400);
    let body = reply.to_json();
    assert_eq!(body["error"], "invalid_request");
    assert_eq!(
        body["error_description"],
        "The request is missing a required parameter : access_token"
    );
}

#[tokio::test]
async fn a_token_for_something_else_has_insufficient_scope() {
    let amazon = Amazon::start().await;

    let reply = amazon
        .profile(&token(&amazon, "new-customer", "alexa::all"))
        .await;

    assert_eq!(reply.status, 401);
    assert_eq!(reply.to_json()["error"], "insufficient_scope");
}

#[tokio::test]
async fn absent_data_is_left_out() {
    let amazon = Amazon::start().await;

    let no_email = amazon.profile(&token(&amazon, "no-email", "profile")).await;
    let no_name = amazon.profile(&token(&amazon, "no-name", "profile")).await;

    assert!(no_email.to_json().get("email").is_none());
    assert!(no_name.to_json().get("name").is_none());
}

#[tokio::test]
async fn the_personas_bring_the_quirks_they_are_named_after() {
    let amazon = Amazon::start().await;
    let mut profiles = std::collections::BTreeMap::new();
    for persona in amazon.emulator.personas() {
        let token = token(&amazon, &persona.id, "profile postal_code");
        profiles.insert(persona.id, amazon.profile(&token).await.to_json());
    }

    assert_eq!(profiles["alice-email"]["email"], "alice@example.com");
    assert_eq!(profiles["bob-email"]["email"], "bob@example.com");
    assert_eq!(profiles["mixed-case-email"]["email"], "CAROL@Example.COM");
    assert_eq!(profiles["numeric-postal-code"]["postal_code"], 2134);
    assert_eq!(profiles["zip-plus-four"]["postal_code"], "98109-5210");
    assert_eq!(profiles["full-width-at"]["email"], "yuki.mori＠example.com");
    let ordinary = &profiles["new-customer"];
    let changed = &profiles["new-customer-changed-email"];
    assert_eq!(ordinary["user_id"], changed["user_id"]);
    assert_ne!(ordinary["email"], changed["email"]);
    let (one, two) = (&profiles["shared-email-1"], &profiles["shared-email-2"]);
    assert_ne!(one["user_id"], two["user_id"]);
    assert_eq!(one["email"], two["email"]);
}

#[tokio::test]
async fn a_change_at_amazon_shows_at_once() {
    let amazon = Amazon::start().await;
    let token = token(&amazon, "new-customer", "profile postal_code");
    let before = amazon.profile(&token).await.to_json();

    assert!(amazon.emulator.update_persona("new-customer", |persona| {
        persona.id = "ignored".to_owned();
        persona.email = Some("bob@example.com".to_owned());
        persona.name = None;
        persona.postal_code = Some(PostalCode::Number(7));
    }));

    let after = amazon.profile(&token).await.to_json();
    assert_eq!(
        after,
        json!({"user_id": before["user_id"], "email": "bob@example.com", "postal_code": 7})
    );
}

#[tokio::test]
async fn the_old_shape_is_there_on_demand() {
    let amazon = Amazon::start().await;
    amazon.emulator.set_switches(Switches {
        legacy_profile: true,
        ..Switches::default()
    });
    let token = token(&amazon, "new-customer", "profile postal_code");

    let reply = amazon.profile(&token).await;

    let body = reply.to_json();
    assert_eq!(body["Request-Id"].as_str().unwrap().len(), 20);
    assert_eq!(
        body["Profile"],
        json!({
            "CustomerId": amazon.emulator.user_id("new-customer", CLIENT_ID),
            "Name": "Nora Lindqvist",
            "PrimaryEmail": "nora.lindqvist@example.net",
            "PostalCode": "98101",
        })
    );
}
