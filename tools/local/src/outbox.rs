//! The mailbox of everybody: stands for Amazon SES, as far as letters are sent through it, and shows
//! what would have been delivered.

mod letter;
mod page;
mod wire;

use std::{
    collections::VecDeque,
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use accounts::clock::{Clock as _, SystemClock};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use letter::Letter;
use wire::Refusal;

/// How many letters are kept.
const KEPT: usize = 200;
/// What nobody reads: the mailbox simulator of Amazon SES.
const SIMULATOR: &str = "@simulator.amazonses.com";
/// The page shows letters in frames, whose styles are in their elements.
const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; \
     frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Letters, newest first. Clones are handles of the same outbox.
#[derive(Clone, Debug)]
pub(crate) struct Outbox(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Where each letter is also written as a file.
    directory: Option<PathBuf>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    letters: VecDeque<Letter>,
    /// The number of the letter that came last.
    last: u64,
    fault: Fault,
}

/// How the next calls fail: `{"status": 500, "calls": 2}`. With status 0 none does.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    status: u16,
    /// How many calls fail. Whoever asks again after a failure uses up another one.
    #[serde(default = "once")]
    calls: u16,
}

const fn once() -> u16 {
    1
}

impl Outbox {
    /// An empty one, which writes letters into `directory` too.
    pub(crate) fn new(directory: Option<PathBuf>) -> io::Result<Self> {
        if let Some(directory) = &directory {
            fs::create_dir_all(directory)?;
        }
        let kept = Mutex::default();
        Ok(Self(Arc::new(Inner { directory, kept })))
    }

    /// The piece of SES's API, and what shows the letters.
    pub(crate) fn router(&self) -> Router {
        let style = || async {
            (
                [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
                page::STYLE,
            )
        };
        Router::new()
            .route("/v2/email/outbound-emails", post(send))
            .route("/outbox", get(show))
            .route("/outbox.json", get(list))
            .route("/outbox/fault", post(set_fault))
            .route("/outbox/style.css", get(style))
            .with_state(self.clone())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a letter, unless nobody reads it; gives its number.
    fn keep(&self, sent: wire::Sent) -> u64 {
        let mut kept = self.kept();
        kept.last += 1;
        let id = kept.last;
        if sent.to.to_ascii_lowercase().ends_with(SIMULATOR) {
            return id;
        }
        let letter = Letter::new(id, SystemClock.now(), sent);
        kept.letters.truncate(KEPT - 1);
        kept.letters.push_front(letter.clone());
        drop(kept);
        if let Some(directory) = &self.0.directory
            && let Err(error) = fs::write(directory.join(letter.file_name()), letter.eml())
        {
            eprintln!(
                "a letter can't be written to {}: {error}",
                directory.display()
            );
        }
        id
    }

    /// The fault that this call meets, if any.
    fn next_fault(&self) -> Option<Refusal> {
        let fault = &mut self.kept().fault;
        fault.calls = fault.calls.checked_sub(1)?;
        Refusal::of_status(fault.status)
    }
}

/// `SendEmail`.
async fn send(State(outbox): State<Outbox>, headers: HeaderMap, body: String) -> Response {
    if let Some(refusal) = outbox.next_fault() {
        return refusal.into_response();
    }
    match wire::read(&headers, &body) {
        Ok(sent) => {
            let id = outbox.keep(sent);
            Json(json!({ "MessageId": format!("local-{id:016}") })).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

async fn set_fault(State(outbox): State<Outbox>, Json(fault): Json<Fault>) -> Response {
    let fault = match fault.status {
        0 => Fault::default(),
        status if Refusal::of_status(status).is_some() && (1..=1000).contains(&fault.calls) => {
            fault
        }
        _ => {
            let wanted = "status must be 0, 400, 429 or 500, and calls from 1 to 1000\n";
            return (StatusCode::BAD_REQUEST, wanted).into_response();
        }
    };
    outbox.kept().fault = fault;
    Json(fault).into_response()
}

async fn list(State(outbox): State<Outbox>) -> impl IntoResponse {
    let (letters, last): (Vec<Letter>, u64) = {
        let kept = outbox.kept();
        (kept.letters.iter().cloned().collect(), kept.last)
    };
    let headers = [
        (header::CACHE_CONTROL, "no-store".to_owned()),
        // Those to nobody included, which are not kept.
        (HeaderName::from_static("letters-written"), last.to_string()),
    ];
    (headers, Json(letters))
}

async fn show(State(outbox): State<Outbox>) -> impl IntoResponse {
    let letters: Vec<Letter> = outbox.kept().letters.iter().cloned().collect();
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, Html(page::outbox(&letters).into_string()))
}
