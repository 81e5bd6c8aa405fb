//! Sessions and known browsers.

use super::items::{self, DeviceRecord, EventRecord, OwnerRecord, Record as _, SessionRecord};
use super::send::Repeat;
use super::single::{QueryPage, Shows, Update, Written};
use super::transaction::{Position, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{AccountId, Device, Renewal, Session, SessionOwner, SessionRef, Timestamp};
use crate::store::{
    ActingSession, Ended, Renewed, SessionEnd, SessionList, SessionStore, StoreError,
};

/// How many sessions one page of a list has.
const SESSIONS_A_PAGE: i32 = 100;

impl SessionStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_session(
        &self,
        session_ref: SessionRef,
    ) -> Result<Option<(Session, SessionOwner)>, StoreError> {
        let session_key = keys::session(session_ref);
        let account_key = keys::account(session_ref.account_id);
        let mut found = self
            .batch_get(
                &[session_key.clone(), account_key.clone()],
                Some(expr::SESSION_CHECK),
            )
            .await?;
        let (Some(session), Some(owner)) = (
            items::take(&mut found, &session_key),
            items::take(&mut found, &account_key),
        ) else {
            return Ok(None);
        };
        Ok(Some((
            items::read::<SessionRecord, _>(&session)?,
            items::read::<OwnerRecord, _>(&owner)?,
        )))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_session(&self, session: &Session) -> Result<(), StoreError> {
        let item = items::write(&SessionRecord::from(session))?;
        let Written::Refused(there) = self.put(item, expr::ABSENT, []).await? else {
            return Ok(());
        };
        let there: Option<Session> = items::read_if::<SessionRecord, _>(there.as_ref())?;
        if there.as_ref() == Some(session) {
            // Our put arrived, its reply did not.
            return Ok(());
        }
        Err(items::corrupt(
            SessionRecord::ENTITY,
            "another is there under its key".to_owned(),
        ))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn touch_session(&self, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        if now <= session.last_seen {
            return Ok(());
        }
        self.update(Update {
            key: &keys::session(session.session_ref),
            change: expr::TOUCH_SESSION,
            condition: expr::SESSION_UNTOUCHED,
            values: [
                (":read", expr::time(session.last_seen)),
                (":now", expr::time(now)),
            ],
            repeat: Repeat::Always,
            shows: Shows::Nothing,
        })
        .await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn end_session(&self, session_ref: SessionRef) -> Result<Ended, StoreError> {
        let key = keys::session(session_ref);
        match self.delete(&key, expr::SESSION_NOT_RENEWED, []).await? {
            Written::Done(_) => Ok(Ended::Done),
            Written::Refused(there) => ended(there.as_ref()),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn end_session_of(&self, end: &SessionEnd) -> Result<Ended, StoreError> {
        let mut transaction = Transaction::new(&self.table);
        transaction.delete(
            Position::EndedSession,
            &keys::session(end.session_ref),
            expr::SESSION_NOT_RENEWED,
            [],
        )?;
        let event = EventRecord::new(end.session_ref.account_id, &end.event);
        transaction.create(Position::Event, items::write(&event)?)?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(Ended::Done),
            // Gone, by an earlier send of this very transaction or by somebody else: gone.
            Err(refused) => ended(refused.item(Position::EndedSession)),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn renew_session(&self, acting: &ActingSession) -> Result<Renewed, StoreError> {
        let session_ref = acting.session_ref;
        let successor = acting.successor_beside()?;
        let mut transaction = Transaction::new(&self.table);
        renew_session(&mut transaction, session_ref, &acting.renewal)?;
        let item = items::write(&SessionRecord::from(successor))?;
        transaction.create(Position::Session, item)?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(Renewed::Done),
            // The successor is derived from a mark drawn for it alone: our transaction arrived, its
            // reply did not.
            Err(refused) if refused.is_at(Position::Session) => Ok(Renewed::Done),
            Err(_) => Ok(Renewed::SessionEnded),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_sessions(&self, account_id: AccountId) -> Result<SessionList, StoreError> {
        let pk = keys::account(account_id).pk;
        let mut sessions = Vec::new();
        let mut after = None;
        loop {
            let page = QueryPage {
                limit: Some(SESSIONS_A_PAGE),
                after,
            };
            let (items, next) = self.query(&pk, keys::SESSION_PREFIX, page).await?;
            for item in &items {
                sessions.push(items::read::<SessionRecord, Session>(item)?);
            }
            let is_complete = next.is_none();
            if is_complete || sessions.len() >= SessionList::MAX {
                return Ok(SessionList {
                    sessions,
                    is_complete,
                });
            }
            after = next;
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_device(&self, account_id: AccountId, device: &Device) -> Result<(), StoreError> {
        let item = items::write(&DeviceRecord::new(account_id, device))?;
        let epoch = expr::number(device.epoch.0);
        match self
            .put(item, expr::DEVICE_NOT_NEWER, [(":epoch", epoch)])
            .await?
        {
            // Only a browser that was not known makes them more.
            Written::Done(None) => self.forget_oldest_devices(account_id, device).await,
            Written::Done(Some(_)) | Written::Refused(_) => Ok(()),
        }
    }
}

impl DynamoStore {
    /// Forgets what is beyond the most that an account remembers: those of older epochs first, then
    /// those seen longest ago, but never `newest`.
    async fn forget_oldest_devices(
        &self,
        account_id: AccountId,
        newest: &Device,
    ) -> Result<(), StoreError> {
        let pk = keys::account(account_id).pk;
        let all = QueryPage::default();
        let (found, _) = self.query(&pk, keys::DEVICE_PREFIX, all).await?;
        let mut devices = found
            .iter()
            .map(items::read::<DeviceRecord, Device>)
            .collect::<Result<Vec<_>, _>>()?;
        devices.sort_unstable_by_key(|it| {
            std::cmp::Reverse((it.digest == newest.digest, it.epoch.0, it.seen_at))
        });
        for device in devices.iter().skip(Device::MAX_PER_ACCOUNT) {
            self.delete(
                &keys::device(account_id, device.digest),
                expr::DEVICE_UNCHANGED,
                [
                    (":epoch", expr::number(device.epoch.0)),
                    (":seen_at", expr::time(device.seen_at)),
                ],
            )
            .await?;
        }
        Ok(())
    }
}

/// Marks a session, which ends it and names the one that takes its place.
pub(super) fn renew_session(
    transaction: &mut Transaction<'_>,
    session_ref: SessionRef,
    renewal: &Renewal,
) -> Result<(), StoreError> {
    transaction.update(
        Position::ActingSession,
        &keys::session(session_ref),
        expr::RENEW_SESSION,
        expr::SESSION_NOT_RENEWED,
        [
            (":mark", expr::text(renewal.mark.expose_base64url())),
            (":renewed_at", expr::time(renewal.at)),
        ],
    )
}

/// What stands in the way of ending a session: nothing, or that it was renewed.
fn ended(there: Option<&items::Item>) -> Result<Ended, StoreError> {
    let there: Option<Session> = items::read_if::<SessionRecord, _>(there)?;
    match there {
        None => Ok(Ended::Done),
        Some(there) => there.renewal.map(Ended::Renewed).ok_or_else(|| {
            items::corrupt(
                SessionRecord::ENTITY,
                "it stays although it is there and was not renewed".to_owned(),
            )
        }),
    }
}
