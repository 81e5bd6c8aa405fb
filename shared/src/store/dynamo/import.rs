//! Accounts from the site's existing account system, many at a time.

use super::creation::put_external;
use super::items::{
    self, AccountRecord, ClaimRecord, EventRecord, ImportRecord, Item, Record as _,
};
use super::single::Written;
use super::transaction::{Position, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{AccountId, EmailClaim, Secret};
use crate::store::{AccountStore as _, ImportOutcome, ImportStore, NewAccount, StoreError};

/// The most items of one transaction.
const MAX_ITEMS: usize = 100;

impl ImportStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn import_secret(&self, drawn: &Secret) -> Result<Secret, StoreError> {
        let item = items::write(&ImportRecord::new(drawn))?;
        let Written::Refused(there) = self.put(item, expr::ABSENT, []).await? else {
            return Ok(drawn.clone());
        };
        items::read_if::<ImportRecord, _>(there.as_ref())?.ok_or_else(|| {
            items::corrupt(
                ImportRecord::ENTITY,
                "it is there and is not shown".to_owned(),
            )
        })
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn import_accounts(
        &self,
        accounts: &[NewAccount],
    ) -> Result<Vec<ImportOutcome>, StoreError> {
        let mut outcomes = vec![None; accounts.len()];
        // Each round settles at least one account: all that were sent, or those that were refused.
        loop {
            let mut transaction = Transaction::new(&self.table);
            let mut sent = Vec::new();
            for (index, new) in accounts.iter().enumerate() {
                if outcomes[index].is_some() {
                    continue;
                }
                let begin = transaction.len();
                if begin + items_of(new) > MAX_ITEMS {
                    break;
                }
                add(&mut transaction, new)?;
                sent.push((index, begin..transaction.len()));
            }
            if sent.is_empty() {
                break;
            }
            let Err(refused) = transaction.send(&self.client).await? else {
                for (index, _) in sent {
                    outcomes[index] = Some(ImportOutcome::Created);
                }
                continue;
            };
            for (index, numbers) in sent {
                let failed = refused.among(numbers);
                if !failed.is_empty() {
                    outcomes[index] = Some(self.read_refusal(&accounts[index], &failed).await?);
                }
            }
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn recreate_account(
        &self,
        new: &NewAccount,
        deleted: AccountId,
    ) -> Result<ImportOutcome, StoreError> {
        let mut transaction = Transaction::new(&self.table);
        transaction.require(
            Position::Deleted,
            &keys::account(deleted),
            expr::ACCOUNT_DELETED,
            [
                (":disabled", expr::text(items::disabled_status())),
                (":zero", expr::number(0)),
            ],
        )?;
        add_replacing(&mut transaction, new, Some(deleted))?;
        let items = transaction.len();
        let Err(refused) = transaction.send(&self.client).await? else {
            return Ok(ImportOutcome::Created);
        };
        let failed = refused.among(1..items);
        if failed.is_empty() {
            // It is not a tombstone any more: whatever it is now stays.
            return Ok(ImportOutcome::AlreadyThere);
        }
        self.read_refusal(new, &failed).await
    }
}

impl DynamoStore {
    /// Which conditions of one account failed: our own earlier success, or who is there.
    async fn read_refusal(
        &self,
        new: &NewAccount,
        failed: &[(Position, Option<&Item>)],
    ) -> Result<ImportOutcome, StoreError> {
        let at = |position| failed.iter().find(|(at, _)| *at == position);
        if at(Position::Account).is_some() {
            if at(Position::Event).is_some() {
                return Ok(ImportOutcome::Created);
            }
            let has_claim = new.account.claim.is_none() || at(Position::Email).is_some();
            if has_claim {
                return Ok(ImportOutcome::AlreadyThere);
            }
            let (there, _) = self.find_account(new.account.id, None).await?;
            let is_deleted = there.is_some_and(|there| there.is_tombstone());
            return Ok(if is_deleted {
                ImportOutcome::Deleted
            } else {
                ImportOutcome::AlreadyThere
            });
        }
        if let Some((_, item)) = at(Position::Email) {
            let claim: EmailClaim = item.map_or_else(
                || {
                    Err(items::corrupt(
                        ClaimRecord::ENTITY,
                        "it is there and is not shown".to_owned(),
                    ))
                },
                items::read::<ClaimRecord, _>,
            )?;
            return Ok(ImportOutcome::EmailTaken(claim.kind));
        }
        if at(Position::External).is_some() {
            return Ok(ImportOutcome::ExternalIdTaken);
        }
        Err(items::corrupt(
            AccountRecord::ENTITY,
            "an event is there without its account".to_owned(),
        ))
    }
}

/// How many items an imported account consists of.
fn items_of(new: &NewAccount) -> usize {
    2 + usize::from(new.account.claim.is_some()) + usize::from(new.account.external_id.is_some())
}

fn add(transaction: &mut Transaction<'_>, new: &NewAccount) -> Result<(), StoreError> {
    add_replacing(transaction, new, None)
}

/// Adds an account's items; the site's id may still lead to `deleted`.
fn add_replacing(
    transaction: &mut Transaction<'_>,
    new: &NewAccount,
    deleted: Option<AccountId>,
) -> Result<(), StoreError> {
    new.check_parts()?;
    let account = &new.account;
    let is_import = new.identity.is_none() && new.session.is_none() && new.attempt.is_none();
    if !is_import {
        return Err(items::corrupt(
            AccountRecord::ENTITY,
            "an imported account has no identity and no session".to_owned(),
        ));
    }
    transaction.create(
        Position::Account,
        items::write(&AccountRecord::from(account))?,
    )?;
    if let Some(claim) = &account.claim {
        let record = ClaimRecord::new(claim.email.normalised(), account.id, claim.kind);
        transaction.create(Position::Email, items::write(&record)?)?;
    }
    put_external(transaction, account, deleted)?;
    transaction.create(
        Position::Event,
        items::write(&EventRecord::new(account.id, &new.event))?,
    )
}
