//! Everything that is kept about one person, for that person (GDPR articles 15 and 20): no secret that
//! opens the account, and no name of an operator, who is somebody else.

use std::fmt;

use accounts::{
    domain::{AccountId, EventKind},
    store::OperatorStore as _,
};
use serde::Serialize;

use super::{Desk, Person, SessionView};
use crate::failure::Failure;

/// A person's data.
#[derive(Debug, Serialize)]
pub(crate) struct Export {
    exported_at: String,
    account: Person,
    sessions: Vec<SessionView>,
    /// Browsers that signed in before: a random number each, which is not shown, and when it was seen.
    known_browsers: Vec<Browser>,
    events: Vec<Happened>,
}

#[derive(Debug, Serialize)]
struct Browser {
    seen_at: String,
}

#[derive(Debug, Serialize)]
struct Happened {
    at: String,
    kind: &'static str,
    amazon_user_id: Option<String>,
    /// The id that the Amazon account had before.
    replaced: Option<String>,
    /// `customer` or `site`.
    by: &'static str,
}

impl Desk {
    pub(super) async fn export_of(&self, account_id: AccountId) -> Result<Export, Failure> {
        let account = self.person(account_id).await?;
        let sessions = self.sessions_of(account_id).await?.sessions;
        let devices = self.store().find_devices(account_id).await?;
        let known_browsers = devices.iter().map(|device| Browser {
            seen_at: device.seen_at.to_string(),
        });
        let events = self.events_of(account_id).await?;
        let events = events.into_iter().map(|event| Happened {
            at: event.at.to_string(),
            kind: event.kind.as_str(),
            amazon_user_id: event.amazon_user_id.map(|id| id.as_str().to_owned()),
            replaced: event.replaced.map(|id| id.as_str().to_owned()),
            by: if event.actor.is_some() || event.kind == EventKind::Imported {
                "site"
            } else {
                "customer"
            },
        });
        Ok(Export {
            exported_at: Self::now().to_string(),
            account,
            sessions,
            known_browsers: known_browsers.collect(),
            events: events.collect(),
        })
    }
}

/// JSON for people, too: it is a document to be handed over.
impl fmt::Display for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}
