//! The race explorer: the very flows that the functions run, over a store in memory, where every
//! call is a point at which another task may go on, and can fail before it acts, after it acted, be
//! delivered twice, or be the last thing that its process ever does. Time is the explorer's.
//!
//! Small races are gone through exhaustively: every order of every call, with every fault. Larger
//! ones by random schedules from a seed that is printed when one fails; `EXPLORER_SEED=n` begins
//! there. `docs/decisions/0008` says why this is a small explorer of our own.
#![cfg(test)]
#![expect(
    clippy::unnecessary_wraps,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

mod ask;
mod books;
mod by_mail;
mod by_password;
mod changes;
mod choosing;
mod ended;
mod flaws;
mod gate;
mod gated;
mod ghost;
mod invariants;
mod operating;
mod owner;
mod races;
mod registration;
mod run;
mod scenario;
mod search;
