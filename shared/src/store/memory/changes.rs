//! Changes of who can get in, as later pages will make them: what the explorer races against.

use super::{Flaw, MemoryStore};
use crate::domain::{Account, AccountStatus, AmazonUserId, Event, PasswordHash};

/// A change of who can get in to an account. Each raises version and epoch, so that every session,
/// ticket and known browser from before is dead at once.
#[derive(Clone, Debug)]
pub struct Change {
    /// The account as just read; the change is conditional on its version.
    pub account: Account,
    /// What is changed.
    pub kind: ChangeKind,
    /// The audit event.
    pub event: Event,
}

/// What is changed.
#[derive(Clone, Debug)]
pub enum ChangeKind {
    /// Nothing but the epoch: all sessions end.
    EndSessions,
    /// The account is closed.
    Disable,
    /// Another password.
    SetPassword(PasswordHash),
    /// An Amazon account no longer opens it, on the condition that another way in remains.
    Unlink(AmazonUserId),
    /// Identities and claim go, the account becomes a tombstone.
    Delete,
}

/// What a change came to. Nothing was written unless it says `Done`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// Everything is in the table.
    Done,
    /// It would have taken the account's last way in.
    LastWayIn,
    /// The account changed since it was read: read again.
    AccountChanged,
}

impl MemoryStore {
    /// Changes an account in one step with its audit event.
    pub fn change_account(&self, change: &Change) -> ChangeOutcome {
        let mut items = self.items();
        let id = change.account.id;
        let Some(there) = items.accounts.get(&id) else {
            return ChangeOutcome::AccountChanged;
        };
        if there.version != change.account.version {
            // Our own repeated delivery finds its event there.
            let is_ours = items.events.contains_key(&(id, change.event.id.clone()));
            return if is_ours {
                ChangeOutcome::Done
            } else {
                ChangeOutcome::AccountChanged
            };
        }
        let mut account = there.clone();
        match &change.kind {
            ChangeKind::EndSessions => {}
            ChangeKind::Disable => account.status = AccountStatus::Disabled,
            ChangeKind::SetPassword(hash) => account.password = Some(hash.clone()),
            ChangeKind::Unlink(user_id) => {
                account.identities.retain(|listed| listed != user_id);
                let remains = account.password.is_some() || !account.identities.is_empty();
                if !remains && !self.has(Flaw::LastWayInRemoved) {
                    return ChangeOutcome::LastWayIn;
                }
                items.identities.remove(user_id);
            }
            ChangeKind::Delete => {
                for user_id in &account.identities {
                    items.identities.remove(user_id);
                }
                if let Some(claim) = &account.claim {
                    items.claims.remove(claim.email.normalised());
                }
                account = account.tombstone();
            }
        }
        let keeps =
            self.has(Flaw::UnlinkKeepsEpoch) && matches!(change.kind, ChangeKind::Unlink(_));
        if !keeps {
            account.epoch = account.epoch.next();
        }
        account.version += 1;
        items.accounts.insert(id, account);
        items
            .events
            .insert((id, change.event.id.clone()), change.event.clone());
        ChangeOutcome::Done
    }
}
