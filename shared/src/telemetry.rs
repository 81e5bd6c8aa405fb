//! Logs and metrics: JSON lines on Lambda, plain text elsewhere. Never a code, token, cookie, e-mail, name,
//! address, body or event.

use tracing_subscriber::{
    filter::LevelFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::Vars;

pub mod metrics;

/// What is logged: `RUST_LOG` or Lambda's `AWS_LAMBDA_LOG_LEVEL`, `INFO` without either, and never more
/// than `DEBUG`: at `TRACE` the AWS SDK writes whole replies, people and password hashes in them.
#[must_use]
pub fn level(vars: &Vars<'_>) -> LevelFilter {
    vars.optional("RUST_LOG")
        .or_else(|| vars.optional("AWS_LAMBDA_LOG_LEVEL"))
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::INFO)
        .min(LevelFilter::DEBUG)
}

/// Starts logging: JSON to standard output, plain lines to standard error, as
/// `AWS_LAMBDA_LOG_FORMAT=JSON` says, up to [`level`]. A second call does nothing.
pub fn init(vars: &Vars<'_>) {
    let registry = tracing_subscriber::registry().with(level(vars));
    // Lambda adds its own time to plain lines; a JSON line needs one of its own.
    let started = if is_json(vars) {
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

/// Whether logs are JSON lines, as on Lambda.
fn is_json(vars: &Vars<'_>) -> bool {
    vars.optional("AWS_LAMBDA_LOG_FORMAT").as_deref() == Some("JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_set_by_either_name_and_stops_at_debug() {
        let level = |name: &'static str, value: &'static str| {
            level(&Vars::from_fn(|asked| {
                (asked == name).then(|| value.to_owned())
            }))
        };

        assert_eq!(level("OTHER", ""), LevelFilter::INFO);
        assert_eq!(level("RUST_LOG", "warn"), LevelFilter::WARN);
        assert_eq!(level("AWS_LAMBDA_LOG_LEVEL", "DEBUG"), LevelFilter::DEBUG);
        assert_eq!(level("RUST_LOG", "accounts=debug"), LevelFilter::INFO);
        for name in ["RUST_LOG", "AWS_LAMBDA_LOG_LEVEL"] {
            assert_eq!(level(name, "TRACE"), LevelFilter::DEBUG);
        }
    }
}
