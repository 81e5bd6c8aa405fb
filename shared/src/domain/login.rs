//! The login attempt: everything between the redirect to Amazon and the callback, kept by the
//! browser alone until Amazon answers.
//!
//! One 32-byte secret in a cookie; `state` and the PKCE code verifier are derived from it together
//! with the attempt's other fields, so nothing in the cookie can be altered, no table write and no
//! signing key is needed, and knowing `state` tells nothing about cookie or verifier.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{AccountId, Digest, Invalid, ReturnTo, Secret, SessionRef, SessionToken, Timestamp};

/// What the browser asked for when it went to Amazon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Sign in, or sign up.
    SignIn,
    /// Let the Amazon account open this account too. The browser's own claim: checked again.
    Connect(AccountId),
}

/// The OAuth 2.0 `state`: 43 characters of base64url, which survive the HTML escaping that Amazon
/// applies to it on the way back.
#[derive(Clone, Debug)]
pub struct State(String);

impl State {
    /// Reads a `state` parameter.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        // Only the one written form of 32 bytes: the digest below is the key of the attempt.
        Secret::parse(text).map_err(|_| Invalid::new("state"))?;
        Ok(Self(text.to_owned()))
    }

    /// The parameter's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight characters, which name the attempt's cookie.
    #[must_use]
    pub fn cookie_suffix(&self) -> &str {
        &self.0[..8]
    }

    /// Key of the consumed attempt in the table.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

/// A login attempt as the browser's cookie holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginAttempt {
    secret: Secret,
    issued_at: Timestamp,
    intent: Intent,
    return_to: ReturnTo,
}

impl LoginAttempt {
    /// How long an attempt may take, in seconds.
    pub const LIFE_S: i64 = 600;
    /// How many attempts one browser may have open.
    pub const MAX_OPEN: usize = 5;

    /// Begins an attempt with a fresh secret.
    #[must_use]
    pub const fn begin(
        secret: Secret,
        issued_at: Timestamp,
        intent: Intent,
        return_to: ReturnTo,
    ) -> Self {
        Self {
            secret,
            issued_at,
            intent,
            return_to,
        }
    }

    /// When it began, as the cookie says.
    #[must_use]
    pub const fn issued_at(&self) -> Timestamp {
        self.issued_at
    }

    /// What it asked for, as the cookie says.
    #[must_use]
    pub const fn intent(&self) -> Intent {
        self.intent
    }

    /// Where to go afterwards.
    #[must_use]
    pub const fn return_to(&self) -> &ReturnTo {
        &self.return_to
    }

    /// Whether it is of an age that an attempt can have.
    #[must_use]
    pub const fn is_current(&self, now: Timestamp) -> bool {
        let age_s = now.seconds_since(self.issued_at);
        0 <= age_s && age_s <= Self::LIFE_S
    }

    /// Its `state` (RFC 6749 10.12), bound to every field.
    #[must_use]
    pub fn state(&self) -> State {
        State(self.derive("state").expose_base64url())
    }

    /// Its PKCE code verifier (RFC 7636 4.1), 43 characters.
    #[must_use]
    pub fn code_verifier(&self) -> Secret {
        self.derive("code_verifier")
    }

    /// Its PKCE S256 code challenge (RFC 7636 4.2).
    #[must_use]
    pub fn code_challenge(&self) -> String {
        BASE64URL_NOPAD.encode(&Sha256::digest(
            self.code_verifier().expose_base64url().as_bytes(),
        ))
    }

    /// The session that this attempt may end in. The same `nonce` gives the same session, so a
    /// second delivery of the callback can set the same cookie again, and only this browser can.
    #[must_use]
    pub fn session_token(&self, nonce: &Secret, account_id: AccountId) -> SessionToken {
        SessionToken::new(
            account_id,
            self.secret.derive("session", &[nonce.expose_bytes()]),
        )
    }

    /// The link ticket that this attempt may end in, likewise.
    #[must_use]
    pub fn ticket(&self, nonce: &Secret) -> Secret {
        self.secret.derive("ticket", &[nonce.expose_bytes()])
    }

    fn derive(&self, label: &str) -> Secret {
        let issued_at = self.issued_at.unix_seconds().to_be_bytes();
        let intent = match self.intent {
            Intent::SignIn => Vec::new(),
            Intent::Connect(account_id) => account_id.as_bytes().to_vec(),
        };
        self.secret.derive(
            label,
            &[&issued_at, &intent, self.return_to.as_str().as_bytes()],
        )
    }

    /// The cookie's value: `1.<secret>.<issued at>.<connect to, or empty>.<return path>`.
    #[must_use]
    pub fn expose(&self) -> String {
        let connect = match self.intent {
            Intent::SignIn => String::new(),
            Intent::Connect(account_id) => account_id.to_string(),
        };
        format!(
            "1.{}.{}.{connect}.{}",
            self.secret.expose_base64url(),
            self.issued_at.unix_seconds(),
            BASE64URL_NOPAD.encode(self.return_to.as_str().as_bytes()),
        )
    }

