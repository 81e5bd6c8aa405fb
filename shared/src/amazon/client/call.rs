//! One call: sends a request, reads its answer within bounds, and says what failed.

use std::time::Duration;

use aws_smithy_types::body::SdkBody;
use http::header::{ACCEPT, HeaderMap, USER_AGENT};
use http::{Request, Response, StatusCode, request};
use hyper::body::Incoming;
use tokio::time::{Instant, timeout_at};

use super::AmazonError;
use super::refusal::{self, Refusal};
use crate::https::Pooled;
use crate::https::answer::{Unanswered, Unread, is_json, read_body};

const OURSELVES: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Which endpoint is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    Token,
    TokenInfo,
    Profile,
}

impl Call {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::TokenInfo => "tokeninfo",
            Self::Profile => "profile",
        }
    }
}

/// A call that gave nothing: why, and what is known about it. Nothing here came from the answer but
/// its status and a request id of plain form.
#[derive(Debug)]
pub(super) struct Failure {
    call: Call,
    status: Option<StatusCode>,
    request_id: Option<String>,
    error: AmazonError,
}

impl Failure {
    /// Whether Amazon did not accept our client id or secret.
    pub(super) fn refuses_client(&self) -> bool {
        matches!(
            self.error,
            AmazonError::Misconfigured {
                error: refusal::INVALID_CLIENT
            }
        )
    }

    /// Whether a second try may succeed. Not after 429: it asks for less, not for more.
    pub(super) fn may_be_asked_again(&self) -> bool {
        match self.error {
            AmazonError::Timeout => true,
            AmazonError::Unavailable { .. } => self.status != Some(StatusCode::TOO_MANY_REQUESTS),
            _ => false,
        }
    }

    /// Writes the one line that carries Amazon's request id, which its support asks for. Whether
    /// somebody must act, the caller says when it handles the error.
    pub(super) fn logged(self) -> AmazonError {
        let call = self.call.as_str();
        let status = self.status.map(|status| status.as_u16());
        let request_id = self.request_id.as_deref();
        let error = &self.error;
        if matches!(error, AmazonError::Rejected { .. }) {
            tracing::info!(call, status, request_id, %error, "a call to amazon failed");
        } else {
            tracing::warn!(call, status, request_id, %error, "a call to amazon failed");
        }
        self.error
    }
}

/// A way to ask: the connections, and how long each call may take.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub(super) http: Pooled,
    /// From opening the connection to the last byte of the answer.
    pub(super) timeout: Duration,
}

impl Asking {
    /// Sends a request once and reads its answer with `parse`.
    pub(super) async fn ask<T>(
        &self,
        call: Call,
        request: request::Builder,
        body: SdkBody,
        parse: fn(&[u8]) -> Result<T, AmazonError>,
    ) -> Result<T, Failure> {
        let failure = |status: Option<StatusCode>, request_id, error| Failure {
            call,
            status,
            request_id,
            error,
        };
        let deadline = Instant::now() + self.timeout;
        let response = (self.send(deadline, request, body).await)
            .map_err(|error| failure(None, None, error))?;
        let status = response.status();
        let mut request_id = header_request_id(response.headers());
        let outcome = if status == StatusCode::OK {
            read_json(deadline, response)
                .await
                .and_then(|body| parse(&body))
        } else if status.is_redirection() {
            Err(bad("a redirect"))
        } else {
            // Whatever there is of a body only refines what the status says.
            let body = read(deadline, response).await.unwrap_or_default();
            let refusal = Refusal::parse(&body);
            request_id = refusal.request_id.clone().or(request_id);
            Err(refusal.classify(call, status))
        };
        outcome.map_err(|error| failure(Some(status), request_id, error))
    }

    async fn send(
        &self,
        deadline: Instant,
        request: request::Builder,
        body: SdkBody,
    ) -> Result<Response<Incoming>, AmazonError> {
        let request = request
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, OURSELVES)
            .body(body);
        let request: Request<SdkBody> = request.map_err(|_| bad("a question of our own"))?;
        match timeout_at(deadline, self.http.request(request)).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(match Unanswered::of(&error) {
                Unanswered::ConnectTimeout => AmazonError::Timeout,
                unanswered => AmazonError::Unavailable {
                    reason: unanswered.reason().to_owned(),
                },
            }),
            Err(_) => Err(AmazonError::Timeout),
        }
    }
}

async fn read_json(
    deadline: Instant,
    response: Response<Incoming>,
) -> Result<Vec<u8>, AmazonError> {
    if !is_json(response.headers()) {
        return Err(bad("not json"));
    }
    read(deadline, response).await
}

async fn read(deadline: Instant, response: Response<Incoming>) -> Result<Vec<u8>, AmazonError> {
    match timeout_at(deadline, read_body(response.into_body())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(Unread::TooLarge)) => Err(bad("too large")),
        Ok(Err(Unread::CutOff)) => Err(bad("cut off")),
        Err(_) => Err(AmazonError::Timeout),
    }
}

fn header_request_id(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("x-amzn-RequestId")?.to_str().ok()?;
    plain_request_id(value)
}

/// A request id as it may stand in a log: 8 to 64 ASCII letters, digits and hyphens.
pub(super) fn plain_request_id(text: &str) -> Option<String> {
    let is_plain = (8..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_plain.then(|| text.to_owned())
}

pub(super) const fn bad(reason: &'static str) -> AmazonError {
    AmazonError::BadResponse { reason }
}
