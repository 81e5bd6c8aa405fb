//! Sessions and known browsers.

use super::items::{self, DeviceRecord, OwnerRecord, Record as _, SessionRecord};
use super::send::{Repeat, fate, send, unavailable};
use super::single::{Shows, Update, Written};
use super::{DynamoStore, expr, keys};
use crate::domain::{AccountId, Device, Session, SessionOwner, SessionRef, Timestamp};
use crate::store::{SessionStore, StoreError};

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
    async fn end_session(&self, session_ref: SessionRef) -> Result<(), StoreError> {
        self.delete(&keys::session(session_ref), expr::PRESENT, [])
            .await
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
        const OPERATION: &str = "Query";
        let request = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression(expr::DEVICES_OF)
            .set_expression_attribute_names(Some(expr::names(&[expr::DEVICES_OF])))
            .set_expression_attribute_values(Some(expr::values([
                (":pk", expr::text(keys::account(account_id).pk)),
                (":prefix", expr::text(keys::DEVICE_PREFIX)),
            ])))
            .consistent_read(true);
        let reply = send(OPERATION, Repeat::Always, fate, || request.clone().send())
            .await
            .map_err(|error| unavailable(OPERATION, &error))?;
        let mut devices = reply
            .items
            .unwrap_or_default()
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
