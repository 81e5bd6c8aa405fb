//! `admin doctor`, the real binary against a local stack, and against what is wrong in many ways.
#![expect(clippy::unwrap_used, reason = "a test that can't go on ends")]

mod checkup;
#[path = "../engine/mod.rs"]
mod engine;
mod sites;
mod tables;
