//! An Amazon account going over from an empty account to another one.

use super::items::{
    self, AccountRecord, EventRecord, IdentityRecord, Record as _, SessionRecord, active_status,
    disabled_status,
};
use super::transaction::{Position, Refused, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::Account;
use crate::store::{Merge, MergeOutcome, StoreError};

impl DynamoStore {
    /// See [`AccountStore::merge_accounts`](crate::store::AccountStore::merge_accounts).
    pub(super) async fn write_merge(&self, merge: &Merge) -> Result<MergeOutcome, StoreError> {
        merge.check_parts()?;
        let mut transaction = Transaction::new(&self.table);
        let left = [(":account_id", expr::text(merge.empty.id.to_string()))];
        close(&mut transaction, merge)?;
        take_in(&mut transaction, merge)?;
        let identity = items::write(&IdentityRecord::from(&merge.identity))?;
        transaction.put(Position::Identity, identity, expr::OF_ACCOUNT, left.clone())?;
        if let Some(claim) = &merge.empty.claim {
            let key = keys::email(claim.email.normalised());
            transaction.delete(Position::Email, &key, expr::OF_ACCOUNT, left)?;
        }
        let key = keys::session(merge.acting);
        let there = expr::SESSION_NOT_RENEWED;
        transaction.delete(Position::ActingSession, &key, there, [])?;
        for (position, account, event) in [
            (Position::HolderEvent, &merge.empty, &merge.closed),
            (Position::Event, &merge.into, &merge.event),
        ] {
            let event = EventRecord::new(account.id, event);
            transaction.create(position, items::write(&event)?)?;
        }
        let session = items::write(&SessionRecord::from(&merge.session))?;
        transaction.create(Position::Session, session)?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(MergeOutcome::Done),
            Err(refused) => read_refusal(&refused),
        }
    }
}

/// Makes the empty account a tombstone that says where its Amazon account went.
fn close(transaction: &mut Transaction<'_>, merge: &Merge) -> Result<(), StoreError> {
    let empty = &merge.empty;
    transaction.update(
        Position::Holder,
        &keys::account(empty.id),
        expr::MERGE_AWAY,
        expr::ACCOUNT_AS_READ,
        [
            (":version", expr::number(empty.version)),
            (":epoch", expr::number(empty.epoch.0)),
            (":one", expr::number(1)),
            (":disabled", expr::text(disabled_status())),
            (":identities", expr::texts([])),
            (":into", expr::text(merge.into.id.to_string())),
        ],
    )
}

/// Lets the Amazon account open the account that stays.
fn take_in(transaction: &mut Transaction<'_>, merge: &Merge) -> Result<(), StoreError> {
    let user_id = merge.identity.user_id.as_str();
    transaction.update(
        Position::Account,
        &keys::account(merge.into.id),
        expr::LINK_ACCOUNT,
        expr::ACCOUNT_LINKABLE,
        [
            (":version", expr::number(merge.into.version)),
            (":epoch", expr::number(merge.into.epoch.0)),
            (":active", expr::text(active_status())),
            (":max_identities", expr::number(Account::MAX_IDENTITIES)),
            (":user_id", expr::text(user_id)),
            (":added", expr::texts([user_id])),
            (":one", expr::number(1)),
        ],
    )
}

/// Reads which conditions failed: our own earlier success, or what came in between.
fn read_refusal(refused: &Refused) -> Result<MergeOutcome, StoreError> {
    // The event's id was drawn for this merge alone: our transaction arrived, its reply did not.
    if refused.is_at(Position::Event) {
        return Ok(MergeOutcome::Done);
    }
    if refused.is_at(Position::Holder) || refused.is_at(Position::Account) {
        return Ok(MergeOutcome::AccountChanged);
    }
    if refused.is_at(Position::ActingSession) {
        return Ok(MergeOutcome::SessionEnded);
    }
    Err(items::corrupt(
        AccountRecord::ENTITY,
        "an identity or claim that it lists is not its own".to_owned(),
    ))
}
