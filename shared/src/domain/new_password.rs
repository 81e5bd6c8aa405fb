//! Passwords that an account gets: what is refused, and why (NIST SP 800-63B-4, section 3.1.1.2).
//!
//! Only for setting one. A password that is verified, imported ones included, is taken as it was
//! typed, however short (threat N1).

mod common;
mod shape;
#[cfg(test)]
mod tests;

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};

use super::{EmailAddress, PersonName};

/// A password that may be set. Its characters are those that were typed: nothing is trimmed, cut
/// or normalised, and none is asked for or forbidden.
#[derive(Clone)]
pub struct NewPassword(SecretString);

/// Why a password is refused. Whoever chose it is told (threat N5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordRefused {
    /// It has fewer characters than this, counted as Unicode code points.
    TooShort {
        /// The fewest that are taken.
        min_chars: usize,
    },
    /// It has more than [`NewPassword::MAX_BYTES`].
    TooLong,
    /// It is one of the passwords that are tried first, or little more than one of them.
    Common,
    /// It repeats something short, counts, or follows the keys.
    Predictable,
    /// It is little more than the customer's name or address, or the site's.
    Personal,
}

/// What somebody who guesses would know of a customer here.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The site's host name.
    pub host: &'a str,
    /// The customer's address.
    pub email: Option<&'a EmailAddress>,
    /// The customer's name.
    pub name: Option<&'a PersonName>,
}

impl NewPassword {
    /// The fewest characters that a password has that is the only factor (NIST); the default.
    pub const MIN_CHARS: usize = 15;
    /// What a site may lower that to (ASVS 6.2.1).
    pub const LOWEST_MIN_CHARS: usize = 8;
    /// What a site may raise it to: at least so many characters must be taken (ASVS 6.2.9).
    pub const HIGHEST_MIN_CHARS: usize = 64;
    /// The longest, in bytes: what is looked at when one is verified.
    pub const MAX_BYTES: usize = 1024;

    /// Takes a password as it was typed, or says why not.
    pub fn parse(text: &str, min_chars: usize, known: &Known<'_>) -> Result<Self, PasswordRefused> {
        if text.len() > Self::MAX_BYTES {
            return Err(PasswordRefused::TooLong);
        }
        if text.chars().count() < min_chars {
            return Err(PasswordRefused::TooShort { min_chars });
        }
        let folded: Vec<char> = text.to_lowercase().chars().collect();
        if shape::is_personal(&folded, known) {
            return Err(PasswordRefused::Personal);
        }
        if common::is_common(&folded) {
            return Err(PasswordRefused::Common);
        }
        if shape::is_predictable(&folded) {
            return Err(PasswordRefused::Predictable);
        }
        Ok(Self(SecretString::from(text.to_owned())))
    }

    /// The bytes to hash.
    #[must_use]
    pub fn expose_bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

impl PasswordRefused {
    /// The reason on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong => "too_long",
            Self::Common => "common",
            Self::Predictable => "predictable",
            Self::Personal => "personal",
        }
    }

    /// The reason in words, and what to do about it.
    #[must_use]
    pub fn detail(self) -> String {
        match self {
            Self::TooShort { min_chars } => format!(
                "This password is too short. Use at least {min_chars} characters: a few words in a row are easy to remember."
            ),
            Self::TooLong => {
                "This password is too long: at most 1,024 bytes are taken, and none would be cut off."
                    .to_owned()
            }
            Self::Common => {
                "This password, or one much like it, is among the first that are tried. Choose something of your own."
                    .to_owned()
            }
            Self::Predictable => {
                "This password repeats itself, counts, or follows the keyboard. Choose something that nobody would continue."
                    .to_owned()
            }
            Self::Personal => {
                "This password is made of your name, your e-mail address or the name of this site. Choose something that nobody here knows."
                    .to_owned()
            }
        }
    }
}
