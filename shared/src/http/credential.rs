//! The one session token that a request shows: our cookie, or a bearer token, never both.

use super::{CookieName, Event, cookies::Cookies, event::bearer_in};
use crate::{
    domain::SessionToken,
    problem::{Code, Problem},
};

impl Cookies {
    /// The credential of a whole request. With both a cookie and a bearer token it is not clear who
    /// is meant: `invalid_request`, even if they agree, or the cookie is there twice. Without either,
    /// or with one that has not the form of a token: `unauthenticated`.
    pub fn credential(self, event: &Event) -> Result<SessionToken, Problem> {
        let name = CookieName::Session.written(self.is_secure());
        let has_cookie = event.cookies().any(|(key, _)| key == name);
        let token = match (has_cookie, event.bearer()?) {
            (true, Some(_)) => return Err(Code::InvalidRequest.into()),
            (true, None) => event.cookie(&name),
            (false, bearer) => bearer,
        };
        token
            .and_then(|token| SessionToken::parse(token).ok())
            .ok_or(Code::Unauthenticated.into())
    }

    /// The credential in an authorizer's event.
    ///
    /// API Gateway caches the answer under the identity source's value and gives it to whoever sends
    /// that value again ("Caching authorizer responses" in its guide). So with an identity source
    /// that one value is all that is looked at: a bearer token if it has that scheme, else a
    /// `Cookie` header. Which of the two it is makes no difference to what it proves. Several
    /// sources are refused, for none of them alone may then say who this is. Without a source
    /// nothing is cached, and the whole request counts, as in [`Cookies::credential`].
    pub fn credential_for_authorizer(self, event: &Event) -> Result<SessionToken, Problem> {
        let token = match event.identity_source() {
            [] => return self.credential(event),
            [source] => bearer_in(source).or_else(|| self.find_in(source, &CookieName::Session)),
            _ => return Err(Code::InvalidRequest.into()),
        };
        token
            .and_then(|token| SessionToken::parse(token).ok())
            .ok_or(Code::Unauthenticated.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::{AccountId, Secret};

    const SECURE: Cookies = Cookies::new(true);

    fn token(byte: u8) -> SessionToken {
        SessionToken::new(
            AccountId::from_bytes([byte; 16]),
            Secret::from_bytes([byte; 32]),
        )
    }

    fn cookie(byte: u8) -> String {
        format!("__Host-session={}", token(byte).expose())
    }

    fn bearer(byte: u8) -> String {
        format!("Bearer {}", token(byte).expose())
    }

    /// An authorizer's event that shows person 9 in cookie and header, besides what is given.
    fn event(identity_source: &Value) -> Event {
        serde_json::from_value(json!({
            "version": "2.0",
            "type": "REQUEST",
            "identitySource": identity_source,
            "cookies": [cookie(9)],
            "headers": {"authorization": bearer(9)},
            "requestContext": {"http": {"method": "GET"}}
        }))
        .unwrap()
    }

    fn read(identity_source: &Value) -> Result<SessionToken, Code> {
        SECURE
            .credential_for_authorizer(&event(identity_source))
            .map_err(|problem| problem.code)
    }

    #[test]
    fn with_an_identity_source_nothing_else_of_the_request_is_read() {
        assert_eq!(read(&json!([bearer(1)])), Ok(token(1)));
        assert_eq!(
            read(&json!([format!("a=b; {}; c=d,e", cookie(1))])),
            Ok(token(1))
        );
        for nobody in ["", "a=b", "Basic YTpi", "Bearer", "Bearer ", "Bearer x"] {
            assert_eq!(
                read(&json!([nobody])),
                Err(Code::Unauthenticated),
                "{nobody}"
            );
        }
    }

    #[test]
    fn an_identity_source_with_two_sessions_or_two_sources_is_nobody() {
        let twice = format!("{}; {}", cookie(1), cookie(2));

        assert_eq!(read(&json!([twice])), Err(Code::Unauthenticated));
        assert_eq!(
            read(&json!([cookie(1), bearer(1)])),
            Err(Code::InvalidRequest)
        );
        assert_eq!(
            read(&json!([bearer(1), "GET /orders"])),
            Err(Code::InvalidRequest)
        );
    }

    #[test]
    fn a_cookie_smuggled_in_behind_a_comma_is_none_of_ours() {
        let smuggled = format!("theme=dark,{}", cookie(1));

        assert_eq!(read(&json!([smuggled])), Err(Code::Unauthenticated));
    }

    #[test]
    fn without_an_identity_source_the_request_must_show_one_credential() {
        for none in [Value::Null, json!([])] {
            assert_eq!(read(&none), Err(Code::InvalidRequest));
        }
        let by_cookie: Event = serde_json::from_value(json!({
            "cookies": [cookie(1)],
            "requestContext": {"http": {"method": "GET"}}
        }))
        .unwrap();

        let twice: Event = serde_json::from_value(json!({
            "cookies": [cookie(1), cookie(2)],
            "headers": {"authorization": bearer(3)},
            "requestContext": {"http": {"method": "GET"}}
        }))
        .unwrap();

        assert_eq!(
            SECURE.credential_for_authorizer(&twice),
            Err(Code::InvalidRequest.into())
        );
        assert_eq!(SECURE.credential_for_authorizer(&by_cookie), Ok(token(1)));
        assert_eq!(SECURE.credential(&by_cookie), Ok(token(1)));
    }

    #[test]
    fn on_https_a_session_cookie_without_the_prefix_is_none() {
        let bare = cookie(1).replace("__Host-", "");

        assert_eq!(read(&json!([bare])), Err(Code::Unauthenticated));
    }
}
