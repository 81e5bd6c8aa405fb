//! Changes of who can get in: all or nothing, to the account as it was read, once.

use super::fixtures::{
    CROWD, NOW, account, assert_same_account, at_once, created, digest, email, event,
    first_sign_in, how_many, imported, must, secret, session, user_id,
};
use super::links::read;
use crate::domain::{
    Account, AccountStatus, Claim, ClaimKind, Event, EventKind, ExternalId, PasswordHash, Renewal,
    Session,
};
use crate::store::{
    ActingSession, Change, ChangeKind, ChangeOutcome, CreateOutcome, NewAccount, Store, StoreError,
};

/// A change by the site itself.
pub(in crate::store) fn change(account: &Account, kind: ChangeKind) -> Change {
    Change {
        account: account.clone(),
        kind,
        acting: None,
        event: event(EventKind::SessionsEnded),
    }
}

/// The same by a session, which another takes the place of.
pub(in crate::store) fn by_session(account: &Account, old: &Session, kind: ChangeKind) -> Change {
    Change {
        acting: Some(ActingSession {
            session_ref: old.session_ref,
            renewal: Renewal {
                mark: secret(),
                at: NOW,
            },
            successor: Some(session(account.id, account.epoch.next())),
        }),
        ..change(account, kind)
    }
}

fn kinds(account: &Account) -> Vec<ChangeKind> {
    let mut kinds = vec![
        ChangeKind::EndSessions,
        ChangeKind::Disable,
        ChangeKind::SetPassword(PasswordHash::new("$argon2id$other".to_owned())),
        ChangeKind::Delete,
    ];
    kinds.extend(account.identities.first().cloned().map(ChangeKind::Unlink));
    kinds
}

/// An account with a password and an address, opened by one Amazon account, with a session.
async fn full(store: &impl Store) -> Result<(Account, Session), StoreError> {
    let first = first_sign_in(&user_id());
    let new = NewAccount {
        account: Account {
            claim: Some(Claim {
                email: email(),
                kind: ClaimKind::Mailbox,
            }),
            password: imported().account.password,
            ..first.account.clone()
        },
        ..first
    };
    let account = created(store, &new).await?;
    Ok((account, must(new.session.ok_or("no session"))))
}

async fn session_now(store: &impl Store, session: &Session) -> Result<Option<Session>, StoreError> {
    let found = store.find_session(session.session_ref).await?;
    Ok(found.map(|(session, _)| session))
}

/// What each kind changes, and that each kills what was there before.
pub async fn every_change_does_what_it_says_and_raises_version_and_epoch(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (sample, _) = full(store).await?;
    for at in 0..kinds(&sample).len() {
        let (account, older) = full(store).await?;
        let kind = kinds(&account).swap_remove(at);

        let outcome = store
            .change_account(&change(&account, kind.clone()))
            .await?;

        assert_eq!(outcome, ChangeOutcome::Done, "{kind:?}");
        let expected = match &kind {
            ChangeKind::EndSessions => account.clone(),
            ChangeKind::Disable => Account {
                status: AccountStatus::Disabled,
                ..account.clone()
            },
            ChangeKind::SetPassword(hash) => Account {
                password: Some(hash.clone()),
                ..account.clone()
            },
            ChangeKind::Unlink(_) => Account {
                identities: Vec::new(),
                ..account.clone()
            },
            ChangeKind::CredentialsChanged(seen) => Account {
                credential_version: Some(seen.clone()),
                ..account.clone()
            },
            ChangeKind::Delete => account.clone().tombstone(),
        };
        let expected = Account {
            version: account.version + 1,
            epoch: account.epoch.next(),
            ..expected
        };
        assert_same_account(Some(&read(store, &account).await?), &expected);
        let found = store.find_session(older.session_ref).await?;
        let (older, owner) = must(found.ok_or("no session"));
        assert_ne!(older.epoch, owner.epoch);
    }
    Ok(())
}

