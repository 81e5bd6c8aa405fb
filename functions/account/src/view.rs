//! The account as JSON.

use accounts::{
    domain::{ExternalId, Identity, PersonName, SessionLife, SessionRef, UserAgent},
    flow::account_sessions::Overview,
};
use serde::Serialize;

/// What `GET /auth/account` answers: snake case, RFC 3339 in UTC, `null` for what is not there.
#[derive(Serialize)]
pub(crate) struct View<'a> {
    account_id: String,
    external_id: Option<&'a str>,
    email: Option<&'a str>,
    email_verified: bool,
    name: Option<&'a str>,
    has_password: bool,
    amazon_accounts: Vec<AmazonAccount>,
    sessions: Vec<Session>,
    /// Whether `sessions` are all there are.
    sessions_complete: bool,
}

#[derive(Serialize)]
struct AmazonAccount {
    /// What names it in `POST /auth/account/unlink`; opens nothing.
    id: String,
    /// The end of its `user_id`.
    hint: String,
    /// As Amazon showed it last.
    email: Option<String>,
    /// Likewise.
    name: Option<String>,
    linked_at: String,
    /// Give or take a day.
    used_at: String,
}

/// A session. `id` names it and opens nothing.
#[derive(Serialize)]
struct Session {
    id: String,
    current: bool,
    auth_method: &'static str,
    /// The browser and what it runs on, if known: `firefox/linux`.
    user_agent: Option<String>,
    auth_time: String,
    last_seen: String,
    expires_at: String,
}

impl<'a> View<'a> {
    pub(crate) fn of(overview: &'a Overview, asking: SessionRef, life: SessionLife) -> Self {
        let account = &overview.account;
        let claim = account.claim.as_ref();
        let amazon_account = |identity: &Identity| AmazonAccount {
            id: identity.user_id.public_id().to_string(),
            hint: identity.user_id.masked(),
            email: (identity.email_seen.as_ref()).map(|it| it.as_str().to_owned()),
            name: (identity.name_seen.as_ref()).map(|it| it.as_str().to_owned()),
            linked_at: identity.linked_at.to_string(),
            used_at: identity.used_at.to_string(),
        };
        Self {
            account_id: account.id.to_string(),
            external_id: account.external_id.as_ref().map(ExternalId::as_str),
            email: claim.map(|claim| claim.email.as_str()),
            email_verified: claim.is_some_and(|claim| claim.kind.is_verified()),
            name: account.name.as_ref().map(PersonName::as_str),
            has_password: account.password.is_some(),
            amazon_accounts: overview.identities.iter().map(amazon_account).collect(),
            sessions: overview
                .sessions
                .iter()
                .map(|session| Session {
                    id: session.session_ref.digest.to_string(),
                    current: session.session_ref == asking,
                    auth_method: session.method.as_str(),
                    user_agent: session.user_agent.map(UserAgent::to_text),
                    auth_time: session.auth_time.to_string(),
                    last_seen: session.last_seen.to_string(),
                    expires_at: session.expires_at(life).to_string(),
                })
                .collect(),
            sessions_complete: overview.is_complete,
        }
    }
}
