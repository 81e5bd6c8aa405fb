//! What tells a request that came through the site's CloudFront from one that went around it.

use super::{ConfigError, Vars};
use crate::domain::Digest;

/// `ORIGIN_SECRET_SHA256`: the SHA-256, in hexadecimal, of what CloudFront sends as `x-origin-secret`.
/// Several with commas between them, while one secret takes the place of another. The secret itself is
/// not known here, so that no variable has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OriginSecrets(Vec<Digest>);

impl OriginSecrets {
    /// No CloudFront stands before the API.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Reads the setting; there is no CloudFront where it is absent.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        const NAME: &str = "ORIGIN_SECRET_SHA256";
        let digests = vars.list(NAME).into_iter().map(|text| {
            Digest::parse(&text).map_err(|_| {
                ConfigError::new(NAME, "must be 64 hexadecimal digits in lower case each")
            })
        });
        digests.collect::<Result<_, _>>().map(Self)
    }

    /// Whether a request that says this came through CloudFront.
    #[must_use]
    pub fn know(&self, sent: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&Digest::of(sent.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(text: &'static str) -> Result<OriginSecrets, ConfigError> {
        OriginSecrets::from_vars(&Vars::from_fn(move |_| Some(text.to_owned())))
    }

    #[test]
    fn a_secret_is_known_by_its_digest_and_several_may_be() {
        // printf %s one | sha256sum
        const ONE: &str = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
        const BOTH: &str = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed, \
                            3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";

        assert!(secrets(ONE).unwrap().know("one"));
        assert!(!secrets(ONE).unwrap().know("two"));
        assert!(secrets(BOTH).unwrap().know("two"));
        assert!(!secrets("").unwrap().know(""));
        assert!(secrets("one").is_err());
    }
}
