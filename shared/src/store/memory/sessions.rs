//! Sessions and known browsers.

use super::{Flaw, Items, MemoryStore};
use crate::{
    domain::{AccountId, Device, Session, SessionOwner, SessionRef, Timestamp},
    store::{ActingSession, Ended, Renewed, SessionEnd, SessionList, SessionStore, StoreError},
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

    async fn end_session(&self, session_ref: SessionRef) -> Result<Ended, StoreError> {
        Ok(self.end(&mut self.items(), session_ref).1)
    }

    async fn end_session_of(&self, end: &SessionEnd) -> Result<Ended, StoreError> {
        let mut items = self.items();
        let (was_there, ended) = self.end(&mut items, end.session_ref);
        if was_there && ended == Ended::Done {
            let key = (end.session_ref.account_id, end.event.id.clone());
            items.events.insert(key, end.event.clone());
        }
        Ok(ended)
    }

    async fn renew_session(&self, acting: &ActingSession) -> Result<Renewed, StoreError> {
        let successor = acting.successor_beside()?.session_ref;
        let mut items = self.items();
        let key = (successor.account_id, successor.digest);
        if items.sessions.contains_key(&key) || self.renew(&mut items, acting) {
            return Ok(Renewed::Done);
        }
        Ok(Renewed::SessionEnded)
    }

    async fn find_sessions(&self, account_id: AccountId) -> Result<SessionList, StoreError> {
        let items = self.items();
        let of_account = items
            .sessions
            .iter()
            .filter(|((owner, _), _)| *owner == account_id)
            .map(|(_, session)| session.clone());
        let mut sessions: Vec<_> = of_account.collect();
        let is_complete = sessions.len() <= SessionList::MAX;
        sessions.truncate(SessionList::MAX);
        Ok(SessionList {
            sessions,
            is_complete,
        })
    }

    async fn put_device(&self, account_id: AccountId, device: &Device) -> Result<(), StoreError> {
        let mut items = self.items();
        let key = (account_id, device.digest);
        let is_newer = |there: &Device| there.epoch.0 > device.epoch.0;
        if !items.devices.get(&key).is_some_and(is_newer) {
            items.devices.insert(key, device.clone());
        }
        let of_account = |items: &Items| {
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

impl MemoryStore {
    /// Ends a session that was not renewed; whether it was there, and what came of it.
    fn end(&self, items: &mut Items, session_ref: SessionRef) -> (bool, Ended) {
        let key = (session_ref.account_id, session_ref.digest);
        let there = items.sessions.get(&key);
        let renewal = there.and_then(|session| session.renewal.clone());
        match renewal {
            Some(renewal) if !self.has(Flaw::EndedWithoutHeir) => (true, Ended::Renewed(renewal)),
            _ => (items.sessions.remove(&key).is_some(), Ended::Done),
        }
    }
}
