//! Answers that are refusals, or not what the protocol says, over the wire.

use super::*;

async fn outcome(amazon: Amazon) -> Result<AmazonProfile, AmazonError> {
    sign_in(&amazon.start().await.uri()).await
}

/// What comes of the same answer from exchange, token check and profile in turn.
async fn from_each(odd: &ResponseTemplate) -> [AmazonError; 3] {
    let token = Amazon {
        token: odd.clone(),
        ..Amazon::default()
    };
    let token_info = Amazon {
        token_info: odd.clone(),
        ..Amazon::default()
    };
    let profile = Amazon {
        profile: odd.clone(),
        ..Amazon::default()
    };
    [
        outcome(token).await.unwrap_err(),
        outcome(token_info).await.unwrap_err(),
        outcome(profile).await.unwrap_err(),
    ]
}

fn is_bad_response(error: &AmazonError) -> bool {
    matches!(error, AmazonError::BadResponse { .. })
}

fn is_unavailable(error: &AmazonError) -> bool {
    matches!(error, AmazonError::Unavailable { .. })
}

#[tokio::test]
async fn a_used_code_is_rejected() {
    let refused = outcome(Amazon {
        token: refusal(
            400,
            "invalid_grant",
            "The request has an invalid grant parameter : code",
        ),
        ..Amazon::default()
    });

    assert_eq!(
        refused.await,
        Err(AmazonError::Rejected {
            error: "invalid_grant"
        })
    );
}

#[tokio::test]
async fn a_wrong_secret_or_return_url_is_ours_to_mend() {
    for (status, error, description) in [
        (401, "invalid_client", "Client authentication failed"),
        (
            400,
            "invalid_grant",
            "The request has an invalid grant parameter : redirect_uri",
        ),
    ] {
        let refused = outcome(Amazon {
            token: refusal(status, error, description),
            ..Amazon::default()
        });

        assert!(matches!(
            refused.await,
            Err(AmazonError::Misconfigured { .. })
        ));
    }
}

#[tokio::test]
async fn a_token_that_amazon_does_not_know_any_more_is_rejected() {
    let refused = refusal(
        400,
        "invalid_token",
        "The request has an invalid parameter : access_token",
    );
    for amazon in [
        Amazon {
            token_info: refused.clone(),
            ..Amazon::default()
        },
        Amazon {
            profile: refused,
            ..Amazon::default()
        },
    ] {
        assert_eq!(
            outcome(amazon).await,
            Err(AmazonError::Rejected {
                error: "invalid_token"
            })
        );
    }
}

#[tokio::test]
async fn faults_and_throttling_are_told_apart_from_refusals() {
    for odd in [
        refusal(500, "ServerError", ""),
        ResponseTemplate::new(500),
        ResponseTemplate::new(502).set_body_string("<html>Bad Gateway</html>"),
        refusal(503, "temporarily_unavailable", ""),
        ResponseTemplate::new(429),
    ] {
        assert!(from_each(&odd).await.iter().all(is_unavailable));
    }
}

#[tokio::test]
async fn an_answer_that_is_not_json_is_not_understood() {
    let whole = token_body().to_string();
    for odd in [
        ResponseTemplate::new(200).set_body_raw("<html>captcha</html>", "text/html"),
        ResponseTemplate::new(200).set_body_raw("<html>captcha</html>", "application/json"),
        ResponseTemplate::new(200).set_body_raw(whole.clone(), "text/plain"),
        ResponseTemplate::new(200).set_body_raw(whole.clone(), "application/jsonp"),
        ResponseTemplate::new(200).set_body_raw("", "application/json"),
        ResponseTemplate::new(200).set_body_raw(&whole[..20], "application/json"),
        ResponseTemplate::new(200)
            .set_body_raw(b"{\"user_id\":\"\xFF\"}".as_slice(), "application/json"),
        ResponseTemplate::new(200).set_body_raw("null", "application/json"),
        ResponseTemplate::new(204),
        ResponseTemplate::new(404).set_body_string("<html>We're sorry!</html>"),
    ] {
        let errors = from_each(&odd).await;
        assert!(errors.iter().all(is_bad_response), "{errors:?}");
    }
}

