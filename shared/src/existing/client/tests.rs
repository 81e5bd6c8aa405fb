//! The three calls over HTTP: what is sent, what is taken for an answer, and what is not.

use std::sync::LazyLock;

use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::method};

use super::{answer::ANOTHER_ID, *};
use crate::{
    domain::{AmazonUserId, CredentialVersion},
    existing::idempotency_key,
    stored_secret::SecretSource,
};

mod stored_key;

const OLD: &str = "0123456789abcdef0123456789abcdef";
static EMAIL: LazyLock<EmailAddress> =
    LazyLock::new(|| EmailAddress::parse("Alice@Example.com").unwrap());

fn id(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

fn key(text: &str) -> SecretSource<SigningKey> {
    SecretSource::Fixed(SigningKey::parse(text).unwrap())
}

fn client(site: &MockServer, key: SecretSource<SigningKey>) -> ExistingAccountsClient {
    let url = format!("{}/accounts", site.uri()).parse().unwrap();
    ExistingAccountsClient::new(ExistingAccountsSettings { url, key }).unwrap()
}

fn alice() -> Value {
    json!({"id": "42", "active": true, "credential_version": "7", "has_password": true, "more": 1})
}

fn alice_read() -> SiteAccount {
    SiteAccount {
        id: id("42"),
        active: true,
        credential_version: CredentialVersion::parse("7").unwrap(),
        has_password: true,
    }
}

fn answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/json; charset=utf-8")
}

/// A site that answers everything so, in turn, the last for ever.
async fn site<const N: usize>(answers: [ResponseTemplate; N]) -> MockServer {
    let server = MockServer::start().await;
    for (at, answer) in answers.into_iter().enumerate() {
        let mock = Mock::given(method("POST")).respond_with(answer);
        let mock = if at + 1 < N {
            mock.up_to_n_times(1)
        } else {
            mock
        };
        mock.mount(&server).await;
    }
    server
}

async fn sent(site: &MockServer) -> Vec<Request> {
    site.received_requests().await.unwrap()
}

#[tokio::test]
async fn each_call_is_a_signed_post_of_json() {
    let site = site([
        answer(200, &json!({"account": alice()})),
        answer(200, &json!({"account": null})),
        answer(200, &json!({"verified": true, "account": alice()})),
        answer(
            200,
            &json!({"account": alice(), "created_by_this_key": true}),
        ),
    ])
    .await;
    let client = client(&site, key(OLD));
    let user_id = AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap();
    let newcomer = Newcomer {
        key: idempotency_key(&user_id, None),
        name: None,
        email: Some(&EMAIL),
    };

    let by_email = client.find(Wanted::Email(&EMAIL)).await;
    let by_id = client.find(Wanted::Id(&id("43"))).await;
    let verified = client.verify(&id("42"), "grün".as_bytes()).await;
    let created = client.create(newcomer).await;

    assert_eq!(by_email, Ok(Some(alice_read())));
    assert_eq!(by_id, Ok(None));
    assert_eq!(verified, Ok(Verified::Right(alice_read())));
    assert_eq!(created, Ok(CreatedAtSite::Created(alice_read())));
    let expected = [
        ("find", json!({"email": "Alice@Example.com"})),
        ("find", json!({"id": "43"})),
        ("verify", json!({"id": "42", "password": "grün"})),
        (
            "create",
            json!({
                "idempotency_key": newcomer.key.to_string(),
                "name": null, "email": "Alice@Example.com", "email_verified": false,
            }),
        ),
    ];
    let sent = sent(&site).await;
    assert_eq!(sent.len(), expected.len());
    for (request, (call, body)) in sent.iter().zip(expected) {
        assert_eq!(request.url.path(), format!("/accounts/{call}"));
        assert_eq!(request.headers["content-type"], "application/json");
        assert_eq!(request.body_json::<Value>().unwrap(), body);
        let name = match call {
            "find" => Call::Find,
            "verify" => Call::Verify,
            _ => Call::Create,
        };
        let timestamp = request.headers["x-accounts-timestamp"].to_str().unwrap();
        let key = SigningKey::parse(OLD).unwrap();
        let signature = sign(&key, name, timestamp, &request.body);
        assert_eq!(request.headers["x-accounts-signature"], signature);
        let age = SystemClock.now().unix_seconds() - timestamp.parse::<i64>().unwrap();
        assert!((0..60).contains(&age));
    }
}

#[tokio::test]
async fn what_was_not_agreed_is_no_answer() {
    let without = |field: &str| {
        let mut account = alice();
        account.as_object_mut().unwrap().remove(field);
        answer(200, &json!({ "account": account }))
    };
    let with = |field: &str, value: Value| {
        let mut account = alice();
        account[field] = value;
        answer(200, &json!({ "account": account }))
    };
    let ok = json!({"account": alice()});
    for bad in [
        answer(200, &json!({})),
        answer(200, &json!([])),
        answer(201, &ok),
        answer(404, &json!({"account": null})),
        answer(401, &json!({"error": "no_such_user"})),
        answer(307, &ok).insert_header("location", "/accounts/find"),
        ResponseTemplate::new(200).set_body_raw(ok.to_string(), "text/html"),
        ResponseTemplate::new(200).set_body_raw(ok.to_string(), "application/jsonp"),
        ResponseTemplate::new(200).set_body_raw("{\"account\":", "application/json"),
        answer(
            200,
            &json!({"account": alice(), "padding": "x".repeat(64 * 1024)}),
        ),
        without("id"),
        without("active"),
        without("credential_version"),
        without("has_password"),
        with("id", 42.into()),
        with("id", "".into()),
        with("id", "x".repeat(129).into()),
        with("id", "4 2".into()),
        with("active", "yes".into()),
        with("credential_version", 7.into()),
        with("credential_version", "".into()),
    ] {
        let site = site([bad.clone()]).await;

        let found = client(&site, key(OLD)).find(Wanted::Email(&EMAIL)).await;

        let is_bad = matches!(found, Err(ExistingAccountsError::BadAnswer { .. }));
        assert!(is_bad, "{bad:?}: {found:?}");
        assert_eq!(sent(&site).await.len(), 1, "not asked again: {bad:?}");
    }
}

