//! "Who is this?", as other programs are told.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::{ExternalId, PersonName, PostalCode, Session, SessionLife, SessionOwner};

/// What `GET /auth/session` answers and what an authorizer passes on: snake case, RFC 3339 in UTC.
/// Sites key by `account_id` or `external_id`, never by `email`.
#[derive(Debug, Serialize)]
pub struct Who<'a> {
    account_id: String,
    external_id: Option<&'a str>,
    email: Option<&'a str>,
    email_verified: bool,
    name: Option<&'a str>,
    postal_code: Option<&'a str>,
    amazon_linked: bool,
    auth_method: &'static str,
    auth_time: String,
    expires_at: String,
}

impl<'a> Who<'a> {
    /// The owner of a live session.
    #[must_use]
    pub fn new(session: &Session, owner: &'a SessionOwner, life: SessionLife) -> Self {
        let claim = owner.claim.as_ref();
        Self {
            account_id: owner.id.to_string(),
            external_id: owner.external_id.as_ref().map(ExternalId::as_str),
            email: claim.map(|claim| claim.email.as_str()),
            email_verified: claim.is_some_and(|claim| claim.kind.is_verified()),
            name: owner.name.as_ref().map(PersonName::as_str),
            postal_code: owner.postal_code.as_ref().map(PostalCode::as_str),
            amazon_linked: owner.amazon_linked,
            auth_method: session.method.as_str(),
            auth_time: session.auth_time.to_string(),
            expires_at: session.expires_at(life).to_string(),
        }
    }

    /// The same keys as an authorizer's context, where what is not there is left out, so that no
    /// mapping or access log can take a `null` for a value.
    pub fn context(&self) -> serde_json::Result<Map<String, Value>> {
        let Value::Object(mut keys) = serde_json::to_value(self)? else {
            return Ok(Map::new());
        };
        keys.retain(|_, value| !value.is_null());
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AccountId, AccountStatus, AuthMethod, Claim, ClaimKind, EmailAddress, Epoch, Secret,
        SessionToken, Timestamp,
    };

    const LIFE: SessionLife = SessionLife {
        idle_s: 60,
        absolute_s: 3600,
    };

    fn owner() -> SessionOwner {
        SessionOwner {
            id: AccountId::from_bytes([1; 16]),
            epoch: Epoch(1),
            status: AccountStatus::Active,
            external_id: None,
            claim: Some(Claim {
                email: EmailAddress::parse("ada@example.com").unwrap(),
                kind: ClaimKind::AmazonOnly,
            }),
            name: None,
            postal_code: None,
            amazon_linked: true,
        }
    }

    fn session(owner: &SessionOwner) -> Session {
        let token = SessionToken::new(owner.id, Secret::from_bytes([2; 32]));
        Session::begin(
            &token,
            owner.epoch,
            AuthMethod::Amazon,
            Timestamp::from_unix_seconds(0),
            LIFE,
        )
    }

    #[test]
    fn an_answer_has_every_key_and_a_context_only_those_that_are_known() {
        let owner = owner();
        let session = session(&owner);

        let who = Who::new(&session, &owner, LIFE);

        let answer = serde_json::to_value(&who).unwrap();
        assert_eq!(answer.as_object().unwrap().len(), 10);
        assert_eq!(answer["name"], Value::Null);
        assert_eq!(answer["expires_at"], "1970-01-01T00:01:00Z");
        let context = who.context().unwrap();
        let absent = ["external_id", "name", "postal_code"];
        for (key, value) in answer.as_object().unwrap() {
            let expected = (!absent.contains(&key.as_str())).then_some(value);
            assert_eq!(context.get(key), expected, "{key}");
        }
        assert_eq!(context["email_verified"], false);
    }
}
