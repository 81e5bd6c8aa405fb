//! Changes of who can get in, each one transaction with its audit event.

use super::items::{
    self, AccountRecord, EventRecord, Record as _, SessionRecord, disabled_status, kind_text,
};
use super::transaction::{Position, Refused, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{Account, AmazonUserId, ClaimKind};
use crate::store::{Change, ChangeKind, ChangeOutcome, StoreError};

impl DynamoStore {
    /// See [`AccountStore::change_account`](crate::store::AccountStore::change_account).
    pub(super) async fn write_change(&self, change: &Change) -> Result<ChangeOutcome, StoreError> {
        change.check_parts()?;
        if change.takes_last_way_in() {
            return Ok(ChangeOutcome::LastWayIn);
        }
        let mut transaction = Transaction::new(&self.table);
        update_account(&mut transaction, change)?;
        remove_markers(&mut transaction, change)?;
        let event = EventRecord::new(change.account.id, &change.event);
        transaction.create(Position::Event, items::write(&event)?)?;
        if let Some(acting) = &change.acting {
            transaction.update(
                Position::ActingSession,
                &keys::session(acting.session_ref),
                expr::RENEW_SESSION,
                expr::SESSION_NOT_RENEWED,
                [
                    (":mark", expr::text(acting.renewal.mark.expose_base64url())),
                    (":renewed_at", expr::time(acting.renewal.at)),
                ],
            )?;
        }
        if let Some(successor) = change.acting.as_ref().and_then(|it| it.successor.as_ref()) {
            let session = items::write(&SessionRecord::from(successor))?;
            transaction.create(Position::Session, session)?;
        }
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(ChangeOutcome::Done),
            Err(refused) => read_refusal(&refused),
        }
    }
}

/// The account itself: what it says, and its version and epoch.
fn update_account(transaction: &mut Transaction<'_>, change: &Change) -> Result<(), StoreError> {
    let (position, account) = (Position::Account, &change.account);
    let key = keys::account(account.id);
    let version = (":version", expr::number(account.version));
    let epoch = (":epoch", expr::number(account.epoch.0));
    let one = (":one", expr::number(1));
    let disabled = (":disabled", expr::text(disabled_status()));
    let as_read = expr::ACCOUNT_AS_READ;
    match &change.kind {
        ChangeKind::EndSessions => {
            let values = [version, epoch, one];
            transaction.update(position, &key, expr::RAISE_EPOCH, as_read, values)
        }
        ChangeKind::Disable => {
            let values = [version, epoch, one, disabled];
            transaction.update(position, &key, expr::DISABLE_ACCOUNT, as_read, values)
        }
        ChangeKind::SetPassword(hash) => {
            let password = (":password", expr::text(hash.expose()));
            let values = [version, epoch, one, password];
            transaction.update(position, &key, expr::SET_PASSWORD, as_read, values)
        }
        ChangeKind::CredentialsChanged(seen) => {
            let seen = (":credential_version", expr::text(seen.as_str()));
            let raise = expr::CHANGE_CREDENTIALS;
            match &account.credential_version {
                None => {
                    let values = [version, epoch, one, seen];
                    transaction.update(position, &key, raise, expr::CREDENTIALS_UNSEEN, values)
                }
                Some(read) => {
                    let read = (":read", expr::text(read.as_str()));
                    let values = [version, epoch, one, seen, read];
                    transaction.update(position, &key, raise, expr::CREDENTIALS_AS_READ, values)
                }
            }
        }
        ChangeKind::Unlink(user_id) => {
            let remaining = account
                .identities
                .iter()
                .filter(|listed| *listed != user_id);
            transaction.update(
                position,
                &key,
                expr::SET_IDENTITIES,
                expr::ACCOUNT_UNLINKABLE,
                [
                    version,
                    epoch,
                    one,
                    (
                        ":identities",
                        expr::texts(remaining.map(AmazonUserId::as_str)),
                    ),
                    (":user_id", expr::text(user_id.as_str())),
                    (":amazon_only", expr::text(kind_text(ClaimKind::AmazonOnly))),
                ],
            )
        }
        ChangeKind::Delete => {
            let none = (":identities", expr::texts([]));
            let values = [version, epoch, one, disabled, none];
            transaction.update(position, &key, expr::DELETE_ACCOUNT, as_read, values)
        }
    }
}

/// The items that made unique what the account gives up: each must still be its own.
fn remove_markers(transaction: &mut Transaction<'_>, change: &Change) -> Result<(), StoreError> {
    let Account {
        id,
        identities,
        claim,
        ..
    } = &change.account;
    let (identities, claim) = match &change.kind {
        ChangeKind::Unlink(user_id) => (std::slice::from_ref(user_id), None),
        ChangeKind::Delete => (identities.as_slice(), claim.as_ref()),
        ChangeKind::EndSessions
        | ChangeKind::Disable
        | ChangeKind::SetPassword(_)
        | ChangeKind::CredentialsChanged(_) => (&[][..], None),
    };
    let own = || [(":account_id", expr::text(id.to_string()))];
    for user_id in identities {
        let key = keys::identity(user_id);
        transaction.delete(Position::Identity, &key, expr::OF_ACCOUNT, own())?;
    }
    if let Some(claim) = claim {
        let key = keys::email(claim.email.normalised());
        transaction.delete(Position::Email, &key, expr::OF_ACCOUNT, own())?;
    }
    Ok(())
}

/// Reads which conditions failed: our own earlier success, or what came in between.
fn read_refusal(refused: &Refused) -> Result<ChangeOutcome, StoreError> {
    // The event's id was drawn for this change alone: our transaction arrived, its reply did not.
    if refused.is_at(Position::Event) {
        return Ok(ChangeOutcome::Done);
    }
    if refused.is_at(Position::Account) {
        return Ok(ChangeOutcome::AccountChanged);
    }
    if refused.is_at(Position::ActingSession) {
        return Ok(ChangeOutcome::SessionEnded);
    }
    Err(items::corrupt(
        AccountRecord::ENTITY,
        "an identity or claim that it lists is not its own".to_owned(),
    ))
}