#[tokio::test]
async fn json_is_taken_with_any_parameters() {
    for content_type in [
        "application/json",
        "application/json;charset=UTF-8",
        "Application/JSON ; charset=utf-8",
    ] {
        let amazon = Amazon {
            token: ResponseTemplate::new(200).set_body_raw(token_body().to_string(), content_type),
            ..Amazon::default()
        };

        assert!(outcome(amazon).await.is_ok(), "{content_type}");
    }
}

#[tokio::test]
async fn an_answer_without_content_type_is_not_understood() {
    let bare = ResponseTemplate::new(200).set_body_bytes(token_body().to_string());
    let amazon = Amazon {
        token: bare,
        ..Amazon::default()
    };

    assert!(is_bad_response(&outcome(amazon).await.unwrap_err()));
}

#[tokio::test]
async fn an_answer_over_64_kib_is_not_read() {
    let padded = |length: usize| {
        let mut body = token_body().to_string().into_bytes();
        body.resize(length, b' ');
        ResponseTemplate::new(200).set_body_raw(body, "application/json")
    };
    let most = Amazon {
        token: padded(64 * 1024),
        ..Amazon::default()
    };

    assert!(outcome(most).await.is_ok());
    assert_eq!(
        from_each(&padded(64 * 1024 + 1)).await,
        [(); 3].map(|()| AmazonError::BadResponse {
            reason: "too large"
        })
    );
}

/// Threats: ASVS-15.3.2
#[tokio::test]
async fn redirects_are_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = MockServer::start().await;
        let odd = ResponseTemplate::new(status).insert_header("location", elsewhere.uri().as_str());

        let errors = from_each(&odd).await;

        assert!(errors.iter().all(is_bad_response), "{errors:?}");
        assert!(elsewhere.received_requests().await.unwrap().is_empty());
    }
}

/// Threats
#[tokio::test]
async fn a_token_for_another_client_is_dropped() {
    for audience in [
        "amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff",
        &CLIENT_ID[..CLIENT_ID.len() - 1],
        &format!("{CLIENT_ID}0"),
        &CLIENT_ID.to_uppercase(),
        " ",
    ] {
        let mut body = token_info_body();
        body["aud"] = json!(audience);
        let amazon = Amazon {
            token_info: answer(200, &body),
            ..Amazon::default()
        };

        assert_eq!(outcome(amazon).await, Err(AmazonError::WrongAudience));
    }
}

#[tokio::test]
async fn a_foreign_audience_is_reported_even_when_the_profile_fails() {
    let mut body = token_info_body();
    body["aud"] = json!("amzn1.application-oa2-client.ffffffffffffffffffffffffffffffff");
    let amazon = Amazon {
        token_info: answer(200, &body),
        profile: ResponseTemplate::new(500),
        ..Amazon::default()
    };

    assert_eq!(outcome(amazon).await, Err(AmazonError::WrongAudience));
}

#[tokio::test]
async fn a_token_that_describes_another_person_than_the_profile_is_dropped() {
    for other in [
        "amzn1.account.AEJQ234567ABCDEFGHIJKLMNOPQS",
        &USER_ID
            .to_lowercase()
            .replace("AMZN1.ACCOUNT", "amzn1.account"),
    ] {
        let mut body = token_info_body();
        body["user_id"] = json!(other);
        let amazon = Amazon {
            token_info: answer(200, &body),
            ..Amazon::default()
        };

        assert_eq!(outcome(amazon).await, Err(AmazonError::WrongAudience));
    }
}

#[tokio::test]
async fn nobody_is_signed_in_by_an_odd_user_id() {
    for odd in [
        json!(""),
        json!(null),
        json!(42),
        json!("null"),
        json!([USER_ID]),
    ] {
        let mut token_info = token_info_body();
        token_info["user_id"] = odd.clone();
        let mut profile = profile_body();
        profile["user_id"] = odd.clone();
        let amazon = Amazon {
            token_info: answer(200, &token_info),
            profile: answer(200, &profile),
            ..Amazon::default()
        };

        assert!(
            is_bad_response(&outcome(amazon).await.unwrap_err()),
            "{odd}"
        );
    }
}

#[tokio::test]
async fn a_profile_of_the_user_id_alone_is_enough() {
    let amazon = Amazon {
        profile: answer(200, &json!({"user_id": USER_ID})),
        ..Amazon::default()
    };

    let profile = outcome(amazon).await.unwrap();

    assert_eq!(profile.email, None);
    assert_eq!(profile.name, None);
    assert_eq!(profile.postal_code, None);
}