#[tokio::test]
async fn an_answer_that_names_another_id_is_refused() {
    let found = site([answer(200, &json!({"account": alice()}))]).await;
    let found = client(&found, key(OLD)).find(Wanted::Id(&id("43"))).await;
    assert_eq!(found, Err(ANOTHER_ID));

    for verified in [true, false] {
        let site = site([answer(
            200,
            &json!({"verified": verified, "account": alice()}),
        )])
        .await;
        let outcome = client(&site, key(OLD)).verify(&id("43"), b"x").await;
        assert_eq!(outcome, Err(ANOTHER_ID), "{verified}");
    }
}

#[tokio::test]
async fn a_password_is_right_wrong_or_not_looked_at() {
    for (given, expected) in [
        (
            answer(200, &json!({"verified": false, "account": alice()})),
            Ok(Verified::Wrong),
        ),
        (
            answer(200, &json!({"verified": false, "account": null})),
            Ok(Verified::Wrong),
        ),
        (
            answer(429, &json!({"error": "too_many_attempts"})),
            Ok(Verified::TooManyAttempts),
        ),
        (
            answer(200, &json!({"verified": true, "account": null})),
            Err(ExistingAccountsError::BadAnswer {
                reason: "a right password of nobody",
            }),
        ),
        (
            answer(200, &json!({"verified": true})),
            Err(ExistingAccountsError::BadAnswer {
                reason: "a field is missing or odd",
            }),
        ),
    ] {
        let site = site([given]).await;

        let outcome = client(&site, key(OLD)).verify(&id("42"), b"x").await;

        assert_eq!(outcome, expected);
    }
    let site = site([answer(200, &json!({"verified": true, "account": alice()}))]).await;
    for odd in [b"\xff".as_slice(), "x".repeat(1025).as_bytes()] {
        let outcome = client(&site, key(OLD)).verify(&id("42"), odd).await;
        assert_eq!(outcome, Ok(Verified::Wrong));
    }
    assert!(sent(&site).await.is_empty());
}

#[tokio::test]
async fn only_what_this_very_key_made_was_created() {
    let user_id = AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap();
    let newcomer = Newcomer {
        key: idempotency_key(&user_id, None),
        name: None,
        email: None,
    };
    let taken = site([answer(409, &json!({"error": "email_taken"}))]).await;
    let taken = client(&taken, key(OLD)).create(newcomer).await;
    assert_eq!(taken, Ok(CreatedAtSite::EmailTaken));

    for bad in [
        answer(
            200,
            &json!({"account": alice(), "created_by_this_key": false}),
        ),
        answer(200, &json!({"account": alice()})),
        answer(200, &json!({"account": null, "created_by_this_key": true})),
        answer(409, &json!({"error": "conflict"})),
        answer(200, &json!({"error": "email_taken"})),
    ] {
        let site = site([bad]).await;

        let created = client(&site, key(OLD)).create(newcomer).await;

        let is_bad = matches!(created, Err(ExistingAccountsError::BadAnswer { .. }));
        assert!(is_bad, "{created:?}");
    }
}

#[tokio::test]
async fn finding_alone_is_asked_for_once_more_after_a_fault() {
    let found = answer(200, &json!({"account": null}));
    let once_broken = site([ResponseTemplate::new(503), found]).await;
    let asked = client(&once_broken, key(OLD));
    assert_eq!(asked.find(Wanted::Email(&EMAIL)).await, Ok(None));
    assert_eq!(sent(&once_broken).await.len(), 2);

    let broken = site([ResponseTemplate::new(500)]).await;
    let asked = client(&broken, key(OLD));
    let down = ExistingAccountsError::Unavailable {
        reason: "a fault of its own",
        status: Some(500),
    };
    assert_eq!(asked.find(Wanted::Email(&EMAIL)).await, Err(down));
    assert_eq!(sent(&broken).await.len(), 2);
    assert_eq!(asked.verify(&id("42"), b"x").await, Err(down));
    assert_eq!(sent(&broken).await.len(), 3);
}

#[tokio::test]
async fn a_site_that_takes_longer_than_two_seconds_has_not_answered() {
    let late = answer(200, &json!({"verified": true, "account": alice()}));
    let site = site([late.set_delay(Duration::from_secs(3))]).await;

    let outcome = client(&site, key(OLD)).verify(&id("42"), b"x").await;

    assert_eq!(outcome, Err(ExistingAccountsError::Timeout));
}

#[tokio::test]
async fn nobody_there_is_not_nobody_found() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let client = ExistingAccountsClient::new(ExistingAccountsSettings {
        url: url.parse().unwrap(),
        key: key(OLD),
    });
    let client = client.unwrap();

    let found = client.find(Wanted::Email(&EMAIL)).await;

    let is_down = matches!(found, Err(ExistingAccountsError::Unavailable { .. }));
    assert!(is_down, "{found:?}");
}
