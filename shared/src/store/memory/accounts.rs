//! Accounts, identities and claims.

use super::{Flaw, Items, MemoryStore};
use crate::{
    domain::{
        Account, AccountId, AmazonProfile, AmazonUserId, AttemptOutcome, Claim, Device, Digest,
        EmailClaim, Identity, NormalisedEmail, PasswordHash,
    },
    store::{AccountStore, Change, ChangeOutcome, CreateOutcome, NewAccount, StoreError},
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
        if let Some(outcome) = self.refusal(&items, new) {
            return Ok(outcome);
        }
        if self.has(Flaw::CreationInTwoSteps)
            && !items.accounts.contains_key(&new.account.id)
            && new.identity.is_some()
        {
            write_account(&mut items, new);
            return Err(StoreError::Unavailable {
                operation: "TransactWriteItems",
                source: "half of it was written".into(),
            });
        }
        write_account(&mut items, new);
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
        Ok(CreateOutcome::Created)
    }

    async fn refresh_profile(
        &self,
        account: &Account,
        identity: &Identity,
        profile: &AmazonProfile,
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
            *there = identity.seen_with(profile);
        }
        Ok(())
    }

    async fn change_account(&self, change: &Change) -> Result<ChangeOutcome, StoreError> {
        self.change(change)
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
    /// Which condition of a creation fails, if one does.
    fn refusal(&self, items: &Items, new: &NewAccount) -> Option<CreateOutcome> {
        let id = new.account.id;
        // The id was drawn for this account alone: if it is there, an earlier delivery arrived.
        if items.accounts.contains_key(&id) {
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
        let identity = new.identity.as_ref();
        if identity.is_some_and(|it| items.identities.contains_key(&it.user_id))
            && !self.has(Flaw::IdentityOverwritten)
        {
            return Some(CreateOutcome::IdentityTaken);
        }
        let claim = new.account.claim.as_ref();
        if claim.is_some_and(|it| items.claims.contains_key(it.email.normalised()))
            && !self.has(Flaw::ClaimOverwritten)
        {
            return Some(CreateOutcome::EmailTaken);
        }
        let external = new.account.external_id.as_ref();
        if external.is_some_and(|it| items.externals.contains_key(it.as_str())) {
            return Some(CreateOutcome::ExternalIdTaken);
        }
        None
    }
}

fn write_account(items: &mut Items, new: &NewAccount) {
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
