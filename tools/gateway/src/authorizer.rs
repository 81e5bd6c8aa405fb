//! Lambda authorizers with simple responses, as the developer guide says in "Control access to HTTP
//! APIs with AWS Lambda authorizers".
//!
//! Identity sources have two uses there. A request that lacks one is refused with 401 and reaches
//! nothing. And their values, in order, are the key under which an answer, yes or no, is kept for
//! all routes that share the authorizer, unless the route is itself among them (`$context.routeKey`).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::http::{HeaderName, StatusCode, request::Parts};
use serde_json::{Map, Value, json};

use crate::{Function, Options, Route, event};

/// A Lambda authorizer of an HTTP API.
#[derive(Debug, PartialEq, Eq)]
pub struct Authorizer {
    pub(crate) name: String,
    pub(crate) function: Arc<Function>,
    pub(crate) identity_sources: Vec<IdentitySource>,
    pub(crate) ttl: Duration,
}

/// Where a value that an authorizer cannot do without stands in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentitySource {
    /// `$request.header.NAME`, whatever the case of the name.
    Header(HeaderName),
    /// `$request.querystring.NAME`.
    QueryString(String),
    /// `$context.routeKey`.
    RouteKey,
}

impl Authorizer {
    /// Where it is in the template: `Api.Auth.Authorizers.Session`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The function that decides.
    #[must_use]
    pub fn function(&self) -> &Arc<Function> {
        &self.function
    }

    /// What a request must have.
    #[must_use]
    pub fn identity_sources(&self) -> &[IdentitySource] {
        &self.identity_sources
    }

    /// How long an answer is kept; not at all if it is zero.
    #[must_use]
    pub const fn ttl(&self) -> Duration {
        self.ttl
    }

    /// The values of the identity sources; nothing if one of them is absent or empty.
    pub(crate) fn identity(&self, parts: &Parts, route: &Route) -> Option<Vec<String>> {
        let sources = self.identity_sources.iter();
        sources.map(|source| source.value(parts, route)).collect()
    }
}

impl IdentitySource {
    fn value(&self, parts: &Parts, route: &Route) -> Option<String> {
        let value = match self {
            Self::Header(name) => event::joined(&parts.headers, name),
            Self::QueryString(name) => {
                let query = parts.uri.query().unwrap_or_default();
                event::query_parameters(query).remove(name)?
            }
            Self::RouteKey => route.key().to_owned(),
        };
        Some(value).filter(|value| !value.is_empty())
    }
}

/// What an authorizer said.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Verdict {
    is_authorized: bool,
    context: Value,
}

impl Verdict {
    /// Reads a simple response; nothing if it is none.
    pub(crate) fn from_reply(reply: &Value) -> Option<Self> {
        let context = reply.get("context").unwrap_or(&Value::Null);
        Some(Self {
            is_authorized: reply.get("isAuthorized")?.as_bool()?,
            context: (context.is_object() || context.is_null()).then(|| context.clone())?,
        })
    }

    /// The context for `requestContext.authorizer.lambda`, or the refusal.
    pub(crate) fn context(self) -> Result<Value, StatusCode> {
        if self.is_authorized {
            Ok(self.context)
        } else {
            Err(StatusCode::FORBIDDEN)
        }
    }
}

/// Answers that are kept, by authorizer and identity.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<Key, (Instant, Verdict)>>);

type Key = (String, Vec<String>);

impl Cache {
    /// What was said of this identity not too long ago.
    pub(crate) fn find(
        &self,
        authorizer: &Authorizer,
        identity: &[String],
        now: Instant,
    ) -> Option<Verdict> {
        let key = (authorizer.name.clone(), identity.to_vec());
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, verdict) = kept.get(&key)?;
        (now < *until).then(|| verdict.clone())
    }

    /// Keeps an answer for the authorizer's time, and forgets all that are past theirs.
    pub(crate) fn keep(
        &self,
        authorizer: &Authorizer,
        identity: Vec<String>,
        verdict: &Verdict,
        now: Instant,
    ) {
        if authorizer.ttl.is_zero() || identity.is_empty() {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (until, _)| now < *until);
        let key = (authorizer.name.clone(), identity);
        kept.insert(key, (now + authorizer.ttl, verdict.clone()));
    }
}

/// The event for the authorizer: that of the request without its body, with who is asked about.
pub(crate) fn question(
    request: &Value,
    identity: &[String],
    options: &Options,
    stage: &str,
) -> Value {
    let mut question = request.as_object().cloned().unwrap_or_else(Map::new);
    question.remove("body");
    question.remove("isBase64Encoded");
    let http = &request["requestContext"]["http"];
    let route_arn = format!(
        "arn:aws:execute-api:{}:{}:{}/{stage}/{}{}",
        options.region,
        options.account_id,
        options.api_id,
        http["method"].as_str().unwrap_or_default(),
        http["path"].as_str().unwrap_or_default(),
    );
    question.insert("type".to_owned(), json!("REQUEST"));
    question.insert("routeArn".to_owned(), json!(route_arn));
    let identity = (!identity.is_empty()).then_some(identity);
    question.insert("identitySource".to_owned(), json!(identity));
    Value::Object(question)
}

#[cfg(test)]
mod tests;
