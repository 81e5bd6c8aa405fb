//! Proofs of a mailbox: used once, each for its own change, of the account as it was read.

use super::addresses::{moving, proven, restoring};
use super::changes::change;
use super::fixtures::{
    CROWD, NOW, assert_same_account, at_once, created, digest, email, event, first_sign_in,
    how_many, must, secret, user_id,
};
use super::links::read;
use super::undone_links::undoing;
use crate::domain::{
    Account, Claim, ClaimKind, EmailAddress, EventKind, MailboxProof, PasswordHash, ProofUse,
    Purpose, Registration, ReturnTo, Session,
};
use crate::store::{
    ChangeKind, ChangeOutcome, MailboxChange, MailboxChangeKind, MailboxOutcome, NewAccount, Store,
    StoreError, UsedProof,
};

/// An account whose mailbox nobody has proven, with a password and a session, opened by one Amazon
/// account since [`NOW`].
pub(in crate::store) async fn unproven(
    store: &impl Store,
) -> Result<(Account, Session), StoreError> {
    let first = first_sign_in(&user_id());
    let new = NewAccount {
        account: Account {
            claim: Some(Claim {
                email: email(),
                kind: ClaimKind::Registered,
            }),
            password: Some(PasswordHash::new("$argon2id$before".to_owned())),
            ..first.account
        },
        ..first
    };
    let session = must(new.session.clone().ok_or("no session"));
    Ok((created(store, &new).await?, session))
}

pub(super) fn proof(purpose: Purpose) -> MailboxProof {
    MailboxProof {
        key: digest(),
        purpose,
        expires_at: NOW.plus_seconds(MailboxProof::RESET_LIFE_S),
        used: None,
    }
}

/// A change by a proof for this purpose, which is in the table.
pub(super) async fn by_proof(
    store: &impl Store,
    account: &Account,
    kind: MailboxChangeKind,
    purpose: Purpose,
) -> Result<MailboxChange, StoreError> {
    let proof = proof(purpose);
    store.put_proof(&proof).await?;
    Ok(MailboxChange {
        account: account.clone(),
        kind,
        used: UsedProof {
            proof,
            proof_use: ProofUse {
                mark: secret(),
                session_ref: None,
            },
            now: NOW,
        },
        event: event(EventKind::PasswordReset),
    })
}

/// Another password, by the link of a letter; no Amazon account is kept.
pub(in crate::store) async fn resetting(
    store: &impl Store,
    account: &Account,
) -> Result<MailboxChange, StoreError> {
    let kind = MailboxChangeKind::ResetPassword {
        password: PasswordHash::new("$argon2id$after".to_owned()),
        kept: Vec::new(),
    };
    let (account_id, epoch) = (account.id, account.epoch);
    by_proof(store, account, kind, Purpose::Reset { account_id, epoch }).await
}

/// Who holds an address, and how.
pub(super) async fn holder(
    store: &impl Store,
    email: &EmailAddress,
) -> Result<Option<(Account, ClaimKind)>, StoreError> {
    let Some(claim) = store.find_claim(email.normalised()).await? else {
        return Ok(None);
    };
    let (account, _) = store.find_account(claim.account_id, None).await?;
    Ok(account.map(|account| (account, claim.kind)))
}

/// The account is as it was, and so is what opens it.
pub(super) async fn assert_unchanged(
    store: &impl Store,
    account: &Account,
) -> Result<(), StoreError> {
    assert_same_account(Some(&read(store, account).await?), account);
    for user_id in &account.identities {
        let identity = store.find_identity(user_id).await?;
        assert_eq!(identity.map(|it| it.account_id), Some(account.id));
    }
    Ok(())
}

