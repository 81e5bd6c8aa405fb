//! Proofs of a mailbox, and the changes that they allow.

use super::{Flaw, Items, MemoryStore};
use crate::{
    domain::{Claim, ClaimKind, Digest, MailboxProof},
    store::{
        MailboxChange, MailboxChangeKind, MailboxOutcome, MailboxStore, StoreError, UsedProof,
    },
};

impl MailboxStore for MemoryStore {
    async fn put_proof(&self, proof: &MailboxProof) -> Result<(), StoreError> {
        let mut items = self.items();
        let there = items
            .proofs
            .entry(proof.key)
            .or_insert_with(|| proof.clone());
        if there == proof {
            return Ok(());
        }
        Err(StoreError::Corrupt {
            entity: "proof",
            reason: "another is there under its key".to_owned(),
        })
    }

    async fn find_proof(&self, key: Digest) -> Result<Option<MailboxProof>, StoreError> {
        Ok(self.items().proofs.get(&key).cloned())
    }

    async fn change_by_proof(&self, change: &MailboxChange) -> Result<MailboxOutcome, StoreError> {
        change.check_parts()?;
        let mut items = self.items();
        if let Some(outcome) = self.proof_refusal(&items, &change.used) {
            return Ok(outcome);
        }
        let as_read = &change.account;
        let Some(there) = items.accounts.get(&as_read.id).filter(|there| {
            (there.version, there.epoch) == (as_read.version, as_read.epoch)
                || self.has(Flaw::ResetUnread)
        }) else {
            return Ok(MailboxOutcome::AccountChanged);
        };
        let mut account = there.clone();
        let MailboxChangeKind::ResetPassword { password, kept } = &change.kind;
        account.password = Some(password.clone());
        account.identities.clone_from(kept);
        account.claim = account.claim.map(|claim| Claim {
            kind: ClaimKind::Mailbox,
            ..claim
        });
        account.version += 1;
        if !self.has(Flaw::ResetKeepsEpoch) {
            account.epoch = account.epoch.next();
        }
        if let Some(claim) = &account.claim
            && let Some(there) = items.claims.get_mut(claim.email.normalised())
        {
            there.kind = ClaimKind::Mailbox;
        }
        if !self.has(Flaw::ResetKeepsIdentities) {
            for user_id in change.removed() {
                items.identities.remove(user_id);
            }
        }
        let event = (account.id, change.event.id.clone());
        items.events.insert(event, change.event.clone());
        items.accounts.insert(account.id, account);
        use_proof(&mut items, &change.used);
        Ok(MailboxOutcome::Done)
    }
}

impl MemoryStore {
    /// Whether the proof cannot be used, or was used by this very call.
    pub(super) fn proof_refusal(&self, items: &Items, used: &UsedProof) -> Option<MailboxOutcome> {
        match items.proofs.get(&used.proof.key) {
            Some(there) if there.used.as_ref() == Some(&used.proof_use) => {
                Some(MailboxOutcome::Done)
            }
            Some(there)
                if used.now < there.expires_at
                    && (there.used.is_none() || self.has(Flaw::ProofUsedTwice)) =>
            {
                None
            }
            _ => Some(MailboxOutcome::ProofClosed),
        }
    }
}

pub(super) fn use_proof(items: &mut Items, used: &UsedProof) {
    if let Some(there) = items.proofs.get_mut(&used.proof.key) {
        there.used = Some(used.proof_use.clone());
    }
}
