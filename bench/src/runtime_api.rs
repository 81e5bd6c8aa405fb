//! The Lambda Runtime API for one process, with a stopwatch in it.
//!
//! `tools/gateway` has one, too; it is asynchronous and serves whole requests. This one notes the
//! moments at which bytes leave and arrive, on the thread that moves them.

use std::{
    io::{self, BufReader},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use crate::http::{self, Message};

/// How long a process may take for anything, under callgrind too.
const PATIENCE: Duration = Duration::from_mins(1);

/// A Runtime API on a port of its own.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: String,
    events: Sender<Vec<u8>>,
    polls: Receiver<Instant>,
    replies: Receiver<Reply>,
    is_over: Arc<AtomicBool>,
}

/// What a process answered, and when.
#[derive(Debug)]
pub(crate) struct Reply {
    /// Just before the event was written.
    pub(crate) handed_out: Instant,
    /// When the answer was there.
    pub(crate) arrived: Instant,
    /// The path on which it was posted: `…/response`, `…/error` or `…/init/error`.
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

struct Shared {
    events: Mutex<Receiver<Vec<u8>>>,
    polls: Sender<Instant>,
    replies: Sender<Reply>,
}

impl RuntimeApi {
    pub(crate) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let (events, incoming) = channel();
        let (polled, polls) = channel();
        let (answered, replies) = channel();
        let shared = Arc::new(Shared {
            events: Mutex::new(incoming),
            polls: polled,
            replies: answered,
        });
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if ends.load(Ordering::Acquire) {
                    return;
                }
                let shared = Arc::clone(&shared);
                // A connection that breaks is noticed by the one who waits for an answer.
                thread::spawn(move || drop(serve(&stream, &shared)));
            }
        });
        Ok(Self {
            address,
            events,
            polls,
            replies,
            is_over,
        })
    }

    /// What `AWS_LAMBDA_RUNTIME_API` is set to.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Lays an event ready.
    pub(crate) fn put(&self, event: Vec<u8>) {
        // The threads hold the receiver for as long as the listener lives.
        drop(self.events.send(event));
    }

    /// When the process asked for an event; waits until it does.
    pub(crate) fn poll(&self) -> Result<Instant, RecvTimeoutError> {
        self.polls.recv_timeout(PATIENCE)
    }

    /// The next answer.
    pub(crate) fn reply(&self) -> Result<Reply, RecvTimeoutError> {
        self.replies.recv_timeout(PATIENCE)
    }
}

impl Drop for RuntimeApi {
    /// Wakes the listening thread, so that it sees that it is over.
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        drop(TcpStream::connect(&self.address));
    }
}

fn serve(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    let mut handed_out = Instant::now();
    while let Some(request) = Message::read(&mut reader)? {
        let now = Instant::now();
        if let ("GET", "/2018-06-01/runtime/invocation/next") = request.target() {
            // Nobody listens any more only when the process is about to be killed.
            let _ = shared.polls.send(now);
            let events = shared.events.lock();
            let Ok(event) = events.unwrap_or_else(PoisonError::into_inner).recv() else {
                return Ok(());
            };
            handed_out = Instant::now();
            http::write(
                &mut writer,
                "HTTP/1.1 200 OK",
                &[
                    ("content-type", "application/json"),
                    (
                        "lambda-runtime-aws-request-id",
                        "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                    ),
                    ("lambda-runtime-deadline-ms", "4102444800000"),
                    (
                        "lambda-runtime-invoked-function-arn",
                        "arn:aws:lambda:us-east-1:123456789012:function:bench",
                    ),
                    (
                        "lambda-runtime-trace-id",
                        "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0",
                    ),
                ],
                &event,
            )?;
        } else {
            let reply = Reply {
                handed_out,
                arrived: now,
                path: request.target().1.to_owned(),
                body: request.body,
            };
            http::write(
                &mut writer,
                "HTTP/1.1 202 Accepted",
                &[("content-type", "application/json")],
                br#"{"status":"OK"}"#,
            )?;
            drop(shared.replies.send(reply));
        }
    }
    Ok(())
}
