//! Proofs of a mailbox, and the changes that they allow.

use super::{
    Flaw, Items, MemoryStore,
    accounts::{write_account, write_session},
};
use crate::{
    domain::{Claim, ClaimKind, Digest, EmailAddress, EmailClaim, MailboxProof},
    store::{
        ActingSession, AddressChange, CreateOutcome, Displaced, MailboxChange, MailboxChangeKind,
        MailboxOutcome, MailboxStore, NewAccount, StoreError, UsedProof,
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
        if change.takes_last_way_in() {
            return Ok(MailboxOutcome::LastWayIn);
        }
        let mut items = self.items();
        if let Some(outcome) = self.proof_refusal(&items, &change.used) {
            return Ok(outcome);
        }
        if let Some(outcome) = self.change_refusal(&items, change) {
            return Ok(outcome);
        }
        if let Some(acting) = acting(change)
            && !self.renew(&mut items, acting)
        {
            return Ok(MailboxOutcome::SessionEnded);
        }
        self.apply(&mut items, change);
        let event = (change.account.id, change.event.id.clone());
        items.events.insert(event, change.event.clone());
        use_proof(&mut items, &change.used);
        Ok(MailboxOutcome::Done)
    }

    async fn create_by_proof(
        &self,
        new: &NewAccount,
        displaced: Option<&Displaced>,
        used: &UsedProof,
    ) -> Result<CreateOutcome, StoreError> {
        new.check_parts()?;
        used.check_parts(new)?;
        if let Some(displaced) = displaced {
            displaced.check_parts(new)?;
        }
        let mut items = self.items();
        match self.proof_refusal(&items, used) {
            Some(MailboxOutcome::Done) => return Ok(CreateOutcome::Created),
            Some(_) => return Ok(CreateOutcome::ProofClosed),
            None => {}
        }
        if let Some(outcome) = self.refusal(&items, new, displaced, None) {
            return Ok(outcome);
        }
        if let Some(displaced) = displaced {
            self.take_claim(&mut items, displaced);
        }
        write_account(&mut items, new);
        write_session(&mut items, new);
        if !self.has(Flaw::ProofNotMarked) {
            use_proof(&mut items, used);
        }
        Ok(CreateOutcome::Created)
    }
}

