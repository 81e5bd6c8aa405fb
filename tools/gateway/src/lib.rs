//! A local API Gateway HTTP API (payload format 2.0) in front of Lambda functions.
//!
//! [`Routes`] reads the routes from `template.yaml`, [`Gateway`] turns each request into the event that
//! API Gateway would send and the function's reply into HTTP, asks the [`Authorizer`] of a guarded route first,
//! and [`Invoke`] is how a function is reached:
//! in this process, or through [`runtime_api::Functions`], which runs the release binaries as Lambda does.
//! [`serve`] listens with the limits of API Gateway instead of those of an HTTP library.
//!
//! Behaviour follows the API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs",
//! and, where the guide is silent, what others measured on the real service; the items say which.

mod authorizer;
mod clock;
mod event;
mod gateway;
mod ids;
mod invoke;
mod limits;
mod response;
mod routes;
mod server;
mod template;

pub mod runtime_api;

pub use authorizer::{Authorizer, IdentitySource};
pub use gateway::{Gateway, Options};
pub use invoke::{Invoke, InvokeError};
pub use routes::{Match, Outcome, Route, Routes};
pub use server::serve;
pub use template::{Function, TemplateError};
