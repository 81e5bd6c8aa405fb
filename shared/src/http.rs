//! API Gateway's payload format 2.0 in and out: events, cookies, forms, answers and problems.

pub mod answer;
pub mod cookies;
pub mod cors;
pub mod credential;
pub mod event;
pub mod guard;
pub mod params;
pub mod serve;
mod source;
pub mod who;

pub use answer::{Answer, Site};
pub use cookies::CookieName;
pub use cors::Cors;
pub use event::Event;
pub use guard::{CSRF_FIELD, csrf_token};
pub use params::Params;
pub use serve::{Function, Handler};
pub use who::Who;
