//! The client secret.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use super::AmazonError;
use crate::domain::Invalid;
use crate::stored_secret::{NoSecret, SecretSource, StoredSecret};

/// The secret that Amazon gave this site. Never shown: `Debug` is redacted, there is no `Display`
/// and no `Serialize`; the text is wiped on drop.
#[derive(Clone)]
pub struct ClientSecret(SecretString);

impl ClientSecret {
    /// Takes a secret without the white space around it, which pasting leaves. Refuses one that is
    /// empty, has blanks or anything but printable ASCII in it, or is a JSON object, the form in
    /// which the console of Secrets Manager likes to store things. No upper bound on its length:
    /// Amazon's are longer than its documents say.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        super::settings::checked(text)
            .filter(|secret| !secret.starts_with('{'))
            .map(|secret| Self(SecretString::from(secret)))
            .ok_or(Invalid::new("client secret"))
    }

    /// The secret itself, for the one request that needs it.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for ClientSecret {
    fn eq(&self, other: &Self) -> bool {
        self.expose()
            .as_bytes()
            .ct_eq(other.expose().as_bytes())
            .into()
    }
}

impl Eq for ClientSecret {}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

impl StoredSecret for ClientSecret {
    const NAME: &'static str = "the client secret";

    fn parse_stored(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

/// Where the client secret comes from.
pub type ClientSecretSource = SecretSource<ClientSecret>;

impl From<NoSecret> for AmazonError {
    fn from(none: NoSecret) -> Self {
        match none {
            NoSecret::Unavailable => Self::Unavailable {
                reason: "the client secret cannot be fetched".to_owned(),
            },
            NoSecret::NotBare => Self::Misconfigured {
                error: "the client secret is not a bare string",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_loses_pasted_white_space_and_never_shows_itself() {
        let secret = ClientSecret::parse(" amzn1.oa2-cs.v1.abcdef \n").unwrap();

        assert_eq!(secret.expose(), "amzn1.oa2-cs.v1.abcdef");
        assert_eq!(format!("{secret:?}"), "ClientSecret(…)");
        assert_eq!(
            format!("{:?}", ClientSecretSource::Fixed(secret)),
            "Fixed(ClientSecret(…))"
        );
    }

    #[test]
    fn a_secret_that_cannot_be_one_is_refused() {
        for bad in ["", " \n", "a b", "a\nb", "é", "{\"secret\":\"a\"}"] {
            assert!(ClientSecret::parse(bad).is_err(), "{bad:?}");
        }
        assert!(ClientSecret::parse(&"a".repeat(500)).is_ok());
    }
}
