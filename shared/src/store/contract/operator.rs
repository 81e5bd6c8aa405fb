//! What an operator does: without the customer's proof, but never over anybody's head.

use super::changes::change;
use super::fixtures::{
    CROWD, NOW, account_id, assert_same_account, at_once, created, digest, event, first_sign_in,
    how_many, imported, must, profile, random, session, user_id,
};
use super::links::read;
use crate::domain::{
    Account, AccountStatus, Actor, AmazonUserId, Device, Event, EventKind, ExternalId, Identity,
};
use crate::store::{
    ChangeKind, EventPage, NewAccount, OperatorChange, OperatorChangeKind, OperatorOutcome,
    OperatorStore, Store, StoreError, Swept,
};

fn operated(account: &Account, kind: OperatorChangeKind) -> OperatorChange {
    let actor = must(Actor::parse("jo"));
    OperatorChange {
        account: account.clone(),
        kind,
        event: event(EventKind::Linked).by(&actor),
    }
}

fn identity(account: &Account, user_id: &AmazonUserId) -> Identity {
    Identity::first_seen(&profile(user_id), account.id, NOW)
}

fn link(account: &Account) -> OperatorChangeKind {
    OperatorChangeKind::Link(identity(account, &user_id()))
}

fn relink(account: &Account) -> OperatorChangeKind {
    OperatorChangeKind::Relink {
        old: account.identities[0].clone(),
        new: identity(account, &user_id()),
    }
}

async fn disabled(store: &impl Store, account: &Account) -> Result<Account, StoreError> {
    store
        .change_account(&change(account, ChangeKind::Disable))
        .await?;
    read(store, account).await
}

/// An account opened by one Amazon account, and whether it is closed, ready for each kind of change.
async fn ready(store: &impl Store) -> Result<Vec<(Account, OperatorChangeKind)>, StoreError> {
    let mut ready = Vec::new();
    for at in 0..3 {
        let account = created(store, &first_sign_in(&user_id())).await?;
        ready.push(match at {
            0 => (disabled(store, &account).await?, OperatorChangeKind::Enable),
            1 => (account.clone(), link(&account)),
            _ => (account.clone(), relink(&account)),
        });
    }
    Ok(ready)
}

/// What each kind changes, and that version and epoch are raised.
pub async fn an_operators_change_does_what_it_says_and_raises_version_and_epoch(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    for (account, kind) in ready(store).await? {
        let change = operated(&account, kind.clone());

        let outcome = store.change_as_operator(&change).await?;

        assert_eq!(outcome, OperatorOutcome::Done, "{kind:?}");
        let expected = Account {
            status: AccountStatus::Active,
            identities: change.identities(),
            version: account.version + 1,
            epoch: account.epoch.next(),
            ..account.clone()
        };
        assert_same_account(Some(&read(store, &account).await?), &expected);
        if let OperatorChangeKind::Link(new) | OperatorChangeKind::Relink { new, .. } = &kind {
            assert_eq!(store.find_identity(&new.user_id).await?.as_ref(), Some(new));
        }
        if let OperatorChangeKind::Relink { old, .. } = &kind {
            assert_eq!(store.find_identity(old).await?, None);
        }
        let trail = store.find_events(account.id, None).await?.events;
        assert!(trail.contains(&change.event), "{trail:?}");
    }
    Ok(())
}

/// An Amazon account that opens an account is not taken from it.
pub async fn an_operator_does_not_take_an_identity_from_another_account(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    let owner = created(store, &first_sign_in(&user_id())).await?;
    let account = created(store, &first_sign_in(&user_id())).await?;
    let wanted = identity(&account, &owner.identities[0]);
    for kind in [
        OperatorChangeKind::Link(wanted.clone()),
        OperatorChangeKind::Relink {
            old: account.identities[0].clone(),
            new: wanted.clone(),
        },
    ] {
        let outcome = store.change_as_operator(&operated(&account, kind)).await?;

        assert_eq!(outcome, OperatorOutcome::IdentityTaken);
    }
    assert_same_account(Some(&read(store, &account).await?), &account);
    let still = must(store.find_identity(&wanted.user_id).await?.ok_or("gone"));
    assert_eq!(still.account_id, owner.id);
    let own = store.find_identity(&account.identities[0]).await?;
    assert_eq!(must(own.ok_or("gone")).account_id, account.id);
    Ok(())
}

