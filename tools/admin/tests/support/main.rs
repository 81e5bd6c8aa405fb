//! `admin`'s commands for single accounts, the real binary against the embedded engine.
#![expect(clippy::unwrap_used, reason = "a test that can't go on ends")]

mod changing;
mod deleting;
mod desk;
#[path = "../engine/mod.rs"]
mod engine;
mod exporting;
mod relinking;
mod showing;
