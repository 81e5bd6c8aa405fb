//! What a proof of a mailbox changes: the account, its identities and its claims.

use crate::domain::{AmazonUserId, ClaimKind, EmailAddress, Timestamp};
use crate::store::dynamo::creation::displace;
use crate::store::dynamo::items::{self, ClaimRecord, Item, ProofRecord, SessionRecord, kind_text};
use crate::store::dynamo::sessions::renew_session;
use crate::store::dynamo::transaction::{Position, Transaction};
use crate::store::dynamo::{expr, keys};
use crate::store::{AddressChange, MailboxChange, MailboxChangeKind, StoreError};

/// Everything but the proof's own mark and the event.
pub(super) fn write(
    transaction: &mut Transaction<'_>,
    change: &MailboxChange,
) -> Result<(), StoreError> {
    update_account(transaction, change)?;
    match &change.kind {
        MailboxChangeKind::ResetPassword { .. } => {
            if let Some(claim) = &change.account.claim {
                own_claim(transaction, change, &claim.email)?;
            }
        }
        MailboxChangeKind::UndoLink { .. } => {}
        MailboxChangeKind::ChangeAddress(address) => {
            change_claims(transaction, change, address)?;
            go_on(transaction, address)?;
        }
        MailboxChangeKind::RestoreAddress(email) => {
            restore_claim(transaction, change, email)?;
        }
    }
    remove_identities(transaction, change)
}

/// The account itself: what it says, and its version and epoch.
fn update_account(
    transaction: &mut Transaction<'_>,
    change: &MailboxChange,
) -> Result<(), StoreError> {
    let (position, account) = (Position::Account, &change.account);
    let key = keys::account(account.id);
    let as_read = expr::ACCOUNT_AS_READ;
    let version = (":version", expr::number(account.version));
    let epoch = (":epoch", expr::number(account.epoch.0));
    let one = (":one", expr::number(1));
    let mailbox = (":mailbox", expr::text(kind_text(ClaimKind::Mailbox)));
    let kept = expr::texts(change.kept().into_iter().map(AmazonUserId::as_str));
    let identities = (":identities", kept);
    match &change.kind {
        MailboxChangeKind::ResetPassword { password, .. } => {
            let password = (":password", expr::text(password.expose()));
            let values = [version, epoch, one, password, identities, mailbox];
            transaction.update(position, &key, expr::RESET_PASSWORD, as_read, values)
        }
        MailboxChangeKind::UndoLink { user_id, .. } => {
            let unlinked = (":user_id", expr::text(user_id.as_str()));
            let amazon_only = (":amazon_only", expr::text(kind_text(ClaimKind::AmazonOnly)));
            let values = [version, epoch, one, identities, unlinked, amazon_only];
            let unlinkable = expr::ACCOUNT_UNLINKABLE;
            transaction.update(position, &key, expr::SET_IDENTITIES, unlinkable, values)
        }
        MailboxChangeKind::ChangeAddress(address) => {
            let email = (":email", expr::text(address.email.as_str()));
            match &address.undo {
                None => {
                    let values = [version, epoch, one, email, mailbox];
                    transaction.update(position, &key, expr::CHANGE_ADDRESS, as_read, values)
                }
                Some(undo) => {
                    let held = (":held_until", expr::time(undo.expires_at));
                    let values = [version, epoch, one, email, mailbox, held];
                    let holding = expr::CHANGE_ADDRESS_HOLDING;
                    transaction.update(position, &key, holding, as_read, values)
                }
            }
        }
        MailboxChangeKind::RestoreAddress(email) => {
            let email = (":email", expr::text(email.as_str()));
            let values = [version, epoch, one, email, mailbox, identities];
            transaction.update(position, &key, expr::RESTORE_ADDRESS, as_read, values)
        }
    }
}

/// The account's claim on this address, proven now.
fn proven(change: &MailboxChange, email: &EmailAddress) -> Result<Item, StoreError> {
    let (email, id) = (email.normalised(), change.account.id);
    items::write(&ClaimRecord::new(email, id, ClaimKind::Mailbox))
}