/// What an account gives up is free for others; what it keeps is not.
pub async fn what_a_change_gives_up_is_free_again(store: &impl Store) -> Result<(), StoreError> {
    for (at, frees_identity, frees_email) in [
        (0, false, false),
        (1, false, false),
        (3, true, true),
        (4, true, false),
    ] {
        let (account, _) = full(store).await?;
        let kind = kinds(&account).swap_remove(at);
        let made = store.change_account(&change(&account, kind)).await?;
        assert_eq!(made, ChangeOutcome::Done);

        let identity = store.find_identity(&account.identities[0]).await?;
        let claim = must(account.claim.as_ref().ok_or("no claim"));
        let claim = store.find_claim(claim.email.normalised()).await?;

        assert_eq!(identity.is_none(), frees_identity, "{at}");
        assert_eq!(claim.is_none(), frees_email, "{at}");
    }
    Ok(())
}

/// An import that was deleted is still known by the site's own id.
pub async fn a_deleted_account_keeps_no_personal_data_but_the_sites_id(
    store: &impl Store,
) -> Result<(), StoreError> {
    let external_id = must(ExternalId::parse(&digest().to_string()));
    let mut new = imported();
    new.account.external_id = Some(external_id.clone());
    let deleted = created(store, &new).await?;

    store
        .change_account(&change(&deleted, ChangeKind::Delete))
        .await?;

    let now = read(store, &deleted).await?;
    assert!(now.name.is_none() && now.postal_code.is_none() && now.external_id.is_none());
    assert!(now.claim.is_none() && now.password.is_none());
    let again = NewAccount {
        account: Account {
            external_id: Some(external_id),
            ..account()
        },
        ..imported()
    };
    let refused = store.create_account(&again).await?;
    assert_eq!(refused, CreateOutcome::ExternalIdTaken);
    Ok(())
}

/// The session that acts goes on as another; every other one is dead.
pub async fn the_acting_session_goes_on_as_another(store: &impl Store) -> Result<(), StoreError> {
    let (account, old) = full(store).await?;
    let by_session = by_session(&account, &old, ChangeKind::EndSessions);

    let outcome = store.change_account(&by_session).await?;

    assert_eq!(outcome, ChangeOutcome::Done);
    let acting = must(by_session.acting.ok_or("nobody acts"));
    let marked = must(session_now(store, &old).await?.ok_or("no session"));
    assert_eq!(marked.renewal.as_ref(), Some(&acting.renewal));
    let successor = must(acting.successor.ok_or("no successor"));
    let found = store.find_session(successor.session_ref).await?;
    let (found, owner) = must(found.ok_or("no session"));
    assert_eq!(found, successor);
    assert_eq!(found.epoch, owner.epoch);
    Ok(())
}

/// Threat: ending the others in one tab while another tab signs out.
pub async fn a_session_that_was_ended_or_renewed_changes_nothing(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, ended) = full(store).await?;
    store.end_session(ended.session_ref).await?;
    let too_late = by_session(&account, &ended, ChangeKind::EndSessions);
    let outcome = store.change_account(&too_late).await?;
    assert_eq!(outcome, ChangeOutcome::SessionEnded);
    assert_same_account(Some(&read(store, &account).await?), &account);

    let (account, renewed) = full(store).await?;
    let first = by_session(&account, &renewed, ChangeKind::EndSessions);
    store.change_account(&first).await?;
    let now = read(store, &account).await?;
    let second = by_session(&now, &renewed, ChangeKind::EndSessions);
    let outcome = store.change_account(&second).await?;
    assert_eq!(outcome, ChangeOutcome::SessionEnded);
    let successor = second.acting.and_then(|acting| acting.successor);
    let successor = must(successor.ok_or("no successor"));
    assert_eq!(session_now(store, &successor).await?, None);
    Ok(())
}

/// An account keeps a way in (I5): another Amazon account, or a password whose address is its own.
pub async fn the_last_way_in_is_not_unlinked(store: &impl Store) -> Result<(), StoreError> {
    let alone = first_sign_in(&user_id());
    let mut displaceable = first_sign_in(&user_id());
    displaceable.account.password = imported().account.password;
    for new in [alone, displaceable] {
        let account = created(store, &new).await?;
        let user_id = account.identities[0].clone();

        let unlink = change(&account, ChangeKind::Unlink(user_id.clone()));
        let outcome = store.change_account(&unlink).await?;

        assert_eq!(outcome, ChangeOutcome::LastWayIn);
        assert_same_account(Some(&read(store, &account).await?), &account);
        assert!(store.find_identity(&user_id).await?.is_some());
    }
    Ok(())
}

