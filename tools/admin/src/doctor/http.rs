//! How the site and its neighbours are asked.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, redirect::Policy};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

use crate::failure::Failure;

const TIMEOUT: Duration = Duration::from_secs(20);

/// A client that follows no redirect, keeps no cookie and trusts what browsers trust.
pub(super) fn client() -> Result<Client, Failure> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Failure::Refused(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .timeout(TIMEOUT)
        .user_agent(concat!("accounts-admin/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| Failure::Refused(error.to_string()))
}

/// Why there was no answer, down to its cause: a name, a certificate, a time-out.
pub(super) fn reason(error: &reqwest::Error) -> String {
    let mut reason = String::new();
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        reason = error.to_string();
        next = error.source();
    }
    if error.is_timeout() {
        "no answer in time".to_owned()
    } else if reason.is_empty() {
        "no answer".to_owned()
    } else {
        reason
    }
}
