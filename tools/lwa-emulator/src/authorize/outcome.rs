//! Ways back to the app other than a good code.

use axum::response::Response;

use super::{AuthorizationRequest, redirect};
use crate::{emulator::Emulator, random};

/// What the page's other buttons do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The customer pressed cancel.
    Cancel,
    /// An error of Amazon's: code and description.
    Error(&'static str, &'static str),
    /// A code that no exchange accepts.
    UnknownCode,
    /// An answer to a request that this browser did not make.
    WrongState,
}

impl Outcome {
    /// The value of `decision`, what the button says, and what happens.
    pub(crate) const ALL: &'static [(&'static str, &'static str, Self)] = &[
        ("cancel", "Cancel", Self::Cancel),
        (
            "server_error",
            "Error: server_error",
            Self::Error("server_error", "The server encountered an unexpected error"),
        ),
        (
            "temporarily_unavailable",
            "Error: temporarily_unavailable",
            Self::Error(
                "temporarily_unavailable",
                "The server is temporarily unavailable",
            ),
        ),
        (
            "unauthorized_client",
            "Error: unauthorized_client",
            Self::Error(
                "unauthorized_client",
                "Not authorized for requested operation",
            ),
        ),
        ("unknown_code", "A code nobody issued", Self::UnknownCode),
        ("wrong_state", "A state nobody sent", Self::WrongState),
    ];

    pub(super) fn parse(decision: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(name, ..)| *name == decision)
            .map(|(.., outcome)| *outcome)
    }

    pub(super) fn respond(self, emulator: &Emulator, request: &AuthorizationRequest) -> Response {
        let (error, description) = match self {
            Self::Cancel => ("access_denied", "Access not permitted."),
            Self::Error(error, description) => (error, description),
            Self::UnknownCode | Self::WrongState => {
                let mut answered = request.clone();
                if self == Self::WrongState {
                    answered.state = Some(random::legacy_request_id());
                }
                let code = random::authorization_code();
                return redirect::success(emulator, &answered, &code, &request.scopes);
            }
        };
        let state = request.state.as_deref();
        redirect::error(emulator, &request.redirect_uri, state, error, description)
    }
}
