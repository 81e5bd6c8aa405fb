//! The event of payload format 2.0.
//!
//! The shape is that of the developer guide, "Create AWS Lambda proxy integrations for HTTP APIs", and of
//! the sample in the Lambda guide, "Invoking a Lambda function using an Amazon API Gateway endpoint". What
//! neither says was measured by others: which bodies come as text (ministack pull request 766), and that
//! `rawPath` is decoded and ends at a decoded `?` (honojs/hono issue 2156, middleapi/standard-server pull
//! request 93).

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
};

use axum::http::{
    HeaderMap, Version,
    header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderName, USER_AGENT},
    request::Parts,
    uri::Authority,
};
use data_encoding::BASE64;
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{Match, Options, clock, ids, response::is_hop_by_hop, routes};

/// The one stage there is.
pub(crate) const STAGE: &str = "$default";

/// What the gateway adds to a request, apart so that tests can fix it.
#[derive(Debug)]
pub(crate) struct Stamp {
    pub(crate) request_id: String,
    pub(crate) trace_id: String,
    pub(crate) now: OffsetDateTime,
}

impl Stamp {
    pub(crate) fn new() -> Self {
        let now = clock::now();
        Self {
            request_id: ids::gateway_request(),
            trace_id: ids::trace_root(now),
            now,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    version: &'static str,
    route_key: &'a str,
    raw_path: &'a str,
    raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<String>,
    headers: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query_string_parameters: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    path_parameters: &'a BTreeMap<String, String>,
    request_context: RequestContext<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    account_id: &'a str,
    api_id: &'a str,
    domain_name: &'a str,
    domain_prefix: &'a str,
    http: HttpContext<'a>,
    request_id: &'a str,
    route_key: &'a str,
    stage: &'static str,
    time: String,
    time_epoch: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HttpContext<'a> {
    method: &'a str,
    path: &'a str,
    protocol: &'static str,
    source_ip: String,
    user_agent: String,
}

/// The host that a request names, if it could be one of an API.
pub(crate) fn host(parts: &Parts) -> Option<Authority> {
    let named = match parts.uri.authority() {
        Some(authority) => authority.clone(),
        None => parts.headers.get(HOST)?.to_str().ok()?.parse().ok()?,
    };
    (!named.host().is_empty() && !named.as_str().contains('@')).then_some(named)
}

/// Builds the event. `host` is what [`host`] found.
pub(crate) fn build(
    parts: &Parts,
    body: &[u8],
    matched: &Match<'_>,
    host: &Authority,
    peer: SocketAddr,
    options: &Options,
    stamp: &Stamp,
) -> serde_json::Result<Value> {
    let path = routes::decode(parts.uri.path());
    let path = path.split('?').next().unwrap_or_default();
    let query = parts.uri.query().unwrap_or_default();
    let domain = host.host();
    let source_ip = peer.ip().to_canonical();
    let (text, is_base64_encoded) = encode_body(&parts.headers, body);
    serde_json::to_value(Event {
        version: "2.0",
        route_key: matched.route.key(),
        raw_path: path,
        raw_query_string: query,
        cookies: cookies(&parts.headers),
        headers: headers(parts, body.len(), host, source_ip, options, stamp),
        query_string_parameters: query_parameters(query),
        path_parameters: &matched.path_parameters,
        request_context: RequestContext {
            account_id: &options.account_id,
            api_id: &options.api_id,
            domain_name: domain,
            domain_prefix: domain.split('.').next().unwrap_or(domain),
            http: HttpContext {
                method: parts.method.as_str(),
                path,
                protocol: protocol(parts.version),
                source_ip: source_ip.to_string(),
                user_agent: joined(&parts.headers, &USER_AGENT),
            },
            request_id: &stamp.request_id,
            route_key: matched.route.key(),
            stage: STAGE,
            time: log_time(stamp.now),
            time_epoch: clock::epoch_ms(stamp.now),
        },
        body: text,
        is_base64_encoded,
    })
}

/// All values of a header, with commas between them.
pub(crate) fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let values: Vec<_> = headers
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect();
    values.join(",")
}

/// Cookies are in the `cookies` array alone, which is why the Cookie header is left out here.
fn headers(
    parts: &Parts,
    body_bytes: usize,
    host: &Authority,
    source_ip: IpAddr,
    options: &Options,
    stamp: &Stamp,
) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<_, _> = parts
        .headers
        .keys()
        .filter(|name| **name != COOKIE && !is_hop_by_hop(name, &parts.headers))
        .map(|name| (name.as_str().to_owned(), joined(&parts.headers, name)))
        .collect();
    let mut set = |name: &str, value: String| headers.insert(name.to_owned(), value);

    set(HOST.as_str(), host.as_str().to_owned());
    set(CONTENT_LENGTH.as_str(), body_bytes.to_string());
    // The client's own claims stay on the left: only the last address is known to be true.
    let claimed = joined(&parts.headers, &HeaderName::from_static("x-forwarded-for"));
    let forwarded = match claimed.as_str() {
        "" => source_ip.to_string(),
        claimed => format!("{claimed}, {source_ip}"),
    };
    set("x-forwarded-for", forwarded);
    set("x-forwarded-proto", options.scheme.clone());
    let default_port = if options.scheme == "https" { 443 } else { 80 };
    set(
        "x-forwarded-port",
        host.port_u16().unwrap_or(default_port).to_string(),
    );
    if !parts.headers.contains_key("x-amzn-trace-id") {
        set("x-amzn-trace-id", stamp.trace_id.clone());
    }
    headers
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|value| {
            let line = String::from_utf8_lossy(value.as_bytes()).into_owned();
            line.split(';')
                .map(|cookie| cookie.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

pub(crate) fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::<String, String>::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        parameters
            .entry(name.into_owned())
            .and_modify(|values| {
                values.push(',');
                values.push_str(&value);
            })
            .or_insert_with(|| value.clone().into_owned());
    }
    parameters
}

/// Only these types come as text. Forms, and bodies without a type, come as base64.
fn encode_body(headers: &HeaderMap, body: &[u8]) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let kind = joined(headers, &CONTENT_TYPE).to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_text = kind.starts_with("text/")
        || matches!(
            kind,
            "application/json" | "application/xml" | "application/javascript"
        );
    match str::from_utf8(body) {
        Ok(text) if is_text => (Some(text.to_owned()), false),
        _ => (Some(BASE64.encode(body)), true),
    }
}

fn protocol(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2.0",
        _ => "HTTP/1.1",
    }
}

/// As in `22/Nov/2026:16:00:00 +0000`.
fn log_time(at: OffsetDateTime) -> String {
    let month = at.month().to_string();
    format!(
        "{:02}/{}/{:04}:{:02}:{:02}:{:02} +0000",
        at.day(),
        month.get(..3).unwrap_or(&month),
        at.year(),
        at.hour(),
        at.minute(),
        at.second(),
    )
}

#[cfg(test)]
mod tests;
