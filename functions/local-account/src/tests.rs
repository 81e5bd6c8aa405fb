//! What needs settings of its own.

use accounts::{
    domain::Timestamp,
    flow::{Limits, Policy},
    store::memory::MemoryStore,
};
use serde_json::Value;

use super::*;

/// A clock that stands.
#[derive(Debug)]
struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(1_800_000_000)
    }

    async fn sleep(&self, _: std::time::Duration) {}
}

type Function = LocalAccount<MemoryStore, Standing, OsRandom>;

fn function(limits: Limits, min_password_chars: usize) -> Function {
    let cx = Context {
        store: MemoryStore::default(),
        clock: Standing,
        random: OsRandom,
        policy: Policy {
            limits,
            min_password_chars,
            ..Policy::default()
        },
    };
    LocalAccount::new(Site::new("https://shop.example".parse().unwrap()), cx)
}

async fn register(function: &Function, source: &str, email: &str, password: &str) -> (u16, Value) {
    let body = json!({"name": "Zoë", "email": email, "password": password});
    let event = json!({
        "rawPath": "/auth/register",
        "headers": {"content-type": "application/json"},
        "requestContext": {"http": {"method": "POST", "sourceIp": source}},
        "body": body.to_string()
    });
    let answer = function
        .handle(serde_json::from_value(event).unwrap())
        .await;
    (
        answer.status_code,
        serde_json::from_str(&answer.body).unwrap(),
    )
}

const PASSWORD: &str = "four plain words here";

/// Threats: ASVS-2.4.1, ASVS-6.3.1
#[tokio::test]
async fn registrations_from_one_source_are_counted_before_anything_is_hashed() {
    let limits = Limits {
        register: 2,
        ..Limits::default()
    };
    let function = function(limits, 15);
    let (one, other) = ("203.0.113.7", "203.0.113.8");

    let (refused, _) = register(&function, one, "a@example.com", "too short").await;
    let mut answers = Vec::new();
    for (source, email) in [
        (one, "a@example.com"),
        (one, "a@example.com"),
        (one, "b@example.com"),
        (other, "b@example.com"),
    ] {
        let before = function.hashed();
        let (status, body) = register(&function, source, email, PASSWORD).await;
        let code = body["code"].as_str().unwrap_or_default().to_owned();
        answers.push((status, code, function.hashed() - before));
    }

    assert_eq!(refused, 422, "not counted: nothing was asked of the table");
    assert_eq!(
        answers,
        [
            (200, String::new(), 1),
            (409, "email_taken".to_owned(), 1),
            (429, "too_many_attempts".to_owned(), 0),
            (200, String::new(), 1),
        ]
    );
}

#[tokio::test]
async fn a_limit_of_zero_counts_no_registrations() {
    let limits = Limits {
        register: 0,
        ..Limits::default()
    };
    let function = function(limits, 15);

    for number in 0..3 {
        let email = format!("{number}@example.com");
        let (status, _) = register(&function, "203.0.113.7", &email, PASSWORD).await;
        assert_eq!(status, 200);
    }
    assert!(function.cx.store.items().limits.is_empty());
}

/// Threats: ASVS-6.2.1
#[tokio::test]
async fn a_site_may_ask_for_eight_characters() {
    let function = function(Limits::default(), 8);

    let short = register(&function, "203.0.113.7", "a@example.com", "jW3!kd0").await;
    let enough = register(&function, "203.0.113.7", "a@example.com", "jW3!kd0q").await;

    assert_eq!(short.1["reason"], "too_short");
    assert!(short.1["detail"].as_str().unwrap().contains("at least 8"));
    assert_eq!(enough.0, 200);
}
