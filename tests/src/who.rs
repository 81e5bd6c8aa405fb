//! What `GET /auth/session` says, held to the letter.

use serde_json::Value;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

const KEYS: [&str; 10] = [
    "account_id",
    "amazon_linked",
    "auth_method",
    "auth_time",
    "email",
    "email_verified",
    "expires_at",
    "external_id",
    "name",
    "postal_code",
];

/// Takes out what differs at every sign-in, after having looked at it: key, times.
#[must_use]
pub fn lasting(who: &Value) -> Value {
    let keys: Vec<_> = who.as_object().unwrap().keys().collect();
    assert_eq!(keys, KEYS, "all keys, null or not, and no others");
    let began = time_of(&who["auth_time"]);
    let age = OffsetDateTime::now_utc() - began;
    assert!((-1..600).contains(&age.whole_seconds()), "{who}");
    let left = time_of(&who["expires_at"]) - began;
    assert_eq!(
        left,
        Duration::DAY,
        "idle limit, nearer than the absolute one"
    );
    let account_id = who["account_id"].as_str().unwrap();
    assert!(account_id.len() >= 22 && account_id.bytes().all(|b| b.is_ascii_alphanumeric()));
    let mut lasting = who.clone();
    for key in ["account_id", "auth_time", "expires_at"] {
        lasting.as_object_mut().unwrap().remove(key);
    }
    lasting
}

/// A time in RFC 3339 and UTC, whole seconds.
fn time_of(value: &Value) -> OffsetDateTime {
    let text = value.as_str().unwrap();
    assert!(text.len() == 20 && text.ends_with('Z'), "{text}");
    OffsetDateTime::parse(text, &Rfc3339).unwrap()
}
