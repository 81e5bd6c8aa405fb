//! The signing key in Secrets Manager: kept, and looked up again when the site stops accepting it.

use aws_sdk_secretsmanager::config::Credentials;
use wiremock::matchers::{header, path};

use super::*;
use crate::stored_secret::secrets_manager_client;

const NEW: &str = "fedcba9876543210fedcba9876543210";
const ARN: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hook-AbCdEf";

/// A site that accepts the signatures of one key alone.
async fn site_that_knows(known: &'static str) -> MockServer {
    let server = MockServer::start().await;
    let is_known = move |request: &Request| {
        let timestamp = request.headers["x-accounts-timestamp"].to_str().unwrap();
        let key = SigningKey::parse(known).unwrap();
        let signature = sign(&key, Call::Find, timestamp, &request.body);
        request.headers["x-accounts-signature"] == signature
    };
    Mock::given(path("/accounts/find"))
        .respond_with(answer(401, &json!({"error": "bad_signature"})))
        .mount(&server)
        .await;
    Mock::given(is_known)
        .respond_with(answer(200, &json!({"account": alice()})))
        .with_priority(1)
        .mount(&server)
        .await;
    server
}

/// A Secrets Manager that gives these keys in turn, the last for ever.
async fn secrets_manager<const N: usize>(keys: [&str; N]) -> MockServer {
    let server = MockServer::start().await;
    for (at, key) in keys.into_iter().enumerate() {
        let body = json!({"ARN": ARN, "Name": "hook", "SecretString": key});
        let answer =
            ResponseTemplate::new(200).set_body_raw(body.to_string(), "application/x-amz-json-1.1");
        let mock = Mock::given(header("x-amz-target", "secretsmanager.GetSecretValue"))
            .respond_with(answer);
        let mock = if at + 1 < N {
            mock.up_to_n_times(1)
        } else {
            mock
        };
        mock.mount(&server).await;
    }
    server
}

fn stored_at(secrets: &MockServer) -> SecretSource<SigningKey> {
    let client = secrets_manager_client(
        "eu-central-1".to_owned(),
        Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI", None, None, "test"),
        Some(secrets.uri()),
        https::client(b"", Duration::from_secs(5), Duration::from_secs(50)),
    );
    SecretSource::SecretsManager {
        arn: ARN.to_owned(),
        client,
    }
}

/// Threats: ASVS-13.3.4
#[tokio::test]
async fn a_rotated_key_is_taken_up_within_the_same_call() {
    let secrets = secrets_manager([OLD, NEW]).await;
    let site = site_that_knows(NEW).await;
    let client = client(&site, stored_at(&secrets));
    client.warm_up().await;

    for calls in [2, 3] {
        let found = client.find(Wanted::Email(&EMAIL)).await;

        assert_eq!(found, Ok(Some(alice_read())));
        assert_eq!(sent(&site).await.len(), calls);
    }
    assert_eq!(sent(&secrets).await.len(), 2);
}

#[tokio::test]
async fn a_key_that_the_site_does_not_know_is_an_operators_matter() {
    let refused = Err(ExistingAccountsError::Misconfigured {
        reason: "bad_signature",
    });
    let site = site_that_knows(NEW).await;
    let secrets = secrets_manager([OLD]).await;

    let stored = client(&site, stored_at(&secrets));
    assert_eq!(stored.find(Wanted::Email(&EMAIL)).await, refused);
    assert_eq!(sent(&site).await.len(), 1);
    let fixed = client(&site, key(OLD));
    assert_eq!(fixed.find(Wanted::Email(&EMAIL)).await, refused);

    let short = secrets_manager(["too short"]).await;
    let unusable = client(&site, stored_at(&short));
    let found = unusable.find(Wanted::Email(&EMAIL)).await;
    let is_unusable = matches!(found, Err(ExistingAccountsError::Misconfigured { .. }));
    assert!(is_unusable, "{found:?}");
    let text = format!("{unusable:?} {fixed:?} {:?}", key(OLD));
    assert!(!text.contains(OLD));
}
