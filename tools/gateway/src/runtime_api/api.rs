//! The Runtime API that one process speaks to.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::lock;
use crate::{InvokeError, clock, ids, limits::PAYLOAD_BYTES};

/// An event on its way to the process.
#[derive(Debug)]
pub(super) struct Invocation {
    pub(super) id: String,
    pub(super) payload: Vec<u8>,
    pub(super) timeout: Duration,
    pub(super) function_arn: String,
    pub(super) trace_id: String,
}

/// What the process has done.
#[derive(Debug)]
pub(super) enum Signal {
    /// It asks for an event, the first time or again.
    Ready,
    /// It has taken the event.
    Began,
    /// It has answered the event it had.
    Replied(Result<Value, InvokeError>),
    /// It gives up before its first event.
    InitFailed(String),
}

struct Api {
    invocations: tokio::sync::Mutex<mpsc::Receiver<Invocation>>,
    signals: mpsc::UnboundedSender<Signal>,
    /// The id of the event that the process has.
    current: Mutex<Option<String>>,
}

pub(super) fn router(
    invocations: mpsc::Receiver<Invocation>,
    signals: mpsc::UnboundedSender<Signal>,
) -> Router {
    let api = Api {
        invocations: tokio::sync::Mutex::new(invocations),
        signals,
        current: Mutex::default(),
    };
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route(
            "/2018-06-01/runtime/invocation/{id}/response",
            post(response),
        )
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .with_state(Arc::new(api))
}

impl Api {
    /// Nobody listens any more only when the process is about to be killed.
    fn signal(&self, signal: Signal) {
        let _ = self.signals.send(signal);
    }

    fn reply(&self, id: &str, reply: Result<Value, InvokeError>) -> Response {
        let is_current = lock(&self.current)
            .take_if(|current| current.as_str() == id)
            .is_some();
        if !is_current {
            return refusal(StatusCode::BAD_REQUEST, "InvalidRequestID");
        }
        let is_too_large = matches!(reply, Err(InvokeError::ReplyTooLarge));
        self.signal(Signal::Replied(reply));
        if is_too_large {
            return refusal(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge");
        }
        accepted()
    }
}

async fn next(State(api): State<Arc<Api>>) -> Response {
    api.signal(Signal::Ready);
    let Some(invocation) = api.invocations.lock().await.recv().await else {
        return refusal(StatusCode::INTERNAL_SERVER_ERROR, "Shutdown");
    };
    *lock(&api.current) = Some(invocation.id.clone());
    api.signal(Signal::Began);

    let deadline = clock::epoch_ms(clock::now() + invocation.timeout);
    let headers = [
        ("lambda-runtime-aws-request-id", invocation.id),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            invocation.function_arn,
        ),
        ("lambda-runtime-trace-id", invocation.trace_id),
    ];
    let mut response = Response::new(Body::from(invocation.payload));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in headers {
        // The trace id came from a client; one that is no header value is not worth failing for.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}

async fn response(State(api): State<Arc<Api>>, Path(id): Path<String>, body: Body) -> Response {
    let reply = match to_bytes(body, PAYLOAD_BYTES).await {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| InvokeError::Function(format!("reply is not JSON: {error}"))),
        Err(_) => Err(InvokeError::ReplyTooLarge),
    };
    api.reply(&id, reply)
}

async fn error(State(api): State<Arc<Api>>, Path(id): Path<String>, body: Body) -> Response {
    let report = describe(body).await;
    api.reply(&id, Err(InvokeError::Function(report)))
}

async fn init_error(State(api): State<Arc<Api>>, headers: HeaderMap, body: Body) -> Response {
    let mut report = describe(body).await;
    if report.is_empty() {
        let kind = headers.get("lambda-runtime-function-error-type");
        kind.and_then(|kind| kind.to_str().ok())
            .unwrap_or("no reason given")
            .clone_into(&mut report);
    }
    api.signal(Signal::InitFailed(report));
    accepted()
}

/// An error report in one line.
async fn describe(body: Body) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Report {
        error_type: String,
        error_message: String,
    }
    let bytes = to_bytes(body, PAYLOAD_BYTES).await.unwrap_or_default();
    match serde_json::from_slice::<Report>(&bytes) {
        Ok(report) => format!("{}: {}", report.error_type, report.error_message),
        Err(_) => String::from_utf8_lossy(&bytes).into_owned(),
    }
}

fn accepted() -> Response {
    (StatusCode::ACCEPTED, Json(json!({ "status": "OK" }))).into_response()
}

fn refusal(status: StatusCode, kind: &str) -> Response {
    (
        status,
        Json(json!({ "errorType": kind, "errorMessage": kind })),
    )
        .into_response()
}

/// The trace header of an invocation: the event's own root, or a new one; nothing is sampled.
pub(super) fn trace_id(event: &Value) -> String {
    let given = event
        .pointer("/headers/x-amzn-trace-id")
        .and_then(Value::as_str);
    let root = given
        .and_then(|given| given.split(';').find(|part| part.starts_with("Root=")))
        .map_or_else(|| ids::trace_root(clock::now()), str::to_owned);
    format!("{root};Parent={};Sampled=0", ids::trace_parent())
}
