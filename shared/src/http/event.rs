//! A request as API Gateway's HTTP API hands it over (payload format version 2.0).

use std::collections::HashMap;

use data_encoding::BASE64;
use serde::Deserialize;

use super::Params;
use crate::{
    domain::UserAgent,
    pages::Language,
    problem::{Code, Problem},
};

/// The largest form or JSON body that is looked at, in bytes.
const MAX_BODY: usize = 16 * 1024;

/// The parts of a format 2.0 event that these functions use; everything else is ignored. A request
/// for a function and a question to an authorizer have the same parts, but for the identity source.
///
/// Parsed here rather than by `lambda_http`, which panics when a raw query has a character that
/// `http::Uri` refuses (`<` is enough), and with it ends the sandbox.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    #[serde(default)]
    raw_path: String,
    /// Empty without a query; `cargo lambda watch` sends null then.
    #[serde(default)]
    raw_query_string: Option<String>,
    #[serde(default)]
    cookies: Vec<String>,
    #[serde(default)]
    headers: HashMap<String, String>,
    request_context: RequestContext,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
    #[serde(default)]
    identity_source: Option<Vec<String>>,
    #[serde(skip)]
    trace_id: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    #[serde(default)]
    request_id: String,
    #[serde(default)]
    route_key: String,
    http: Http,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: String,
    #[serde(default)]
    source_ip: String,
}

impl Event {
    /// The HTTP method, in capitals.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.request_context.http.method
    }

    /// The path as sent.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.raw_path
    }

    /// The route as the template writes it, `GET /orders/{id}`: unlike the path it names nobody.
    #[must_use]
    pub fn route_key(&self) -> &str {
        &self.request_context.route_key
    }

    /// The values of an authorizer's identity sources, by which API Gateway caches its answer. None
    /// for an authorizer without one, whose answers are never cached, and for any other function.
    #[must_use]
    pub fn identity_source(&self) -> &[String] {
        self.identity_source.as_deref().unwrap_or_default()
    }

    /// API Gateway's id of this request, which stands in its access log too.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_context.request_id
    }

    /// The address that API Gateway itself saw.
    pub(super) fn source(&self) -> &str {
        &self.request_context.http.source_ip
    }

    /// The same event with the trace that Lambda said it belongs to: `Root=…;Parent=…;Sampled=…`.
    #[must_use]
    pub fn traced(mut self, header: Option<&str>) -> Self {
        let root = header.and_then(|it| it.split(';').find_map(|part| part.strip_prefix("Root=")));
        self.trace_id = root.map(str::to_owned);
        self
    }

    /// The X-Ray trace that this request is part of.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    /// A header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .or_else(|| {
                let (_, value) = self
                    .headers
                    .iter()
                    .find(|(key, _)| key.eq_ignore_ascii_case(name))?;
                Some(value)
            })
            .map(String::as_str)
    }

    /// All cookies, in the order sent. Names are compared exactly.
    pub fn cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        // `cookie` as a header too: some local gateways leave it there.
        self.cookies
            .iter()
            .map(String::as_str)
            .chain(self.header("cookie").filter(|_| self.cookies.is_empty()))
            .flat_map(cookies_in)
    }

    /// The cookie with this name; none if two of that name arrived (threat C11).
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        only(self.cookies(), name)
    }

    /// The bearer token (RFC 6750 2.1), if there is an `Authorization` header; refused if that
    /// header is something else.
    pub fn bearer(&self) -> Result<Option<&str>, Problem> {
        let Some(value) = self.header("authorization") else {
            return Ok(None);
        };
        let token = bearer_in(value).ok_or(Problem::of(Code::Unauthenticated))?;
        Ok(Some(token))
    }

    /// Whether the client prefers a page to JSON: browsers name `text/html`.
    #[must_use]
    pub fn wants_html(&self) -> bool {
        self.header("accept")
            .is_some_and(|accept| accept.contains("text/html"))
    }

    /// The browser, if it calls itself one of the usual ones.
    #[must_use]
    pub fn user_agent(&self) -> Option<UserAgent> {
        UserAgent::from_header(self.header("user-agent")?)
    }

    /// The language that the client's pages are in.
    #[must_use]
    pub fn language(&self) -> Language {
        Language::accepted_by(self.header("accept-language"))
    }

    /// The query's parameters, from the raw query: API Gateway's own map joins duplicates.
    pub fn query(&self) -> Result<Params, Problem> {
        Params::parse(self.raw_query_string.as_deref().unwrap_or_default())
    }

    /// The fields of a form.
    pub fn form(&self) -> Result<Params, Problem> {
        if !self.has_content_type("application/x-www-form-urlencoded") {
            return Err(Problem::of(Code::InvalidRequest));
        }
        let body =
            String::from_utf8(self.body()?).map_err(|_| Problem::of(Code::InvalidRequest))?;
        Params::parse(&body)
    }

    /// Whether the body is JSON.
    #[must_use]
    pub fn has_json(&self) -> bool {
        self.has_content_type("application/json")
    }

    /// The body, read as JSON.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.body()?).map_err(|_| Problem::of(Code::InvalidRequest))
    }

    /// The media type alone, without parameters; two joined content types match nothing.
    fn has_content_type(&self, expected: &str) -> bool {
        self.header("content-type").is_some_and(|value| {
            let media_type = value.split(';').next().unwrap_or_default().trim();
            media_type.eq_ignore_ascii_case(expected)
        })
    }

    fn body(&self) -> Result<Vec<u8>, Problem> {
        let body = self.body.as_deref().unwrap_or_default();
        let bytes = if self.is_base64_encoded {
            BASE64
                .decode(body.as_bytes())
                .map_err(|_| Problem::of(Code::InvalidRequest))?
        } else {
            body.as_bytes().to_vec()
        };
        if bytes.len() > MAX_BODY {
            return Err(Problem::of(Code::InvalidRequest));
        }
        Ok(bytes)
    }
}

