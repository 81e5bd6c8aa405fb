//! The address of an account changed by a proof of its mailbox, kept for a while, and given back.

use super::fixtures::{
    NOW, assert_same_account, created, email, first_sign_in, must, secret, session, user_id,
};
use super::links::read;
use super::mailboxes::{assert_unchanged, by_proof, holder, proof, unproven};
use super::registrations::displaced;
use crate::domain::{Account, Claim, ClaimKind, EmailAddress, Purpose, Renewal, Session};
use crate::store::{
    ActingSession, AddressChange, MailboxChange, MailboxChangeKind, MailboxOutcome, Store,
    StoreError, UsedProof,
};

/// Another address, by a session that goes on; the one before is kept.
pub(in crate::store) async fn moving(
    store: &impl Store,
    (account, acting): (&Account, &Session),
    email: &EmailAddress,
) -> Result<MailboxChange, StoreError> {
    let given_up = must(account.claim.clone().ok_or("no address")).email;
    let undo = proof(Purpose::UndoAddress {
        account_id: account.id,
        email: given_up,
    });
    let change = AddressChange {
        email: email.clone(),
        displaced: None,
        takes_back: false,
        undo: Some(undo),
        acting: going_on(account, acting),
    };
    let purpose = Purpose::NewAddress {
        account_id: account.id,
        epoch: account.epoch,
        email: email.clone(),
    };
    let kind = MailboxChangeKind::ChangeAddress(Box::new(change));
    by_proof(store, account, kind, purpose).await
}

/// A session of the account that goes on as another.
fn going_on(account: &Account, session_now: &Session) -> ActingSession {
    ActingSession {
        session_ref: session_now.session_ref,
        renewal: Renewal {
            mark: secret(),
            at: NOW,
        },
        successor: Some(session(account.id, account.epoch.next())),
    }
}

/// The address of before given back, by what [`moving`] left.
pub(in crate::store) async fn restoring(
    store: &impl Store,
    moved: &MailboxChange,
) -> Result<MailboxChange, StoreError> {
    let undo = must(address(moved).undo.clone().ok_or("nothing undoes it"));
    let given_up = must(moved.account.claim.clone().ok_or("no address")).email;
    let kind = MailboxChangeKind::RestoreAddress(given_up);
    let account = read(store, &moved.account).await?;
    let change = by_proof(store, &account, kind, undo.purpose.clone()).await?;
    Ok(MailboxChange {
        used: UsedProof {
            proof: undo,
            ..change.used
        },
        ..change
    })
}

fn address(change: &MailboxChange) -> &AddressChange {
    match &change.kind {
        MailboxChangeKind::ChangeAddress(address) => address,
        other => panic!("{other:?}"),
    }
}

pub(super) fn proven(email: &EmailAddress) -> Claim {
    Claim {
        email: email.clone(),
        kind: ClaimKind::Mailbox,
    }
}

/// The new address counts, the old one is kept, and the session that acts goes on.
pub async fn a_change_of_address_keeps_the_one_before(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, session) = unproven(store).await?;
    let new = email();
    let moved = moving(store, (&account, &session), &new).await?;

    assert_eq!(store.change_by_proof(&moved).await?, MailboxOutcome::Done);

    let undo = must(address(&moved).undo.clone().ok_or("nothing undoes it"));
    let expected = Account {
        version: account.version + 1,
        epoch: account.epoch.next(),
        claim: Some(proven(&new)),
        address_held_until: Some(undo.expires_at),
        ..account.clone()
    };
    assert_same_account(Some(&read(store, &account).await?), &expected);
    let before = must(account.claim.clone().ok_or("no address")).email;
    for (email, kind) in [(&new, ClaimKind::Mailbox), (&before, ClaimKind::Held)] {
        let held = holder(store, email).await?.map(|(it, kind)| (it.id, kind));
        assert_eq!(held, Some((account.id, kind)));
    }
    assert_eq!(store.find_proof(undo.key).await?, Some(undo));
    let acting = address(&moved).acting.clone();
    let successor = must(acting.successor.ok_or("no successor")).session_ref;
    assert!(store.find_session(successor).await?.is_some());
    Ok(())
}

/// Instead of by what undoes the change.
pub async fn an_address_that_is_kept_for_the_account_is_taken_back(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, session) = unproven(store).await?;
    let before = must(account.claim.clone().ok_or("no address")).email;
    let moved = moving(store, (&account, &session), &email()).await?;
    store.change_by_proof(&moved).await?;
    let now = read(store, &account).await?;
    let acting = address(&moved).acting.clone();
    let acting = must(acting.successor.ok_or("no successor"));
    let mut back = moving(store, (&now, &acting), &before).await?;
    if let MailboxChangeKind::ChangeAddress(address) = &mut back.kind {
        (address.undo, address.takes_back) = (None, true);
    }

    assert_eq!(store.change_by_proof(&back).await?, MailboxOutcome::Done);

    let claim = read(store, &account).await?.claim;
    assert_eq!(claim, Some(proven(&before)));
    let given_up = must(now.claim.ok_or("no address")).email;
    assert!(holder(store, &given_up).await?.is_none());
    let other = unproven(store).await?;
    let mut theirs = moving(store, (&other.0, &other.1), &email()).await?;
    if let MailboxChangeKind::ChangeAddress(address) = &mut theirs.kind {
        address.takes_back = true;
    }
    let outcome = store.change_by_proof(&theirs).await?;
    assert_eq!(outcome, MailboxOutcome::EmailTaken, "nothing is kept");
    assert_unchanged(store, &other.0).await
}

