//! Answers of hosts that are asked directly, read within bounds, and what became of a request that has
//! none.

use std::{future::poll_fn, pin::Pin};

use http::{HeaderMap, header::CONTENT_TYPE};
use hyper::body::{Body as _, Incoming};
use hyper_util::client::legacy;

use super::{ConnectTimeout, find};

/// The most that is read of an answer. Amazon's, and those of a site, are below 5 KB.
const MAX_BODY_LEN: usize = 64 * 1024;

/// Why a request has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// No connection within its limit.
    ConnectTimeout,
    /// No connection.
    NoConnection,
    /// The connection broke after the request, or a part of it, was written.
    Lost,
}

impl Unanswered {
    /// Says what kind of failure it was; the error itself may hold the address.
    pub(crate) fn of(error: &legacy::Error) -> Self {
        if find::<ConnectTimeout>(error).is_some() {
            Self::ConnectTimeout
        } else if error.is_connect() {
            Self::NoConnection
        } else {
            Self::Lost
        }
    }

    /// In words for a log.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::ConnectTimeout | Self::NoConnection => "no connection",
            Self::Lost => "the connection was lost",
        }
    }
}

/// Why a body is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is longer than any that is meant.
    TooLarge,
    /// It broke off.
    CutOff,
}

/// Reads up to the bound, whatever `Content-Length` says.
pub(crate) async fn read_body(mut incoming: Incoming) -> Result<Vec<u8>, Unread> {
    let mut body = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut incoming).poll_frame(cx)).await {
        let frame = frame.map_err(|_| Unread::CutOff)?;
        if let Ok(data) = frame.into_data() {
            if body.len() + data.len() > MAX_BODY_LEN {
                return Err(Unread::TooLarge);
            }
            body.extend_from_slice(&data);
        }
    }
    Ok(body)
}

/// `application/json` with any parameters: Amazon sends `application/json;charset UTF-8`.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
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
