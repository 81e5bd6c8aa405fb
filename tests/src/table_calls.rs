//! The calls that a site makes at its table, counted by a proxy in between.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use accounts::config::Vars;
use local::{Options, Stack};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};
use url::Url;

use crate::site::{Site, install_crypto_provider, leave_the_quarter_hour};

/// What precedes an operation's name in the head of each request (DynamoDB's low-level API).
const TARGET: &[u8] = b"x-amz-target: DynamoDB_20120810.";

/// The names of the operations that went by since they were last taken, in order.
#[derive(Clone, Debug, Default)]
pub struct TableCalls(Arc<Mutex<Vec<String>>>);

impl TableCalls {
    /// Takes what went by so far.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, operation: &[u8]) {
        let name = String::from_utf8(operation.to_vec()).unwrap();
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(name);
    }

    /// Passes bytes on as they come, and notes the operations that they name.
    async fn pass_on(self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let (mut seen, mut chunk) = (Vec::new(), vec![0; 16 * 1024]);
        while let Ok(len @ 1..) = from.read(&mut chunk).await {
            seen.extend_from_slice(&chunk[..len]);
            while let Some(name) = next_operation(&mut seen) {
                self.note(&name);
            }
            if to.write_all(&chunk[..len]).await.is_err() {
                return;
            }
        }
    }
}

/// Takes the next whole name out of `seen`, with all that precedes it.
fn next_operation(seen: &mut Vec<u8>) -> Option<Vec<u8>> {
    let at = seen
        .windows(TARGET.len())
        .position(|it| it.eq_ignore_ascii_case(TARGET));
    let Some(at) = at else {
        let keep = seen.len().saturating_sub(TARGET.len());
        seen.drain(..keep);
        return None;
    };
    let begin = at + TARGET.len();
    let len = seen[begin..].iter().position(|byte| *byte == b'\r')?;
    let name = seen[begin..begin + len].to_vec();
    seen.drain(..begin + len);
    Some(name)
}

impl Site {
    /// A stack on the engine of another one, with a counting proxy between the two; `None` if the site is
    /// running already.
    pub(crate) async fn start_counted() -> Option<(Self, TableCalls)> {
        Self::start_counted_so(Options::embedded()).await
    }

    /// The same with letters, to an outbox of its own.
    pub async fn start_counted_with_mail() -> Option<(Self, TableCalls)> {
        Self::start_counted_so(Options {
            no_mail: false,
            ..Options::embedded()
        })
        .await
    }

    async fn start_counted_so(options: Options) -> Option<(Self, TableCalls)> {
        install_crypto_provider();
        let env = Vars::from_env();
        if env.optional("ACCEPTANCE_BASE_URL").is_some() {
            return None;
        }
        leave_the_quarter_hour().await;
        let engine = Stack::start(&Options::embedded()).await.unwrap();
        let calls = TableCalls::default();
        let proxy = proxy(engine.dynamodb_url(), calls.clone()).await;
        let options = Options {
            dynamodb_url: Some(proxy),
            ..options
        };
        let site = Self::own(&env, options, Some(engine)).await;
        Some((site, calls))
    }
}

/// Listens on a free port, for as long as the test's runtime lives.
async fn proxy(engine: &str, calls: TableCalls) -> Url {
    let engine = Url::parse(engine).unwrap();
    let peer = engine.socket_addrs(|| None).unwrap()[0];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(peer).await.unwrap();
            let (mut from_server, to_server) = server.into_split();
            let (from_client, mut to_client) = client.into_split();
            tokio::spawn(calls.clone().pass_on(from_client, to_server));
            tokio::spawn(async move { drop(copy(&mut from_server, &mut to_client).await) });
        }
    });
    Url::parse(&format!("http://{address}")).unwrap()
}