    /// Reads a cookie's value. Whether it was altered shows when its `state` is compared.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        const WHAT: Invalid = Invalid::new("login attempt");
        let mut parts = value.split('.');
        let [
            Some("1"),
            Some(secret),
            Some(issued_at),
            Some(connect),
            Some(return_to),
            None,
        ] = std::array::from_fn(|_| parts.next())
        else {
            return Err(WHAT);
        };
        let return_to = BASE64URL_NOPAD
            .decode(return_to.as_bytes())
            .map_err(|_| WHAT)?;
        let return_to = std::str::from_utf8(&return_to).map_err(|_| WHAT)?;
        Ok(Self {
            secret: Secret::parse(secret)?,
            issued_at: Timestamp::from_unix_seconds(issued_at.parse().map_err(|_| WHAT)?),
            intent: match connect {
                "" => Intent::SignIn,
                account_id => Intent::Connect(AccountId::parse(account_id)?),
            },
            return_to: ReturnTo::parse(return_to)?,
        })
    }
}

/// A consumed attempt, or access token of an app, as the table holds it: the one place where "at
/// most once" is decided (I6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsumedAttempt {
    /// Digest of its `state`, or of the token.
    pub key: Digest,
    /// Drawn by the request that consumed it; tells its own lost reply from a duplicate.
    pub nonce: Secret,
    /// When it was consumed.
    pub consumed_at: Timestamp,
    /// Until when the table keeps it. Until it is swept, it stands in the way.
    pub kept_until: Timestamp,
    /// How it ended; `None` while it is being worked on.
    pub outcome: Option<AttemptOutcome>,
}

impl ConsumedAttempt {
    /// How long an attempt is kept, in seconds: well past the life of any cookie that names it.
    pub const KEPT_S: i64 = 3600;
    /// How long an app's token is kept, in seconds: well past the hour that Amazon lets it live.
    pub const TOKEN_KEPT_S: i64 = 24 * 3600;
}

/// How a login attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// Signed in by this session.
    SignedIn(SessionRef),
    /// A link ticket with this digest was made.
    Asked(Digest),
    /// Refused, with the stable code of the problem.
    Failed(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt() -> LoginAttempt {
        LoginAttempt::begin(
            Secret::from_bytes([5; 32]),
            Timestamp::from_unix_seconds(1_000),
            Intent::SignIn,
            ReturnTo::parse("/cart?a=b").unwrap(),
        )
    }

    #[test]
    fn an_attempt_survives_its_cookie() {
        let connect = LoginAttempt {
            intent: Intent::Connect(AccountId::from_bytes([3; 16])),
            ..attempt()
        };

        for attempt in [attempt(), connect] {
            assert_eq!(LoginAttempt::parse(&attempt.expose()), Ok(attempt));
        }
    }

    #[test]
    fn altering_any_field_changes_the_state_and_the_verifier() {
        let original = attempt();
        let altered = [
            LoginAttempt {
                secret: Secret::from_bytes([6; 32]),
                ..attempt()
            },
            LoginAttempt {
                issued_at: Timestamp::from_unix_seconds(1_001),
                ..attempt()
            },
            LoginAttempt {
                intent: Intent::Connect(AccountId::from_bytes([0; 16])),
                ..attempt()
            },
            LoginAttempt {
                return_to: ReturnTo::home(),
                ..attempt()
            },
        ];

        for attempt in altered {
            assert!(attempt.state() != original.state());
            assert_ne!(attempt.code_verifier(), original.code_verifier());
        }
    }

    #[test]
    fn state_verifier_session_and_ticket_tell_nothing_about_each_other() {
        let nonce = Secret::from_bytes([9; 32]);
        let account = AccountId::from_bytes([1; 16]);
        let all = [
            attempt().state().as_str().to_owned(),
            attempt().code_verifier().expose_base64url(),
            attempt()
                .session_token(&nonce, account)
                .secret()
                .expose_base64url(),
            attempt().ticket(&nonce).expose_base64url(),
        ];

        for (i, one) in all.iter().enumerate() {
            assert!(!all[i + 1..].contains(one));
            assert!(!attempt().expose().contains(one.as_str()));
        }
    }

    #[test]
    fn the_code_challenge_is_that_of_rfc_7636() {
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(
            b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        ));

        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(attempt().code_challenge().len(), 43);
        assert_eq!(attempt().code_verifier().expose_base64url().len(), 43);
    }

    #[test]
    fn an_attempt_from_the_future_or_of_more_than_ten_minutes_is_not_current() {
        let at = |seconds| Timestamp::from_unix_seconds(seconds);

        assert!(attempt().is_current(at(1_000)));
        assert!(attempt().is_current(at(1_600)));
        assert!(!attempt().is_current(at(999)));
        assert!(!attempt().is_current(at(1_601)));
    }

    #[test]
    fn a_cookie_of_another_form_is_refused() {
        let good = attempt().expose();
        for bad in [
            "",
            "1",
            "2.a.b.c.d",
            &good[2..],
            &format!("{good}."),
            &good.replace("1000", "x"),
        ] {
            assert!(LoginAttempt::parse(bad).is_err(), "{bad}");
        }
        let leaving = BASE64URL_NOPAD.encode(b"//evil.example");
        let secret = Secret::from_bytes([5; 32]).expose_base64url();
        assert!(LoginAttempt::parse(&format!("1.{secret}.1000..{leaving}")).is_err());
    }

    #[test]
    fn a_state_is_43_characters_of_base64url() {
        let state = attempt().state();

        assert!(State::parse(state.as_str()).is_ok());
        assert_eq!(state.cookie_suffix().len(), 8);
        for bad in [
            "",
            "a",
            &state.as_str()[1..],
            &format!("{}A", state.as_str()),
            "é",
        ] {
            assert!(State::parse(bad).is_err());
        }
    }
}
