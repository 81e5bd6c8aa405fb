//! What tells a request that came through the site's CloudFront from one that went around it.

use super::{ConfigError, Vars};
use crate::domain::Digest;

/// `ORIGIN_SECRET_SHA256`: the SHA-256, in hexadecimal, of what CloudFront sends as `x-origin-secret`.
/// Several with commas between them, while one secret takes the place of another. The secret itself is
/// not known here, so that no variable has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OriginSecrets {
    digests: Vec<Digest>,
    required: bool,
}

impl OriginSecrets {
    /// No CloudFront stands before the API.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            digests: Vec::new(),
            required: false,
        }
    }

    /// Reads the setting, and `ONLY_THROUGH_CLOUDFRONT`; there is no CloudFront where the first is absent, and then
    /// the second is refused: nobody could be let in.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        const NAME: &str = "ORIGIN_SECRET_SHA256";
        const REQUIRED: &str = "ONLY_THROUGH_CLOUDFRONT";
        let digests = vars.list(NAME).into_iter().map(|text| {
            Digest::parse(&text).map_err(|_| {
                ConfigError::new(NAME, "must be 64 hexadecimal digits in lower case each")
            })
        });
        let digests: Vec<_> = digests.collect::<Result<_, _>>()?;
        let required = match vars.optional(REQUIRED).as_deref() {
            None | Some("no") => false,
            Some("yes") if digests.is_empty() => {
                let problem = "must be set where everything has to come through CloudFront";
                return Err(ConfigError::new(NAME, problem));
            }
            Some("yes") => true,
            Some(_) => return Err(ConfigError::new(REQUIRED, "must be yes or no")),
        };
        Ok(Self { digests, required })
    }

    /// Whether a request without one is refused.
    #[must_use]
    pub const fn are_required(&self) -> bool {
        self.required
    }

    /// Whether a request that says this came through CloudFront.
    #[must_use]
    pub fn know(&self, sent: &str) -> bool {
        !self.digests.is_empty() && self.digests.contains(&Digest::of(sent.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets(text: &'static str) -> Result<OriginSecrets, ConfigError> {
        OriginSecrets::from_vars(&vars(text, None))
    }

    fn vars(secrets: &'static str, required: Option<&'static str>) -> Vars<'static> {
        Vars::from_fn(move |name| match name {
            "ORIGIN_SECRET_SHA256" => Some(secrets.to_owned()),
            _ => required.map(str::to_owned),
        })
    }

    #[test]
    fn what_has_to_come_through_cloudfront_must_be_known_by_something() {
        const ONE: &str = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
        let required = |secrets, required| {
            let read = OriginSecrets::from_vars(&vars(secrets, required));
            read.map(|it| it.are_required()).map_err(|error| error.name)
        };

        assert_eq!(required(ONE, None), Ok(false));
        assert_eq!(required(ONE, Some("no")), Ok(false));
        assert_eq!(required(ONE, Some("yes")), Ok(true));
        assert_eq!(required("", Some("yes")), Err("ORIGIN_SECRET_SHA256"));
        assert_eq!(required(ONE, Some("true")), Err("ONLY_THROUGH_CLOUDFRONT"));
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
