//! From an event to a handler and back: what every function's `main` does.

use std::{convert::Infallible, future::Future, process::ExitCode, sync::Arc, time::Instant};

use lambda_runtime::{LambdaEvent, service_fn};

use super::{Answer, Event};
use crate::{
    config::{ConfigError, Vars},
    telemetry,
};

/// One Lambda function: turns every event into a defined answer. It never fails and never panics.
pub trait Handler: Send + Sync + 'static {
    /// Answers one event.
    fn handle(&self, event: Event) -> impl Future<Output = Answer> + Send;
}

/// Answers one event and logs one line about it: no query, no body, no header, no person.
pub async fn answer(handler: &impl Handler, event: Event) -> Answer {
    let started = Instant::now();
    let (method, path) = (event.method().to_owned(), event.path().to_owned());
    let request_id = event.request_id().to_owned();
    // Boxed, or the state machines of all layers would be laid out as one type, past the compiler's
    // depth limit.
    let answer = Box::pin(handler.handle(event)).await;
    tracing::info!(
        request.id = request_id,
        http.method = method,
        // Routes have fixed paths but for assets, whose names are public.
        http.path = path,
        http.status = answer.status_code,
        outcome = answer.outcome,
        duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "answered"
    );
    answer
}

/// A whole function: starts logging, builds the handler from the environment, then polls the Lambda
/// Runtime API and answers until the process is ended. A wrong setting ends it at once with one
/// line that names it.
pub async fn start<H: Handler>(
    build: impl AsyncFnOnce(&Vars<'_>) -> Result<H, ConfigError>,
) -> ExitCode {
    let vars = Vars::from_env();
    telemetry::init(&vars);
    let handler = match build(&vars).await {
        Ok(handler) => Arc::new(handler),
        Err(error) => {
            tracing::error!(%error, "this function can't start");
            return ExitCode::FAILURE;
        }
    };
    let service = service_fn(move |event: LambdaEvent<Event>| {
        let handler = Arc::clone(&handler);
        async move { Ok::<_, Infallible>(answer(&*handler, event.payload).await) }
    });
    match lambda_runtime::run(service).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the Lambda Runtime API is gone");
            ExitCode::FAILURE
        }
    }
}
