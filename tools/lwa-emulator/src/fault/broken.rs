//! A response body that need not end well.

use std::{
    collections::VecDeque,
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes, HttpBody};
use http_body::Frame;
use tokio::time::{Sleep, sleep};

/// What a reader needs to get the first part before the connection goes down.
const BEFORE_THE_BREAK: Duration = Duration::from_millis(20);

/// Chunks, then an end or a break. A body that breaks makes the server close the connection.
struct Chunks {
    left: VecDeque<Bytes>,
    end: End,
}

enum End {
    Well,
    /// At the first poll, before the server has flushed the head.
    BreakNow,
    BreakAfter(Pin<Box<Sleep>>),
}

/// Sends the chunks without a length and ends.
pub(super) fn stream(chunks: impl IntoIterator<Item = Bytes>) -> Body {
    Body::new(Chunks {
        left: chunks.into_iter().collect(),
        end: End::Well,
    })
}

/// Sends the first part and breaks off.
pub(super) fn cut(first_part: Bytes) -> Body {
    Body::new(Chunks {
        left: VecDeque::from([first_part]),
        end: End::BreakAfter(Box::pin(sleep(BEFORE_THE_BREAK))),
    })
}

/// Breaks off before the first byte, status line included.
pub(super) fn dropped() -> Body {
    Body::new(Chunks {
        left: VecDeque::new(),
        end: End::BreakNow,
    })
}

impl HttpBody for Chunks {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(chunk) = self.left.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        match &mut self.end {
            End::Well => Poll::Ready(None),
            End::BreakNow => Poll::Ready(Some(Err(broken_off()))),
            End::BreakAfter(pause) => pause
                .as_mut()
                .poll(context)
                .map(|()| Some(Err(broken_off()))),
        }
    }
}

fn broken_off() -> io::Error {
    io::Error::other("broken off on demand")
}
