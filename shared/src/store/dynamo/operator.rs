//! An operator's changes, the audit trail, and what is swept up after a deletion.

use super::items::{
    self, AccountRecord, DeviceRecord, EventRecord, IdentityRecord, Item, Record as _,
    active_status, disabled_status,
};
use super::single::QueryPage;
use super::transaction::{Position, Refused, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{Account, AccountId, AmazonUserId, Device, Event, Identity};
use crate::store::{
    AccountStore as _, EventPage, OperatorChange, OperatorChangeKind, OperatorOutcome,
    OperatorStore, StoreError, Swept,
};

/// How many items one step of a sweep reads.
const SWEPT_AT_ONCE: i32 = 100;

impl OperatorStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_events(
        &self,
        account_id: AccountId,
        after: Option<&str>,
    ) -> Result<EventPage, StoreError> {
        let page = QueryPage {
            limit: i32::try_from(EventPage::SIZE).ok(),
            after: after.map(|id| keys::event(account_id, id).attributes()),
        };
        let pk = keys::account(account_id).pk;
        let (found, next) = self.query(&pk, keys::EVENT_PREFIX, page).await?;
        let events = found.iter().map(items::read::<EventRecord, Event>);
        Ok(EventPage {
            events: events.collect::<Result<_, _>>()?,
            is_last: next.is_none(),
        })
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_devices(&self, account_id: AccountId) -> Result<Vec<Device>, StoreError> {
        let pk = keys::account(account_id).pk;
        let all = QueryPage::default();
        let (found, _) = self.query(&pk, keys::DEVICE_PREFIX, all).await?;
        let devices = found.iter().map(items::read::<DeviceRecord, Device>);
        devices.collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn change_as_operator(
        &self,
        change: &OperatorChange,
    ) -> Result<OperatorOutcome, StoreError> {
        change.check_parts()?;
        let id = change.account.id;
        let mut transaction = Transaction::new(&self.table);
        update_account(&mut transaction, change)?;
        match &change.kind {
            OperatorChangeKind::Enable => {}
            OperatorChangeKind::Link(new) => put_identity(&mut transaction, new)?,
            OperatorChangeKind::Relink { old, new } => {
                let own = [(":account_id", expr::text(id.to_string()))];
                let key = keys::identity(old);
                transaction.delete(Position::OldIdentity, &key, expr::OF_ACCOUNT, own)?;
                put_identity(&mut transaction, new)?;
            }
        }
        let event = EventRecord::new(id, &change.event);
        transaction.create(Position::Event, items::write(&event)?)?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(OperatorOutcome::Done),
            Err(refused) => read_refusal(&refused),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn sweep(&self, deleted: AccountId) -> Result<Swept, StoreError> {
        // A tombstone never lives again, so looking once is enough.
        let (account, _) = self.find_account(deleted, None).await?;
        if !account.is_some_and(|account| account.is_tombstone()) {
            return Ok(Swept::NotDeleted);
        }
        let pk = keys::account(deleted).pk;
        for prefix in [
            keys::SESSION_PREFIX,
            keys::DEVICE_PREFIX,
            keys::EVENT_PREFIX,
        ] {
            let page = QueryPage {
                limit: Some(SWEPT_AT_ONCE),
                after: None,
            };
            let (found, next) = self.query(&pk, prefix, page).await?;
            let mut removed = 0;
            for item in &found {
                if prefix == keys::EVENT_PREFIX && outlives(item)? {
                    continue;
                }
                let key = keys::of(item).ok_or_else(|| {
                    items::corrupt(AccountRecord::ENTITY, "an item has no key".to_owned())
                })?;
                self.delete(&key, expr::PRESENT, []).await?;
                removed += 1;
            }
            if next.is_some() {
                return Ok(Swept::Some(removed));
            }
            if removed > 0 {
                let is_last = prefix == keys::EVENT_PREFIX;
                return Ok(if is_last {
                    Swept::All(removed)
                } else {
                    Swept::Some(removed)
                });
            }
        }
        Ok(Swept::All(0))
    }
}

fn outlives(item: &Item) -> Result<bool, StoreError> {
    let event: Event = items::read::<EventRecord, _>(item)?;
    Ok(event.kind.outlives_account())
}

fn put_identity(transaction: &mut Transaction<'_>, new: &Identity) -> Result<(), StoreError> {
    transaction.create(
        Position::Identity,
        items::write(&IdentityRecord::from(new))?,
    )
}

/// The account itself: what it says, and its version and epoch.
fn update_account(
    transaction: &mut Transaction<'_>,
    change: &OperatorChange,
) -> Result<(), StoreError> {
    let (position, account) = (Position::Account, &change.account);
    let key = keys::account(account.id);
    let version = (":version", expr::number(account.version));
    let epoch = (":epoch", expr::number(account.epoch.0));
    let one = (":one", expr::number(1));
    let active = (":active", expr::text(active_status()));
    match &change.kind {
        OperatorChangeKind::Enable => {
            let disabled = (":disabled", expr::text(disabled_status()));
            let values = [version, epoch, one, active, disabled];
            let closed = expr::ACCOUNT_CLOSED;
            transaction.update(position, &key, expr::ENABLE_ACCOUNT, closed, values)
        }
        OperatorChangeKind::Link(new) => {
            let user_id = new.user_id.as_str();
            transaction.update(
                position,
                &key,
                expr::LINK_ACCOUNT,
                expr::ACCOUNT_LINKABLE,
                [
                    version,
                    epoch,
                    one,
                    active,
                    (":max_identities", expr::number(Account::MAX_IDENTITIES)),
                    (":user_id", expr::text(user_id)),
                    (":added", expr::texts([user_id])),
                ],
            )
        }
        OperatorChangeKind::Relink { old, new } => {
            let identities = change.identities();
            let identities = expr::texts(identities.iter().map(AmazonUserId::as_str));
            transaction.update(
                position,
                &key,
                expr::SET_IDENTITIES,
                expr::ACCOUNT_RELINKABLE,
                [
                    version,
                    epoch,
                    one,
                    (":identities", identities),
                    (":user_id", expr::text(old.as_str())),
                    (":new_user_id", expr::text(new.user_id.as_str())),
                ],
            )
        }
    }
}

/// Reads which conditions failed: our own earlier success, or what came in between.
fn read_refusal(refused: &Refused) -> Result<OperatorOutcome, StoreError> {
    // The event's id was drawn for this change alone: our transaction arrived, its reply did not.
    if refused.is_at(Position::Event) {
        return Ok(OperatorOutcome::Done);
    }
    if refused.is_at(Position::Account) {
        return Ok(OperatorOutcome::AccountChanged);
    }
    if refused.is_at(Position::Identity) {
        return Ok(OperatorOutcome::IdentityTaken);
    }
    Err(items::corrupt(
        AccountRecord::ENTITY,
        "an identity that it lists is not its own".to_owned(),
    ))
}
