//! What each route promises, whoever asks: one program, because each takes as long to link as all.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

mod amazon_faults;
mod answers;
mod app_sign_in;
mod authorizer;
mod cors;
mod integrating;
mod languages;
mod session_rotation;
mod sessions;
