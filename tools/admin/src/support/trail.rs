//! Where an account is signed in, and what happened to it.

use std::fmt;

use accounts::{
    domain::{AccountId, Event},
    store::{OperatorStore as _, SessionStore as _},
};
use serde::Serialize;

use super::Desk;
use crate::failure::Failure;

/// Where an account is signed in.
#[derive(Debug, Serialize)]
pub(crate) struct SignedIn {
    account_id: String,
    pub(crate) sessions: Vec<SessionView>,
    /// Whether these are all; so many are read and no more.
    is_complete: bool,
}

/// A session, without what it is found by.
#[derive(Debug, Serialize)]
pub(crate) struct SessionView {
    /// `amazon` or `password`.
    method: &'static str,
    auth_time: String,
    /// When the person last proved who they are.
    proved_at: String,
    last_seen: String,
    expires_at: String,
    /// Dead ones lie in the table until it sweeps them.
    is_live: bool,
}

/// An account's audit trail, oldest event first.
#[derive(Debug, Serialize)]
pub(crate) struct Trail {
    account_id: String,
    events: Vec<EventView>,
}

/// What happened.
#[derive(Debug, Serialize)]
struct EventView {
    id: String,
    at: String,
    kind: &'static str,
    amazon_user_id: Option<String>,
    /// The id that the Amazon account had before.
    replaced: Option<String>,
    /// The operator who did it; none when it was the customer, or an import.
    actor: Option<String>,
}

impl Desk {
    pub(super) async fn sessions_of(&self, account_id: AccountId) -> Result<SignedIn, Failure> {
        let account = self.account(account_id).await?;
        let (now, life) = (Self::now(), self.cx.policy.session_life);
        let list = self.store().find_sessions(account_id).await?;
        let mut sessions = list.sessions;
        sessions.sort_by_key(|session| std::cmp::Reverse(session.last_seen));
        let views = sessions.iter().map(|session| SessionView {
            method: session.method.as_str(),
            auth_time: session.auth_time.to_string(),
            proved_at: session.proved_at.to_string(),
            last_seen: session.last_seen.to_string(),
            expires_at: session.expires_at(life).to_string(),
            is_live: session.epoch == account.epoch
                && account.is_active()
                && session.renewal.is_none()
                && now < session.expires_at(life),
        });
        Ok(SignedIn {
            account_id: account_id.to_string(),
            sessions: views.collect(),
            is_complete: list.is_complete,
        })
    }

    pub(super) async fn trail_of(&self, account_id: AccountId) -> Result<Trail, Failure> {
        self.account(account_id).await?;
        let events = self.events_of(account_id).await?;
        let events = events.into_iter().map(|event| EventView {
            at: event.at.to_string(),
            kind: event.kind.as_str(),
            amazon_user_id: event.amazon_user_id.map(|id| id.as_str().to_owned()),
            replaced: event.replaced.map(|id| id.as_str().to_owned()),
            actor: event.actor.map(|actor| actor.as_str().to_owned()),
            id: event.id,
        });
        Ok(Trail {
            account_id: account_id.to_string(),
            events: events.collect(),
        })
    }

    /// All of it, page by page.
    pub(super) async fn events_of(&self, account_id: AccountId) -> Result<Vec<Event>, Failure> {
        let mut events: Vec<Event> = Vec::new();
        loop {
            let after = events.last().map(|event| event.id.clone());
            let page = self
                .store()
                .find_events(account_id, after.as_deref())
                .await?;
            events.extend(page.events);
            if page.is_last {
                return Ok(events);
            }
        }
    }
}

impl fmt::Display for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let live = self.sessions.iter().filter(|it| it.is_live).count();
        write!(f, "{live} live, {} in the table", self.sessions.len())?;
        if !self.is_complete {
            write!(f, ", more were not read")?;
        }
        if !self.sessions.is_empty() {
            let head = ["signed in", "last seen", "expires", "by", "live"];
            let [signed_in, last_seen, expires, by, live] = head;
            write!(
                f,
                "\n{signed_in:<20}  {last_seen:<20}  {expires:<20}  {by:<8}  {live}"
            )?;
        }
        for it in &self.sessions {
            let live = if it.is_live { "yes" } else { "no" };
            let (at, seen, end) = (&it.auth_time, &it.last_seen, &it.expires_at);
            write!(
                f,
                "\n{at:<20}  {seen:<20}  {end:<20}  {:<8}  {live}",
                it.method
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} events", self.events.len())?;
        for it in &self.events {
            write!(f, "\n{:<20}  {:<20}", it.at, it.kind)?;
            if let Some(actor) = &it.actor {
                write!(f, "  by {actor}")?;
            }
            if let Some(user_id) = &it.amazon_user_id {
                write!(f, "  {user_id}")?;
            }
            if let Some(replaced) = &it.replaced {
                write!(f, " (was {replaced})")?;
            }
        }
        Ok(())
    }
}
