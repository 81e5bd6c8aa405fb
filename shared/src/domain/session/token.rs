//! The opaque token of a session.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroize as _;

use super::SessionRef;
use crate::domain::{AccountId, Invalid, Secret};

/// What a browser or app holds: `account id ‖ 32 bytes` in base64url, 64 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken {
    account_id: AccountId,
    secret: Secret,
}

impl SessionToken {
    /// Joins an account and a secret that was drawn or derived for it.
    #[must_use]
    pub const fn new(account_id: AccountId, secret: Secret) -> Self {
        Self { account_id, secret }
    }

    /// Reads the written form. It proves nothing until the table knows it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        const WHAT: Invalid = Invalid::new("session token");
        let mut bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| WHAT)?;
        let token = match bytes.split_first_chunk::<{ AccountId::LEN }>() {
            Some((id, secret)) => <[u8; 32]>::try_from(secret)
                .map_err(|_| WHAT)
                .map(|secret| Self {
                    account_id: AccountId::from_bytes(*id),
                    secret: Secret::from_bytes(secret),
                }),
            None => Err(WHAT),
        };
        bytes.zeroize();
        token
    }

    /// The written form, for the cookie or the app.
    #[must_use]
    pub fn expose(&self) -> String {
        let mut bytes = [0; AccountId::LEN + 32];
        bytes[..AccountId::LEN].copy_from_slice(self.account_id.as_bytes());
        bytes[AccountId::LEN..].copy_from_slice(self.secret.expose_bytes());
        let text = BASE64URL_NOPAD.encode(&bytes);
        bytes.zeroize();
        text
    }

    /// Where the table keeps this session.
    #[must_use]
    pub fn session_ref(&self) -> SessionRef {
        SessionRef {
            account_id: self.account_id,
            digest: self.secret.digest(),
        }
    }

    /// The session that takes this one's place when the account's other sessions are ended. Only
    /// who holds this one can derive it, and only with the mark in the table.
    #[must_use]
    pub fn renewed(&self, mark: &Secret) -> Self {
        Self {
            account_id: self.account_id,
            secret: self.secret.derive("renewed", &[mark.expose_bytes()]),
        }
    }

    /// The session that takes this one's place at another account, when this one's, which was empty, is
    /// merged into it. Derived without a mark, since nothing of the closed account's sessions stays: a
    /// second delivery must show the other account's password besides this token.
    #[must_use]
    pub fn merged_into(&self, account_id: AccountId) -> Self {
        let into = account_id.as_bytes().as_slice();
        Self {
            account_id,
            secret: self.secret.derive("merged", &[into]),
        }
    }

    /// The secret part, from which the CSRF token of this session's forms is derived.
    #[must_use]
    pub const fn secret(&self) -> &Secret {
        &self.secret
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> SessionToken {
        SessionToken::new(AccountId::from_bytes([1; 16]), Secret::from_bytes([2; 32]))
    }

    #[test]
    fn a_token_survives_its_cookie_form_and_hides_in_logs() {
        let written = token().expose();

        assert_eq!(written.len(), 64);
        assert_eq!(SessionToken::parse(&written), Ok(token()));
        assert_eq!(format!("{:?}", token()), "SessionToken(…)");
        for bad in [
            "",
            "A",
            &written[1..],
            &format!("{written}AAAA"),
            &written.replace(&written[..1], "*"),
        ] {
            assert!(SessionToken::parse(bad).is_err());
        }
    }
}
