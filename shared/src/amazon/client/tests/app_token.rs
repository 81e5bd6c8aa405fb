//! Tokens that apps bring.

use super::*;

fn token() -> AccessToken {
    AccessToken::parse(TOKEN).unwrap()
}

fn user_id() -> AmazonUserId {
    AmazonUserId::parse(USER_ID).unwrap()
}

/// What is known of a token of which Amazon says this.
fn described(changes: &Value) -> Amazon {
    let mut body = token_info_body();
    for (key, value) in changes.as_object().unwrap() {
        body[key] = value.clone();
    }
    Amazon {
        token_info: answer(200, &body),
        ..Amazon::default()
    }
}

async fn check(amazon: Amazon) -> (Result<AmazonUserId, AmazonError>, MockServer) {
    let server = amazon.start().await;
    let checked = client(&server.uri()).check_app_token(&token()).await;
    (checked, server)
}

#[tokio::test]
async fn a_token_of_this_site_or_one_of_its_apps_is_taken_and_nothing_else_is_asked() {
    for audience in [CLIENT_ID, APP_CLIENT_ID] {
        let (checked, server) = check(described(&json!({ "aud": audience }))).await;

        assert_eq!(checked, Ok(user_id()), "{audience}");
        let asked = requests(&server, "/auth/o2/tokeninfo").await;
        assert_eq!(asked.len(), 1);
        assert!(asked[0].url.query().unwrap().contains("Atza%7C"));
        assert_eq!(server.received_requests().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_token_of_another_client_is_refused_however_much_it_looks_like_ours() {
    let longer = format!("{CLIENT_ID}0");
    let both = format!("{CLIENT_ID},{APP_CLIENT_ID}");
    for audience in [
        "amzn1.application-oa2-client.f0e1d2c3b4a5968778695a4b3c2d1e0f",
        &CLIENT_ID[..CLIENT_ID.len() - 1],
        &longer,
        &both,
        &CLIENT_ID.to_uppercase(),
    ] {
        let (checked, server) = check(described(&json!({ "aud": audience }))).await;

        assert_eq!(checked, Err(AmazonError::WrongAudience), "{audience}");
        assert!(requests(&server, "/user/profile").await.is_empty());
    }
}

#[tokio::test]
async fn a_token_without_audience_or_remaining_life_is_refused() {
    for missing in ["aud", "exp", "user_id"] {
        let (checked, _server) = check(described(&json!({ missing: null }))).await;
        assert!(
            matches!(checked, Err(AmazonError::BadResponse { .. })),
            "{missing}: {checked:?}"
        );
    }
    for seconds_left in [json!(0), json!(-1), json!("0")] {
        let (checked, _server) = check(described(&json!({ "exp": seconds_left }))).await;
        assert!(matches!(checked, Err(AmazonError::Rejected { .. })));
    }
    let (one_second, _server) = check(described(&json!({ "exp": 1 }))).await;
    assert_eq!(one_second, Ok(user_id()));
}

#[tokio::test]
async fn a_token_that_amazon_refuses_is_rejected_and_a_broken_amazon_is_not_the_apps_fault() {
    let invalid = Amazon {
        token_info: refusal(
            400,
            "invalid_token",
            "The request has an invalid parameter : access_token",
        ),
        ..Amazon::default()
    };
    let broken = Amazon {
        token_info: ResponseTemplate::new(503),
        ..Amazon::default()
    };

    let (rejected, _server) = check(invalid).await;
    let (unavailable, _server) = check(broken).await;

    assert!(matches!(rejected, Err(AmazonError::Rejected { .. })));
    assert!(matches!(unavailable, Err(AmazonError::Unavailable { .. })));
}

#[tokio::test]
async fn the_profile_of_a_token_is_that_of_the_person_who_was_checked_or_none() {
    let server = Amazon::default().start().await;
    let client = client(&server.uri());
    let other = AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap();

    let own = client.profile_for_app_token(&token(), &user_id()).await;
    let foreign = client.profile_for_app_token(&token(), &other).await;

    assert_eq!(own.unwrap().user_id, user_id());
    assert_eq!(foreign, Err(AmazonError::WrongAudience));
    let asked = requests(&server, "/user/profile").await;
    assert!(asked.iter().all(|request| request.url.query().is_none()));
}

#[test]
fn an_apps_client_id_that_cannot_be_meant_is_refused_at_start() {
    let built = AmazonClient::new(AmazonSettings {
        app_client_ids: vec!["amzn1. id".to_owned()],
        ..settings("https://api.amazon.com")
    });

    assert!(matches!(built, Err(BuildError::AppClientId)));
}
