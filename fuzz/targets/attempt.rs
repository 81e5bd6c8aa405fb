//! The cookie of a login attempt, of any text: refused, or written back as the same attempt.
#![no_main]

use accounts::domain::{LoginAttempt, SessionToken, State, Timestamp};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = State::parse(text).map(|state| state.cookie_suffix().len());
    if let Ok(token) = SessionToken::parse(text) {
        assert_eq!(token.expose(), text);
    }
    let Ok(attempt) = LoginAttempt::parse(text) else {
        return;
    };
    let written = attempt.expose();
    assert!(
        written
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    );
    let again = LoginAttempt::parse(&written).expect("what was written is an attempt");
    assert_eq!(again, attempt);
    assert_eq!(again.state(), attempt.state());
    assert_eq!(
        State::parse(attempt.state().as_str()).as_ref(),
        Ok(&attempt.state())
    );
    let issued_at = attempt.issued_at();
    assert!(attempt.is_current(issued_at));
    for now in [0, 1_800_000_000, i64::MAX, i64::MIN] {
        let now = Timestamp::from_unix_seconds(now);
        let age_s = i128::from(now.unix_seconds()) - i128::from(issued_at.unix_seconds());
        assert_eq!(attempt.is_current(now), (0..=600).contains(&age_s));
    }
    assert!(
        (43..=128).contains(&attempt.code_verifier().expose_base64url().len()),
        "RFC 7636 4.1"
    );
});
