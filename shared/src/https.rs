//! HTTP over TLS: for AWS endpoints, what the SDK speaks through, for Amazon's profile, and for a
//! site's own.
//!
//! DynamoDB and Secrets Manager speak HTTP/1.1 alone; Amazon's profile endpoints speak HTTP/2, by which
//! two calls side by side share a connection. The SDK's own client
//! (`aws-smithy-http-client`) brings HTTP/2 with it, a tenth of a function's binary, besides proxies
//! and the reading of the system's certificates. This one has the same layers below: hyper's pooled
//! client, hyper-rustls, and rustls with ring (docs/performance.md). A pooled connection that turns
//! out to be dead is replaced by hyper-util while the request is still whole; everything else is
//! for the SDK's retry to decide.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
        SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::{body::SdkBody, retry::ErrorKind};
use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector as Tcp},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::{
        CryptoProvider,
        ring::{self, cipher_suite as suite, kx_group},
    },
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio::time::timeout;
use tower_service::Service;

#[cfg(any(feature = "amazon", feature = "existing"))]
pub(crate) mod answer;

type BoxError = Box<dyn StdError + Send + Sync>;

/// Opening a connection took too long.
#[derive(Debug, thiserror::Error)]
#[error("no connection within {0:?}")]
struct ConnectTimeout(Duration);

/// A client that trusts the certificates in `roots` (PEM) and no others.
///
/// A connection, name and TLS included, has to open within `connect_timeout`, and is not used again
/// after `idle_timeout` without use. Certificates that cannot be read are left out: those compiled in
/// are tested, and those of `AWS_CA_BUNDLE` are checked where they are read.
pub(crate) fn client(
    roots: &[u8],
    connect_timeout: Duration,
    idle_timeout: Duration,
) -> SharedHttpClient {
    let mut trusted = RootCertStore::empty();
    trusted.add_parsable_certificates(CertificateDer::pem_slice_iter(roots).flatten());
    let protocols = Protocols::Http1;
    SharedHttpClient::new(Https(pooled(
        protocols,
        trusted,
        connect_timeout,
        idle_timeout,
    )))
}

/// What is offered to a server that speaks TLS.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Protocols {
    /// HTTP/1.1 alone.
    Http1,
    /// HTTP/2, or else HTTP/1.1.
    #[cfg(feature = "amazon")]
    Http2,
}

/// A client that trusts what browsers trust, compiled in, for other hosts than AWS's. It follows no
/// redirect, goes by no proxy, and sends nothing twice but a request whose first byte was not written,
/// because the connection taken from the pool turned out to be dead.
#[cfg(any(feature = "amazon", feature = "existing"))]
pub(crate) fn public_client(
    protocols: Protocols,
    connect_timeout: Duration,
    idle_timeout: Duration,
) -> Pooled {
    let roots = webpki_roots::TLS_SERVER_ROOTS.iter().cloned();
    pooled(protocols, roots.collect(), connect_timeout, idle_timeout)
}

/// hyper's pooled client. Of one type for all hosts, so that a binary carries it once.
pub(crate) type Pooled = Client<Bounded, SdkBody>;

fn pooled(
    protocols: Protocols,
    trusted: RootCertStore,
    connect_timeout: Duration,
    idle_timeout: Duration,
) -> Pooled {
    let mut tcp = Tcp::new();
    tcp.set_nodelay(true);
    tcp.enforce_http(false);
    let https = HttpsConnectorBuilder::new()
        .with_tls_config(tls(trusted))
        .https_or_http();
    let connector = Bounded {
        inner: match protocols {
            Protocols::Http1 => https.enable_http1().wrap_connector(tcp),
            #[cfg(feature = "amazon")]
            Protocols::Http2 => https.enable_all_versions().wrap_connector(tcp),
        },
        limit: connect_timeout,
    };
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(idle_timeout)
        .build(connector)
}

/// rustls on ring, with what is cheapest first of what AWS endpoints accept: P-256 has assembly in
/// ring on either processor, X25519 on one, and with AES-128 the handshake's hashes are SHA-256.
fn tls(trusted: RootCertStore) -> ClientConfig {
    let provider = CryptoProvider {
        cipher_suites: vec![
            suite::TLS13_AES_128_GCM_SHA256,
            suite::TLS13_AES_256_GCM_SHA384,
            suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        ],
        kx_groups: vec![kx_group::SECP256R1, kx_group::X25519, kx_group::SECP384R1],
        ..ring::default_provider()
    };
    #[expect(
        clippy::expect_used,
        reason = "fails only without a suite for any version; every function would, at its start"
    )]
    ClientConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .expect("suites of TLS 1.2 and 1.3")
        .with_root_certificates(trusted)
        .with_no_client_auth()
}

/// The client, as the SDK asks for it: one pool, whatever the settings of a call.
#[derive(Clone)]
struct Https(Pooled);

impl fmt::Debug for Https {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Https")
    }
}

impl HttpClient for Https {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Https {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        };
        let sent = self.0.request(request);
        HttpConnectorFuture::new(async move {
            let response = sent.await.map_err(|error| connector_error(error.into()))?;
            HttpResponse::try_from(response.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// Sorts an error by what the SDK's retry goes by.
fn connector_error(error: BoxError) -> ConnectorError {
    if find::<ConnectTimeout>(&*error).is_some() {
        return ConnectorError::timeout(error);
    }
    let hyper = find::<hyper::Error>(&*error);
    let is_user = hyper.is_some_and(hyper::Error::is_user);
    let is_lost = hyper.is_some_and(|error| error.is_closed() || error.is_canceled());
    let is_cut = hyper.is_some_and(hyper::Error::is_incomplete_message);
    let is_connect = find::<hyper_util::client::legacy::Error>(&*error)
        .is_some_and(hyper_util::client::legacy::Error::is_connect);
    if is_user {
        ConnectorError::user(error)
    } else if is_lost || is_connect || find::<std::io::Error>(&*error).is_some() {
        ConnectorError::io(error)
    } else {
        // An answer that breaks off may come from a server that is going away.
        ConnectorError::other(error, is_cut.then_some(ErrorKind::TransientError))
    }
}

fn find<'e, E: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// Opens connections within a limit.
#[derive(Clone, Debug)]
pub(crate) struct Bounded {
    inner: HttpsConnector<Tcp>,
    limit: Duration,
}

impl Service<Uri> for Bounded {
    type Response = <HttpsConnector<Tcp> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        let connecting = self.inner.call(address);
        let limit = self.limit;
        Box::pin(async move {
            timeout(limit, connecting)
                .await
                .map_err(|_| ConnectTimeout(limit))?
        })
    }
}

#[cfg(test)]
mod tests;
