//! What the SDK is told about connections that fail, and how many there are.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aws_sdk_dynamodb::{
    Client, Config,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
    error::SdkError,
};
use aws_smithy_runtime_api::client::result::DispatchFailure;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::*;

#[cfg(feature = "amazon")]
mod http2;

const ROOTS: &[u8] = include_bytes!("../store/dynamo/amazon-roots.pem");
const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_mins(1);
const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 2\r\n\r\n{}";

fn client_of(endpoint: String, connect_timeout: Duration) -> Client {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::from_keys("local", "local", None))
        .endpoint_url(endpoint)
        .retry_config(RetryConfig::disabled())
        .http_client(client(ROOTS, connect_timeout, LONG))
        .build();
    Client::from_conf(config)
}

async fn failure_of(client: &Client) -> DispatchFailure {
    match client.list_tables().send().await.unwrap_err() {
        SdkError::DispatchFailure(failure) => failure,
        other => panic!("{other:?}"),
    }
}

/// Reads a request and writes a reply; what is left of the connection.
async fn answer(mut stream: TcpStream, reply: &[u8]) -> TcpStream {
    let mut request = Vec::new();
    // The one request here has the body `{}`.
    while !request.ends_with(b"{}") {
        stream.read_buf(&mut request).await.unwrap();
    }
    stream.write_all(reply).await.unwrap();
    stream
}

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

#[tokio::test]
async fn nobody_there_is_worth_another_try() {
    let (listener, address) = listener().await;
    drop(listener);

    let failure = failure_of(&client_of(format!("http://{address}"), LONG)).await;

    assert!(failure.is_io(), "{failure:?}");
}

#[tokio::test]
async fn a_peer_that_is_silent_before_tls_is_a_time_out() {
    let (_listening, address) = listener().await;

    let failure = failure_of(&client_of(format!("https://{address}"), SHORT)).await;

    assert!(failure.is_timeout(), "{failure:?}");
}

#[tokio::test]
async fn a_peer_that_speaks_no_tls_is_refused() {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(ANSWER).await.unwrap();
    });

    let failure = failure_of(&client_of(format!("https://{address}"), LONG)).await;

    assert!(failure.is_io(), "{failure:?}");
}

#[tokio::test]
async fn an_answer_that_never_begins_is_worth_another_try() {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        drop(answer(stream, b"").await);
    });

    let failure = failure_of(&client_of(format!("http://{address}"), LONG)).await;

    let is_transient = failure.as_other() == Some(ErrorKind::TransientError);
    assert!(failure.is_io() || is_transient, "{failure:?}");
}

#[tokio::test]
async fn calls_share_a_connection_and_survive_its_end() {
    let (listener, address) = listener().await;
    let opened = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&opened);
    let (close, mut closing) = tokio::sync::mpsc::channel::<()>(1);
    let (closed, mut has_closed) = tokio::sync::mpsc::channel::<()>(1);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            counted.fetch_add(1, Ordering::Relaxed);
            for _ in 0..2 {
                stream = answer(stream, ANSWER).await;
            }
            closing.recv().await.unwrap();
            drop(stream);
            closed.send(()).await.unwrap();
        }
    });
    let client = client_of(format!("http://{address}"), LONG);

    for expected in [1, 2] {
        for _ in 0..2 {
            client.list_tables().send().await.unwrap();
        }
        assert_eq!(opened.load(Ordering::Relaxed), expected);
        close.send(()).await.unwrap();
        has_closed.recv().await.unwrap();
    }
}

#[test]
fn the_roots_compiled_in_are_all_read() {
    let mut roots = RootCertStore::empty();

    let (good, bad) =
        roots.add_parsable_certificates(CertificateDer::pem_slice_iter(ROOTS).flatten());

    assert_eq!((good, bad), (5, 0));
}
