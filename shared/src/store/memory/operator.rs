//! An operator's changes, the audit trail, and what is swept up after a deletion.

use std::ops::Bound;

use super::{Flaw, Items, MemoryStore};
use crate::{
    domain::{Account, AccountId, AccountStatus, Device, Digest, Identity},
    store::{
        EventPage, OperatorChange, OperatorChangeKind, OperatorOutcome, OperatorStore, StoreError,
        Swept,
    },
};

/// How many items one step of a sweep removes: few, so that others can come in between.
const SWEPT_AT_ONCE: usize = 2;

impl OperatorStore for MemoryStore {
    async fn find_events(
        &self,
        account_id: AccountId,
        after: Option<&str>,
    ) -> Result<EventPage, StoreError> {
        let items = self.items();
        let from = match after {
            Some(id) => Bound::Excluded((account_id, id.to_owned())),
            None => Bound::Included((account_id, String::new())),
        };
        let mut events: Vec<_> = (items.events.range((from, Bound::Unbounded)))
            .take_while(|((owner, _), _)| *owner == account_id)
            .map(|(_, event)| event.clone())
            .collect();
        let is_last = events.len() <= EventPage::SIZE;
        events.truncate(EventPage::SIZE);
        Ok(EventPage { events, is_last })
    }

    async fn find_devices(&self, account_id: AccountId) -> Result<Vec<Device>, StoreError> {
        let items = self.items();
        let known = items.devices.iter();
        let own = known.filter(|((owner, _), _)| *owner == account_id);
        Ok(own.map(|(_, device)| device.clone()).collect())
    }

    async fn change_as_operator(
        &self,
        change: &OperatorChange,
    ) -> Result<OperatorOutcome, StoreError> {
        change.check_parts()?;
        let mut items = self.items();
        let id = change.account.id;
        let event_key = (id, change.event.id.clone());
        if items.events.contains_key(&event_key) {
            // Our own repeated delivery.
            return Ok(OperatorOutcome::Done);
        }
        let Some(mut account) =
            (items.accounts.get(&id).cloned()).filter(|there| self.takes(change, there))
        else {
            return Ok(OperatorOutcome::AccountChanged);
        };
        if let OperatorChangeKind::Link(new) | OperatorChangeKind::Relink { new, .. } = &change.kind
            && items.identities.contains_key(&new.user_id)
            && !self.has(Flaw::IdentityOverwritten)
        {
            return Ok(OperatorOutcome::IdentityTaken);
        }
        apply(&mut items, &mut account, change);
        let keeps = match change.kind {
            OperatorChangeKind::Enable => false,
            OperatorChangeKind::Link(_) => self.has(Flaw::LinkKeepsEpoch),
            OperatorChangeKind::Relink { .. } => self.has(Flaw::RelinkKeepsEpoch),
        };
        if !keeps {
            account.epoch = account.epoch.next();
        }
        account.version += 1;
        items.accounts.insert(id, account);
        items.events.insert(event_key, change.event.clone());
        Ok(OperatorOutcome::Done)
    }

    async fn sweep(&self, deleted: AccountId) -> Result<Swept, StoreError> {
        let mut items = self.items();
        let is_deleted = items
            .accounts
            .get(&deleted)
            .is_some_and(Account::is_tombstone);
        if !is_deleted && !self.has(Flaw::LivingSwept) {
            return Ok(Swept::NotDeleted);
        }
        let own = |(owner, _): &&(AccountId, Digest)| *owner == deleted;
        let sessions: Vec<_> = items.sessions.keys().filter(own).copied().collect();
        let devices: Vec<_> = items.devices.keys().filter(own).copied().collect();
        let events: Vec<_> = (items.events.iter())
            .filter(|((owner, _), event)| *owner == deleted && !event.kind.outlives_account())
            .map(|(key, _)| key.clone())
            .collect();
        let all = sessions.len() + devices.len() + events.len();
        // One kind after the other, as on the real table.
        let removed = if !sessions.is_empty() {
            let some = sessions.iter().take(SWEPT_AT_ONCE);
            some.filter_map(|key| items.sessions.remove(key)).count()
        } else if !devices.is_empty() {
            let some = devices.iter().take(SWEPT_AT_ONCE);
            some.filter_map(|key| items.devices.remove(key)).count()
        } else {
            let some = events.iter().take(SWEPT_AT_ONCE);
            some.filter_map(|key| items.events.remove(key)).count()
        };
        Ok(if removed == all {
            Swept::All(removed)
        } else {
            Swept::Some(removed)
        })
    }
}

impl MemoryStore {
    /// Whether the account that is there lets itself be changed so.
    fn takes(&self, change: &OperatorChange, there: &Account) -> bool {
        let is_as_read =
            there.version == change.account.version && there.epoch == change.account.epoch;
        let is_enable = matches!(change.kind, OperatorChangeKind::Enable);
        (is_as_read || (is_enable && self.has(Flaw::EnableIgnoresVersion)))
            && match &change.kind {
                OperatorChangeKind::Enable => !there.is_active(),
                OperatorChangeKind::Link(new) => {
                    there.is_active()
                        && there.identities.len() < Account::MAX_IDENTITIES
                        && !there.identities.contains(&new.user_id)
                }
                OperatorChangeKind::Relink { old, new } => {
                    there.identities.contains(old) && !there.identities.contains(&new.user_id)
                }
            }
    }
}

fn apply(items: &mut Items, account: &mut Account, change: &OperatorChange) {
    let mut put = |new: &Identity| items.identities.insert(new.user_id.clone(), new.clone());
    match &change.kind {
        OperatorChangeKind::Enable => account.status = AccountStatus::Active,
        OperatorChangeKind::Link(new) => drop(put(new)),
        OperatorChangeKind::Relink { old, new } => {
            put(new);
            items.identities.remove(old);
        }
    }
    account.identities = change.identities();
}
