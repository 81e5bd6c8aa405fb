//! Proof Key for Code Exchange (RFC 7636).

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

/// The challenge of an authorization request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// The verifier's SHA-256, base64url without padding.
    S256(String),
    /// The verifier itself.
    Plain(String),
}

impl Challenge {
    /// Reads challenge and method; without a method it is plain. The error names the
    /// parameter at fault.
    pub(super) fn parse(challenge: &str, method: Option<&str>) -> Result<Self, &'static str> {
        match method.unwrap_or("plain") {
            "S256" if challenge.len() == 43 && is_base64url(challenge) => {
                Ok(Self::S256(challenge.to_owned()))
            }
            "plain" if is_verifier(challenge) => Ok(Self::Plain(challenge.to_owned())),
            "S256" | "plain" => Err("code_challenge"),
            _ => Err("code_challenge_method"),
        }
    }

    /// Whether the verifier is the one this challenge was made from.
    pub(crate) fn is_met_by(&self, verifier: &str) -> bool {
        match self {
            Self::S256(challenge) => {
                *challenge == BASE64URL_NOPAD.encode(&Sha256::digest(verifier))
            }
            Self::Plain(challenge) => challenge == verifier,
        }
    }
}

/// 43 to 128 unreserved characters.
pub(crate) fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn is_base64url(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The sample of RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_verifier_of_the_rfc_meets_its_challenge() {
        let challenge = Challenge::parse(CHALLENGE, Some("S256")).unwrap();

        assert!(challenge.is_met_by(VERIFIER));
        assert!(!challenge.is_met_by(CHALLENGE));
    }

    #[test]
    fn a_challenge_without_a_method_is_plain() {
        let challenge = Challenge::parse(VERIFIER, None).unwrap();

        assert_eq!(challenge, Challenge::Plain(VERIFIER.to_owned()));
        assert!(challenge.is_met_by(VERIFIER));
    }

    #[test]
    fn a_bad_challenge_and_a_bad_method_are_told_apart() {
        assert_eq!(
            Challenge::parse("short", Some("S256")),
            Err("code_challenge")
        );
        assert_eq!(Challenge::parse("short", None), Err("code_challenge"));
        assert_eq!(
            Challenge::parse(CHALLENGE, Some("s256")),
            Err("code_challenge_method")
        );
    }

    #[test]
    fn a_verifier_has_43_to_128_characters() {
        for (length, is_good) in [(42, false), (43, true), (128, true), (129, false)] {
            assert_eq!(is_verifier(&"a".repeat(length)), is_good, "{length}");
        }
    }
}
