//! `GET /auth/session`: who is this? Cookie or bearer, one table round trip.

use accounts::{
    clock::{Clock, SystemClock},
    config::{ConfigError, Vars},
    domain::{ExternalId, PersonName, PostalCode, Session, SessionOwner, SessionToken},
    flow::{Context, session},
    http::{Answer, CookieName, Event, Handler, Site},
    problem::{Code, Problem},
    store::{Store, dynamo::DynamoStore},
    token::{OsRandom, Random},
};
use serde::Serialize;

/// The function.
#[derive(Debug)]
pub struct SessionCheck<S = DynamoStore, C = SystemClock, R = OsRandom> {
    site: Site,
    cx: Context<S, C, R>,
}

/// The answer, as other programs rely on it: snake case, RFC 3339 in UTC, `null` for what is not
/// there. Sites key by `account_id` or `external_id`, never by `email`.
#[derive(Serialize)]
struct Who<'a> {
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

impl SessionCheck {
    /// Reads the settings of the table and of the policy, and opens the connection.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::new(vars.public_url()?);
        let store = DynamoStore::from_vars(vars)?;
        store.warm_up().await;
        Ok(Self::new(site, Context::new(store, vars.policy()?)))
    }
}

impl<S, C, R> SessionCheck<S, C, R> {
    /// The function on these parts.
    pub const fn new(site: Site, cx: Context<S, C, R>) -> Self {
        Self { site, cx }
    }
}

impl<S: Store + 'static, C: Clock + 'static, R: Random + 'static> Handler
    for SessionCheck<S, C, R>
{
    async fn handle(&self, event: Event) -> Answer {
        let answer = match self.check(&event).await {
            Ok(answer) => answer,
            Err(problem) => self.site.problem(&event, &problem),
        };
        self.site.finish(&event, answer)
    }
}

impl<S: Store, C: Clock, R: Random> SessionCheck<S, C, R> {
    async fn check(&self, event: &Event) -> Result<Answer, Problem> {
        let token = self.token(event)?;
        let found = session::check(&self.cx, &token)
            .await
            .map_err(|error| Site::unavailable(&error))?;
        let (session, owner) = found.ok_or(Code::Unauthenticated)?;
        Ok(self.site.json(200, &self.who(&session, &owner)))
    }

    /// The one credential of the request. With both it is not clear who is meant: refused.
    fn token(&self, event: &Event) -> Result<SessionToken, Problem> {
        let cookie = self.site.cookies().find(event, &CookieName::Session);
        let token = match (cookie, event.bearer()?) {
            (Some(_), Some(_)) => return Err(Code::InvalidRequest.into()),
            (Some(token), None) | (None, Some(token)) => SessionToken::parse(token),
            (None, None) => return Err(Code::Unauthenticated.into()),
        };
        token.map_err(|_| Code::Unauthenticated.into())
    }

    fn who<'a>(&self, session: &Session, owner: &'a SessionOwner) -> Who<'a> {
        let claim = owner.claim.as_ref();
        Who {
            account_id: owner.id.to_string(),
            external_id: owner.external_id.as_ref().map(ExternalId::as_str),
            email: claim.map(|claim| claim.email.as_str()),
            email_verified: claim.is_some_and(|claim| claim.kind.is_verified()),
            name: owner.name.as_ref().map(PersonName::as_str),
            postal_code: owner.postal_code.as_ref().map(PostalCode::as_str),
            amazon_linked: owner.amazon_linked,
            auth_method: session.method.as_str(),
            auth_time: session.auth_time.to_string(),
            expires_at: session.expires_at(self.cx.policy.session_life).to_string(),
        }
    }
}
