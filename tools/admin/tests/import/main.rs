//! `admin import`, the real binary against the embedded engine.
#![expect(clippy::unwrap_used, reason = "a test that can't go on ends")]

#[path = "../engine/mod.rs"]
mod engine;
mod exports;
mod files;
mod formats;
mod many;
mod rejecting;
mod resuming;
mod site;
mod table;
