//! Sessions and known browsers, in their account's partition.

use serde::{Deserialize, Serialize};

use super::{Bad, Record, at, attribute, optional};
use crate::domain::{
    AccountId, AuthMethod, Device, Epoch, Renewal, Secret, Session, SessionRef, UserAgent,
};
use crate::store::dynamo::keys;

/// A session. Its TTL is its absolute limit; the idle limit is counted from `last_seen`.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct SessionRecord {
    pk: String,
    sk: String,
    epoch: u64,
    method: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
    auth_time: i64,
    proved_at: i64,
    last_seen: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renewed_at: Option<i64>,
    expires_at: i64,
}

impl Record for SessionRecord {
    const ENTITY: &'static str = "session";
}

impl From<&Session> for SessionRecord {
    fn from(session: &Session) -> Self {
        let key = keys::session(session.session_ref);
        Self {
            pk: key.pk,
            sk: key.sk,
            epoch: session.epoch.0,
            method: session.method.as_str().to_owned(),
            user_agent: session.user_agent.map(UserAgent::to_text),
            auth_time: session.auth_time.unix_seconds(),
            proved_at: session.proved_at.unix_seconds(),
            last_seen: session.last_seen.unix_seconds(),
            mark: (session.renewal.as_ref()).map(|it| it.mark.expose_base64url()),
            renewed_at: session.renewal.as_ref().map(|it| it.at.unix_seconds()),
            expires_at: session.ends_at.unix_seconds(),
        }
    }
}

impl TryFrom<SessionRecord> for Session {
    type Error = Bad;

    fn try_from(record: SessionRecord) -> Result<Self, Bad> {
        Ok(Self {
            session_ref: SessionRef {
                account_id: attribute("pk", keys::parse_account(&record.pk))?,
                digest: attribute("sk", keys::parse_session(&record.sk))?,
            },
            epoch: Epoch(record.epoch),
            method: attribute("method", AuthMethod::parse(&record.method))?,
            user_agent: optional("user_agent", record.user_agent.as_deref(), UserAgent::parse)?,
            auth_time: at(record.auth_time),
            proved_at: at(record.proved_at),
            last_seen: at(record.last_seen),
            ends_at: at(record.expires_at),
            renewal: parse_renewal(record.mark.as_deref(), record.renewed_at)?,
        })
    }
}

/// Mark and time stand or fall together.
fn parse_renewal(mark: Option<&str>, renewed_at: Option<i64>) -> Result<Option<Renewal>, Bad> {
    let mark = optional("mark", mark, Secret::parse)?;
    match (mark, renewed_at) {
        (None, None) => Ok(None),
        (Some(mark), Some(seconds)) => Ok(Some(Renewal {
            mark,
            at: at(seconds),
        })),
        (None, Some(_)) => Err(Bad("mark")),
        (Some(_), None) => Err(Bad("renewed_at")),
    }
}

/// A browser that signed in to the account before.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct DeviceRecord {
    pk: String,
    sk: String,
    epoch: u64,
    seen_at: i64,
    expires_at: i64,
}

impl Record for DeviceRecord {
    const ENTITY: &'static str = "device";
}

impl DeviceRecord {
    pub(in crate::store::dynamo) fn new(account_id: AccountId, device: &Device) -> Self {
        let key = keys::device(account_id, device.digest);
        Self {
            pk: key.pk,
            sk: key.sk,
            epoch: device.epoch.0,
            seen_at: device.seen_at.unix_seconds(),
            expires_at: device.seen_at.plus_seconds(Device::LIFE_S).unix_seconds(),
        }
    }
}

impl TryFrom<DeviceRecord> for Device {
    type Error = Bad;

    fn try_from(record: DeviceRecord) -> Result<Self, Bad> {
        attribute("pk", keys::parse_account(&record.pk))?;
        Ok(Self {
            digest: attribute("sk", keys::parse_device(&record.sk))?,
            epoch: Epoch(record.epoch),
            seen_at: at(record.seen_at),
        })
    }
}
