//! A peer that can misbehave below HTTP, and remembers what reached it on which connection.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

/// What the peer does with a request.
pub(super) enum Reply {
    /// Writes this and keeps the connection.
    Answer(String),
    /// Writes this and closes the connection.
    Cut(String),
    /// Writes this, then blanks without end.
    Flood(String),
    /// Says nothing and keeps the connection.
    Silence,
    /// Waits until others have come as far.
    After(Arc<Barrier>, Box<Reply>),
}

impl Reply {
    /// A whole answer.
    pub(super) fn json(body: &impl ToString) -> Self {
        let body = body.to_string();
        Self::Answer(format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    }

    /// An answer without a body.
    pub(super) fn empty() -> Self {
        Self::Answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned())
    }
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Arrived {
    /// Counts connections from 0.
    pub(super) connection: usize,
    /// E.g. `GET /user/profile`, without the query.
    pub(super) what: String,
}

type Script = dyn Fn(&Arrived, usize) -> Reply + Send + Sync;

/// The peer itself; it ends with the test's runtime.
pub(super) struct Peer {
    pub(super) url: String,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl Peer {
    /// Starts a peer. `script` says what to do with a request, and is told how many of its kind
    /// came before.
    pub(super) async fn start(
        script: impl Fn(&Arrived, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let arrived = Arc::<Mutex<Vec<Arrived>>>::default();
        let log = Arc::clone(&arrived);
        let script: Arc<Script> = Arc::new(script);
        tokio::spawn(async move {
            for connection in 0.. {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                tokio::spawn(serve(
                    stream,
                    connection,
                    Arc::clone(&log),
                    Arc::clone(&script),
                ));
            }
        });
        Self { url, arrived }
    }

    /// The requests of one kind, e.g. `POST /auth/o2/token`.
    pub(super) fn arrived(&self, what: &str) -> Vec<Arrived> {
        let mut arrived = self.arrived.lock().unwrap().clone();
        arrived.retain(|one| one.what == what);
        arrived
    }
}

async fn serve(
    mut stream: TcpStream,
    connection: usize,
    log: Arc<Mutex<Vec<Arrived>>>,
    script: Arc<Script>,
) {
    while let Some(what) = read_request(&mut stream).await {
        let one = Arrived { connection, what };
        let before = {
            let mut log = log.lock().unwrap();
            let before = log.iter().filter(|other| other.what == one.what).count();
            log.push(one.clone());
            before
        };
        let mut reply = script(&one, before);
        while let Reply::After(others, then) = reply {
            others.wait().await;
            reply = *then;
        }
        match reply {
            Reply::Answer(text) => stream.write_all(text.as_bytes()).await.unwrap(),
            Reply::Cut(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                return;
            }
            Reply::Flood(text) => {
                stream.write_all(text.as_bytes()).await.unwrap();
                while stream.write_all(&[b' '; 4096]).await.is_ok() {}
                return;
            }
            Reply::Silence | Reply::After(..) => {}
        }
    }
}

/// Reads one request with its body; `None` when the other side has closed.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let head_len = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_len].to_vec()).unwrap();
    let body_len: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head_len + body_len {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let target = head.split(['?', '\r']).next()?;
    Some(target.trim_end_matches(" HTTP/1.1").to_owned())
}
