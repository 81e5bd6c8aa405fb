//! The parameters of a token request, from wherever Amazon takes them.

use axum::http::{HeaderMap, header};
use data_encoding::BASE64;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::answer::Refusal;

/// Query, form or JSON body, and the credentials of an `Authorization` header.
#[derive(Debug)]
pub(super) struct Parameters {
    pairs: Vec<(String, String)>,
    basic: Option<(String, String)>,
}

impl Parameters {
    /// Refuses a body of another type, a parameter that is repeated, and an
    /// `Authorization` header that is not Basic.
    pub(super) fn read(
        query: Option<&str>,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Self, Refusal> {
        let query = query.unwrap_or_default();
        let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        if !body.is_empty() {
            match content_type(headers).as_deref() {
                Some("application/x-www-form-urlencoded") => {
                    pairs.extend(form_urlencoded::parse(body).into_owned());
                }
                Some("application/json") => pairs.extend(read_json(body)?),
                _ => return Err(Refusal::malformed()),
            }
        }
        let mut names: Vec<_> = pairs.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        if names.windows(2).any(|two| two[0] == two[1]) {
            return Err(Refusal::malformed());
        }
        let basic = match headers.get(header::AUTHORIZATION) {
            Some(value) => Some(read_basic(value.as_bytes()).ok_or_else(Refusal::invalid_client)?),
            None => None,
        };
        Ok(Self { pairs, basic })
    }

    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn require(&self, name: &str) -> Result<&str, Refusal> {
        self.find(name).ok_or_else(|| Refusal::missing(name))
    }

    /// Id and secret; where header and body both have them they must agree.
    pub(super) fn client_credentials(&self) -> Result<(&str, &str), Refusal> {
        let Some((id, secret)) = &self.basic else {
            return Ok((self.require("client_id")?, self.require("client_secret")?));
        };
        let agrees = |name, own: &str| self.find(name).is_none_or(|sent| sent == own);
        if agrees("client_id", id) && agrees("client_secret", secret) {
            Ok((id, secret))
        } else {
            Err(Refusal::invalid_client())
        }
    }
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let essence = value.split(';').next()?;
    Some(essence.trim().to_ascii_lowercase())
}

fn read_json(body: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let object: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| Refusal::malformed())?;
    object
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            _ => Err(Refusal::malformed()),
        })
        .collect()
}

fn read_basic(value: &[u8]) -> Option<(String, String)> {
    let value = std::str::from_utf8(value).ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = BASE64.decode(encoded.trim().as_bytes()).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
