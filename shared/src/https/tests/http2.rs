//! HTTP/2, with a server that speaks it.

use std::convert::Infallible;

use http::{Request, Response, Version};
use hyper::{server::conn::http2, service::service_fn};
use hyper_util::rt::TokioIo;
use rcgen::CertifiedKey;
use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use tokio::sync::Barrier;
use tokio_rustls::TlsAcceptor;

use super::*;

/// A server on this machine, and the certificate by which it is known.
struct Server {
    address: String,
    roots: RootCertStore,
    opened: Arc<AtomicUsize>,
}

impl Server {
    /// Starts it. What is asked for below `/both` is answered when two such requests have come.
    async fn start() -> Self {
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let mut tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let (listener, address) = listener().await;
        let opened = Arc::new(AtomicUsize::new(0));
        tokio::spawn(serve(
            listener,
            TlsAcceptor::from(Arc::new(tls)),
            Arc::clone(&opened),
        ));
        Self {
            address,
            roots,
            opened,
        }
    }

    fn request(&self, path: &str) -> Request<SdkBody> {
        let request = Request::get(format!("https://{}{path}", self.address));
        request.body(SdkBody::empty()).unwrap()
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, opened: Arc<AtomicUsize>) {
    let both = Arc::new(Barrier::new(2));
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        opened.fetch_add(1, Ordering::Relaxed);
        let stream = acceptor.accept(stream).await.unwrap();
        let both = Arc::clone(&both);
        let answer = service_fn(move |request: Request<hyper::body::Incoming>| {
            let both = Arc::clone(&both);
            async move {
                if request.uri().path().starts_with("/both") {
                    both.wait().await;
                }
                Ok::<_, Infallible>(Response::new(SdkBody::from("{}")))
            }
        });
        let connection = http2::Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(stream), answer);
        tokio::spawn(connection);
    }
}

#[tokio::test]
async fn two_calls_side_by_side_share_the_connection_that_is_open() {
    let server = Server::start().await;
    let client = pooled(Protocols::Http2, server.roots.clone(), LONG, LONG);
    let first = client.request(server.request("/")).await.unwrap();

    let (one, two) = tokio::join!(
        client.request(server.request("/both/profile")),
        client.request(server.request("/both/tokeninfo")),
    );

    assert_eq!(first.version(), Version::HTTP_2);
    assert_eq!(
        (one.unwrap().status(), two.unwrap().status()),
        (http::StatusCode::OK, http::StatusCode::OK)
    );
    assert_eq!(server.opened.load(Ordering::Relaxed), 1);
}

/// Whether a client's first message offers HTTP/2 (ALPN, RFC 7301): the length of the name, then the name.
async fn is_offered(protocols: Protocols) -> bool {
    let (listener, address) = listener().await;
    let client = public_client(protocols, LONG, LONG);
    let request = Request::get(format!("https://{address}/"));
    let asking = tokio::spawn(client.request(request.body(SdkBody::empty()).unwrap()));
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut hello = vec![0; 16_384];
    let read = stream.read(&mut hello).await.unwrap();
    asking.abort();
    hello[..read].windows(3).any(|name| name == b"\x02h2")
}

#[tokio::test]
async fn only_who_asks_for_it_offers_it() {
    assert!(is_offered(Protocols::Http2).await);
    assert!(!is_offered(Protocols::Http1).await);
}
