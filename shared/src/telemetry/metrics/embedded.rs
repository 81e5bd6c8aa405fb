//! Counters of the `metrics` facade, written in the embedded metric format.

use std::{fmt, io};

use metrics_cloudwatch_embedded::{Builder, Collector};

use super::Metric;
use crate::{config::Vars, telemetry::is_json};

/// The namespace of all of them; the function's own name, which begins with its stack's, tells
/// deployments apart.
const NAMESPACE: &str = "Accounts";

/// Counts one.
pub fn count(metric: Metric) {
    metrics::counter!(metric.name()).increment(1);
}

/// Counts an answer by its outcome.
pub fn count_answer(outcome: &'static str) {
    metrics::counter!(Metric::Answers.name(), "Outcome" => outcome).increment(1);
}

/// What a function has counted since it was last written.
#[derive(Clone, Copy)]
pub struct Metrics(Option<&'static Collector>);

impl Metrics {
    /// Begins to collect on Lambda, where logs are JSON lines; elsewhere nobody reads them. A second
    /// call collects nothing.
    #[must_use]
    pub fn start(vars: &Vars<'_>) -> Self {
        let function = vars.optional("AWS_LAMBDA_FUNCTION_NAME");
        Self(function.filter(|_| is_json(vars)).and_then(|function| {
            let builder = Builder::new().cloudwatch_namespace(NAMESPACE);
            builder.with_dimension("Function", function).init().ok()
        }))
    }

    /// Writes what was counted, if anything was: a line for each set of dimensions.
    pub fn write(self) {
        let Some(collector) = self.0 else {
            return;
        };
        if let Err(error) = collector.flush(io::stdout().lock()) {
            tracing::warn!(%error, "metrics could not be written");
        }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Metrics").field(&self.0.is_some()).finish()
    }
}
