//! `Cookie` lines of any text: read by exact name, and whatever is cleared is a name of ours.
#![no_main]

use accounts::{
    domain::LoginAttempt,
    http::{CookieName, Event, cookies::Cookies},
};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|text: &str| {
    let lines: Vec<_> = text.lines().collect();
    let http = json!({"http": {"method": "GET"}});
    for event in [
        json!({"cookies": lines, "requestContext": http}),
        json!({"headers": {"Cookie": text}, "requestContext": http}),
    ] {
        let event: Event = serde_json::from_value(event).expect("an event");
        for secure in [true, false] {
            read(&event, Cookies::new(secure), secure);
        }
    }
});

fn read(event: &Event, cookies: Cookies, secure: bool) {
    for name in [
        CookieName::Session,
        CookieName::Link,
        CookieName::Form,
        CookieName::Device,
    ] {
        let written = name.written(secure);
        let values: Vec<_> = event.cookies().filter(|(key, _)| *key == written).collect();
        match cookies.find(event, &name) {
            Some(value) => assert_eq!(values, [(&*written, value)]),
            None => assert_ne!(values.len(), 1),
        }
    }
    if let Some(token) = cookies.session(event) {
        assert_eq!(
            cookies.find(event, &CookieName::Session),
            Some(&*token.expose())
        );
    }
    let attempts = cookies.attempts(event);
    let mut unique: Vec<_> = attempts.iter().map(|name| name.written(secure)).collect();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), attempts.len(), "an attempt is listed twice");
    for keep in [0, LoginAttempt::MAX_OPEN] {
        let cleared = cookies.clear_attempts_beyond(event, keep);
        assert!(cleared.len() <= attempts.len().saturating_sub(keep));
        for line in cleared {
            let (name, attributes) = line.split_once('=').expect("a cookie");
            assert!(unique.iter().any(|ours| ours == name));
            assert!(
                name.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
            );
            assert!(
                attributes.starts_with("; Path=/; Max-Age=0; HttpOnly"),
                "{line}"
            );
        }
    }
}
