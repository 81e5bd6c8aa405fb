//! The one HTTP client.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, retry};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

use super::{AmazonTimeouts, BuildError};

/// Below what load balancers keep an idle connection for (60 s and more). The pool looks at it when
/// a connection is taken, so one that slept through a freeze longer than this is not used at all.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// No redirects (ASVS 15.3.2), no proxies from the environment, no retries, and plain http only
/// where the settings were allowed to ask for it.
pub(super) fn client(timeouts: &AmazonTimeouts, https_only: bool) -> Result<Client, BuildError> {
    Client::builder()
        .tls_backend_preconfigured(tls()?)
        .https_only(https_only)
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .retry(retry::never())
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.call)
        .pool_idle_timeout(IDLE_LIMIT)
        .user_agent(USER_AGENT)
        .build()
        .map_err(|error| BuildError::Http(error.without_url()))
}

/// rustls on ring, given explicitly so that no other provider can come in by a feature, and the
/// roots that browsers trust, compiled in: reading the system's costs every cold start 9 million
/// instructions.
fn tls() -> Result<ClientConfig, BuildError> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(BuildError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    // A configuration brought along is taken as it is; without this there would be no HTTP/2, and
    // two calls side by side would need two connections.
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_calls_may_share_one_connection() {
        assert_eq!(tls().unwrap().alpn_protocols[0], b"h2");
    }
}
