//! An empty account merged into another: all or nothing, to both accounts as they were read, once.

use super::changes::change;
use super::fixtures::{
    CROWD, NOW, assert_same_account, at_once, created, event, first_sign_in, how_many, imported,
    must, secret, session, user_id,
};
use super::links::read;
use crate::domain::{
    Account, ClaimKind, EmailAddress, Epoch, EventKind, Identity, PasswordHash, Renewal,
};
use crate::store::{
    ActingSession, ChangeKind, ChangeOutcome, Merge, MergeOutcome, Store, StoreError,
};

/// An empty account with a session, and the account with a password that its owner had before.
pub(in crate::store) async fn merging(store: &impl Store) -> Result<Merge, StoreError> {
    let first = first_sign_in(&user_id());
    let into = created(store, &imported()).await?;
    let empty = created(store, &first).await?;
    let acting = must(first.session.ok_or("no session")).session_ref;
    let identity = must(first.identity.ok_or("no identity"));
    Ok(Merge {
        acting,
        session: session(into.id, into.epoch.next()),
        identity: Identity {
            account_id: into.id,
            ..identity
        },
        event: event(EventKind::Merged),
        closed: event(EventKind::MergedAway),
        empty,
        into,
    })
}

fn address(merge: &Merge) -> EmailAddress {
    let claim = merge.empty.claim.as_ref().map(|claim| claim.email.clone());
    must(claim.ok_or("no address"))
}

/// Neither account is touched, and the identity is where it was.
async fn assert_unmoved(store: &impl Store, merge: &Merge) -> Result<(), StoreError> {
    let identity = store.find_identity(&merge.identity.user_id).await?;
    let owner = identity.map(|identity| identity.account_id);
    assert_eq!(owner, Some(merge.empty.id));
    let there = store.find_session(merge.session.session_ref).await?;
    assert_eq!(there, None);
    let empty = read(store, &merge.empty).await?;
    assert_eq!(empty.identities, merge.empty.identities);
    Ok(())
}

/// Everything that it says.
pub async fn merging_moves_the_identity_and_closes_the_empty_account(
    store: &impl Store,
) -> Result<(), StoreError> {
    let merge = merging(store).await?;

    assert_eq!(store.merge_accounts(&merge).await?, MergeOutcome::Done);

    let into = Account {
        version: merge.into.version + 1,
        epoch: merge.into.epoch.next(),
        identities: vec![merge.identity.user_id.clone()],
        ..merge.into.clone()
    };
    assert_same_account(Some(&read(store, &merge.into).await?), &into);
    let closed = Account {
        version: merge.empty.version + 1,
        epoch: merge.empty.epoch.next(),
        merged_into: Some(merge.into.id),
        ..merge.empty.clone().tombstone()
    };
    assert_same_account(Some(&read(store, &merge.empty).await?), &closed);
    let identity = store.find_identity(&merge.identity.user_id).await?;
    assert_eq!(identity.as_ref(), Some(&merge.identity));
    assert_eq!(store.find_claim(address(&merge).normalised()).await?, None);
    assert_eq!(store.find_session(merge.acting).await?, None);
    let found = store.find_session(merge.session.session_ref).await?;
    let (session, owner) = must(found.ok_or("no session"));
    assert_eq!((session.epoch, owner.epoch), (into.epoch, into.epoch));
    Ok(())
}

/// A double click.
pub async fn of_many_merges_of_what_was_read_once_exactly_one_is_made(
    store: &impl Store,
) -> Result<(), StoreError> {
    let merge = merging(store).await?;
    let merges: Vec<_> = (0..CROWD)
        .map(|_| Merge {
            event: event(EventKind::Merged),
            closed: event(EventKind::MergedAway),
            session: session(merge.into.id, merge.into.epoch.next()),
            ..merge.clone()
        })
        .collect();

    let outcomes = at_once(merges.iter().map(|merge| store.merge_accounts(merge))).await;

    assert_eq!(how_many(outcomes, &MergeOutcome::Done), 1);
    let into = read(store, &merge.into).await?;
    assert_eq!(into.version, merge.into.version + 1);
    Ok(())
}

