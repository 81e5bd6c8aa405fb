//! Changes of who can get in.

use super::{Flaw, Items, MemoryStore};
use crate::{
    domain::{Account, AccountStatus, SessionRef},
    store::{ActingSession, Change, ChangeKind, ChangeOutcome, StoreError},
};

impl MemoryStore {
    /// Changes an account in one step with its audit event and the session that goes on.
    pub(super) fn change(&self, change: &Change) -> Result<ChangeOutcome, StoreError> {
        change.check_parts()?;
        if change.takes_last_way_in() && !self.has(Flaw::LastWayInRemoved) {
            return Ok(ChangeOutcome::LastWayIn);
        }
        let mut items = self.items();
        let id = change.account.id;
        if items.events.contains_key(&(id, change.event.id.clone())) {
            // Our own repeated delivery.
            return Ok(ChangeOutcome::Done);
        }
        let unread = matches!(change.kind, ChangeKind::CredentialsChanged(_))
            && self.has(Flaw::CredentialsUnread);
        let is_seen = |there: &Account| {
            !matches!(change.kind, ChangeKind::CredentialsChanged(_))
                || there.credential_version == change.account.credential_version
        };
        let is_as_read = |there: &Account| {
            let as_read = &change.account;
            unread
                || ((there.version, there.epoch) == (as_read.version, as_read.epoch)
                    && is_seen(there))
        };
        let Some(mut account) = items.accounts.get(&id).cloned().filter(is_as_read) else {
            return Ok(ChangeOutcome::AccountChanged);
        };
        if let Some(acting) = &change.acting
            && !self.renew(&mut items, acting)
        {
            return Ok(ChangeOutcome::SessionEnded);
        }
        apply(&mut items, &mut account, &change.kind);
        let keeps = match change.kind {
            ChangeKind::Unlink(_) => self.has(Flaw::UnlinkKeepsEpoch),
            ChangeKind::EndSessions => self.has(Flaw::EndSessionsKeepsEpoch),
            ChangeKind::CredentialsChanged(_) => self.has(Flaw::CredentialsKeepEpoch),
            _ => false,
        };
        if !keeps {
            account.epoch = account.epoch.next();
        }
        account.version += 1;
        items.accounts.insert(id, account);
        items
            .events
            .insert((id, change.event.id.clone()), change.event.clone());
        Ok(ChangeOutcome::Done)
    }

    /// Marks the acting session and puts its successor, if it is still there.
    fn renew(&self, items: &mut Items, acting: &ActingSession) -> bool {
        let key = |it: SessionRef| (it.account_id, it.digest);
        match items.sessions.get_mut(&key(acting.session_ref)) {
            Some(session) if session.renewal.is_none() => {
                session.renewal = Some(acting.renewal.clone());
            }
            _ if self.has(Flaw::RenewedUnseen) => {}
            _ => return false,
        }
        if let Some(successor) = &acting.successor {
            let key = key(successor.session_ref);
            items.sessions.insert(key, successor.clone());
        }
        true
    }
}

fn apply(items: &mut Items, account: &mut Account, kind: &ChangeKind) {
    match kind {
        ChangeKind::EndSessions => {}
        ChangeKind::Disable => account.status = AccountStatus::Disabled,
        ChangeKind::CredentialsChanged(seen) => account.credential_version = Some(seen.clone()),
        ChangeKind::SetPassword(hash) => account.password = Some(hash.clone()),
        ChangeKind::Unlink(user_id) => {
            account.identities.retain(|listed| listed != user_id);
            items.identities.remove(user_id);
        }
        ChangeKind::Delete => {
            for user_id in &account.identities {
                items.identities.remove(user_id);
            }
            if let Some(claim) = &account.claim {
                items.claims.remove(claim.email.normalised());
            }
            *account = account.clone().tombstone();
        }
    }
}
