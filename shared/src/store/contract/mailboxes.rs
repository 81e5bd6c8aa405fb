//! Proofs of a mailbox: used once, each for its own change, of the account as it was read.

use super::changes::change;
use super::fixtures::{
    CROWD, NOW, assert_same_account, at_once, created, digest, email, event, first_sign_in,
    how_many, must, secret, session, user_id,
};
use super::links::read;
use super::registrations::displaced;
use crate::domain::{
    Account, AmazonUserId, Claim, ClaimKind, EmailAddress, EventKind, Identity, MailboxProof,
    PasswordHash, ProofUse, Purpose, Registration, Renewal, ReturnTo, Session,
};
use crate::store::{
    ActingSession, AddressChange, ChangeKind, ChangeOutcome, MailboxChange, MailboxChangeKind,
    MailboxOutcome, NewAccount, Store, StoreError, UsedProof,
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

fn proof(purpose: Purpose) -> MailboxProof {
    MailboxProof {
        key: digest(),
        purpose,
        expires_at: NOW.plus_seconds(MailboxProof::RESET_LIFE_S),
        used: None,
    }
}

/// A change by a proof for this purpose, which is in the table.
async fn by_proof(
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
        changed_at: NOW,
    });
    let change = AddressChange {
        email: email.clone(),
        displaced: None,
        takes_back: false,
        undo: Some(undo),
        acting: Some(ActingSession {
            session_ref: acting.session_ref,
            renewal: Renewal {
                mark: secret(),
                at: NOW,
            },
            successor: Some(session(account.id, account.epoch.next())),
        }),
    };
    let purpose = Purpose::NewAddress {
        account_id: account.id,
        epoch: account.epoch,
        email: email.clone(),
    };
    let kind = MailboxChangeKind::ChangeAddress(Box::new(change));
    by_proof(store, account, kind, purpose).await
}

/// The address of before given back, by what [`moving`] left.
pub(in crate::store) async fn restoring(
    store: &impl Store,
    moved: &MailboxChange,
    kept: Vec<AmazonUserId>,
) -> Result<MailboxChange, StoreError> {
    let undo = must(address(moved).undo.clone().ok_or("nothing undoes it"));
    let given_up = must(moved.account.claim.clone().ok_or("no address")).email;
    let kind = MailboxChangeKind::RestoreAddress {
        email: given_up,
        kept,
    };
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

fn proven(email: &EmailAddress) -> Claim {
    Claim {
        email: email.clone(),
        kind: ClaimKind::Mailbox,
    }
}

/// Who holds an address, and how.
async fn holder(
    store: &impl Store,
    email: &EmailAddress,
) -> Result<Option<(Account, ClaimKind)>, StoreError> {
    let Some(claim) = store.find_claim(email.normalised()).await? else {
        return Ok(None);
    };
    let (account, _) = store.find_account(claim.account_id, None).await?;
    Ok(account.map(|account| (account, claim.kind)))
}

/// Whether it can be used was not its own to say: the account is as it was, and so is its proof.
async fn assert_unchanged(store: &impl Store, account: &Account) -> Result<(), StoreError> {
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
        Purpose::UndoAddress {
            account_id,
            email,
            changed_at: NOW,
        },
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
    for which in 0..3 {
        let (account, session) = unproven(store).await?;
        let late = match which {
            0 => resetting(store, &account).await?,
            1 => undoing(store, &account).await?,
            _ => moving(store, (&account, &session), &email()).await?,
        };
        let ended = change(&account, ChangeKind::EndSessions);
        assert_eq!(store.change_account(&ended).await?, ChangeOutcome::Done);

        let outcome = store.change_by_proof(&late).await?;

        assert_eq!(outcome, MailboxOutcome::AccountChanged, "{which}");
        assert_unchanged(store, &read(store, &account).await?).await?;
    }
    Ok(())
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
    let acting = must(address(&moved).acting.clone().ok_or("nobody acts"));
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
    let acting = must(address(&moved).acting.clone().ok_or("nobody acts"));
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
    let account = created(store, &first_sign_in(&user_id())).await?;
    let own = must(account.claim.clone().ok_or("no address")).email;
    let kind = MailboxChangeKind::ChangeAddress(Box::new(AddressChange {
        email: own.clone(),
        displaced: None,
        takes_back: false,
        undo: None,
        acting: None,
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

/// With the password, and what is not kept, gone.
pub async fn an_address_is_given_back_once(store: &impl Store) -> Result<(), StoreError> {
    let (account, session) = unproven(store).await?;
    let new = email();
    let moved = moving(store, (&account, &session), &new).await?;
    store.change_by_proof(&moved).await?;
    let back = restoring(store, &moved, Vec::new()).await?;

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