/// A lost reply.
pub async fn merging_again_what_was_merged_is_done(store: &impl Store) -> Result<(), StoreError> {
    let merge = merging(store).await?;

    assert_eq!(store.merge_accounts(&merge).await?, MergeOutcome::Done);
    assert_eq!(store.merge_accounts(&merge).await?, MergeOutcome::Done);

    let into = read(store, &merge.into).await?;
    assert_eq!(into.epoch, merge.into.epoch.next());
    Ok(())
}

/// Either of the two.
pub async fn an_account_that_changed_since_it_was_read_is_not_merged(
    store: &impl Store,
) -> Result<(), StoreError> {
    for changes_empty in [true, false] {
        let merge = merging(store).await?;
        let changed = if changes_empty {
            &merge.empty
        } else {
            &merge.into
        };
        let change = change(changed, ChangeKind::EndSessions);
        assert_eq!(store.change_account(&change).await?, ChangeOutcome::Done);

        let outcome = store.merge_accounts(&merge).await?;

        assert_eq!(outcome, MergeOutcome::AccountChanged);
        assert_unmoved(store, &merge).await?;
    }
    Ok(())
}

/// No sixth Amazon account, and none for a closed account.
pub async fn a_full_or_closed_account_takes_nothing_in(
    store: &impl Store,
) -> Result<(), StoreError> {
    let merge = merging(store).await?;
    let closing = change(&merge.into, ChangeKind::Disable);
    assert_eq!(store.change_account(&closing).await?, ChangeOutcome::Done);
    let into = read(store, &merge.into).await?;
    let merge = Merge {
        session: session(into.id, into.epoch.next()),
        into,
        ..merge
    };

    let outcome = store.merge_accounts(&merge).await?;

    assert_eq!(outcome, MergeOutcome::AccountChanged);
    assert_unmoved(store, &merge).await
}

/// Signed out, or renewed.
pub async fn a_merge_by_a_session_that_ended_moves_nothing(
    store: &impl Store,
) -> Result<(), StoreError> {
    for signs_out in [true, false] {
        let merge = merging(store).await?;
        if signs_out {
            store.end_session(merge.acting).await?;
        } else {
            let renewed = ActingSession {
                session_ref: merge.acting,
                renewal: Renewal {
                    mark: secret(),
                    at: NOW,
                },
                successor: Some(session(merge.empty.id, merge.empty.epoch)),
            };
            store.renew_session(&renewed).await?;
        }

        let outcome = store.merge_accounts(&merge).await?;

        assert_eq!(outcome, MergeOutcome::SessionEnded);
        assert_unmoved(store, &merge).await?;
    }
    Ok(())
}

/// A foreign identity, a foreign session, an account that is not empty.
pub async fn a_merge_of_foreign_parts_is_refused(store: &impl Store) -> Result<(), StoreError> {
    let merge = merging(store).await?;
    let other = created(store, &first_sign_in(&user_id())).await?;
    let with_password = Account {
        password: Some(PasswordHash::new("$argon2id$x".to_owned())),
        ..merge.empty.clone()
    };
    let mut with_address = merge.empty.clone();
    if let Some(claim) = &mut with_address.claim {
        claim.kind = ClaimKind::Registered;
    }
    let mixed = [
        Merge {
            empty: other.clone(),
            ..merge.clone()
        },
        Merge {
            into: other.clone(),
            ..merge.clone()
        },
        Merge {
            acting: session(other.id, Epoch(1)).session_ref,
            ..merge.clone()
        },
        Merge {
            session: session(merge.into.id, merge.into.epoch),
            ..merge.clone()
        },
        Merge {
            empty: with_password,
            ..merge.clone()
        },
        Merge {
            empty: with_address,
            ..merge.clone()
        },
    ];

    for mixed in mixed {
        let refused = store.merge_accounts(&mixed).await;
        assert!(
            matches!(refused, Err(StoreError::Corrupt { .. })),
            "{mixed:?}"
        );
    }
    assert_unmoved(store, &merge).await
}
