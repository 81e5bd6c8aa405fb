//! `SendEmail` of version 2 of the SES API: what is read of a call, and how one is refused.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

/// What a call sends.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) headers: Vec<Header>,
}

/// A header of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Call {
    from_email_address: String,
    destination: Destination,
    content: Content,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Destination {
    to_addresses: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Content {
    simple: Message,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    subject: Data,
    body: Body,
    #[serde(default)]
    headers: Vec<Header>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Body {
    text: Data,
    html: Data,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Data {
    data: String,
}

/// Why a call is refused: the status, and what SES calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    kind: &'static str,
}

impl Refusal {
    const UNSIGNED: Self = Self {
        status: StatusCode::FORBIDDEN,
        kind: "MissingAuthenticationTokenException",
    };
    const BAD: Self = Self {
        status: StatusCode::BAD_REQUEST,
        kind: "BadRequestException",
    };

    /// The fault that SES has with this status.
    pub(super) fn of_status(status: u16) -> Option<Self> {
        let (status, kind) = match status {
            400 => (StatusCode::BAD_REQUEST, "MessageRejected"),
            429 => (StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException"),
            500 => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServiceErrorException",
            ),
            _ => return None,
        };
        Some(Self { status, kind })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let kind = [("x-amzn-errortype", self.kind)];
        (self.status, kind, Json(json!({ "message": self.kind }))).into_response()
    }
}

/// Takes a signed call with one recipient, a subject and both bodies. The signature is not computed
/// again: any credentials do here.
pub(super) fn read(headers: &HeaderMap, body: &str) -> Result<Sent, Refusal> {
    let signature = headers.get(header::AUTHORIZATION);
    let signature = signature.and_then(|value| value.to_str().ok());
    if !signature.is_some_and(|it| it.starts_with("AWS4-HMAC-SHA256 ") && it.contains("/ses/")) {
        return Err(Refusal::UNSIGNED);
    }
    let call: Call = serde_json::from_str(body).map_err(|_| Refusal::BAD)?;
    let message = call.content.simple;
    let [to] = <[String; 1]>::try_from(call.destination.to_addresses).map_err(|_| Refusal::BAD)?;
    let sent = Sent {
        from: call.from_email_address,
        to,
        subject: message.subject.data,
        text: message.body.text.data,
        html: message.body.html.data,
        headers: message.headers,
    };
    // What would begin another header.
    let is_line = |text: &String| !text.is_empty() && !text.contains(char::is_control);
    let own = sent.headers.iter().flat_map(|it| [&it.name, &it.value]);
    let lines = [&sent.from, &sent.to, &sent.subject];
    if !own.chain(lines).all(is_line) {
        return Err(Refusal::BAD);
    }
    Ok(sent)
}
