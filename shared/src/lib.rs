//! Login with Amazon beside a site's own accounts: finds, creates and links accounts without ever
//! letting anybody into somebody else's, or giving anybody two.
//!
//! Data flows one way: a function's handler calls [`flow`], which reads from [`store`] and
//! [`amazon`], lets [`domain::decide`] decide, and writes with conditions. [`http`] and [`pages`]
//! turn what came of it into an answer.

pub mod amazon;
pub mod clock;
pub mod config;
pub mod domain;
pub mod existing;
pub mod flow;
pub mod http;
#[cfg(feature = "aws")]
mod https;
pub mod mail;
pub mod pages;
#[cfg(feature = "password")]
pub mod password;
pub mod problem;
pub mod store;
#[cfg(feature = "secrets")]
pub mod stored_secret;
pub mod telemetry;
pub mod token;
