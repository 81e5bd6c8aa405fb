//! Accounts, identities and e-mail claims.

use super::creation::Besides;
use super::items::{self, AccountRecord, ClaimRecord, DeviceRecord, IdentityRecord, active_status};
use super::send::Repeat;
use super::single::{Shows, Update, Written};
use super::{DynamoStore, expr, keys};
use crate::domain::{
    Account, AccountId, AmazonProfile, AmazonUserId, Device, Digest, EmailClaim, Identity,
    NormalisedEmail, PasswordHash, Timestamp,
};
use crate::store::{
    AccountStore, Change, ChangeOutcome, CreateOutcome, Displaced, Merge, MergeOutcome, NewAccount,
    StoreError,
};

impl AccountStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_identity(&self, user_id: &AmazonUserId) -> Result<Option<Identity>, StoreError> {
        items::read_if::<IdentityRecord, _>(self.get(&keys::identity(user_id)).await?.as_ref())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_claim(&self, email: &NormalisedEmail) -> Result<Option<EmailClaim>, StoreError> {
        items::read_if::<ClaimRecord, _>(self.get(&keys::email(email)).await?.as_ref())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_account(
        &self,
        account_id: AccountId,
        device: Option<Digest>,
    ) -> Result<(Option<Account>, Option<Device>), StoreError> {
        let account_key = keys::account(account_id);
        let (account, device) = match device {
            None => (self.get(&account_key).await?, None),
            Some(digest) => {
                let device_key = keys::device(account_id, digest);
                let mut found = self
                    .batch_get(&[account_key.clone(), device_key.clone()], None)
                    .await?;
                (
                    items::take(&mut found, &account_key),
                    items::take(&mut found, &device_key),
                )
            }
        };
        Ok((
            items::read_if::<AccountRecord, _>(account.as_ref())?,
            items::read_if::<DeviceRecord, _>(device.as_ref())?,
        ))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn create_account(&self, new: &NewAccount) -> Result<CreateOutcome, StoreError> {
        self.create(new, Besides::default()).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn displace_claim(
        &self,
        new: &NewAccount,
        displaced: &Displaced,
    ) -> Result<CreateOutcome, StoreError> {
        let besides = Besides {
            displaced: Some(displaced),
            ..Besides::default()
        };
        self.create(new, besides).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn refresh_profile(
        &self,
        account: &Account,
        identity: &Identity,
        profile: &AmazonProfile,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        // The identity remembers what the account was told: so after it, and only if that worked.
        if self.refresh_account(account, identity, profile).await? {
            self.refresh_identity(identity, &identity.seen_with(profile, now))
                .await?;
        }
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn change_account(&self, change: &Change) -> Result<ChangeOutcome, StoreError> {
        self.write_change(change).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn merge_accounts(&self, merge: &Merge) -> Result<MergeOutcome, StoreError> {
        self.write_merge(merge).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn renew_password(
        &self,
        account_id: AccountId,
        verified: &PasswordHash,
        renewed: &PasswordHash,
    ) -> Result<(), StoreError> {
        self.update(Update {
            key: &keys::account(account_id),
            change: expr::RENEW_PASSWORD,
            condition: expr::PASSWORD_UNCHANGED,
            values: [
                (":verified", expr::text(verified.expose())),
                (":renewed", expr::text(renewed.expose())),
            ],
            repeat: Repeat::Always,
            shows: Shows::Nothing,
        })
        .await?;
        Ok(())
    }
}

impl DynamoStore {
    /// Whether the account was as it was read. What Amazon no longer shares, and what did not come from there, stays as it is.
    async fn refresh_account(
        &self,
        account: &Account,
        identity: &Identity,
        profile: &AmazonProfile,
    ) -> Result<bool, StoreError> {
        let key = keys::account(account.id);
        let name = identity
            .new_name(account, profile)
            .map(|name| (":name", expr::text(name.as_str())));
        let postal_code = identity
            .new_postal_code(account, profile)
            .map(|code| (":postal_code", expr::text(code.as_str())));
        let version = (":version", expr::number(account.version));
        let active = (":active", expr::text(active_status()));
        let update = Update {
            key: &key,
            change: expr::REFRESH_BOTH,
            condition: expr::ACCOUNT_UNCHANGED,
            values: [],
            repeat: Repeat::Always,
            shows: Shows::Nothing,
        };
        let written = match (name, postal_code) {
            (None, None) => return Ok(true),
            (Some(name), None) => {
                self.update(update.with(expr::REFRESH_NAME, [version, active, name]))
                    .await?
            }
            (None, Some(code)) => {
                self.update(update.with(expr::REFRESH_POSTAL_CODE, [version, active, code]))
                    .await?
            }
            (Some(name), Some(code)) => {
                self.update(update.with(expr::REFRESH_BOTH, [version, active, name, code]))
                    .await?
            }
        };
        Ok(matches!(written, Written::Done(_)))
    }

    async fn refresh_identity(
        &self,
        identity: &Identity,
        seen: &Identity,
    ) -> Result<(), StoreError> {
        if seen == identity {
            return Ok(());
        }
        let item = items::write(&IdentityRecord::from(seen))?;
        let account_id = expr::text(identity.account_id.to_string());
        self.put(item, expr::OF_ACCOUNT, [(":account_id", account_id)])
            .await?;
        Ok(())
    }
}
