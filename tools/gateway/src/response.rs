//! A function's reply as HTTP, and the gateway's own errors.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{
        CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE, TE, TRAILER, TRANSFER_ENCODING,
        UPGRADE,
    },
};
use axum::{body::Body, response::Response};
use data_encoding::BASE64;
use serde_json::{Map, Value};

const APIGW_REQUEST_ID: HeaderName = HeaderName::from_static("apigw-requestid");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Why a reply is not an HTTP response. The client sees 500; this is for the log.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("statusCode is not a status from 200 to 599")]
    Status,
    #[error("headers is not an object of texts")]
    Headers,
    #[error("cookies is not an array of texts")]
    Cookies,
    #[error("body is not a text")]
    Body,
    #[error("body is not base64, though isBase64Encoded is true")]
    Base64,
}

/// Answers with the gateway's own words, which carry none of the functions' security headers.
pub(crate) fn error(status: StatusCode, request_id: &str) -> Response {
    let message = match status {
        StatusCode::PAYLOAD_TOO_LARGE => "Request Entity Too Large",
        other => other.canonical_reason().unwrap_or_default(),
    };
    let body = serde_json::json!({ "message": message }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    identify(&mut response, request_id);
    response
}

/// Turns a reply into HTTP ("Lambda function response for format 2.0"): with `statusCode` it is taken as
/// written, without it the whole reply is the JSON body of a 200.
pub(crate) fn from_reply(reply: Value, request_id: &str) -> Result<Response, Malformed> {
    let mut response = match reply {
        Value::Object(mut fields) if fields.contains_key("statusCode") => stated(&mut fields)?,
        other => {
            let mut response = Response::new(Body::from(other.to_string()));
            response.headers_mut().insert(CONTENT_TYPE, JSON);
            response
        }
    };
    identify(&mut response, request_id);
    Ok(response)
}

fn stated(fields: &mut Map<String, Value>) -> Result<Response, Malformed> {
    let status = status(fields.get("statusCode")).ok_or(Malformed::Status)?;
    let body = body(fields)?;
    let mut headers = headers(fields.get("headers"))?;
    if !body.is_empty() && !headers.contains_key(CONTENT_TYPE) {
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain;charset=UTF-8"),
        );
    }
    for cookie in cookies(fields.get("cookies"))? {
        headers.append(SET_COOKIE, cookie);
    }
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

fn status(value: Option<&Value>) -> Option<StatusCode> {
    let number = match value? {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    let number = u16::try_from(number)
        .ok()
        .filter(|number| (200..600).contains(number))?;
    StatusCode::from_u16(number).ok()
}

fn body(fields: &mut Map<String, Value>) -> Result<Vec<u8>, Malformed> {
    let is_base64 = fields
        .get("isBase64Encoded")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    match fields.remove("body") {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) if is_base64 => BASE64
            .decode(text.as_bytes())
            .map_err(|_| Malformed::Base64),
        Some(Value::String(text)) => Ok(text.into_bytes()),
        Some(_) => Err(Malformed::Body),
    }
}

/// Format 2.0 has no `multiValueHeaders`: one value per name. The length is the gateway's to say.
fn headers(value: Option<&Value>) -> Result<HeaderMap, Malformed> {
    let fields = match value {
        None | Some(Value::Null) => return Ok(HeaderMap::new()),
        Some(Value::Object(fields)) => fields,
        Some(_) => return Err(Malformed::Headers),
    };
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => value.to_string(),
            _ => return Err(Malformed::Headers),
        };
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Malformed::Headers)?;
        let value = HeaderValue::from_str(&text).map_err(|_| Malformed::Headers)?;
        headers.insert(name, value);
    }
    let dropped: Vec<_> = headers
        .keys()
        .filter(|name| **name == CONTENT_LENGTH || is_hop_by_hop(name, &headers))
        .cloned()
        .collect();
    for name in dropped {
        headers.remove(name);
    }
    Ok(headers)
}

fn cookies(value: Option<&Value>) -> Result<Vec<HeaderValue>, Malformed> {
    let values = match value {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(values)) => values,
        Some(_) => return Err(Malformed::Cookies),
    };
    values
        .iter()
        .map(|cookie| HeaderValue::from_str(cookie.as_str()?).ok())
        .collect::<Option<_>>()
        .ok_or(Malformed::Cookies)
}

fn identify(response: &mut Response, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(APIGW_REQUEST_ID, id);
    }
}

/// Whether a header is about one connection only (RFC 9110, 7.6.1), by itself or by being named in
/// `Connection`.
pub(crate) fn is_hop_by_hop(name: &HeaderName, headers: &HeaderMap) -> bool {
    const PROXY: [&str; 4] = [
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
    ];
    [CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE].contains(name)
        || PROXY.contains(&name.as_str())
        || headers
            .get_all(CONNECTION)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|named| named.trim().eq_ignore_ascii_case(name.as_str()))
}

#[cfg(test)]
mod tests;
