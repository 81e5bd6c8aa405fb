//! JSON answers, written field by field: the order and the headers are part of the wire.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::Value;

use crate::{fault::Endpoint, random};

/// The fields of one JSON object, in the order in which they are sent.
pub(crate) type Fields = Vec<(&'static str, Value)>;

/// Amazon's own spelling: a blank where `=` would be right.
const TOKEN_CONTENT_TYPE: &str = "application/json;charset UTF-8";

/// An answer that can still be spoilt.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) fields: Fields,
    /// Whether the fields are sent in the shape of the old browser endpoint.
    pub(crate) is_legacy: bool,
    request_id: String,
}

impl Answer {
    pub(crate) fn ok(endpoint: Endpoint, fields: Fields) -> Self {
        Self {
            status: StatusCode::OK,
            content_type: content_type(endpoint),
            fields,
            is_legacy: false,
            request_id: random::request_id(),
        }
    }

    /// Changes a field that is there; `None` takes it away.
    pub(crate) fn replace(&mut self, name: &str, value: Option<Value>) {
        let Some(index) = self.fields.iter().position(|(field, _)| *field == name) else {
            return;
        };
        match value {
            Some(value) => self.fields[index].1 = value,
            None => drop(self.fields.remove(index)),
        }
    }

    pub(crate) fn body(&self) -> String {
        if self.is_legacy && self.status.is_success() {
            let profile = write_object(self.fields.iter().map(|(n, v)| (legacy_name(n), v)));
            let id = random::legacy_request_id();
            return format!(r#"{{"Request-Id":"{id}","Profile":{profile}}}"#);
        }
        write_object(self.fields.iter().map(|(name, value)| (*name, value)))
    }

    pub(crate) fn into_response(self) -> Response {
        self.respond_with(Body::from(self.body()))
    }

    /// This answer's head over some other body.
    pub(crate) fn respond_with(&self, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.content_type),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            headers.insert(HeaderName::from_static("x-amzn-requestid"), id);
        }
        response
    }
}

fn content_type(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Token => TOKEN_CONTENT_TYPE,
        Endpoint::Tokeninfo | Endpoint::Profile => "application/json",
    }
}

fn legacy_name(name: &str) -> &str {
    match name {
        "user_id" => "CustomerId",
        "name" => "Name",
        "email" => "PrimaryEmail",
        "postal_code" => "PostalCode",
        other => other,
    }
}

fn write_object<'a>(fields: impl Iterator<Item = (&'a str, &'a Value)>) -> String {
    let fields: Vec<_> = fields
        .map(|(name, value)| format!(r#""{name}":{value}"#))
        .collect();
    format!("{{{}}}", fields.join(","))
}

/// A refused request, before it is put into the words of an endpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: &'static str,
    description: String,
}

impl Refusal {
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        description: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code,
            description: description.into(),
        }
    }

    fn bad_request(code: &'static str, description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, description)
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        let text = format!("The request is missing a required parameter : {parameter}");
        Self::bad_request("invalid_request", text)
    }

    pub(crate) fn invalid(parameter: &str) -> Self {
        let text = format!("The request has an invalid parameter : {parameter}");
        Self::bad_request("invalid_request", text)
    }

    pub(crate) fn malformed() -> Self {
        Self::bad_request("invalid_request", "Malformed request")
    }

    pub(crate) fn invalid_grant(parameter: &str) -> Self {
        let text = format!("The request has an invalid grant parameter : {parameter}");
        Self::bad_request("invalid_grant", text)
    }

    pub(crate) fn invalid_refresh_token() -> Self {
        Self::invalid_grant("refresh_token. User may have revoked or didn't grant the permission.")
    }

    pub(crate) fn invalid_client() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "Client authentication failed",
        )
    }

    pub(crate) fn unauthorized_client() -> Self {
        Self::bad_request(
            "unauthorized_client",
            "Not authorized for requested operation",
        )
    }

    pub(crate) fn unsupported_grant_type() -> Self {
        Self::bad_request(
            "unsupported_grant_type",
            "The authorization grant type is not supported by the authorization server",
        )
    }

    pub(crate) fn invalid_scope() -> Self {
        Self::bad_request(
            "invalid_scope",
            "The request has an invalid parameter : scope",
        )
    }

    pub(crate) fn invalid_token() -> Self {
        Self::bad_request(
            "invalid_token",
            "The request has an invalid parameter : access_token",
        )
    }

    pub(crate) fn insufficient_scope() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "insufficient_scope",
            "The access token provided does not have access to the required scope",
        )
    }

    /// The keys and their order differ between endpoints, as they do at Amazon.
    pub(crate) fn into_answer(self, endpoint: Endpoint) -> Answer {
        let request_id = random::request_id();
        let error = ("error", Value::from(self.code));
        let description = ("error_description", Value::from(self.description));
        let index = ("error_index", Value::from(random::error_index()));
        let id = ("request_id", Value::from(request_id.clone()));
        let fields = match endpoint {
            Endpoint::Token => vec![index, description, error, id],
            Endpoint::Tokeninfo => vec![index, description, error],
            Endpoint::Profile => vec![error, description, id],
        };
        Answer {
            status: self.status,
            content_type: content_type(endpoint),
            fields,
            is_legacy: false,
            request_id,
        }
    }
}
