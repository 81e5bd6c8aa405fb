//! What happened in one request, in plain words, from the functions' log lines.
//!
//! The table knows nothing of requests, and it could not be asked for one without reading all of it;
//! the logs are where a request's id stands (docs/logging.md). So the lines are brought here by the
//! AWS command line, or from a file, and nothing else is needed.

mod advice;
mod lines;

use std::{
    fmt,
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use accounts::problem::Code;
use serde::Serialize;

use self::lines::{Answered, Lines};
use crate::{cli::ExplainArgs, failure::Failure};

/// What is known about a request.
#[derive(Debug, Serialize)]
pub(crate) struct Explanation {
    request_id: String,
    at: Option<String>,
    /// Method and path, or the key of a route behind the authorizer.
    route: Option<String>,
    status: Option<u16>,
    /// `ok` or the problem's code; of an authorizer `allowed`, `denied`, `unavailable`.
    outcome: Option<String>,
    duration_ms: Option<u64>,
    /// What came of it, in a sentence.
    summary: String,
    /// What the functions noted meanwhile, oldest first.
    meanwhile: Vec<String>,
    /// Accounts that it had to do with.
    account_ids: Vec<String>,
    /// What the customer read.
    customer_saw: Option<String>,
    /// What to do.
    advice: String,
}

/// Explains a request.
pub(crate) fn explain(args: &ExplainArgs) -> Result<Explanation, Failure> {
    let lines = if args.log_file == Path::new("-") {
        read(io::stdin().lock(), &args.request_id)
    } else {
        File::open(&args.log_file)
            .map(BufReader::new)
            .and_then(|file| read(file, &args.request_id))
    };
    let lines = lines.map_err(Failure::file(&args.log_file))?;
    if lines.read == 0 {
        return Err(Failure::Refused(
            "there is no JSON log line in what was given".to_owned(),
        ));
    }
    if lines.is_empty() {
        return Err(Failure::Refused(format!(
            "none of the {} lines is about this request. Either they are of another time or another \
             function, or API Gateway answered it without asking a function (404 for an unknown \
             route, 413, 429, 431)",
            lines.read
        )));
    }
    Ok(Explanation::of(&args.request_id, &lines))
}

/// Reads lines, in whatever order; one that is not UTF-8 or not JSON is not one of ours.
fn read(mut from: impl BufRead, request_id: &str) -> io::Result<Lines> {
    let mut lines = Lines::about(request_id);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line)? > 0 {
        lines.add(&String::from_utf8_lossy(&line));
        line.clear();
    }
    lines.close();
    Ok(lines)
}

impl Explanation {
    fn of(request_id: &str, lines: &Lines) -> Self {
        let unanswered = Self {
            request_id: request_id.to_owned(),
            at: None,
            route: None,
            status: None,
            outcome: None,
            duration_ms: None,
            summary: "no answer was logged: the function was ended before it had one".to_owned(),
            meanwhile: lines.meanwhile(),
            account_ids: lines.account_ids(),
            customer_saw: Some(
                "An error page of API Gateway (500 or 503), or nothing. A later try ends properly: \
                 nothing was left half done."
                    .to_owned(),
            ),
            advice: lines.platform_advice().to_owned(),
        };
        match &lines.answered {
            None => unanswered,
            Some(answered) => unanswered.answered(answered),
        }
    }

    fn answered(self, answered: &Answered) -> Self {
        let code = Code::parse(&answered.outcome);
        let (summary, customer_saw) = match code {
            Some(code) => (
                format!("it ended in {}: {}", code.as_str(), code.title()),
                Some(code.detail().to_owned()),
            ),
            None => (advice::summary(&answered.outcome).to_owned(), None),
        };
        let advice = code.map_or_else(|| advice::of_outcome(&answered.outcome), advice::of_problem);
        Self {
            at: answered.at.clone(),
            route: Some(answered.route.clone()),
            status: answered.status,
            outcome: Some(answered.outcome.clone()),
            duration_ms: answered.duration_ms,
            summary,
            customer_saw,
            advice: advice.to_owned(),
            ..self
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.request_id)?;
        if let Some(route) = &self.route {
            write!(f, "  {route}")?;
        }
        if let Some(status) = self.status {
            write!(f, "  {status}")?;
        }
        if let Some(at) = &self.at {
            write!(f, "  {at}")?;
        }
        if let Some(ms) = self.duration_ms {
            write!(f, "  {ms} ms")?;
        }
        write!(f, "\nWhat happened: {}", self.summary)?;
        for noted in &self.meanwhile {
            write!(f, "\n  {noted}")?;
        }
        if let Some(saw) = &self.customer_saw {
            write!(f, "\nThe customer read: {saw}")?;
        }
        write!(f, "\nWhat to do: {}", self.advice)?;
        for id in &self.account_ids {
            write!(f, "\nMore: admin events {id}")?;
        }
        Ok(())
    }
}
