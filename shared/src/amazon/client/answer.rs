//! What the three answers must be, and what they may be. Unknown fields are ignored; of a field
//! that counts, anything odd makes the whole answer one that is not understood.

use serde::Deserialize;
use serde_json::Value;

use super::AmazonError;
use super::call::bad;
use crate::domain::{
    AccessToken, AmazonProfile, AmazonUserId, EmailAddress, PersonName, PostalCode,
};

/// The issuer of every token.
const ISSUER: &str = "https://www.amazon.com";

/// The answer to an exchange. How long the token lives is not read: it is dropped at the end of the
/// request, like the refresh token, which is never even kept.
#[derive(Debug)]
pub(super) struct TokenAnswer {
    pub(super) access_token: AccessToken,
}

impl TokenAnswer {
    pub(super) fn parse(body: &[u8]) -> Result<Self, AmazonError> {
        #[derive(Deserialize)]
        struct Fields {
            access_token: Option<Value>,
            token_type: Option<Value>,
        }
        let fields: Fields =
            serde_json::from_slice(body).map_err(|_| bad("token: not such an object"))?;
        let is_bearer = text(fields.token_type.as_ref())
            .is_some_and(|token_type| token_type.eq_ignore_ascii_case("bearer"));
        if !is_bearer {
            return Err(bad("token: token_type"));
        }
        let access_token = text(fields.access_token.as_ref())
            .and_then(|token| AccessToken::parse(token).ok())
            .ok_or(bad("token: access_token"))?;
        Ok(Self { access_token })
    }
}

/// Whom a token was made for, and whom it describes.
#[derive(Debug)]
pub(super) struct TokenInfo {
    /// A client id; to be compared in constant time.
    pub(super) audience: String,
    pub(super) user_id: AmazonUserId,
    /// How long the token lives, if it is said; more than zero.
    pub(super) seconds_left: Option<i64>,
}

impl TokenInfo {
    /// Audience and `user_id` must be there. Issuer and remaining life only confirm what TLS and
    /// the exchange a moment ago already say, so they may be absent, but not wrong. `exp` counts
    /// the seconds that are left; it is no point in time.
    pub(super) fn parse(body: &[u8]) -> Result<Self, AmazonError> {
        #[derive(Deserialize)]
        struct Fields {
            aud: Option<Value>,
            user_id: Option<Value>,
            iss: Option<Value>,
            exp: Option<Value>,
        }
        let fields: Fields =
            serde_json::from_slice(body).map_err(|_| bad("tokeninfo: not such an object"))?;
        if fields.iss.is_some() && text(fields.iss.as_ref()) != Some(ISSUER) {
            return Err(bad("tokeninfo: iss"));
        }
        let seconds_left = match &fields.exp {
            Some(exp) => Some(number(exp).ok_or(bad("tokeninfo: exp"))?),
            None => None,
        };
        if seconds_left.is_some_and(|seconds| seconds <= 0) {
            return Err(AmazonError::Rejected {
                error: "invalid_token",
            });
        }
        Ok(Self {
            user_id: user_id(fields.user_id.as_ref()).ok_or(bad("tokeninfo: user_id"))?,
            audience: text(fields.aud.as_ref())
                .filter(|audience| !audience.is_empty())
                .ok_or(bad("tokeninfo: aud"))?
                .to_owned(),
            seconds_left,
        })
    }
}

/// Reads a profile of the flat form, the only one that this endpoint is documented to give; the
/// nested one of the browser's SDK has no `user_id` and is refused by that.
///
/// E-mail, name and postal code are information: absent, empty, of another type or of a form that
/// we do not take, they become `None`, and the sign-in goes on. Refusing it would lock somebody out
/// for the sake of an ornament.
pub(super) fn parse_profile(body: &[u8]) -> Result<AmazonProfile, AmazonError> {
    #[derive(Deserialize)]
    struct Fields {
        user_id: Option<Value>,
        email: Option<Value>,
        name: Option<Value>,
        postal_code: Option<Value>,
    }
    let fields: Fields =
        serde_json::from_slice(body).map_err(|_| bad("profile: not such an object"))?;
    let postal_code = match &fields.postal_code {
        Some(Value::String(code)) => Some(code.clone()),
        // Seen from early implementations; a leading zero is lost, as it was for them.
        Some(Value::Number(code)) if code.is_u64() => Some(code.to_string()),
        _ => None,
    };
    Ok(AmazonProfile {
        user_id: user_id(fields.user_id.as_ref()).ok_or(bad("profile: user_id"))?,
        email: text(fields.email.as_ref()).and_then(|email| EmailAddress::parse(email).ok()),
        name: text(fields.name.as_ref()).and_then(|name| PersonName::parse(name).ok()),
        postal_code: postal_code.and_then(|code| PostalCode::parse(&code).ok()),
    })
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}

fn user_id(value: Option<&Value>) -> Option<AmazonUserId> {
    text(value).and_then(|id| AmazonUserId::parse(id).ok())
}

/// A whole number, or a text of one.
fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
