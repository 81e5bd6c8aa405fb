//! Sessions and known browsers.

use super::{Flaw, MemoryStore};
use crate::{
    domain::{AccountId, Device, Session, SessionOwner, SessionRef, Timestamp},
    store::{SessionStore, StoreError},
};

impl SessionStore for MemoryStore {
    async fn find_session(
        &self,
        session_ref: SessionRef,
    ) -> Result<Option<(Session, SessionOwner)>, StoreError> {
        let items = self.items();
        let key = (session_ref.account_id, session_ref.digest);
        let (Some(session), Some(account)) = (
            items.sessions.get(&key),
            items.accounts.get(&session_ref.account_id),
        ) else {
            return Ok(None);
        };
        let epoch = if self.has(Flaw::EpochNotRead) {
            session.epoch
        } else {
            account.epoch
        };
        let owner = SessionOwner {
            id: account.id,
            epoch,
            status: account.status,
            external_id: account.external_id.clone(),
            claim: account.claim.clone(),
            name: account.name.clone(),
            postal_code: account.postal_code.clone(),
            amazon_linked: !account.identities.is_empty(),
        };
        Ok(Some((session.clone(), owner)))
    }

    async fn put_session(&self, session: &Session) -> Result<(), StoreError> {
        let key = (session.session_ref.account_id, session.session_ref.digest);
        let mut items = self.items();
        if self.has(Flaw::SessionLost) {
            return Ok(());
        }
        let there = items.sessions.entry(key).or_insert_with(|| session.clone());
        if there == session {
            return Ok(());
        }
        Err(StoreError::Corrupt {
            entity: "session",
            reason: "another is there under its key".to_owned(),
        })
    }

    async fn touch_session(&self, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        let key = (session.session_ref.account_id, session.session_ref.digest);
        let touched = Session {
            last_seen: now,
            ..session.clone()
        };
        let mut items = self.items();
        let is_unchanged = items
            .sessions
            .get(&key)
            .is_some_and(|there| there.last_seen == session.last_seen && now > there.last_seen);
        if is_unchanged || self.has(Flaw::TouchRevives) {
            items.sessions.insert(key, touched);
        }
        Ok(())
    }

    async fn end_session(&self, session_ref: SessionRef) -> Result<(), StoreError> {
        let key = (session_ref.account_id, session_ref.digest);
        self.items().sessions.remove(&key);
        Ok(())
    }

    async fn put_device(&self, account_id: AccountId, device: &Device) -> Result<(), StoreError> {
        let mut items = self.items();
        let key = (account_id, device.digest);
        let is_newer = |there: &Device| there.epoch.0 > device.epoch.0;
        if !items.devices.get(&key).is_some_and(is_newer) {
            items.devices.insert(key, device.clone());
        }
        let of_account = |items: &super::Items| {
            let mut all: Vec<_> = items
                .devices
                .iter()
                .filter(|((owner, _), _)| *owner == account_id)
                .map(|(key, device)| (device.seen_at, *key))
                .collect();
            all.sort_unstable();
            all
        };
        let all = of_account(&items);
        let surplus = all.len().saturating_sub(Device::MAX_PER_ACCOUNT);
        for (_, key) in &all[..surplus] {
            items.devices.remove(key);
        }
        Ok(())
    }
}