/// A claim that is the account's already becomes a proven one.
fn own_claim(
    transaction: &mut Transaction<'_>,
    change: &MailboxChange,
    email: &EmailAddress,
) -> Result<(), StoreError> {
    let claim = proven(change, email)?;
    let own = [(":account_id", expr::text(change.account.id.to_string()))];
    transaction.put(Position::Email, claim, expr::OF_ACCOUNT, own)
}

/// The new address is claimed where it is free or held through Amazon alone, the old one kept or let go.
fn change_claims(
    transaction: &mut Transaction<'_>,
    change: &MailboxChange,
    address: &AddressChange,
) -> Result<(), StoreError> {
    if change.account.holds(&address.email) {
        return own_claim(transaction, change, &address.email);
    }
    let claim = proven(change, &address.email)?;
    match &address.displaced {
        Some(displaced) => displace(transaction, claim, displaced)?,
        None if address.takes_back => take_back(transaction, change, claim)?,
        None => transaction.create(Position::Email, claim)?,
    }
    if let Some(undo) = &address.undo {
        let undo = items::write(&ProofRecord::from(undo))?;
        transaction.create(Position::Undo, undo)?;
    }
    give_up(
        transaction,
        change,
        address.undo.as_ref().map(|undo| undo.expires_at),
    )
}

/// The address that the account has is kept for it until then, or let go.
fn give_up(
    transaction: &mut Transaction<'_>,
    change: &MailboxChange,
    held_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let account = &change.account;
    let Some(claim) = &account.claim else {
        return Ok(());
    };
    let email = claim.email.normalised();
    let own = [(":account_id", expr::text(account.id.to_string()))];
    let (position, of_account) = (Position::OldEmail, expr::OF_ACCOUNT);
    match held_until {
        None => transaction.delete(position, &keys::email(email), of_account, own),
        Some(until) => {
            let held = items::write(&ClaimRecord::held(email, account.id, until))?;
            transaction.put(position, held, of_account, own)
        }
    }
}

/// The session that asked goes on as another.
fn go_on(transaction: &mut Transaction<'_>, address: &AddressChange) -> Result<(), StoreError> {
    let acting = &address.acting;
    renew_session(transaction, acting.session_ref, &acting.renewal)?;
    let successor = items::write(&SessionRecord::from(acting.successor_beside()?))?;
    transaction.create(Position::Session, successor)
}

/// The address of before is the account's again, the one since is let go.
fn restore_claim(
    transaction: &mut Transaction<'_>,
    change: &MailboxChange,
    email: &EmailAddress,
) -> Result<(), StoreError> {
    take_back(transaction, change, proven(change, email)?)?;
    give_up(transaction, change, None)
}

/// A claim in place of the one that was kept for the account.
fn take_back(
    transaction: &mut Transaction<'_>,
    change: &MailboxChange,
    claim: Item,
) -> Result<(), StoreError> {
    let held = [
        (":account_id", expr::text(change.account.id.to_string())),
        (":held", expr::text(kind_text(ClaimKind::Held))),
    ];
    transaction.put(Position::Email, claim, expr::HELD_FOR_ACCOUNT, held)
}

fn remove_identities(
    transaction: &mut Transaction<'_>,
    change: &MailboxChange,
) -> Result<(), StoreError> {
    let position = Position::Identity;
    let own = || (":account_id", expr::text(change.account.id.to_string()));
    if let MailboxChangeKind::UndoLink { user_id, linked_at } = &change.kind {
        let since = (":linked_at", expr::time(*linked_at));
        let key = keys::identity(user_id);
        return transaction.delete(position, &key, expr::OF_ACCOUNT_SINCE, [own(), since]);
    }
    for user_id in change.removed() {
        let key = keys::identity(user_id);
        transaction.delete(position, &key, expr::OF_ACCOUNT, [own()])?;
    }
    Ok(())
}