/// Every purpose.
pub async fn a_proof_is_found_as_it_was_put(store: &impl Store) -> Result<(), StoreError> {
    let account_id = super::fixtures::account_id();
    let epoch = crate::domain::Epoch(7);
    let (email, user_id) = (email(), user_id());
    let registration = Registration {
        email: email.clone(),
        name: super::fixtures::name("Ánna 田中"),
        password: PasswordHash::new("$argon2id$waits".to_owned()),
        form: Some(digest()),
        return_to: must(ReturnTo::parse("/cart?id=3")),
    };
    for purpose in [
        Purpose::Reset { account_id, epoch },
        Purpose::Register(Registration {
            form: None,
            ..registration.clone()
        }),
        Purpose::Register(registration),
        Purpose::NewAddress {
            account_id,
            epoch,
            email: email.clone(),
        },
        Purpose::UndoLink {
            account_id,
            user_id,
            linked_at: NOW,
        },
        Purpose::UndoAddress { account_id, email },
    ] {
        let proof = proof(purpose);

        store.put_proof(&proof).await?;

        assert_eq!(store.find_proof(proof.key).await?, Some(proof));
    }
    assert_eq!(store.find_proof(digest()).await?, None);
    Ok(())
}

/// A lost reply.
pub async fn a_proof_survives_being_put_twice_and_gives_way_to_no_other(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, _) = unproven(store).await?;
    let proof = resetting(store, &account).await?.used.proof;
    let other = MailboxProof {
        expires_at: NOW.plus_seconds(1),
        ..proof.clone()
    };

    store.put_proof(&proof).await?;
    let refused = store.put_proof(&other).await;

    assert!(matches!(refused, Err(StoreError::Corrupt { .. })));
    assert_eq!(store.find_proof(proof.key).await?, Some(proof));
    Ok(())
}

/// What was there before goes, but for what is kept.
pub async fn a_reset_takes_the_account_over(store: &impl Store) -> Result<(), StoreError> {
    for keeps in [false, true] {
        let (account, session) = unproven(store).await?;
        let mut reset = resetting(store, &account).await?;
        let all = account.identities.clone();
        if let (true, MailboxChangeKind::ResetPassword { kept, .. }) = (keeps, &mut reset.kind) {
            kept.clone_from(&all);
        }

        assert_eq!(store.change_by_proof(&reset).await?, MailboxOutcome::Done);

        let claim = must(account.claim.clone().ok_or("no address"));
        let expected = Account {
            version: account.version + 1,
            epoch: account.epoch.next(),
            identities: if keeps { all.clone() } else { Vec::new() },
            claim: Some(proven(&claim.email)),
            password: Some(PasswordHash::new("$argon2id$after".to_owned())),
            ..account.clone()
        };
        assert_same_account(Some(&read(store, &account).await?), &expected);
        let held = holder(store, &claim.email).await?;
        let held = held.map(|(holder, kind)| (holder.id, kind));
        assert_eq!(held, Some((account.id, ClaimKind::Mailbox)));
        assert_eq!(store.find_identity(&all[0]).await?.is_some(), keeps);
        let (found, owner) = must(
            store
                .find_session(session.session_ref)
                .await?
                .ok_or("swept"),
        );
        assert_ne!(found.epoch, owner.epoch, "it is of the epoch before");
        let used = store.find_proof(reset.used.proof.key).await?;
        assert_eq!(used.and_then(|it| it.used), Some(reset.used.proof_use));
    }
    Ok(())
}

/// A double click.
pub async fn of_many_uses_of_a_proof_exactly_one_changes_the_account(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, _) = unproven(store).await?;
    let reset = resetting(store, &account).await?;
    let resets: Vec<_> = (0..CROWD)
        .map(|_| MailboxChange {
            used: UsedProof {
                proof_use: ProofUse {
                    mark: secret(),
                    session_ref: None,
                },
                ..reset.used.clone()
            },
            event: event(EventKind::PasswordReset),
            ..reset.clone()
        })
        .collect();

    let outcomes = at_once(resets.iter().map(|reset| store.change_by_proof(reset))).await;

    assert_eq!(how_many(outcomes, &MailboxOutcome::Done), 1);
    assert_eq!(read(store, &account).await?.version, account.version + 1);
    Ok(())
}

