//! What Login with Amazon tells about a person, and the secrets it hands over.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use super::{Digest, EmailAddress, Invalid, PersonName, PostalCode};

/// Amazon's `user_id`: the only key of an identity.
///
/// Stable per Amazon account and developer company; opaque; compared byte by byte. Accepted is
/// `amzn1.account.` followed by 8 to 128 ASCII letters and digits, so that an empty, odd or `null`
/// id can never match anybody (Keycloak CVE-2026-82968, threat M7).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AmazonUserId(String);

impl AmazonUserId {
    const PREFIX: &str = "amzn1.account.";

    /// Reads an id as it stands in Amazon's answers or in the table.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let has_form = text.strip_prefix(Self::PREFIX).is_some_and(|value| {
            (8..=128).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        if !has_form {
            return Err(Invalid::new("Amazon user id"));
        }
        Ok(Self(text.to_owned()))
    }

    /// Its last four characters, by which somebody with several tells them apart.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("…{}", &self.0[self.0.len() - 4..])
    }

    /// What stands for it on the account's own page: a digest, which names it there and tells
    /// nothing.
    #[must_use]
    pub fn public_id(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The id as Amazon wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A customer's profile at Amazon, as the profile endpoint gave it to this server.
///
/// Everything but `user_id` is information: Amazon passes on e-mail addresses whose ownership it
/// never checked ("SpoofedMe", IBM 2014), and name and address change at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmazonProfile {
    /// Who this is. Checked to be the same in the profile and in the token's own description.
    pub user_id: AmazonUserId,
    /// The address registered at Amazon, if shared and of a form we accept.
    pub email: Option<EmailAddress>,
    /// The name, if shared.
    pub name: Option<PersonName>,
    /// The postal code of the primary shipping address, if shared.
    pub postal_code: Option<PostalCode>,
}

macro_rules! opaque_secret {
    ($(#[$doc:meta])* $name:ident, $max:expr, $what:expr) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SecretString);

        impl $name {
            /// The longest value accepted, in bytes.
            pub const MAX_LEN: usize = $max;

            /// Takes 1 to `MAX_LEN` printable ASCII characters without blanks.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                if text.is_empty()
                    || text.len() > Self::MAX_LEN
                    || !text.bytes().all(|b| b.is_ascii_graphic())
                {
                    return Err(Invalid::new($what));
                }
                Ok(Self(SecretString::from(text)))
            }

            /// The value itself, for the one request that needs it.
            #[must_use]
            pub fn expose(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

opaque_secret!(
    /// An authorization code: single use, five minutes. Amazon documents 18 to 128 characters.
    AuthorizationCode,
    512,
    "authorization code"
);

opaque_secret!(
    /// An access token. Used for one profile, then dropped; never stored, never logged (I8).
    AccessToken,
    4096,
    "access token"
);

impl AccessToken {
    /// Key under which the table notes that an app has used it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.expose().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threats: M7, CVE-2026-82968
    #[test]
    fn user_ids_have_amazons_form_or_are_refused() {
        let longest = format!("amzn1.account.{}", "A".repeat(128));
        for good in [
            "amzn1.account.K2LI23KL2LK2",
            "amzn1.account.AEJQ234567ABCDEFGHIJKLMNOPQR",
            &longest,
        ] {
            assert_eq!(AmazonUserId::parse(good).unwrap().as_str(), good);
        }

        let too_long = format!("{longest}A");
        for bad in [
            "",
            "null",
            "undefined",
            "0",
            "amzn1.account.",
            "amzn1.account.null",
            "amzn1.account",
            "amznl.account.K2LI23KL2LK2",
            "AMZN1.ACCOUNT.K2LI23KL2LK2",
            " amzn1.account.K2LI23KL2LK2",
            "amzn1.account.K2LI23KL2LK2\n",
            "amzn1.account.K2LI#3KL2LK2",
            "amzn1.account.K2LIé3KL2LK2",
            &too_long,
        ] {
            assert!(AmazonUserId::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn codes_and_tokens_do_not_show_themselves() {
        let code = AuthorizationCode::parse("ANsecret").unwrap();
        let token = AccessToken::parse("Atza|secret").unwrap();

        assert_eq!(
            format!("{code:?} {token:?}"),
            "AuthorizationCode(…) AccessToken(…)"
        );
        assert!(AuthorizationCode::parse("").is_err());
        assert!(AuthorizationCode::parse("a b").is_err());
        assert!(AccessToken::parse(&"a".repeat(4097)).is_err());
    }
}
