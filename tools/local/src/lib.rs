//! The local stack: an embedded DynamoDB engine, the Login with Amazon emulator, a gateway with the
//! routes of `template.yaml`, the very handlers that Lambda runs, and a small sample site. One
//! process, loopback only, nothing else to install.

mod customers;
mod deployed;
mod engine;
mod functions;
mod options;
mod outbox;
mod settings;
mod site;
mod stack;

pub use options::Options;
pub use stack::{Stack, StartError};
