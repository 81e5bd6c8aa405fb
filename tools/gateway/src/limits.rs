//! Sizes and times that API Gateway and Lambda enforce (their developer guides, "Quotas").

use std::{
    future::poll_fn,
    io::{self, Write},
    pin::pin,
    time::Duration,
};

use axum::body::Body;
use axum::body::HttpBody as _;
use axum::http::{header::CONTENT_LENGTH, request::Parts};
use serde_json::Value;

/// Request line and headers together. The guide counts header values; names are counted here too, so
/// what passes here passes there.
pub(crate) const HEAD_BYTES: usize = 10_240;
pub(crate) const BODY_BYTES: usize = 10 * 1024 * 1024;
/// A synchronous invocation's event, and its reply.
pub(crate) const PAYLOAD_BYTES: usize = 6 * 1024 * 1024;
pub(crate) const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a Lambda authorizer may take.
pub(crate) const AUTHORIZER_TIMEOUT: Duration = Duration::from_secs(10);

/// How much of an oversized body is read and thrown away, so that the client can read the 413.
const DRAINED_BYTES: usize = 4 * BODY_BYTES;

/// Size of the request line and headers as they were on the wire.
pub(crate) fn head_bytes(parts: &Parts) -> usize {
    let target = match (parts.uri.scheme_str(), parts.uri.authority()) {
        (Some(scheme), Some(authority)) => scheme.len() + "://".len() + authority.as_str().len(),
        _ => 0,
    } + parts
        .uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    let line = parts.method.as_str().len() + target + "  HTTP/1.1\r\n".len();
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    line + headers.sum::<usize>()
}

/// What was wrong with a request body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLarge,
    Broken,
}

/// Reads a body of at most [`BODY_BYTES`].
pub(crate) async fn read_body(parts: &Parts, body: Body) -> Result<Vec<u8>, BodyError> {
    let declared = parts
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > DRAINED_BYTES) {
        return Err(BodyError::TooLarge);
    }

    let mut body = pin!(body);
    let mut bytes = Vec::new();
    let mut seen = 0;
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let frame = frame.map_err(|_| BodyError::Broken)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        seen += data.len();
        if seen > DRAINED_BYTES {
            break;
        }
        if seen <= BODY_BYTES {
            bytes.extend_from_slice(&data);
        }
    }
    if seen > BODY_BYTES {
        return Err(BodyError::TooLarge);
    }
    Ok(bytes)
}

/// Whether a value, written as JSON, fits in an invocation.
pub(crate) fn fits_payload(value: &Value) -> bool {
    struct Room(usize);
    impl Write for Room {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(bytes.len())
                .ok_or(io::ErrorKind::FileTooLarge)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    serde_json::to_writer(Room(PAYLOAD_BYTES), value).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_counted_as_it_was_on_the_wire() {
        let wire = "GET /auth/session?a=1 HTTP/1.1\r\nhost: localhost\r\nx-a: b\r\n";
        let (parts, ()) = axum::http::Request::get("/auth/session?a=1")
            .header("host", "localhost")
            .header("x-a", "b")
            .body(())
            .unwrap()
            .into_parts();

        assert_eq!(head_bytes(&parts), wire.len());
    }

    #[test]
    fn a_payload_of_exactly_six_megabytes_fits() {
        let of = |bytes: usize| Value::String("x".repeat(bytes - 2));

        assert!(fits_payload(&of(PAYLOAD_BYTES)));
        assert!(!fits_payload(&of(PAYLOAD_BYTES + 1)));
    }
}
