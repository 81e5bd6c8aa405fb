//! Registration where mail is on: it waits for the proof of its mailbox.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

mod finishing;
mod guarding;
mod people;
