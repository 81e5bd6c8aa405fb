//! How a call is signed, so that the site knows whom it tells about its customers.

use std::fmt;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::domain::Invalid;
use crate::stored_secret::StoredSecret;

/// When the call was signed, in seconds since 1970.
pub(super) const TIMESTAMP: &str = "x-accounts-timestamp";
/// The signature.
pub(super) const SIGNATURE: &str = "x-accounts-signature";

/// Which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Find,
    Verify,
    Create,
}

impl Call {
    /// Its name in the address and in what is signed: none can be replayed as another.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::Verify => "verify",
            Self::Create => "create",
        }
    }
}

/// The key that the site and the functions share. Never shown: `Debug` is redacted, there is no
/// `Display` and no `Serialize`; the text is wiped on drop.
#[derive(Clone)]
pub struct SigningKey(SecretString);

impl SigningKey {
    /// The fewest characters of a key.
    pub const MIN_LEN: usize = 32;

    /// Takes a key without the white space around it, which pasting leaves. Refuses one that is
    /// shorter than [`SigningKey::MIN_LEN`], has anything but printable ASCII in it, or is a JSON
    /// object, the form in which the console of Secrets Manager likes to store things.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let is_plain = text.bytes().all(|b| b.is_ascii_graphic());
        if text.len() < Self::MIN_LEN || !is_plain || text.starts_with('{') {
            return Err(Invalid::new("signing key"));
        }
        Ok(Self(SecretString::from(text)))
    }

    fn as_bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl StoredSecret for SigningKey {
    const NAME: &'static str = "the signing key";

    fn parse_stored(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl PartialEq for SigningKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Eq for SigningKey {}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The value of the signature's header: HMAC-SHA256 (RFC 2104) over version, call, time and body.
pub(super) fn sign(key: &SigningKey, call: Call, timestamp: &str, body: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        unreachable!("HMAC takes keys of any length");
    };
    for part in ["v1", call.as_str(), timestamp] {
        mac.update(part.as_bytes());
        mac.update(b"\n");
    }
    mac.update(body);
    format!("v1={}", HEXLOWER.encode(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_signature_covers_version_call_time_and_body() {
        let key = SigningKey::parse(KEY).unwrap();
        let signature = sign(&key, Call::Find, "1764133200", br#"{"id":"42"}"#);

        // printf 'v1\nfind\n1764133200\n{"id":"42"}' | openssl dgst -sha256 -hmac KEY
        assert_eq!(
            signature,
            "v1=9d701000d9862e776cec564f9f21d659e386b32f6325b10498331266e0787cad"
        );
        for other in [
            sign(&key, Call::Verify, "1764133200", br#"{"id":"42"}"#),
            sign(&key, Call::Find, "1764133201", br#"{"id":"42"}"#),
            sign(&key, Call::Find, "1764133200", br#"{"id":"43"}"#),
        ] {
            assert_ne!(other, signature);
        }
    }

    #[test]
    fn a_signature_is_that_of_the_contract() {
        #[derive(serde::Deserialize)]
        struct Vector {
            case: String,
            key: String,
            call: String,
            timestamp: String,
            body: String,
            signature: String,
        }
        let document = include_str!("../../../../docs/hook.md");
        let (_, rest) = document.split_once("```json signature-vectors\n").unwrap();
        let (vectors, _) = rest.split_once("```").unwrap();
        let vectors: Vec<Vector> = serde_json::from_str(vectors).unwrap();

        for vector in vectors {
            let calls = [Call::Find, Call::Verify, Call::Create];
            let call = calls.into_iter().find(|it| it.as_str() == vector.call);
            let key = SigningKey::parse(&vector.key).unwrap();
            let body = vector.body.as_bytes();

            let signature = sign(&key, call.unwrap(), &vector.timestamp, body);

            assert_eq!(signature, vector.signature, "{}", vector.case);
        }
    }

    #[test]
    fn a_key_is_long_enough_plain_and_never_shows_itself() {
        let key = SigningKey::parse(&format!(" {KEY}\n")).unwrap();

        assert_eq!(key, SigningKey::parse(KEY).unwrap());
        assert_eq!(format!("{key:?}"), "SigningKey(…)");
        let json = format!("{{\"key\":\"{KEY}\"}}");
        for bad in [&KEY[1..], "", &json, &format!("{KEY} a")] {
            assert!(SigningKey::parse(bad).is_err(), "{bad:?}");
        }
    }
}
