//! A certificate authority for this run, and the certificate of the table's endpoint.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

use crate::Result;

/// An authority that nobody but the measured processes trusts, by `AWS_CA_BUNDLE`.
pub(crate) struct Authority {
    /// Its certificate.
    pub(crate) pem: String,
    /// TLS for `127.0.0.1` and `localhost`: elliptic curves, as Amazon's endpoints offer beside RSA.
    pub(crate) tls: Arc<ServerConfig>,
}

impl Authority {
    pub(crate) fn new() -> Result<Self> {
        let mut root = CertificateParams::new([])?;
        // Another name than the leaf's, or OpenSSL takes that for self-signed.
        root.distinguished_name
            .push(DnType::CommonName, "authority of this run");
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root_key = KeyPair::generate()?;
        let pem = root.self_signed(&root_key)?.pem();
        let issuer = Issuer::new(root, root_key);

        let key = KeyPair::generate()?;
        let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let leaf = CertificateParams::new(names)?.signed_by(&key, &issuer)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)?;
        Ok(Self {
            pem,
            tls: Arc::new(tls),
        })
    }
}
