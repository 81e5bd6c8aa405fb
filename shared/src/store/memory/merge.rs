//! An Amazon account going over from an empty account to another one.

use super::{Flaw, MemoryStore};
use crate::{
    domain::{Account, SessionRef},
    store::{Merge, MergeOutcome, StoreError},
};

impl MemoryStore {
    /// Merges in one step.
    pub(super) fn merge(&self, merge: &Merge) -> Result<MergeOutcome, StoreError> {
        merge.check_parts()?;
        let mut items = self.items();
        let (empty, into) = (&merge.empty, &merge.into);
        let event_key = (into.id, merge.event.id.clone());
        if items.events.contains_key(&event_key) {
            // Our own repeated delivery.
            return Ok(MergeOutcome::Done);
        }
        let is_as_read = |read: &Account| {
            let there = items.accounts.get(&read.id);
            there.is_some_and(|it| (it.version, it.epoch) == (read.version, read.epoch))
        };
        let has_room = into.is_active() && into.identities.len() < Account::MAX_IDENTITIES;
        let unread = self.has(Flaw::MergedUnread);
        if !(is_as_read(empty) || unread) || !is_as_read(into) || !has_room {
            return Ok(MergeOutcome::AccountChanged);
        }
        let key = |it: SessionRef| (it.account_id, it.digest);
        let acting = items.sessions.get(&key(merge.acting));
        if acting.is_none_or(|it| it.renewal.is_some()) && !self.has(Flaw::MergedUnseen) {
            return Ok(MergeOutcome::SessionEnded);
        }
        items.sessions.remove(&key(merge.acting));
        if let Some(claim) = &empty.claim {
            items.claims.remove(claim.email.normalised());
        }
        let closed = Account {
            version: empty.version + 1,
            epoch: empty.epoch.next(),
            merged_into: Some(into.id),
            ..empty.clone().tombstone()
        };
        items.accounts.insert(empty.id, closed);
        let mut into = into.clone();
        into.identities.push(merge.identity.user_id.clone());
        into.version += 1;
        if !self.has(Flaw::LinkKeepsEpoch) {
            into.epoch = into.epoch.next();
        }
        items.accounts.insert(into.id, into);
        let identity = merge.identity.clone();
        items.identities.insert(identity.user_id.clone(), identity);
        let session = merge.session.clone();
        items.sessions.insert(key(session.session_ref), session);
        items
            .events
            .insert((empty.id, merge.closed.id.clone()), merge.closed.clone());
        items.events.insert(event_key, merge.event.clone());
        Ok(MergeOutcome::Done)
    }
}
