//! Metrics, in AWS's embedded metric format: one more line beside what a request logged
//! (docs/decisions/0014). Where nothing collects them, counting does nothing.

use std::io;

use metrics_cloudwatch_embedded::{Builder, Collector};

use super::is_json;
use crate::config::Vars;

/// The namespace of all of them; the function's own name, which begins with its stack's, tells
/// deployments apart.
const NAMESPACE: &str = "Accounts";

/// What is counted, besides every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Every answer, by its outcome.
    Answers,
    /// Somebody was signed in.
    SignedIn,
    /// An account was made at a first sign-in with Amazon.
    AccountCreated,
    /// An account was made with a password.
    AccountRegistered,
    /// An Amazon account opens an account that was there.
    IdentityLinked,
    /// Amazon refuses our client id or secret.
    AmazonRefusesClient,
    /// Amazon did not answer in time.
    AmazonTimeout,
    /// Amazon gave no profile, for this reason or another.
    AmazonFault,
}

impl Metric {
    /// Its name, which alarms and dashboard look for.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answers => "Answers",
            Self::SignedIn => "SignedIn",
            Self::AccountCreated => "AccountCreated",
            Self::AccountRegistered => "AccountRegistered",
            Self::IdentityLinked => "IdentityLinked",
            Self::AmazonRefusesClient => "AmazonRefusesClient",
            Self::AmazonTimeout => "AmazonTimeout",
            Self::AmazonFault => "AmazonFault",
        }
    }
}

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

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Metrics").field(&self.0.is_some()).finish()
    }
}
