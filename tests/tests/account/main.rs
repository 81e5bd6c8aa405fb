//! What a customer does on the account page.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

mod changing;
mod choosing;
mod connecting;
mod leaving;
mod merging;
mod people;
