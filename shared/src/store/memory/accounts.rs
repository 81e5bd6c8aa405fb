//! Accounts, identities and claims.

use super::{Flaw, Items, MemoryStore};
use crate::{
    domain::{
        Account, AccountId, AmazonProfile, AmazonUserId, AttemptOutcome, Claim, ClaimKind, Device,
        Digest, EmailClaim, Identity, NormalisedEmail, PasswordHash, Timestamp,
    },
    store::{
        AccountStore, Change, ChangeOutcome, CreateOutcome, Displaced, Merge, MergeOutcome,
        NewAccount, StoreError,
    },
};

impl AccountStore for MemoryStore {
    async fn find_identity(&self, user_id: &AmazonUserId) -> Result<Option<Identity>, StoreError> {
        Ok(self.items().identities.get(user_id).cloned())
    }

    async fn find_claim(&self, email: &NormalisedEmail) -> Result<Option<EmailClaim>, StoreError> {
        Ok(self.items().claims.get(email).cloned())
    }

    async fn find_account(
        &self,
        account_id: AccountId,
        device: Option<Digest>,
    ) -> Result<(Option<Account>, Option<Device>), StoreError> {
        let items = self.items();
        let device = device.and_then(|digest| items.devices.get(&(account_id, digest)).cloned());
        Ok((items.accounts.get(&account_id).cloned(), device))
    }

    async fn create_account(&self, new: &NewAccount) -> Result<CreateOutcome, StoreError> {
        new.check_parts()?;
        let mut items = self.items();
        if self.has(Flaw::CreationInTwoSteps)
            && self.refusal(&items, new, None, None).is_none()
            && !items.accounts.contains_key(&new.account.id)
            && new.identity.is_some()
        {
            write_account(&mut items, new);
            return Err(StoreError::Unavailable {
                operation: "TransactWriteItems",
                source: "half of it was written".into(),
            });
        }
        Ok(self.create(&mut items, new))
    }

    async fn displace_claim(
        &self,
        new: &NewAccount,
        displaced: &Displaced,
    ) -> Result<CreateOutcome, StoreError> {
        new.check_parts()?;
        displaced.check_parts(new)?;
        let mut items = self.items();
        if let Some(outcome) = self.refusal(&items, new, Some(displaced), None) {
            return Ok(outcome);
        }
        self.take_claim(&mut items, displaced);
        write_account(&mut items, new);
        write_session(&mut items, new);
        Ok(CreateOutcome::Created)
    }

    async fn refresh_profile(
        &self,
        account: &Account,
        identity: &Identity,
        profile: &AmazonProfile,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut items = self.items();
        if let Some(there) = items.accounts.get_mut(&account.id)
            && there.version == account.version
        {
            if let Some(name) = identity.new_name(account, profile) {
                there.name = Some(name.clone());
            }
            if let Some(code) = identity.new_postal_code(account, profile) {
                there.postal_code = Some(code.clone());
            }
        }
        if let Some(there) = items.identities.get_mut(&identity.user_id)
            && there.account_id == identity.account_id
        {
            *there = identity.seen_with(profile, now);
        }
        Ok(())
    }

    async fn change_account(&self, change: &Change) -> Result<ChangeOutcome, StoreError> {
        self.change(change)
    }

    async fn merge_accounts(&self, merge: &Merge) -> Result<MergeOutcome, StoreError> {
        self.merge(merge)
    }

    async fn renew_password(
        &self,
        account_id: AccountId,
        verified: &PasswordHash,
        renewed: &PasswordHash,
    ) -> Result<(), StoreError> {
        if let Some(there) = self.items().accounts.get_mut(&account_id)
            && (there.password.as_ref()).is_some_and(|it| it.expose() == verified.expose())
        {
            there.password = Some(renewed.clone());
        }
        Ok(())
    }
}

impl MemoryStore {
    /// Creates an account, if all its conditions hold.
    pub(super) fn create(&self, items: &mut Items, new: &NewAccount) -> CreateOutcome {
        if let Some(outcome) = self.refusal(items, new, None, None) {
            return outcome;
        }
        write_account(items, new);
        write_session(items, new);
        CreateOutcome::Created
    }

