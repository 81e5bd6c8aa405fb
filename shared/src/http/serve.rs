//! From an event to a handler and back: what every function's `main` does.

use std::{
    convert::Infallible, fmt::Display, future::Future, process::ExitCode, sync::Arc, time::Instant,
};

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde::Serialize;

use super::{Answer, Event, Site};
use crate::{
    config::{ConfigError, Vars},
    telemetry::{
        self,
        metrics::{self, Metric, Metrics},
    },
};

/// What Lambda runs, whoever asks: an event in, a reply or a failed invocation out. Functions behind
/// a route implement [`Handler`] and have this from it; an authorizer implements it itself.
pub trait Function: Send + Sync + 'static {
    /// What API Gateway gets.
    type Reply: Serialize + Send;
    /// Why there is no reply. The invocation then fails, which API Gateway answers with 500.
    type Error: Display + Send;

    /// Deals with one event and logs one line about it.
    fn call(&self, event: Event) -> impl Future<Output = Result<Self::Reply, Self::Error>> + Send;
}

impl<H: Handler> Function for H {
    type Reply = Answer;
    type Error = Infallible;

    async fn call(&self, event: Event) -> Result<Answer, Infallible> {
        Ok(answer(self, event).await)
    }
}

/// A function behind a route: turns every event into a defined answer. It never fails and never
/// panics.
pub trait Handler: Send + Sync + 'static {
    /// Whether every answer is counted, or only those that an operator should know of: API Gateway
    /// counts the rest by itself, and a line for each would cost more than the request.
    const COUNTS_ALL: bool = true;

    /// Whether a request that went around CloudFront is refused, where the site wants that.
    const REFUSES_DIRECT: bool = true;

    /// Whose requests these are.
    fn site(&self) -> &Site;

    /// Answers one event that came the way it has to.
    fn handle(&self, event: Event) -> impl Future<Output = Answer> + Send;
}

/// Answers one event and logs one line about it: no query, no body, no header, no person.
pub async fn answer<H: Handler>(handler: &H, event: Event) -> Answer {
    let started = Instant::now();
    let (method, path) = (event.method().to_owned(), event.path().to_owned());
    let request_id = event.request_id().to_owned();
    let trace_id = event.trace_id().map(str::to_owned);
    // Boxed, or the state machines of all layers would be laid out as one type, past the compiler's
    // depth limit.
    let refusal = H::REFUSES_DIRECT.then(|| handler.site().refuse_direct(&event));
    let answer = match refusal.flatten() {
        Some(refusal) => refusal,
        None => Box::pin(handler.handle(event)).await,
    };
    tracing::info!(
        request.id = request_id,
        trace.id = trace_id,
        account.id = answer.account_id.map(tracing::field::display),
        http.method = method,
        // Routes have fixed paths but for assets, whose names are public.
        http.path = path,
        http.status = answer.status_code,
        outcome = answer.outcome,
        duration_ms = milliseconds_since(started),
        "answered"
    );
    if H::COUNTS_ALL || answer.status_code >= 500 {
        metrics::count_answer(answer.outcome);
    }
    if answer.account_id.is_some() {
        metrics::count(Metric::SignedIn);
    }
    answer
}

/// Whole milliseconds, as logs have them.
#[must_use]
pub fn milliseconds_since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// A whole function: starts logging, builds it from the environment, then polls the Lambda Runtime
/// API and replies until the process is ended. A wrong setting ends it at once with one line that
/// names it.
pub async fn start<F: Function>(
    build: impl AsyncFnOnce(&Vars<'_>) -> Result<F, ConfigError>,
) -> ExitCode {
    let vars = Vars::from_env();
    telemetry::init(&vars);
    let metrics = Metrics::start(&vars);
    let function = match build(&vars).await {
        Ok(function) => Arc::new(function),
        Err(error) => {
            tracing::error!(%error, "this function can't start");
            return ExitCode::FAILURE;
        }
    };
    let service = service_fn(move |event: LambdaEvent<Event>| {
        let function = Arc::clone(&function);
        async move {
            let event = event.payload.traced(event.context.xray_trace_id.as_deref());
            let reply = function.call(event).await;
            metrics.write();
            reply.map_err(|error| Diagnostic {
                error_type: "Unavailable".to_owned(),
                error_message: error.to_string(),
            })
        }
    });
    match lambda_runtime::run(service).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the Lambda Runtime API is gone");
            ExitCode::FAILURE
        }
    }
}
