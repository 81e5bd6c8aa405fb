//! One call: sends a request, reads its answer within bounds, and says what failed.

use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{RequestBuilder, Response, StatusCode};

use super::AmazonError;
use super::refusal::{self, Refusal};

/// The most that is read of an answer. Amazon's are below 5 KB.
const MAX_BODY_LEN: usize = 64 * 1024;

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

/// Sends `request` once and reads its answer with `parse`.
pub(super) async fn ask<T>(
    call: Call,
    request: RequestBuilder,
    parse: fn(&[u8]) -> Result<T, AmazonError>,
) -> Result<T, Failure> {
    let unanswered = |error: &reqwest::Error| Failure {
        call,
        status: None,
        request_id: None,
        error: connection_error(error),
    };
    let mut response = request.send().await.map_err(|error| unanswered(&error))?;
    let status = response.status();
    let mut request_id = header_request_id(response.headers());
    let outcome = if status == StatusCode::OK {
        read_json(&mut response).await.and_then(|body| parse(&body))
    } else if status.is_redirection() {
        Err(bad("a redirect"))
    } else {
        // Whatever there is of a body only refines what the status says.
        let body = read_body(&mut response).await.unwrap_or_default();
        let refusal = Refusal::parse(&body);
        request_id = refusal.request_id.clone().or(request_id);
        Err(refusal.classify(call, status))
    };
    outcome.map_err(|error| Failure {
        call,
        status: Some(status),
        request_id,
        error,
    })
}

async fn read_json(response: &mut Response) -> Result<Vec<u8>, AmazonError> {
    if !is_json(response.headers()) {
        return Err(bad("not json"));
    }
    read_body(response).await
}

/// Reads up to the bound, whatever `Content-Length` says.
async fn read_body(response: &mut Response) -> Result<Vec<u8>, AmazonError> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MAX_BODY_LEN => {
                return Err(bad("too large"));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(error) if error.is_timeout() => return Err(AmazonError::Timeout),
            Err(_) => return Err(bad("cut off")),
        }
    }
}

/// `application/json` with any parameters: Amazon sends `application/json;charset UTF-8`.
fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return false;
    };
    let essence = value.as_bytes().split(|b| *b == b';').next();
    essence.is_some_and(|essence| {
        essence
            .trim_ascii()
            .eq_ignore_ascii_case(b"application/json")
    })
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

/// Says what kind of failure it was, in words of our own: the error itself may hold the URL.
fn connection_error(error: &reqwest::Error) -> AmazonError {
    if error.is_timeout() {
        return AmazonError::Timeout;
    }
    let reason = if error.is_connect() {
        "no connection"
    } else {
        "the connection was lost"
    };
    AmazonError::Unavailable {
        reason: reason.to_owned(),
    }
}

pub(super) const fn bad(reason: &'static str) -> AmazonError {
    AmazonError::BadResponse { reason }
}
