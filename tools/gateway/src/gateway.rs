//! From a request to a function and back.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::{Method, StatusCode, request::Parts};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    middleware::{self, Next},
    response::Response,
};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    Authorizer, Function, Invoke, InvokeError, Match, Outcome, Route, Routes,
    authorizer::{self, Verdict},
    event::{self, STAGE, Stamp},
    limits::{self, BodyError},
    response,
};

/// What a gateway says about itself in events.
#[derive(Debug, Clone)]
pub struct Options {
    /// `requestContext.accountId`.
    pub account_id: String,
    /// `requestContext.apiId`.
    pub api_id: String,
    /// The Region in ARNs.
    pub region: String,
    /// `x-forwarded-proto`: `http`, or `https` behind a proxy that ends TLS. A client's own is overwritten.
    pub scheme: String,
    /// How long a client waits at most: 30 s, which API Gateway does not raise.
    pub integration_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            account_id: "123456789012".to_owned(),
            api_id: "local".to_owned(),
            region: "us-east-1".to_owned(),
            scheme: "http".to_owned(),
            integration_timeout: limits::INTEGRATION_TIMEOUT,
        }
    }
}

/// An HTTP API: routes, and what runs the functions behind them.
#[derive(Debug)]
pub struct Gateway<I> {
    routes: Routes,
    invoke: Arc<I>,
    options: Options,
    fallback: Option<Router>,
}

impl<I: Invoke> Gateway<I> {
    /// A gateway that answers 404 to whatever no route knows.
    pub fn new(routes: Routes, invoke: I, options: Options) -> Self {
        Self {
            routes,
            invoke: Arc::new(invoke),
            options,
            fallback: None,
        }
    }

    /// Sends requests whose path no route knows to `site` instead, as CloudFront would on the site's host.
    /// A known path under another method is still the API's: 404.
    #[must_use]
    pub fn with_fallback(mut self, site: Router) -> Self {
        self.fallback = Some(site);
        self
    }

    /// The service. Without [`serve`](crate::serve) it must be given the peer's address as
    /// [`ConnectInfo<SocketAddr>`]; a request without one seems to come from 127.0.0.1.
    pub fn router(mut self) -> Router {
        let has_site = self.fallback.is_some();
        let site = self.fallback.take().unwrap_or_default();
        let api = Arc::new(Api {
            routes: self.routes,
            invoke: self.invoke,
            options: self.options,
            authorized: authorizer::Cache::default(),
            has_site,
        });
        site.layer(middleware::from_fn_with_state(api, answer::<I>))
    }
}

struct Api<I> {
    routes: Routes,
    invoke: Arc<I>,
    options: Options,
    authorized: authorizer::Cache,
    has_site: bool,
}

async fn answer<I: Invoke>(
    State(api): State<Arc<Api<I>>>,
    request: Request,
    next: Next,
) -> Response {
    let outcome = api.routes.find(request.method(), request.uri().path());
    if matches!(outcome, Outcome::Unknown) && api.has_site {
        return next.run(request).await;
    }
    let stamp = Stamp::new();
    let (parts, body) = request.into_parts();
    match api.respond(&parts, body, outcome, &stamp).await {
        Ok(response) => response,
        Err(status) => response::error(status, &stamp.request_id),
    }
}

impl<I: Invoke> Api<I> {
    /// The response, or the status of the gateway's own answer.
    async fn respond(
        &self,
        parts: &Parts,
        body: Body,
        outcome: Outcome<'_>,
        stamp: &Stamp,
    ) -> Result<Response, StatusCode> {
        if limits::head_bytes(parts) > limits::HEAD_BYTES {
            return Err(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        }
        let host = event::host(parts).ok_or(StatusCode::BAD_REQUEST)?;
        let Outcome::Found(matched) = outcome else {
            return Err(StatusCode::NOT_FOUND);
        };
        let body = limits::read_body(parts, body)
            .await
            .map_err(|error| match error {
                BodyError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
                BodyError::Broken => StatusCode::BAD_REQUEST,
            })?;
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or((Ipv4Addr::LOCALHOST, 0).into(), |peer| peer.0);

        let mut event = event::build(parts, &body, &matched, &host, peer, &self.options, stamp)
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        if !limits::fits_payload(&event) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        if let Some(authorizer) = matched.route.authorizer() {
            let context = self.authorize(authorizer, parts, &matched, &event).await?;
            event["requestContext"]["authorizer"] = json!({ "lambda": context });
        }
        let limit = (matched.route.integration_timeout).unwrap_or(self.options.integration_timeout);
        let reply = self
            .call(matched.route, matched.route.function(), event, limit)
            .await?;
        response::from_reply(reply, &stamp.request_id).map_err(|malformed| {
            log_failure(matched.route, &parts.method, &malformed);
            StatusCode::INTERNAL_SERVER_ERROR
        })
    }

    /// What the authorizer says of the request's person: the context for the function, or the status
    /// of a refusal. An authorizer that fails opens nothing, and nothing is kept of it.
    async fn authorize(
        &self,
        authorizer: &Authorizer,
        parts: &Parts,
        matched: &Match<'_>,
        event: &Value,
    ) -> Result<Value, StatusCode> {
        let identity = authorizer
            .identity(parts, matched.route)
            .ok_or(StatusCode::UNAUTHORIZED)?;
        if let Some(verdict) = self.authorized.find(authorizer, &identity, Instant::now()) {
            return verdict.context();
        }
        let question = authorizer::question(event, &identity, &self.options, STAGE);
        let (function, limit) = (authorizer.function(), limits::AUTHORIZER_TIMEOUT);
        let reply = self.call(matched.route, function, question, limit).await;
        let reply = reply.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        let Some(verdict) = Verdict::from_reply(&reply) else {
            let (route, authorizer) = (matched.route.key(), authorizer.name());
            tracing::error!(route, authorizer, "authorizer's reply is malformed");
            return Err(StatusCode::INTERNAL_SERVER_ERROR);
        };
        let now = Instant::now();
        self.authorized.keep(authorizer, identity, &verdict, now);
        verdict.context()
    }

    async fn call(
        &self,
        route: &Route,
        function: &Arc<Function>,
        event: Value,
        limit: Duration,
    ) -> Result<Value, StatusCode> {
        let invoke = Arc::clone(&self.invoke);
        let function = Arc::clone(function);
        // A task of its own: neither a client that leaves nor the gateway's own limit stops a function.
        let call = tokio::spawn(async move {
            let reply = if invoke.ends_at_timeout() {
                invoke.invoke(&function, event).await?
            } else {
                timeout(function.timeout, invoke.invoke(&function, event))
                    .await
                    .map_err(|_| InvokeError::TimedOut(function.timeout))??
            };
            if limits::fits_payload(&reply) {
                Ok(reply)
            } else {
                Err(InvokeError::ReplyTooLarge)
            }
        });
        match timeout(limit, call).await {
            Ok(Ok(Ok(reply))) => Ok(reply),
            Ok(Ok(Err(error))) => {
                tracing::error!(
                    route = route.key(),
                    error = chain(&error),
                    "function gave no reply"
                );
                Err(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Ok(Err(_panicked)) => {
                tracing::error!(route = route.key(), "function panicked");
                Err(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Err(_elapsed) => {
                tracing::error!(route = route.key(), "integration timed out after {limit:?}");
                Err(StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }
}

fn log_failure(route: &Route, method: &Method, error: &dyn std::error::Error) {
    tracing::error!(route = route.key(), %method, error = chain(error), "function's reply is malformed");
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
