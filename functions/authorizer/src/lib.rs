//! Lambda authorizer of an HTTP API (payload format 2.0, simple response): lets a signed-in customer
//! through to the site's own routes, and tells these who it is.

use std::{error::Error as _, time::Instant};

use accounts::{
    clock::{Clock, SystemClock},
    config::{ConfigError, Vars},
    flow::{Context, session},
    http::{Event, Function, Site, Who, serve},
    store::{Store, dynamo::DynamoStore},
    token::{OsRandom, Random},
};
use serde::Serialize;
use serde_json::{Map, Value};

/// The function.
#[derive(Debug)]
pub struct Authorizer<S = DynamoStore, C = SystemClock, R = OsRandom> {
    site: Site,
    cx: Context<S, C, R>,
}

/// The simple response. API Gateway keeps it as long as the authorizer's cache says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Whether the request goes on; otherwise API Gateway answers 403.
    pub is_authorized: bool,
    /// Who it is, in the keys of `GET /auth/session`; what is not there is left out. A function
    /// finds it in `requestContext.authorizer.lambda`.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub context: Map<String, Value>,
}

/// Nobody can say who this is. The invocation fails: API Gateway answers 500, and keeps nothing, as
/// it would keep a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("who this is can't be said now")]
pub struct Unavailable;

impl Authorizer {
    /// Reads the settings of the table and of the policy, and opens the connection.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::new(vars.public_url()?);
        let store = DynamoStore::from_vars(vars)?;
        store.warm_up().await;
        Ok(Self::new(site, Context::new(store, vars.policy()?)))
    }
}

impl<S, C, R> Authorizer<S, C, R> {
    /// The function on these parts.
    pub const fn new(site: Site, cx: Context<S, C, R>) -> Self {
        Self { site, cx }
    }
}

impl<S: Store + 'static, C: Clock + 'static, R: Random + 'static> Function for Authorizer<S, C, R> {
    type Reply = Verdict;
    type Error = Unavailable;

    async fn call(&self, event: Event) -> Result<Verdict, Unavailable> {
        let started = Instant::now();
        // Boxed for the same reason as in `serve::answer`.
        let verdict = Box::pin(self.judge(&event)).await;
        tracing::info!(
            request.id = event.request_id(),
            // Never the path: it is the site's own, and may name somebody.
            http.route = event.route_key(),
            outcome = match &verdict {
                Ok(Verdict {
                    is_authorized: true,
                    ..
                }) => "allowed",
                Ok(_) => "denied",
                Err(Unavailable) => "unavailable",
            },
            duration_ms = serve::milliseconds_since(started),
            "authorized"
        );
        verdict
    }
}

impl<S: Store, C: Clock, R: Random> Authorizer<S, C, R> {
    async fn judge(&self, event: &Event) -> Result<Verdict, Unavailable> {
        let Ok(token) = self.site.cookies().credential_for_authorizer(event) else {
            return Ok(Verdict::default());
        };
        let found = session::check(&self.cx, &token).await.map_err(|error| {
            tracing::error!(%error, source = error.source().map(tracing::field::display), "the table has no answer");
            Unavailable
        })?;
        let Some((session, owner)) = found else {
            return Ok(Verdict::default());
        };
        let who = Who::new(&session, &owner, self.cx.policy.session_life);
        Ok(Verdict {
            is_authorized: true,
            context: who.context().map_err(|_| Unavailable)?,
        })
    }
}

#[cfg(test)]
mod tests;
