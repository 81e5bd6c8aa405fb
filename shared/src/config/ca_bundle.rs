//! Other certificate authorities than Amazon's, for AWS endpoints alone.

use std::{fmt, fs};

use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use super::{ConfigError, Vars};

/// The certificates of the file that `AWS_CA_BUNDLE` names, as the AWS CLI reads it: they are
/// trusted in place of the roots compiled in, not beside them. For an engine with a certificate of
/// its own; Login with Amazon's host is not affected.
#[derive(Clone)]
pub struct CaBundle(Vec<u8>);

impl CaBundle {
    const SETTING: &str = "AWS_CA_BUNDLE";

    /// Reads the file, once. One that is missing, has no certificate or a broken one is refused
    /// here, because the HTTP client would panic on it at its first connection.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Option<Self>, ConfigError> {
        let Some(path) = vars.optional(Self::SETTING) else {
            return Ok(None);
        };
        let pem = fs::read(path).map_err(|error| {
            ConfigError::new(Self::SETTING, format!("can't be read: {}", error.kind()))
        })?;
        Self::parse(pem)
            .map(Some)
            .ok_or_else(|| ConfigError::new(Self::SETTING, "must be a file of PEM certificates"))
    }

    fn parse(pem: Vec<u8>) -> Option<Self> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            roots.add(certificate.ok()?).ok()?;
        }
        (!roots.is_empty()).then_some(Self(pem))
    }

    /// The file as it is.
    #[must_use]
    pub fn pem(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for CaBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaBundle({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOTS: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/store/dynamo/amazon-roots.pem"
    );

    fn bundle(path: &str) -> Result<Option<CaBundle>, ConfigError> {
        CaBundle::from_vars(&Vars::from_fn(|name| {
            (name == "AWS_CA_BUNDLE").then(|| path.to_owned())
        }))
    }

    #[test]
    fn certificates_are_read_from_the_file() {
        let pem = bundle(ROOTS).unwrap().unwrap();

        assert_eq!(pem.pem(), fs::read(ROOTS).unwrap());
        assert!(bundle("").unwrap().is_none());
    }

    #[test]
    fn a_file_that_is_missing_or_holds_no_certificates_is_refused_at_start() {
        for path in [
            "/nonexistent.pem",
            concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        ] {
            let error = bundle(path).unwrap_err();

            assert_eq!(error.name, "AWS_CA_BUNDLE");
        }
    }

    #[test]
    fn a_broken_certificate_is_refused_even_beside_good_ones() {
        let good = fs::read(ROOTS).unwrap();
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

        assert!(CaBundle::parse([good.as_slice(), broken].concat()).is_none());
        assert!(CaBundle::parse(good).is_some());
    }
}
