//! 32-byte secrets, what is derived from them, and the digests that the table stores instead.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hkdf::Hkdf;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroize;

use super::Invalid;

/// Length of every secret and digest, in bytes (ASVS 7.2.3 asks for 16; we use 32).
pub const SECRET_LEN: usize = 32;

/// A 256-bit secret: a login attempt's, a session's, a ticket's.
///
/// Never shown: `Debug` is redacted, there is no `Display` and no `Serialize`; equality takes the
/// same time whatever differs; the bytes are wiped on drop.
#[derive(Clone)]
pub struct Secret([u8; SECRET_LEN]);

impl Secret {
    /// Takes 32 bytes that were drawn or derived.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; SECRET_LEN]) -> Self {
        Self(bytes)
    }

    /// Reads a secret from its base64url form, as it stands in a cookie.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut bytes = BASE64URL_NOPAD
            .decode(text.as_bytes())
            .map_err(|_| Invalid::new("secret"))?;
        let secret = <[u8; SECRET_LEN]>::try_from(bytes.as_slice())
            .map(Self)
            .map_err(|_| Invalid::new("secret"));
        bytes.zeroize();
        secret
    }

    /// The secret in base64url without padding: 43 characters that survive cookies, URLs and HTML.
    #[must_use]
    pub fn expose_base64url(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// The bytes themselves.
    #[must_use]
    pub const fn expose_bytes(&self) -> &[u8; SECRET_LEN] {
        &self.0
    }

    /// Derives another secret with HKDF-SHA256 (RFC 5869).
    ///
    /// `label` separates purposes; every field is prefixed with its length, so no two lists of
    /// fields give the same input. Knowing the result tells nothing about `self`.
    #[must_use]
    pub fn derive(&self, label: &str, fields: &[&[u8]]) -> Self {
        let mut info = Vec::with_capacity(64);
        for field in std::iter::once(&label.as_bytes()).chain(fields) {
            info.extend_from_slice(&(field.len() as u64).to_be_bytes());
            info.extend_from_slice(field);
        }
        let mut derived = [0; SECRET_LEN];
        // 32 bytes are far below HKDF's limit of 255 hashes, the only reason expand can refuse.
        if Hkdf::<Sha256>::new(Some(b"accounts.v1"), &self.0)
            .expand(&info, &mut derived)
            .is_err()
        {
            unreachable!("HKDF-SHA256 gives up to 8,160 bytes");
        }
        Self(derived)
    }

    /// What the table stores in place of the secret.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(&self.0)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// A SHA-256 digest, written in lower-case hexadecimal. Safe to store; it opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; SECRET_LEN]);

impl Digest {
    /// The SHA-256 of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Whether it is the other one, in constant time: for digests of what can be guessed.
    #[must_use]
    pub fn ct_eq(self, other: Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Reads the hexadecimal form back.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        HEXLOWER
            .decode(text.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or(Invalid::new("digest"))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threats: ASVS-16.2.5
    #[test]
    fn a_secret_never_shows_itself() {
        let secret = Secret::from_bytes([7; 32]);

        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }

    #[test]
    fn a_secret_survives_its_cookie_form_and_nothing_else_parses() {
        let secret = Secret::from_bytes([200; 32]);

        assert_eq!(Secret::parse(&secret.expose_base64url()), Ok(secret));
        for bad in ["", "AA", "a b", &"A".repeat(42), &"A".repeat(44), "é"] {
            assert!(Secret::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn derivations_differ_by_label_and_by_where_fields_end() {
        let secret = Secret::from_bytes([1; 32]);

        let derived = [
            secret.derive("a", &[b"bc"]),
            secret.derive("ab", &[b"c"]),
            secret.derive("a", &[b"b", b"c"]),
            secret.derive("a", &[b"bc", b""]),
            secret.derive("a", &[]),
        ];

        for (i, one) in derived.iter().enumerate() {
            for other in &derived[i + 1..] {
                assert_ne!(one, other);
            }
        }
    }

    #[test]
    fn a_digest_is_sha256_in_hexadecimal() {
        let digest = Digest::of(b"abc");

        assert_eq!(
            digest.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(Digest::parse(&digest.to_string()), Ok(digest));
        assert!(Digest::parse("BA78").is_err());
    }
}
