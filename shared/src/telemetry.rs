//! Logs: JSON lines on Lambda, plain text elsewhere. Never a code, token, cookie, e-mail, name,
//! address, body or event.

use tracing_subscriber::{
    filter::LevelFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::Vars;

/// Starts logging: JSON to standard output, plain lines to standard error. `RUST_LOG` or Lambda's `AWS_LAMBDA_LOG_LEVEL` set the level;
/// `AWS_LAMBDA_LOG_FORMAT=JSON` the form. A second call does nothing.
pub fn init(vars: &Vars<'_>) {
    let level = vars
        .optional("RUST_LOG")
        .or_else(|| vars.optional("AWS_LAMBDA_LOG_LEVEL"))
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::INFO);
    let registry = tracing_subscriber::registry().with(level);
    let json = vars.optional("AWS_LAMBDA_LOG_FORMAT").as_deref() == Some("JSON");
    // Lambda adds its own time to plain lines; a JSON line needs one of its own.
    let started = if json {
        registry
            .with(
                fmt::layer()
                    .json()
                    .flatten_event(true)
                    .with_span_list(false),
            )
            .try_init()
    } else {
        registry
            .with(
                fmt::layer()
                    .without_time()
                    .with_ansi(false)
                    .with_writer(std::io::stderr),
            )
            .try_init()
    };
    drop(started);
}