/// A lost reply.
pub async fn changing_again_by_the_same_use_of_a_proof_is_done(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, session) = unproven(store).await?;
    let moved = moving(store, (&account, &session), &email()).await?;

    assert_eq!(store.change_by_proof(&moved).await?, MailboxOutcome::Done);
    assert_eq!(store.change_by_proof(&moved).await?, MailboxOutcome::Done);

    assert_eq!(read(store, &account).await?.version, account.version + 1);
    Ok(())
}

/// Used, expired, or unknown.
pub async fn a_proof_that_is_closed_changes_nothing(store: &impl Store) -> Result<(), StoreError> {
    let (account, _) = unproven(store).await?;
    let reset = resetting(store, &account).await?;
    let late = MailboxChange {
        used: UsedProof {
            now: reset.used.proof.expires_at,
            ..reset.used.clone()
        },
        ..reset.clone()
    };
    let unknown = MailboxChange {
        used: UsedProof {
            proof: MailboxProof {
                key: digest(),
                ..reset.used.proof.clone()
            },
            ..reset.used.clone()
        },
        ..reset.clone()
    };

    for closed in [late, unknown] {
        let outcome = store.change_by_proof(&closed).await?;
        assert_eq!(outcome, MailboxOutcome::ProofClosed);
    }
    assert_unchanged(store, &account).await
}

/// Of the four kinds.
pub async fn an_account_that_changed_since_it_was_read_is_not_changed_by_a_proof(
    store: &impl Store,
) -> Result<(), StoreError> {
    for which in 0..4 {
        let (mut account, session) = unproven(store).await?;
        let late = match which {
            0 => resetting(store, &account).await?,
            1 => undoing(store, &account).await?,
            2 => moving(store, (&account, &session), &email()).await?,
            _ => {
                let moved = moving(store, (&account, &session), &email()).await?;
                store.change_by_proof(&moved).await?;
                account = read(store, &account).await?;
                restoring(store, &moved).await?
            }
        };
        let ended = change(&account, ChangeKind::EndSessions);
        assert_eq!(store.change_account(&ended).await?, ChangeOutcome::Done);

        let outcome = store.change_by_proof(&late).await?;

        assert_eq!(outcome, MailboxOutcome::AccountChanged, "{which}");
        assert_unchanged(store, &read(store, &account).await?).await?;
    }
    Ok(())
}

/// A proof of another account, epoch or purpose; an identity that is not its own.
pub async fn a_change_by_a_proof_of_foreign_parts_is_refused(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, session) = unproven(store).await?;
    let (other, _) = unproven(store).await?;
    let reset = resetting(store, &account).await?;
    let of_other = resetting(store, &other).await?;
    let undo = undoing(store, &account).await?;
    let moved = moving(store, (&account, &session), &email()).await?;
    let with = |used: &UsedProof, kind: &MailboxChangeKind| MailboxChange {
        used: used.clone(),
        kind: kind.clone(),
        ..reset.clone()
    };
    let foreign = MailboxChangeKind::ResetPassword {
        password: PasswordHash::new("$argon2id$after".to_owned()),
        kept: vec![user_id()],
    };
    let mixed = [
        with(&of_other.used, &reset.kind),
        with(&undo.used, &reset.kind),
        with(&reset.used, &undo.kind),
        with(&reset.used, &moved.kind),
        with(&moved.used, &reset.kind),
        with(&reset.used, &foreign),
        MailboxChange {
            account: Account {
                epoch: account.epoch.next(),
                ..account.clone()
            },
            ..reset.clone()
        },
        MailboxChange {
            account: account.clone().tombstone(),
            ..reset.clone()
        },
    ];

    for mixed in mixed {
        let refused = store.change_by_proof(&mixed).await;
        assert!(
            matches!(refused, Err(StoreError::Corrupt { .. })),
            "{mixed:?}"
        );
    }
    assert_unchanged(store, &account).await
}