/// The cookies of a `Cookie` header. It is never split at a comma: a sibling host can set a cookie
/// whose value has one, and would so smuggle in a second cookie of any name.
pub(super) fn cookies_in(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
}

/// The value of this name, unless there are two.
pub(super) fn only<'c>(
    cookies: impl Iterator<Item = (&'c str, &'c str)>,
    name: &str,
) -> Option<&'c str> {
    let mut values = cookies.filter(|(key, _)| *key == name);
    let (_, value) = values.next()?;
    values.next().is_none().then_some(value)
}

/// The token of an `Authorization` header with the scheme `Bearer`, in any case (RFC 9110 11.1).
pub(super) fn bearer_in(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(overrides: &serde_json::Value) -> Event {
        let mut event = json!({
            "version": "2.0",
            "rawPath": "/auth/session",
            "rawQueryString": "",
            "headers": {"accept": "text/html"},
            "requestContext": {"requestId": "r", "http": {"method": "GET", "sourceIp": "192.0.2.1"}},
            "isBase64Encoded": false
        });
        for (key, value) in overrides.as_object().unwrap() {
            event[key] = value.clone();
        }
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn a_cookie_is_found_by_its_exact_name_and_a_repeated_one_is_not_taken() {
        let event = event(&json!({"cookies": ["a=1; b=2", "c=3=4", "c=5", "A=6", "broken"]}));

        assert_eq!(event.cookie("a"), Some("1"));
        assert_eq!(event.cookie("b"), Some("2"));
        assert_eq!(event.cookie("c"), None);
        assert_eq!(event.cookie("d"), None);
    }

    #[test]
    fn a_form_arrives_in_base64() {
        let form = json!({
            "headers": {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"},
            "body": BASE64.encode("a=1&b=ü+%26".as_bytes()),
            "isBase64Encoded": true
        });

        let params = event(&form).form().unwrap();

        assert_eq!(params.one("a").unwrap(), Some("1"));
        assert_eq!(params.one("b").unwrap(), Some("ü &"));
    }

    #[test]
    fn bodies_that_are_not_forms_are_refused() {
        const KIND: &str = "application/x-www-form-urlencoded";
        let form = |kind: &str, body: &str, base64: bool| {
            event(&json!({"headers": {"content-type": kind}, "body": body, "isBase64Encoded": base64})).form()
        };

        assert!(form("text/plain", "a=1", false).is_err());
        assert!(form(KIND, "not base64!", true).is_err());
        assert!(form(KIND, &BASE64.encode(b"a=\xff"), true).is_err());
        assert!(form(KIND, "a=%ff", false).is_err());
        assert!(form(KIND, &"a".repeat(MAX_BODY + 1), false).is_err());
    }

    #[test]
    fn no_query_may_be_an_empty_one_or_null_or_absent() {
        let absent = json!({"requestContext": {"http": {"method": "GET"}}});
        let empty = event(&json!({}));
        let null = event(&json!({"rawQueryString": null}));
        let absent: Event = serde_json::from_value(absent).unwrap();

        for event in [empty, null, absent] {
            assert_eq!(event.query().unwrap().one("token").unwrap(), None);
        }
    }

    #[test]
    fn a_query_that_no_uri_may_hold_is_still_read() {
        let event = event(&json!({"rawQueryString": "a=<b>&c= &d=%00"}));

        assert_eq!(event.query().unwrap().one("a").unwrap(), Some("<b>"));
    }
}
