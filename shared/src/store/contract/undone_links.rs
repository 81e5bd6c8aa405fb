//! Links of Amazon accounts, undone by the letter about them.

use super::fixtures::{NOW, assert_same_account, created, first_sign_in, must, user_id};
use super::links::read;
use super::mailboxes::{assert_unchanged, by_proof, unproven};
use crate::domain::{Account, Identity, Purpose};
use crate::store::{MailboxChange, MailboxChangeKind, MailboxOutcome, Store, StoreError};

/// The link of the account's one Amazon account, undone.
pub(in crate::store) async fn undoing(
    store: &impl Store,
    account: &Account,
) -> Result<MailboxChange, StoreError> {
    let user_id = account.identities[0].clone();
    let kind = MailboxChangeKind::UndoLink {
        user_id: user_id.clone(),
        linked_at: NOW,
    };
    let purpose = Purpose::UndoLink {
        account_id: account.id,
        user_id,
        linked_at: NOW,
    };
    by_proof(store, account, kind, purpose).await
}

/// And the last way in is not.
pub async fn an_undone_link_is_gone_and_the_password_stays(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, _) = unproven(store).await?;
    let undo = undoing(store, &account).await?;

    assert_eq!(store.change_by_proof(&undo).await?, MailboxOutcome::Done);

    let expected = Account {
        version: account.version + 1,
        epoch: account.epoch.next(),
        identities: Vec::new(),
        ..account.clone()
    };
    assert_same_account(Some(&read(store, &account).await?), &expected);
    let unlinked = store.find_identity(&account.identities[0]).await?;
    assert_eq!(unlinked, None);

    let only = created(store, &first_sign_in(&user_id())).await?;
    let undo = undoing(store, &only).await?;
    let outcome = store.change_by_proof(&undo).await?;
    assert_eq!(outcome, MailboxOutcome::LastWayIn);
    assert_unchanged(store, &only).await
}

/// An Amazon account that was unlinked and linked again is another link.
pub async fn a_later_link_is_not_undone_by_an_earlier_letter(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, _) = unproven(store).await?;
    let user_id = account.identities[0].clone();
    let identity = must(store.find_identity(&user_id).await?.ok_or("no identity"));
    let earlier = Identity {
        linked_at: NOW.plus_seconds(-9),
        ..identity
    };
    let kind = MailboxChangeKind::UndoLink {
        user_id: user_id.clone(),
        linked_at: earlier.linked_at,
    };
    let purpose = Purpose::UndoLink {
        account_id: account.id,
        user_id,
        linked_at: earlier.linked_at,
    };
    let undo = by_proof(store, &account, kind, purpose).await?;

    let outcome = store.change_by_proof(&undo).await;

    // The engine can't tell it from an identity that is another account's.
    assert!(!matches!(outcome, Ok(MailboxOutcome::Done)), "{outcome:?}");
    assert_unchanged(store, &account).await
}
