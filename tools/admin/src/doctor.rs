//! Checks a table and, where given, a deployed site, and says for each what is so and what to do.
//! Reads only: nothing is written, nobody is signed in.

mod amazon;
mod answer;
mod clock;
mod http;
mod site;
mod table;

use std::fmt;

use serde::Serialize;

use crate::{
    cli::{DoctorArgs, Global},
    connection::Connection,
    failure::Failure,
};

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    /// As it should be.
    Ok,
    /// It works, and will bite some day.
    Warning,
    /// It does not work, or is not safe.
    Problem,
    /// It cannot be told from here.
    Unknown,
}

/// What a check found.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// What was looked at, e.g. `table.ttl`.
    check: String,
    level: Level,
    /// What is so, in a sentence.
    message: String,
    /// What to do about it.
    advice: Option<String>,
}

impl Finding {
    fn ok(check: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            check: check.into(),
            level: Level::Ok,
            message: message.into(),
            advice: None,
        }
    }

    fn of(
        level: Level,
        check: impl Into<String>,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            check: check.into(),
            level,
            message: message.into(),
            advice: Some(advice.into()),
        }
    }
}

/// All findings.
#[derive(Debug, Serialize)]
pub(crate) struct Checkup {
    findings: Vec<Finding>,
}

impl Checkup {
    /// Whether something is to be done.
    pub(crate) fn has_findings(&self) -> bool {
        self.count(Level::Warning) + self.count(Level::Problem) > 0
    }

    fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|it| it.level == level).count()
    }
}

/// Checks the table, if one is named, and the site, if one is given.
pub(crate) async fn examine(global: &Global, args: &DoctorArgs) -> Result<Checkup, Failure> {
    let http = http::client()?;
    let mut findings = Vec::new();
    // A site can be checked from where nobody may see the table.
    if global.table.is_some() || args.url.is_none() {
        let connection = Connection::open(global).await?;
        table::examine(&connection, &mut findings).await;
        let address = &connection.address;
        clock::examine(&http, "clock.table", "DynamoDB", address, &mut findings).await;
    }
    if let Some(url) = &args.url {
        site::examine(&http, url, &mut findings).await;
    }
    Ok(Checkup { findings })
}

impl fmt::Display for Checkup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let level = match finding.level {
                Level::Ok => "ok",
                Level::Warning => "WARNING",
                Level::Problem => "PROBLEM",
                Level::Unknown => "unknown",
            };
            writeln!(f, "{level:<8} {:<27} {}", finding.check, finding.message)?;
            if let Some(advice) = &finding.advice {
                writeln!(f, "{:<36} → {advice}", "")?;
            }
        }
        let counts =
            [Level::Problem, Level::Warning, Level::Unknown].map(|level| self.count(level));
        let [problems, warnings, unknown] = counts;
        write!(
            f,
            "problems: {problems}, warnings: {warnings}, not to be told here: {unknown}"
        )
    }
}
