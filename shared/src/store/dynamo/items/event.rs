//! Audit events.

use serde::{Deserialize, Serialize};

use super::{Bad, Record, at, attribute, optional};
use crate::domain::{AccountId, Actor, AmazonUserId, Event, EventKind};
use crate::store::dynamo::keys;

/// A line of the audit trail.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct EventRecord {
    pk: String,
    sk: String,
    kind: String,
    at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amazon_user_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaced: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actor: Option<String>,
}

impl Record for EventRecord {
    const ENTITY: &'static str = "event";
}

impl EventRecord {
    pub(in crate::store::dynamo) fn new(account_id: AccountId, event: &Event) -> Self {
        let key = keys::event(account_id, &event.id);
        Self {
            pk: key.pk,
            sk: key.sk,
            kind: event.kind.as_str().to_owned(),
            at: event.at.unix_seconds(),
            amazon_user_id: (event.amazon_user_id.as_ref()).map(|id| id.as_str().to_owned()),
            replaced: (event.replaced.as_ref()).map(|id| id.as_str().to_owned()),
            actor: (event.actor.as_ref()).map(|actor| actor.as_str().to_owned()),
        }
    }
}

impl TryFrom<EventRecord> for Event {
    type Error = Bad;

    fn try_from(record: EventRecord) -> Result<Self, Bad> {
        Ok(Self {
            id: attribute("sk", keys::parse_event(&record.sk))?.to_owned(),
            kind: attribute("kind", EventKind::parse(&record.kind))?,
            at: at(record.at),
            amazon_user_id: optional(
                "amazon_user_id",
                record.amazon_user_id.as_deref(),
                AmazonUserId::parse,
            )?,
            replaced: optional("replaced", record.replaced.as_deref(), AmazonUserId::parse)?,
            actor: optional("actor", record.actor.as_deref(), Actor::parse)?,
        })
    }
}
