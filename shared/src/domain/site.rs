//! What a site that keeps its own accounts says about one of them (docs/hook.md).

use super::{ExternalId, Invalid};

/// The generation of an account's credentials at the site: another one means that who can get in has
/// changed there. Opaque, 1 to 128 characters, compared as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialVersion(String);

impl CredentialVersion {
    /// Reads a version as the site wrote it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() || text.chars().count() > 128 {
            return Err(Invalid::new("credential version"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The version as the site wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account as the site describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteAccount {
    /// The site's key for it.
    pub id: ExternalId,
    /// Whether the site lets its owner in.
    pub active: bool,
    /// The generation of its credentials.
    pub credential_version: CredentialVersion,
    /// Whether it has a password that the site can verify.
    pub has_password: bool,
}

impl SiteAccount {
    /// What is kept of it.
    #[must_use]
    pub fn site_ref(&self) -> SiteRef {
        SiteRef {
            id: self.id.clone(),
            credential_version: self.credential_version.clone(),
        }
    }
}

/// An account at the site with the credentials that it had when it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRef {
    /// The site's key for it.
    pub id: ExternalId,
    /// The generation of its credentials then.
    pub credential_version: CredentialVersion,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_any_text_within_bounds() {
        for good in ["7", "2026-11-26T05:00:00Z", "é", &"x".repeat(128)] {
            assert_eq!(CredentialVersion::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", &"x".repeat(129)] {
            assert!(CredentialVersion::parse(bad).is_err());
        }
    }
}