/// Of a crowd of operators one is told that it is done.
pub async fn of_many_operators_changes_exactly_one_is_made(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    let (one, other) = (user_id(), user_id());
    let first = created(store, &first_sign_in(&user_id())).await?;
    let second = created(store, &first_sign_in(&user_id())).await?;
    // Each account by many, and one new identity wanted by both.
    let changes: Vec<_> = (0..CROWD)
        .map(|at| {
            let account = if at % 2 == 0 { &first } else { &second };
            let wanted = if at % 3 == 0 { &other } else { &one };
            operated(account, OperatorChangeKind::Link(identity(account, wanted)))
        })
        .collect();

    let outcomes = at_once(changes.iter().map(|it| store.change_as_operator(it))).await;

    let done = how_many(outcomes, &OperatorOutcome::Done);
    let mut linked = 0;
    for account in [&first, &second] {
        let now = read(store, account).await?;
        for user_id in now.identities.iter().skip(1) {
            linked += 1;
            let found = must(store.find_identity(user_id).await?.ok_or("no identity"));
            assert_eq!(found.account_id, account.id);
        }
    }
    assert!((1..=2).contains(&done), "{done}");
    assert_eq!(linked, done);
    Ok(())
}

/// A lost reply is no failure, and no second change.
pub async fn an_operators_change_made_again_is_done(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    for (account, kind) in ready(store).await? {
        let change = operated(&account, kind);
        store.change_as_operator(&change).await?;
        // Another content has another idempotency token: what tells is the event.
        let again = OperatorChange {
            event: Event {
                kind: EventKind::Imported,
                ..change.event.clone()
            },
            ..change
        };

        let outcome = store.change_as_operator(&again).await?;

        assert_eq!(outcome, OperatorOutcome::Done);
        let now = read(store, &account).await?;
        assert_eq!(now.version, account.version + 1);
    }
    Ok(())
}

/// What was read must still be so: open or closed, with room, as often changed.
pub async fn an_operator_changes_no_account_that_is_not_as_it_was_read(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    for (account, kind) in ready(store).await? {
        store
            .change_account(&change(&account, ChangeKind::EndSessions))
            .await?;
        let outcome = store.change_as_operator(&operated(&account, kind)).await?;
        assert_eq!(outcome, OperatorOutcome::AccountChanged);
    }
    let open = created(store, &first_sign_in(&user_id())).await?;
    let enable = operated(&open, OperatorChangeKind::Enable);
    let closed = created(store, &first_sign_in(&user_id())).await?;
    let closed = disabled(store, &closed).await?;
    let mut full = created(store, &first_sign_in(&user_id())).await?;
    for _ in 1..Account::MAX_IDENTITIES {
        let linked = operated(&full, link(&full));
        let outcome = store.change_as_operator(&linked).await?;
        assert_eq!(outcome, OperatorOutcome::Done);
        full = read(store, &full).await?;
    }
    for refused in [
        enable,
        operated(&closed, link(&closed)),
        operated(&full, link(&full)),
    ] {
        let outcome = store.change_as_operator(&refused).await?;
        assert_eq!(outcome, OperatorOutcome::AccountChanged);
        let now = read(store, &refused.account).await?;
        assert_same_account(Some(&now), &refused.account);
    }
    // A closed account keeps its Amazon accounts, under whatever id.
    let outcome = store
        .change_as_operator(&operated(&closed, relink(&closed)))
        .await?;
    assert_eq!(outcome, OperatorOutcome::Done);
    assert!(!read(store, &closed).await?.is_active());
    Ok(())
}

/// A foreign identity would open the account, a deleted account would live again.
pub async fn an_operators_change_of_foreign_parts_is_refused(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    let account = created(store, &first_sign_in(&user_id())).await?;
    let stranger = created(store, &first_sign_in(&user_id())).await?;
    let gone = created(store, &imported()).await?;
    store
        .change_account(&change(&gone, ChangeKind::Delete))
        .await?;
    let gone = read(store, &gone).await?;
    let own = identity(&account, &account.identities[0]);
    for bad in [
        operated(&account, link(&stranger)),
        operated(&account, relink(&stranger)),
        operated(
            &account,
            OperatorChangeKind::Relink {
                old: account.identities[0].clone(),
                new: own,
            },
        ),
        operated(&gone, OperatorChangeKind::Enable),
    ] {
        assert!(store.change_as_operator(&bad).await.is_err(), "{bad:?}");
    }
    assert_same_account(Some(&read(store, &account).await?), &account);
    assert!(read(store, &gone).await?.is_tombstone());
    Ok(())
}

