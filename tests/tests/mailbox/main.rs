//! What the reader of a mailbox can do, by letters.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

mod counting;
mod forgetting;
mod guarding;
mod linking;
mod moving;
mod people;
mod registering;
mod telling;
