//! The client secret in Secrets Manager: fetched late, kept, and looked up again when Amazon stops
//! accepting it.

use aws_sdk_secretsmanager::config::Credentials;
use wiremock::matchers::{any, body_partial_json, body_string_contains, header};

use super::silence::Log;
use super::*;

const ARN: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:lwa-AbCdEf";
const OLD: &str = "amzn1.oa2-cs.v1.old0old0old0";
const NEW: &str = "amzn1.oa2-cs.v1.new0new0new0";

fn stored(secret: &str) -> ResponseTemplate {
    let body = json!({"ARN": ARN, "Name": "lwa", "SecretString": secret});
    ResponseTemplate::new(200).set_body_raw(body.to_string(), "application/x-amz-json-1.1")
}

/// A Secrets Manager that gives these answers in turn, the last of them for ever.
async fn secrets_manager<const N: usize>(answers: [ResponseTemplate; N]) -> MockServer {
    let server = MockServer::start().await;
    for (at, answer) in answers.into_iter().enumerate() {
        let mock = Mock::given(method("POST"))
            .and(header("x-amz-target", "secretsmanager.GetSecretValue"))
            .and(body_partial_json(json!({"SecretId": ARN})))
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

/// An Amazon that accepts one secret alone.
async fn amazon_that_accepts(secret: &str) -> MockServer {
    let server = Amazon {
        token: refusal(401, "invalid_client", "Client authentication failed"),
        ..Amazon::default()
    }
    .start()
    .await;
    Mock::given(path("/auth/o2/token"))
        .and(body_string_contains(secret))
        .respond_with(answer(200, &token_body()))
        .with_priority(1)
        .mount(&server)
        .await;
    server
}

fn client_with(secrets: &MockServer, amazon: &MockServer) -> AmazonClient {
    let client = secrets_manager_client(
        "eu-central-1".to_owned(),
        Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI", None, None, "test"),
        Some(secrets.uri()),
        crate::https::client(b"", Duration::from_secs(5), Duration::from_secs(50)),
    );
    AmazonClient::new(AmazonSettings {
        secret: ClientSecretSource::SecretsManager {
            arn: ARN.to_owned(),
            client,
        },
        ..settings(&amazon.uri())
    })
    .unwrap()
}

async fn sign_in_with(client: &AmazonClient) -> Result<AmazonProfile, AmazonError> {
    client.profile_for_code(&code(), &verifier()).await
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

async fn exchanges(server: &MockServer) -> usize {
    requests(server, "/auth/o2/token").await.len()
}

/// Threats: ASVS-13.3.1
#[tokio::test]
async fn the_secret_is_fetched_when_it_is_needed_and_then_kept() {
    let secrets = secrets_manager([stored(&format!("{OLD}\n"))]).await;
    let amazon = amazon_that_accepts(OLD).await;
    let client = client_with(&secrets, &amazon);
    assert_eq!(count(&secrets).await, 0);

    sign_in_with(&client).await.unwrap();
    sign_in_with(&client).await.unwrap();

    assert_eq!(count(&secrets).await, 1);
}

#[tokio::test]
async fn the_secret_is_loaded_while_the_function_starts() {
    let secrets = secrets_manager([stored(OLD)]).await;
    let amazon = amazon_that_accepts(OLD).await;
    let client = client_with(&secrets, &amazon);

    client.warm_up().await;
    assert_eq!(count(&secrets).await, 1);
    sign_in_with(&client).await.unwrap();

    assert_eq!(count(&secrets).await, 1);
}

/// Threats: ASVS-13.3.4
#[tokio::test]
async fn a_rotated_secret_is_taken_up_within_the_same_sign_in() {
    let secrets = secrets_manager([stored(OLD), stored(NEW)]).await;
    let amazon = amazon_that_accepts(NEW).await;
    let client = client_with(&secrets, &amazon);

    sign_in_with(&client).await.unwrap();
    assert_eq!(exchanges(&amazon).await, 2);
    sign_in_with(&client).await.unwrap();

    assert_eq!(exchanges(&amazon).await, 3);
    assert_eq!(count(&secrets).await, 2);
}

#[tokio::test]
async fn a_secret_that_is_the_same_after_a_fresh_look_is_not_tried_again() {
    let secrets = secrets_manager([stored(OLD)]).await;
    let amazon = amazon_that_accepts(NEW).await;

    let outcome = sign_in_with(&client_with(&secrets, &amazon)).await;

    assert_eq!(
        outcome,
        Err(AmazonError::Misconfigured {
            error: "invalid_client"
        })
    );
    assert_eq!(exchanges(&amazon).await, 1);
    assert_eq!(count(&secrets).await, 2);
}

#[tokio::test]
async fn a_new_secret_is_tried_once() {
    let secrets = secrets_manager([stored(OLD), stored(NEW)]).await;
    let amazon = amazon_that_accepts("another").await;

    let outcome = sign_in_with(&client_with(&secrets, &amazon)).await;

    assert!(matches!(outcome, Err(AmazonError::Misconfigured { .. })));
    assert_eq!(exchanges(&amazon).await, 2);
}

#[tokio::test]
async fn a_secret_from_a_setting_is_tried_once() {
    let amazon = amazon_that_accepts("another").await;

    let outcome = sign_in(&amazon.uri()).await;

    assert!(matches!(outcome, Err(AmazonError::Misconfigured { .. })));
    assert_eq!(exchanges(&amazon).await, 1);
}

#[tokio::test]
async fn no_other_refusal_leads_to_a_second_exchange() {
    for (status, error) in [
        (400, "invalid_grant"),
        (400, "invalid_request"),
        (400, "unauthorized_client"),
        (500, "ServerError"),
    ] {
        let secrets = secrets_manager([stored(OLD), stored(NEW)]).await;
        let amazon = Amazon {
            token: refusal(status, error, ""),
            ..Amazon::default()
        }
        .start()
        .await;

        assert!(sign_in_with(&client_with(&secrets, &amazon)).await.is_err());

        assert_eq!(exchanges(&amazon).await, 1, "{error}");
        assert_eq!(count(&secrets).await, 1, "{error}");
    }
}

/// Threats: GHSA-8fpg-xm3f-6cx3
#[tokio::test]
async fn without_the_secret_no_code_is_sent_anywhere() {
    let denied = json!({"__type": "AccessDeniedException", "Message": "no"});
    for failure in [
        ResponseTemplate::new(400).set_body_raw(denied.to_string(), "application/x-amz-json-1.1"),
        ResponseTemplate::new(500),
        ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
    ] {
        let secrets = secrets_manager([failure]).await;
        let amazon = amazon_that_accepts(OLD).await;

        let outcome = sign_in_with(&client_with(&secrets, &amazon)).await;

        assert!(matches!(outcome, Err(AmazonError::Unavailable { .. })));
        assert_eq!(exchanges(&amazon).await, 0);
    }
}

#[tokio::test]
async fn a_failed_fetch_is_not_remembered() {
    let secrets = secrets_manager([
        ResponseTemplate::new(400).set_body_raw("{}", "application/x-amz-json-1.1"),
        stored(OLD),
    ])
    .await;
    let amazon = amazon_that_accepts(OLD).await;
    let client = client_with(&secrets, &amazon);

    assert!(sign_in_with(&client).await.is_err());
    assert!(sign_in_with(&client).await.is_ok());
}

#[tokio::test]
async fn what_is_stored_must_be_the_bare_secret() {
    let no_text = json!({"ARN": ARN, "Name": "lwa", "SecretBinary": "AAAA"});
    for odd in [
        stored(""),
        stored("two words"),
        stored(r#"{"client_secret":"a"}"#),
        ResponseTemplate::new(200).set_body_raw(no_text.to_string(), "application/x-amz-json-1.1"),
    ] {
        let secrets = secrets_manager([odd]).await;
        let amazon = amazon_that_accepts(OLD).await;

        let outcome = sign_in_with(&client_with(&secrets, &amazon)).await;

        assert!(matches!(outcome, Err(AmazonError::Misconfigured { .. })));
        assert_eq!(exchanges(&amazon).await, 0);
    }
}

#[tokio::test]
async fn secrets_manager_is_asked_with_the_credentials_it_was_given() {
    let secrets = MockServer::start().await;
    Mock::given(any())
        .respond_with(stored(OLD))
        .mount(&secrets)
        .await;
    let amazon = amazon_that_accepts(OLD).await;

    sign_in_with(&client_with(&secrets, &amazon)).await.unwrap();

    let request = &secrets.received_requests().await.unwrap()[0];
    let signature = request.headers.get("authorization").unwrap();
    let signature = signature.to_str().unwrap();
    assert!(signature.contains("AKIDEXAMPLE/"));
    assert!(signature.contains("/eu-central-1/secretsmanager/"));
}

#[tokio::test]
async fn a_rotation_tells_no_secret() {
    let log = Log::default();
    let listening = log.listen();
    let secrets = secrets_manager([stored(OLD), stored(NEW)]).await;
    let amazon = amazon_that_accepts(NEW).await;
    let client = client_with(&secrets, &amazon);

    sign_in_with(&client).await.unwrap();
    drop(listening);

    let text = format!("{} {client:?} {:?}", log.text(), client.secret.source);
    for secret in [OLD, NEW, "wJalrXUtnFEMI"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("the client secret was changed"));
}