/// The site's own id leads to its account, and to what is left of it.
pub async fn an_account_is_found_by_the_sites_id(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    let external_id = must(ExternalId::parse(&digest().to_string()));
    assert_eq!(store.find_external(&external_id).await?, None);
    let mut new = imported();
    new.account.external_id = Some(external_id.clone());
    let account = created(store, &new).await?;

    let before = store.find_external(&external_id).await?;
    store
        .change_account(&change(&account, ChangeKind::Delete))
        .await?;
    let after = store.find_external(&external_id).await?;

    assert_eq!((before, after), (Some(account.id), Some(account.id)));
    Ok(())
}

/// Everything that happened, in order, each once, of nobody else.
pub async fn an_audit_trail_is_read_page_by_page_in_order(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    let mut account = created(store, &imported()).await?;
    created(store, &imported()).await?;
    for second in 1..=i64::try_from(EventPage::SIZE).unwrap_or_default() {
        let mut change = change(&account, ChangeKind::EndSessions);
        change.event = Event::new(
            EventKind::SessionsEnded,
            NOW.plus_seconds(second),
            random(),
            None,
        );
        store.change_account(&change).await?;
        account = read(store, &account).await?;
    }

    let first = store.find_events(account.id, None).await?;
    let last = first.events.last().map(|event| event.id.clone());
    let second = store.find_events(account.id, last.as_deref()).await?;

    assert_eq!(
        (first.events.len(), first.is_last),
        (EventPage::SIZE, false)
    );
    assert_eq!((second.events.len(), second.is_last), (1, true));
    assert_eq!(first.events[0].kind, EventKind::Imported);
    let all = [first.events, second.events].concat();
    assert!(all.windows(2).all(|pair| pair[0].id < pair[1].id));
    let nobodys = store.find_events(account_id(), None).await?;
    assert!(nobodys.events.is_empty() && nobodys.is_last);
    Ok(())
}

/// After a deletion nothing stays in the partition but the tombstone and that it was deleted.
pub async fn what_a_deleted_account_leaves_is_swept_up(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    let new = first_sign_in(&user_id());
    let account = created(store, &new).await?;
    let sessions: Vec<_> = (0..120)
        .map(|_| session(account.id, account.epoch))
        .collect();
    for session in &sessions {
        store.put_session(session).await?;
    }
    let mut delete = change(&account, ChangeKind::Delete);
    delete.event = Event::new(EventKind::Deleted, NOW, random(), None);
    store.change_account(&delete).await?;

    let mut steps = 0;
    let mut removed = 0;
    loop {
        steps += 1;
        match store.sweep(account.id).await? {
            Swept::Some(some) => removed += some,
            Swept::All(rest) => {
                removed += rest;
                break;
            }
            Swept::NotDeleted => panic!("it was deleted"),
        }
    }

    assert!(steps > 1);
    // 121 sessions, a browser, the first sign-in's event.
    assert_eq!(removed, 123);
    assert!(store.find_sessions(account.id).await?.sessions.is_empty());
    assert_eq!(store.find_devices(account.id).await?, []);
    let trail = store.find_events(account.id, None).await?.events;
    assert_eq!(trail, [delete.event]);
    assert_eq!(store.sweep(account.id).await?, Swept::All(0));
    Ok(())
}

/// A sweep that was begun by mistake touches nothing.
pub async fn an_account_that_lives_is_not_swept(
    store: &(impl Store + OperatorStore),
) -> Result<(), StoreError> {
    let new = first_sign_in(&user_id());
    let account = created(store, &new).await?;
    let closed = created(store, &first_sign_in(&user_id())).await?;
    let closed = disabled(store, &closed).await?;

    for id in [account.id, closed.id, account_id()] {
        assert_eq!(store.sweep(id).await?, Swept::NotDeleted);
    }

    let NewAccount {
        session: Some(session),
        device: Some(device),
        ..
    } = new
    else {
        panic!("a first sign-in has both");
    };
    assert!(store.find_session(session.session_ref).await?.is_some());
    let devices: Vec<Device> = store.find_devices(account.id).await?;
    assert_eq!(devices, [device]);
    assert_eq!(store.find_events(account.id, None).await?.events.len(), 1);
    Ok(())
}
