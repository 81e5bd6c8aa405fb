//! What follows from a refusal. Amazon's own code decides, the status only where there is none that
//! we know; a body that is not JSON counts as none.
//!
//! | Amazon says | follows | because |
//! | --- | --- | --- |
//! | `invalid_grant` | Rejected | the code is used, expired, another client's, or the verifier does not fit |
//! | `invalid_grant` naming `redirect_uri` | Misconfigured | we send one fixed return URL: `PUBLIC_URL` is not what `login` used |
//! | `invalid_request` naming `code` or `access_token` | Rejected | we always send them; a malformed value came from the browser |
//! | `invalid_request` otherwise | Misconfigured | the request is of our own making |
//! | `invalid_token` | Rejected | expired, revoked or malformed |
//! | `invalid_client` | Misconfigured | id and secret do not belong together, after a fresh look at the secret |
//! | `unauthorized_client`, `unsupported_grant_type`, `invalid_scope` | Misconfigured | the client is not registered for a code grant |
//! | `insufficient_scope` | Misconfigured | `login` asks for a scope that includes no profile |
//! | `ServerError`, `server_error`, `temporarily_unavailable` | Unavailable | a fault at Amazon, likely over soon |
//! | no known code: 408, 429, 5xx | Unavailable | the same, or too many calls |
//! | no known code: 401 from the token endpoint | Misconfigured | RFC 6749 5.2 keeps 401 there for client authentication |
//! | no known code: any other | BadResponse | guessing "start again" would hide a change at Amazon |

use http::StatusCode;
use serde_json::Value;

use super::AmazonError;
use super::call::{Call, bad, plain_request_id};

/// The one refusal that a fresh secret may heal.
pub(super) const INVALID_CLIENT: &str = "invalid_client";

/// What a refusal's body tells.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    error: Option<String>,
    description: String,
    /// Amazon's id of the request, if it has a plain form.
    pub(super) request_id: Option<String>,
}

impl Refusal {
    /// Reads what can be read; never fails.
    pub(super) fn parse(body: &[u8]) -> Self {
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
            return Self::default();
        };
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        Self {
            error: text("error").map(ToOwned::to_owned),
            description: text("error_description").unwrap_or_default().to_owned(),
            request_id: text("request_id").and_then(plain_request_id),
        }
    }

    /// The table above.
    pub(super) fn classify(&self, call: Call, status: StatusCode) -> AmazonError {
        match self.error.as_deref() {
            Some("invalid_grant") if self.names("redirect_uri") => AmazonError::Misconfigured {
                error: "invalid_grant: redirect_uri",
            },
            Some("invalid_grant") => AmazonError::Rejected {
                error: "invalid_grant",
            },
            Some("invalid_token") => AmazonError::Rejected {
                error: "invalid_token",
            },
            Some("invalid_request") if self.names("code") || self.names("access_token") => {
                AmazonError::Rejected {
                    error: "invalid_request",
                }
            }
            Some("invalid_request") => AmazonError::Misconfigured {
                error: "invalid_request",
            },
            Some(INVALID_CLIENT) => AmazonError::Misconfigured {
                error: INVALID_CLIENT,
            },
            Some("unauthorized_client") => AmazonError::Misconfigured {
                error: "unauthorized_client",
            },
            Some("unsupported_grant_type") => AmazonError::Misconfigured {
                error: "unsupported_grant_type",
            },
            Some("invalid_scope") => AmazonError::Misconfigured {
                error: "invalid_scope",
            },
            Some("insufficient_scope") => AmazonError::Misconfigured {
                error: "insufficient_scope",
            },
            Some("ServerError" | "server_error" | "temporarily_unavailable") => {
                AmazonError::Unavailable {
                    reason: format!("server error, status {}", status.as_u16()),
                }
            }
            _ => by_status(call, status),
        }
    }

    /// Whether the description names a parameter, as in `... an invalid grant parameter : code`.
    fn names(&self, parameter: &str) -> bool {
        self.description
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|word| word == parameter)
    }
}

fn by_status(call: Call, status: StatusCode) -> AmazonError {
    match (call, status) {
        (_, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS) => {
            AmazonError::Unavailable {
                reason: format!("status {}", status.as_u16()),
            }
        }
        (_, status) if status.is_server_error() => AmazonError::Unavailable {
            reason: format!("status {}", status.as_u16()),
        },
        (Call::Token, StatusCode::UNAUTHORIZED) => AmazonError::Misconfigured {
            error: "status 401",
        },
        _ => bad("an unknown refusal"),
    }
}

#[cfg(test)]
mod tests;
