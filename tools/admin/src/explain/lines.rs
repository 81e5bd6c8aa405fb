//! The lines about one request, among all others.
//!
//! `answered` and `authorized` carry API Gateway's request id. What else a function notes carries only
//! Lambda's id of the invocation, in its span: the two are joined by the line that has both. Lambda's
//! own lines (`platform.report`) have that id, too.

use std::collections::BTreeSet;

use serde_json::Value;

/// A function's last word on a request.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) at: Option<String>,
    pub(super) route: String,
    pub(super) status: Option<u16>,
    pub(super) outcome: String,
    pub(super) duration_ms: Option<u64>,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Lines {
    request_id: String,
    /// JSON lines that were read.
    pub(super) read: usize,
    pub(super) answered: Option<Answered>,
    invocation: Option<String>,
    /// Lines that have no request id: few, since most requests leave one line.
    others: Vec<Value>,
}

impl Lines {
    /// None yet, about this request: API Gateway's id, or Lambda's.
    pub(super) fn about(request_id: &str) -> Self {
        Self {
            request_id: request_id.to_owned(),
            read: 0,
            answered: None,
            invocation: None,
            others: Vec::new(),
        }
    }

    /// Takes a line; before its JSON anything may stand, such as a time or a stream's name.
    pub(super) fn add(&mut self, line: &str) {
        let Some(begin) = line.find('{') else {
            return;
        };
        let Ok(line) = serde_json::from_str::<Value>(line[begin..].trim_end()) else {
            return;
        };
        self.read += 1;
        if line["request.id"].is_null() {
            if invocation(&line).is_some() {
                self.others.push(line);
            }
        } else if line["request.id"] == self.request_id.as_str()
            || invocation(&line) == Some(&self.request_id)
        {
            self.invocation = invocation(&line).map(str::to_owned);
            self.answered = Some(Answered::read(&line));
        }
    }

    /// All lines are here: keeps those of the same invocation.
    pub(super) fn close(&mut self) {
        let wanted = self.invocation.as_ref().unwrap_or(&self.request_id);
        self.others.retain(|line| invocation(line) == Some(wanted));
        self.others.sort_by_cached_key(time);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.answered.is_none() && self.others.is_empty()
    }

    /// What was noted, each with its reason where it has one.
    pub(super) fn meanwhile(&self) -> Vec<String> {
        let noted = self.others.iter().filter_map(|line| {
            let message = line["message"].as_str()?;
            let reasons = ["error", "source"].into_iter();
            let reasons: Vec<_> = reasons.filter_map(|name| line[name].as_str()).collect();
            let level = line["level"].as_str().unwrap_or_default().to_lowercase();
            let text = [&[message], reasons.as_slice()].concat().join(": ");
            Some(format!("{level}: {text}"))
        });
        let platform = self.others.iter().filter_map(|line| {
            let status = line["record"]["status"].as_str()?;
            Some(format!("Lambda: the invocation ended with status {status}"))
        });
        noted.chain(platform).collect()
    }

    pub(super) fn account_ids(&self) -> Vec<String> {
        let ids = self.others.iter();
        let ids: BTreeSet<_> = ids
            .filter_map(|line| line["account.id"].as_str())
            .map(str::to_owned)
            .collect();
        ids.into_iter().collect()
    }

    /// What to do when there is no answer: Lambda says how the invocation ended.
    pub(super) fn platform_advice(&self) -> &'static str {
        let ended_with = |status: &str| {
            let mut records = self.others.iter().map(|line| &line["record"]["status"]);
            records.any(|it| it == status)
        };
        if ended_with("timeout") {
            "The function ran into its time-out: look whether the table or Amazon were slow at that \
             time. If it goes on, see the alarms."
        } else if ended_with("error") || ended_with("failure") {
            "The function crashed: that is a defect. Keep these lines and report it."
        } else {
            "Get the lines of a minute later, too: the answer may just not be among these."
        }
    }
}

impl Answered {
    fn read(line: &Value) -> Self {
        let text = |name: &str| line[name].as_str();
        let route = match (text("http.method"), text("http.path"), text("http.route")) {
            (Some(method), Some(path), _) => format!("{method} {path}"),
            (_, _, Some(route)) => format!("the authorizer, before {route}"),
            _ => "an unnamed route".to_owned(),
        };
        Self {
            at: Some(time(line)).filter(|at| !at.is_empty()),
            route,
            status: (line["http.status"].as_u64()).and_then(|status| u16::try_from(status).ok()),
            outcome: text("outcome").unwrap_or_default().to_owned(),
            duration_ms: line["duration_ms"].as_u64(),
        }
    }
}

/// Lambda's id of the invocation that a line is of.
fn invocation(line: &Value) -> Option<&str> {
    let span = line["span"]["requestId"].as_str();
    span.or_else(|| line["record"]["requestId"].as_str())
}

fn time(line: &Value) -> String {
    let at = line["timestamp"].as_str().or_else(|| line["time"].as_str());
    at.unwrap_or_default().to_owned()
}
