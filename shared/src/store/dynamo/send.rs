//! Sending: which failures are tried again, for how long, and what is kept of the others.

use std::fmt;
use std::time::Duration;

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use tokio::time::Instant;

use crate::store::StoreError;

/// What a call fails with.
pub(super) type SendError<E> = SdkError<E, HttpResponse>;

/// What a failed call left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The table did nothing and would do it another time: a conflict, a throttle.
    NotDone,
    /// Nobody knows: the reply was lost, or the table broke down over it.
    Unknown,
    /// The table understood and said no.
    Refused,
}

/// Which failures are worth another try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// All that may pass: doing it twice is doing it once, or told apart by its condition.
    Always,
    /// Only those that left nothing behind: doing it twice would count twice.
    IfNotDone,
}

/// How often and how long one call is tried.
pub(super) struct Patience {
    pauses: u32,
    until: Instant,
}

impl Patience {
    const MAX_TRIES: u32 = 5;
    /// No try begins later than this after the first.
    const IN_ALL: Duration = Duration::from_secs(1);
    const FIRST_PAUSE_MS: u32 = 20;

    pub(super) fn begin() -> Self {
        Self {
            pauses: 0,
            until: Instant::now() + Self::IN_ALL,
        }
    }

    /// Waits for its turn to try again; `false` when it is time to give up. The pauses double, and
    /// each is drawn anew, so that those who got into each other's way part.
    pub(super) async fn wait(&mut self, operation: &'static str) -> bool {
        if self.pauses + 1 >= Self::MAX_TRIES {
            return false;
        }
        let longest_ms = Self::FIRST_PAUSE_MS << self.pauses;
        // Without randomness the pauses are merely equal.
        let drawn = getrandom::u32().unwrap_or_default();
        let pause_ms = longest_ms / 2 + drawn % (longest_ms / 2 + 1);
        let pause = Duration::from_millis(u64::from(pause_ms));
        if Instant::now() + pause > self.until {
            return false;
        }
        self.pauses += 1;
        tracing::debug!(operation, tries = self.pauses, "the table is asked again");
        tokio::time::sleep(pause).await;
        true
    }
}

/// Sends until it is done, refused, or patience is at its end. The body is fixed before the first
/// send: `call` must send the same each time.
pub(super) async fn send<T, E, F>(
    operation: &'static str,
    repeat: Repeat,
    fate: impl Fn(&SendError<E>) -> Fate,
    call: impl Fn() -> F,
) -> Result<T, SendError<E>>
where
    F: Future<Output = Result<T, SendError<E>>>,
{
    let mut patience = Patience::begin();
    loop {
        let error = match call().await {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        let worth_it = match fate(&error) {
            Fate::NotDone => true,
            Fate::Unknown => repeat == Repeat::Always,
            Fate::Refused => false,
        };
        if !worth_it || !patience.wait(operation).await {
            return Err(error);
        }
    }
}

/// The fate of any call, by what the table said.
pub(super) fn fate<E: ProvideErrorMetadata>(error: &SendError<E>) -> Fate {
    match error {
        SdkError::ServiceError(service) => match service.err().code() {
            Some(code) if is_not_done(code) => Fate::NotDone,
            Some("InternalServerError") => Fate::Unknown,
            _ if service.raw().status().is_server_error() => Fate::Unknown,
            _ => Fate::Refused,
        },
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            Fate::Unknown
        }
        _ => Fate::Refused,
    }
}

/// Codes by which the table says "not now". The same words stand in a cancelled transaction's
/// reasons, some without `Exception`.
pub(super) fn is_not_done(code: &str) -> bool {
    matches!(
        code.trim_end_matches("Exception"),
        "TransactionConflict"
            | "TransactionInProgress"
            | "Throttling"
            | "ThrottlingError"
            | "ProvisionedThroughputExceeded"
            | "RequestLimitExceeded"
            | "LimitExceeded"
    )
}

/// What is told about a call that failed: never the request, never the reply's items.
#[derive(Debug)]
struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// A call without a defined result. The SDK's own error is not kept: its `Debug` form repeats the
/// whole reply, and a failed condition's reply carries the item.
pub(super) fn unavailable<E: ProvideErrorMetadata>(
    operation: &'static str,
    error: &SendError<E>,
) -> StoreError {
    let said = match error {
        SdkError::ServiceError(service) => format!(
            "{}: {}",
            service.err().code().unwrap_or("an error without a code"),
            service.err().message().unwrap_or("no message"),
        ),
        SdkError::TimeoutError(_) => "timed out".to_owned(),
        SdkError::DispatchFailure(failure) => failure.as_connector_error().map_or_else(
            || "could not be sent".to_owned(),
            |error| format!("could not be sent: {}", DisplayErrorContext(error)),
        ),
        SdkError::ResponseError(_) => "the answer does not parse".to_owned(),
        _ => "the request could not be built".to_owned(),
    };
    gave_up(operation, said)
}

/// A call that got answers, but none to go on with.
pub(super) fn gave_up(operation: &'static str, said: impl Into<String>) -> StoreError {
    StoreError::Unavailable {
        operation,
        source: Box::new(Failure(said.into())),
    }
}