/// Nothing is given up: the claim becomes a proven one.
pub async fn an_address_that_is_the_accounts_own_is_proven(
    store: &impl Store,
) -> Result<(), StoreError> {
    let new = first_sign_in(&user_id());
    let session = must(new.session.clone().ok_or("no session"));
    let account = created(store, &new).await?;
    let own = must(account.claim.clone().ok_or("no address")).email;
    let kind = MailboxChangeKind::ChangeAddress(Box::new(AddressChange {
        email: own.clone(),
        displaced: None,
        takes_back: false,
        undo: None,
        acting: going_on(&account, &session),
    }));
    let purpose = Purpose::NewAddress {
        account_id: account.id,
        epoch: account.epoch,
        email: own.clone(),
    };
    let proving = by_proof(store, &account, kind, purpose).await?;

    assert_eq!(store.change_by_proof(&proving).await?, MailboxOutcome::Done);

    let now = read(store, &account).await?;
    assert_eq!(now.claim, Some(proven(&own)));
    assert_eq!(now.address_held_until, None);
    let held = holder(store, &own).await?.map(|(it, kind)| (it.id, kind));
    assert_eq!(held, Some((account.id, ClaimKind::Mailbox)));
    Ok(())
}

/// Unless Amazon alone brought it there.
pub async fn an_address_that_another_account_holds_is_not_taken(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, session) = unproven(store).await?;
    let (other, _) = unproven(store).await?;
    let theirs = must(other.claim.clone().ok_or("no address")).email;
    let moved = moving(store, (&account, &session), &theirs).await?;

    let outcome = store.change_by_proof(&moved).await?;

    assert_eq!(outcome, MailboxOutcome::EmailTaken);
    assert_unchanged(store, &account).await?;
    assert_unchanged(store, &other).await?;

    let by_amazon = created(store, &first_sign_in(&user_id())).await?;
    let brought = must(by_amazon.claim.clone().ok_or("no address")).email;
    let mut moved = moving(store, (&account, &session), &brought).await?;
    if let MailboxChangeKind::ChangeAddress(address) = &mut moved.kind {
        address.displaced = Some(displaced(&by_amazon));
    }
    assert_eq!(store.change_by_proof(&moved).await?, MailboxOutcome::Done);
    let loser = read(store, &by_amazon).await?;
    assert_eq!(loser.claim, None);
    assert_eq!(loser.epoch, by_amazon.epoch.next());
    let held = holder(store, &brought).await?.map(|(it, _)| it.id);
    assert_eq!(held, Some(account.id));
    Ok(())
}

/// Signed out meanwhile.
pub async fn an_address_is_not_changed_by_a_session_that_ended(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, session) = unproven(store).await?;
    let moved = moving(store, (&account, &session), &email()).await?;
    store.end_session(session.session_ref).await?;

    let outcome = store.change_by_proof(&moved).await?;

    assert_eq!(outcome, MailboxOutcome::SessionEnded);
    assert_unchanged(store, &account).await
}

/// With the password and every Amazon account gone.
pub async fn an_address_is_given_back_once(store: &impl Store) -> Result<(), StoreError> {
    let (account, session) = unproven(store).await?;
    let new = email();
    let moved = moving(store, (&account, &session), &new).await?;
    store.change_by_proof(&moved).await?;
    let back = restoring(store, &moved).await?;

    assert_eq!(store.change_by_proof(&back).await?, MailboxOutcome::Done);

    let before = must(account.claim.clone().ok_or("no address")).email;
    let expected = Account {
        version: account.version + 2,
        epoch: account.epoch.next().next(),
        identities: Vec::new(),
        claim: Some(proven(&before)),
        password: None,
        ..account.clone()
    };
    assert_same_account(Some(&read(store, &account).await?), &expected);
    let held = holder(store, &before)
        .await?
        .map(|(it, kind)| (it.id, kind));
    assert_eq!(held, Some((account.id, ClaimKind::Mailbox)));
    assert!(holder(store, &new).await?.is_none());
    let removed = store.find_identity(&account.identities[0]).await?;
    assert_eq!(removed, None);
    let again = MailboxChange {
        account: read(store, &account).await?,
        ..back
    };
    let refused = store.change_by_proof(&again).await;
    assert!(
        matches!(refused, Err(StoreError::Corrupt { .. })),
        "it holds it already"
    );
    Ok(())
}