    /// Which condition of a creation fails, if one does.
    pub(super) fn refusal(
        &self,
        items: &Items,
        new: &NewAccount,
        displaced: Option<&Displaced>,
        replaced: Option<AccountId>,
    ) -> Option<CreateOutcome> {
        let id = new.account.id;
        let is_there = items.accounts.contains_key(&id);
        // The event's id was drawn for this creation alone: an earlier delivery arrived.
        let arrived = items.events.contains_key(&(id, new.event.id.clone()));
        if is_there && (arrived || self.has(Flaw::AccountTakenForOurs)) {
            let is_ours = new.identity.as_ref().is_none_or(|identity| {
                let there = items.identities.get(&identity.user_id);
                there.is_none_or(|there| there.account_id == id)
            });
            return Some(if is_ours {
                CreateOutcome::Created
            } else {
                CreateOutcome::IdentityTaken
            });
        }
        if let Some((key, nonce)) = &new.attempt {
            let pending = items
                .attempts
                .get(key)
                .is_some_and(|it| super::is_pending(it, nonce));
            if !pending {
                return Some(CreateOutcome::AttemptClosed);
            }
        }
        if is_there && !self.has(Flaw::AccountOverwritten) {
            return Some(CreateOutcome::AccountThere);
        }
        let identity = new.identity.as_ref();
        if identity.is_some_and(|it| items.identities.contains_key(&it.user_id))
            && !self.has(Flaw::IdentityOverwritten)
        {
            return Some(CreateOutcome::IdentityTaken);
        }
        if !self.may_claim(items, new, displaced) {
            return Some(CreateOutcome::EmailTaken);
        }
        if !self.may_stand(items, &new.account, replaced) {
            return Some(CreateOutcome::ExternalIdTaken);
        }
        let has_changed = |displaced: &Displaced| {
            let as_read = &displaced.holder;
            items.accounts.get(&as_read.id).is_none_or(|there| {
                (there.version, there.epoch) != (as_read.version, as_read.epoch)
                    || there.claim != as_read.claim
            })
        };
        (displaced.is_some_and(has_changed) && !self.has(Flaw::HolderPutBack))
            .then_some(CreateOutcome::HolderChanged)
    }

    /// Whether the account's id at the site is free, or leads to an account that was deleted.
    pub(super) fn may_stand(
        &self,
        items: &Items,
        account: &Account,
        replaced: Option<AccountId>,
    ) -> bool {
        let Some(external_id) = &account.external_id else {
            return true;
        };
        let there = items.externals.get(external_id.as_str()).copied();
        there.is_none() || there == replaced || self.has(Flaw::ExternalOverwritten)
    }

    /// Whether the new account's address is free, or held as it was read.
    fn may_claim(&self, items: &Items, new: &NewAccount, displaced: Option<&Displaced>) -> bool {
        let Some(claim) = &new.account.claim else {
            return true;
        };
        let there = items.claims.get(claim.email.normalised());
        match displaced {
            None => there.is_none() || self.has(Flaw::ClaimOverwritten),
            Some(displaced) => {
                let is_holders = |there: &EmailClaim| {
                    there.account_id == displaced.holder.id && there.kind == ClaimKind::AmazonOnly
                };
                there.is_some_and(is_holders) || self.has(Flaw::DisplacedUnread)
            }
        }
    }

    /// Takes the address from the account that held it.
    pub(super) fn take_claim(&self, items: &mut Items, displaced: &Displaced) {
        let mut holder = displaced.holder.clone();
        if !self.has(Flaw::HolderKeepsClaim) {
            holder.claim = None;
        }
        holder.version += 1;
        if !self.has(Flaw::HolderKeepsEpoch) {
            holder.epoch = holder.epoch.next();
        }
        let key = (holder.id, displaced.event.id.clone());
        items.events.insert(key, displaced.event.clone());
        items.accounts.insert(holder.id, holder);
    }
}

pub(super) fn write_session(items: &mut Items, new: &NewAccount) {
    if let Some(session) = &new.session {
        let key = (session.session_ref.account_id, session.session_ref.digest);
        items.sessions.insert(key, session.clone());
        if let Some((key, _)) = &new.attempt
            && let Some(attempt) = items.attempts.get_mut(key)
        {
            attempt.outcome = Some(AttemptOutcome::SignedIn(session.session_ref));
        }
    }
    if let Some(device) = &new.device {
        let key = (new.account.id, device.digest);
        items.devices.insert(key, device.clone());
    }
}

pub(super) fn write_account(items: &mut Items, new: &NewAccount) {
    let account = &new.account;
    items.accounts.insert(account.id, account.clone());
    if let Some(identity) = &new.identity {
        items
            .identities
            .insert(identity.user_id.clone(), identity.clone());
    }
    if let Some(Claim { email, kind }) = &account.claim {
        let claim = EmailClaim {
            email: email.normalised().clone(),
            account_id: account.id,
            kind: *kind,
        };
        items.claims.insert(claim.email.clone(), claim);
    }
    if let Some(external_id) = &account.external_id {
        items
            .externals
            .insert(external_id.as_str().to_owned(), account.id);
    }
    items
        .events
        .insert((account.id, new.event.id.clone()), new.event.clone());
}