/// Nobody changes what was not read: of a crowd one change is made.
pub async fn of_many_changes_of_what_was_read_once_exactly_one_is_made(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, old) = full(store).await?;
    let changes: Vec<_> = (0..CROWD)
        .map(|_| by_session(&account, &old, ChangeKind::EndSessions))
        .collect();

    let outcomes = at_once(changes.iter().map(|it| store.change_account(it))).await;

    assert_eq!(how_many(outcomes, &ChangeOutcome::Done), 1);
    let mut successors = 0;
    for change in &changes {
        let acting = change.acting.as_ref();
        let successor = acting.and_then(|acting| acting.successor.as_ref());
        let successor = must(successor.ok_or("no successor"));
        successors += usize::from(session_now(store, successor).await?.is_some());
    }
    assert_eq!(successors, 1);
    let now = read(store, &account).await?;
    assert_eq!(now.version, account.version + 1);
    Ok(())
}

/// A lost reply is no failure, and no second change.
pub async fn changing_again_what_was_changed_is_done(store: &impl Store) -> Result<(), StoreError> {
    let (sample, _) = full(store).await?;
    for at in 0..kinds(&sample).len() {
        let (account, _) = full(store).await?;
        let change = change(&account, kinds(&account).swap_remove(at));
        store.change_account(&change).await?;
        // Another content has another idempotency token: what tells is the event.
        let again = Change {
            event: Event {
                kind: EventKind::Imported,
                ..change.event.clone()
            },
            ..change
        };

        let outcome = store.change_account(&again).await?;

        assert_eq!(outcome, ChangeOutcome::Done, "{at}");
        let now = read(store, &account).await?;
        assert_eq!(now.version, account.version + 1);
    }
    Ok(())
}

/// Somebody else's change comes first: the account is read again.
pub async fn an_account_that_changed_since_it_was_read_is_not_changed(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (sample, _) = full(store).await?;
    for at in 0..kinds(&sample).len() {
        let (account, _) = full(store).await?;
        store
            .change_account(&change(&account, ChangeKind::EndSessions))
            .await?;
        let now = read(store, &account).await?;

        let late = change(&account, kinds(&account).swap_remove(at));
        let outcome = store.change_account(&late).await?;

        assert_eq!(outcome, ChangeOutcome::AccountChanged, "{at}");
        assert_same_account(Some(&read(store, &account).await?), &now);
    }
    let nobody = change(&account(), ChangeKind::EndSessions);
    let outcome = store.change_account(&nobody).await?;
    assert_eq!(outcome, ChangeOutcome::AccountChanged);
    Ok(())
}

/// A session of another account, of another epoch or in a closed account would open it.
pub async fn a_change_of_foreign_parts_is_refused(store: &impl Store) -> Result<(), StoreError> {
    let (account, old) = full(store).await?;
    let (stranger, _) = full(store).await?;
    let good = by_session(&account, &old, ChangeKind::EndSessions);
    let with = |successor: Session| {
        let mut change = good.clone();
        if let Some(acting) = &mut change.acting {
            acting.successor = Some(successor);
        }
        change
    };
    let foreign_actor = by_session(&stranger, &old, ChangeKind::EndSessions);
    let unlisted = change(&account, ChangeKind::Unlink(user_id()));
    let closed = Change {
        kind: ChangeKind::Disable,
        ..good.clone()
    };
    for bad in [
        with(session(stranger.id, account.epoch.next())),
        with(session(account.id, account.epoch)),
        with(Session {
            epoch: account.epoch.next(),
            ..old.clone()
        }),
        foreign_actor,
        unlisted,
        closed,
    ] {
        assert!(store.change_account(&bad).await.is_err(), "{bad:?}");
    }
    assert_same_account(Some(&read(store, &account).await?), &account);
    assert_eq!(session_now(store, &old).await?, Some(old));
    Ok(())
}
