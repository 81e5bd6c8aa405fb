//! What Amazon may send back: the first byte says with which status, the rest is the body.
#![no_main]

use accounts::{
    amazon::{AmazonError, client::fuzzing},
    domain::{AmazonUserId, PersonName, PostalCode},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&status, body)) = data.split_first() else {
        return;
    };
    if let Ok(token) = fuzzing::access_token(body) {
        // It goes into a header.
        assert!(!token.expose().is_empty() && token.expose().bytes().all(|b| b.is_ascii_graphic()));
    }
    if let Ok((audience, user_id)) = fuzzing::token_info(body) {
        assert!(!audience.is_empty());
        is_user_id(&user_id);
    }
    if let Ok(profile) = fuzzing::profile(body) {
        is_user_id(&profile.user_id);
        if let Some(name) = &profile.name {
            assert!(name.as_str().chars().count() <= PersonName::MAX_CHARS);
            assert!(!name.as_str().chars().any(char::is_control));
            assert_eq!(PersonName::parse(name.as_str()).as_ref(), Ok(name));
        }
        if let Some(code) = &profile.postal_code {
            assert_eq!(PostalCode::parse(code.as_str()).as_ref(), Ok(code));
        }
    }
    let status = [400, 401, 403, 404, 408, 429, 500, 502, 503][usize::from(status) % 9];
    let (errors, request_id) = fuzzing::refusal(status, body).expect("a status");
    for error in errors {
        // Nothing that Amazon wrote is repeated but its own short codes.
        let said = error.to_string();
        assert!(said.len() < 100 && said.is_ascii(), "{said}");
        assert!(!matches!(
            error,
            AmazonError::Timeout | AmazonError::WrongAudience
        ));
    }
    // It is logged.
    let is_plain =
        |id: String| id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    assert!(request_id.is_none_or(is_plain));
});

fn is_user_id(id: &AmazonUserId) {
    let value = id
        .as_str()
        .strip_prefix("amzn1.account.")
        .expect("Amazon's form");
    assert!(value.bytes().all(|b| b.is_ascii_alphanumeric()));
}
