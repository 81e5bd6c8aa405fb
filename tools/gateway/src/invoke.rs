//! How the gateway reaches a function.

use std::{future::Future, io, path::PathBuf, sync::Arc, time::Duration};

use serde_json::Value;

use crate::Function;

/// Runs a function on an event and gives its JSON reply.
///
/// The future is not boxed: a gateway holds one kind of invoker, and its type ends at
/// [`Gateway::router`](crate::Gateway::router). The gateway runs each call in a task of its own, so a
/// client that goes away does not stop the function, as on Lambda.
pub trait Invoke: Send + Sync + 'static {
    /// Calls `function` with `event`. May be called any number of times at once.
    fn invoke(
        &self,
        function: &Function,
        event: Value,
    ) -> impl Future<Output = Result<Value, InvokeError>> + Send;

    /// Whether this invoker ends a call after [`Function::timeout`] itself. If not, the gateway drops the
    /// future then. One that starts processes does it better: Lambda's clock starts after the cold start.
    fn ends_at_timeout(&self) -> bool {
        false
    }
}

/// One that somebody else holds, too.
impl<I: Invoke> Invoke for Arc<I> {
    fn invoke(
        &self,
        function: &Function,
        event: Value,
    ) -> impl Future<Output = Result<Value, InvokeError>> + Send {
        self.as_ref().invoke(function, event)
    }

    fn ends_at_timeout(&self) -> bool {
        self.as_ref().ends_at_timeout()
    }
}

/// Why a function gave no reply.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// The program could not be started.
    #[error("cannot start {}", program.display())]
    Start {
        /// The binary.
        program: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The function ended, or reported an error, before it asked for its first event.
    #[error("function failed to start: {0}")]
    Init(String),
    /// The process ended during a call.
    #[error("function ended during a call: {0}")]
    Crashed(String),
    /// The handler returned an error.
    #[error("function returned an error: {0}")]
    Function(String),
    /// The function did not reply within its own time-out.
    #[error("function timed out after {0:?}")]
    TimedOut(Duration),
    /// The reply was larger than Lambda allows.
    #[error("function's reply exceeds 6 MB")]
    ReplyTooLarge,
    /// No function of this name is known to the invoker.
    #[error("unknown function {0}")]
    Unknown(String),
    /// The invoker is shutting down.
    #[error("functions are being shut down")]
    ShuttingDown,
}