fn acting(change: &MailboxChange) -> Option<&ActingSession> {
    match &change.kind {
        MailboxChangeKind::ChangeAddress(address) => Some(&address.acting),
        _ => None,
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

    /// Which condition of a change fails, besides those of its proof and of the session that acts.
    fn change_refusal(&self, items: &Items, change: &MailboxChange) -> Option<MailboxOutcome> {
        let as_read = &change.account;
        let is_as_read = items.accounts.get(&as_read.id).is_some_and(|there| {
            (there.version, there.epoch) == (as_read.version, as_read.epoch)
                || self.has(Flaw::ResetUnread)
        });
        if !is_as_read {
            return Some(MailboxOutcome::AccountChanged);
        }
        match &change.kind {
            MailboxChangeKind::ResetPassword { .. } => None,
            MailboxChangeKind::UndoLink { user_id, linked_at } => {
                let there = items.identities.get(user_id);
                let is_it = there.is_some_and(|it| it.linked_at == *linked_at);
                (!is_it).then_some(MailboxOutcome::AccountChanged)
            }
            MailboxChangeKind::ChangeAddress(address) => {
                self.address_refusal(items, change, address)
            }
            MailboxChangeKind::RestoreAddress(email) => {
                let is_held = (items.claims.get(email.normalised())).is_some_and(|there| {
                    there.account_id == as_read.id && there.kind == ClaimKind::Held
                });
                (!is_held).then_some(MailboxOutcome::EmailTaken)
            }
        }
    }

    fn address_refusal(
        &self,
        items: &Items,
        change: &MailboxChange,
        address: &AddressChange,
    ) -> Option<MailboxOutcome> {
        if change.account.holds(&address.email) {
            return None;
        }
        let there = items.claims.get(address.email.normalised());
        if address.takes_back {
            let is_held = there.is_some_and(|there| {
                there.account_id == change.account.id && there.kind == ClaimKind::Held
            });
            return (!is_held).then_some(MailboxOutcome::EmailTaken);
        }
        let Some(displaced) = &address.displaced else {
            let is_free = there.is_none() || self.has(Flaw::ClaimOverwritten);
            return (!is_free).then_some(MailboxOutcome::EmailTaken);
        };
        let holder = &displaced.holder;
        let is_its = there.is_some_and(|there| {
            there.account_id == holder.id && there.kind == ClaimKind::AmazonOnly
        });
        if !is_its {
            return Some(MailboxOutcome::EmailTaken);
        }
        let is_as_read = items
            .accounts
            .get(&holder.id)
            .is_some_and(|there| (there.version, there.epoch) == (holder.version, holder.epoch));
        (!is_as_read).then_some(MailboxOutcome::HolderChanged)
    }

    fn apply(&self, items: &mut Items, change: &MailboxChange) {
        let Some(mut account) = items.accounts.get(&change.account.id).cloned() else {
            return;
        };
        let proven = |email: &EmailAddress| Claim {
            email: email.clone(),
            kind: ClaimKind::Mailbox,
        };
        match &change.kind {
            MailboxChangeKind::ResetPassword { password, .. } => {
                account.password = Some(password.clone());
                account.claim = account.claim.map(|claim| proven(&claim.email));
            }
            MailboxChangeKind::UndoLink { .. } => {}
            MailboxChangeKind::ChangeAddress(address) => {
                if let Some(displaced) = &address.displaced {
                    self.take_claim(items, displaced);
                }
                if !change.account.holds(&address.email) {
                    let until = address.undo.as_ref().map(|undo| undo.expires_at);
                    self.give_up(items, change, until.is_some());
                    account.address_held_until = until.or(account.address_held_until);
                }
                if let Some(undo) = &address.undo {
                    items.proofs.insert(undo.key, undo.clone());
                }
                account.claim = Some(proven(&address.email));
            }
            MailboxChangeKind::RestoreAddress(email) => {
                self.give_up(items, change, false);
                account.claim = Some(proven(email));
                if !self.has(Flaw::RestoreKeepsPassword) {
                    account.password = None;
                }
                account.address_held_until = None;
            }
        }
        let keeps_all = self.has(Flaw::RestoreKeepsIdentities)
            && matches!(change.kind, MailboxChangeKind::RestoreAddress(_));
        if !keeps_all {
            account.identities = change.kept().into_iter().cloned().collect();
        }
        account.version += 1;
        if !self.has(Flaw::ResetKeepsEpoch) {
            account.epoch = account.epoch.next();
        }
        if let Some(claim) = &account.claim {
            let claim = EmailClaim {
                email: claim.email.normalised().clone(),
                account_id: account.id,
                kind: claim.kind,
            };
            items.claims.insert(claim.email.clone(), claim);
        }
        if !keeps_all && !self.has(Flaw::ResetKeepsIdentities) {
            for user_id in change.removed() {
                items.identities.remove(user_id);
            }
        }
        items.accounts.insert(account.id, account);
    }

    /// The address that the account has is kept for it, or let go.
    fn give_up(&self, items: &mut Items, change: &MailboxChange, is_held: bool) {
        let Some(claim) = &change.account.claim else {
            return;
        };
        let email = claim.email.normalised();
        if !is_held || self.has(Flaw::AddressLetGo) {
            items.claims.remove(email);
        } else if let Some(there) = items.claims.get_mut(email) {
            there.kind = ClaimKind::Held;
        }
    }
}

pub(super) fn use_proof(items: &mut Items, used: &UsedProof) {
    if let Some(there) = items.proofs.get_mut(&used.proof.key) {
        there.used = Some(used.proof_use.clone());
    }
}
