//! Sessions and known browsers: what was ended stays ended.

use super::changes::by_session;
use super::fixtures::{
    CROWD, NOW, account_id, at_once, created, digest, event, first_sign_in, how_many, imported,
    must, session, user_id,
};

use crate::domain::{Account, AuthMethod, Device, Epoch, EventKind, Session};
use crate::store::{ChangeKind, Ended, SessionEnd, Store, StoreError};

/// One read tells everything that session-check answers with.
pub async fn a_session_is_found_with_its_owner(store: &impl Store) -> Result<(), StoreError> {
    for (new, amazon_linked) in [(first_sign_in(&user_id()), true), (imported(), false)] {
        let account = created(store, &new).await?;
        let session = Session {
            method: AuthMethod::Password,
            proved_at: NOW.plus_seconds(5),
            last_seen: NOW.plus_seconds(7),
            ..session(account.id, account.epoch)
        };
        store.put_session(&session).await?;

        let found = store.find_session(session.session_ref).await?;

        let (found, owner) = must(found.ok_or("no session"));
        assert_eq!(found, session);
        assert_eq!(owner.id, account.id);
        assert_eq!(owner.epoch, account.epoch);
        assert_eq!(owner.status, account.status);
        assert_eq!(owner.claim, account.claim);
        assert_eq!(owner.name, account.name);
        assert_eq!(owner.postal_code, account.postal_code);
        assert_eq!(owner.external_id, account.external_id);
        assert_eq!(owner.amazon_linked, amazon_linked);
    }
    Ok(())
}

/// A forged reference finds nothing, nor does a session whose account is gone.
pub async fn a_session_that_is_absent_or_has_no_account_is_nobodys(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let orphan = session(account_id(), Epoch(1));
    store.put_session(&orphan).await?;
    let unknown = session(account.id, account.epoch);

    for session_ref in [orphan.session_ref, unknown.session_ref] {
        assert_eq!(store.find_session(session_ref).await?, None);
    }
    Ok(())
}

/// A lost reply is no failure; another session under one key would be somebody's mistake.
pub async fn a_session_survives_being_put_twice_and_gives_way_to_no_other(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let session = session(account.id, account.epoch);
    store.put_session(&session).await?;
    store.put_session(&session).await?;

    let other = Session {
        epoch: account.epoch.next(),
        ..session.clone()
    };
    assert!(store.put_session(&other).await.is_err());

    assert_eq!(found(store, &session).await?, Some(session));
    Ok(())
}

/// Last use only moves forward.
pub async fn a_touch_moves_last_seen_on_and_never_back(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let session = session(account.id, account.epoch);
    store.put_session(&session).await?;
    let later = NOW.plus_seconds(9_000);

    store.touch_session(&session, later).await?;
    // A slower request that read the same, and one whose clock is behind.
    store
        .touch_session(&session, NOW.plus_seconds(8_640))
        .await?;
    let read = must(found(store, &session).await?.ok_or("no session"));
    store.touch_session(&read, NOW).await?;

    let touched = Session {
        last_seen: later,
        ..session.clone()
    };
    assert_eq!(found(store, &session).await?, Some(touched));
    Ok(())
}

/// Threat: sign out in one tab while another tab's check is under way.
pub async fn a_touch_does_not_bring_an_ended_session_back(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let session = session(account.id, account.epoch);
    store.put_session(&session).await?;
    store.end_session(session.session_ref).await?;

    store
        .touch_session(&session, NOW.plus_seconds(9_000))
        .await?;

    assert_eq!(found(store, &session).await?, None);
    Ok(())
}

/// A crowd of checks costs each a condition, and loses nothing.
pub async fn of_two_touches_at_once_one_is_written(store: &impl Store) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let session = session(account.id, account.epoch);
    store.put_session(&session).await?;
    let times: Vec<_> = (1..)
        .map(|seconds| NOW.plus_seconds(seconds))
        .take(CROWD)
        .collect();

    let touched = at_once(times.iter().map(|at| store.touch_session(&session, *at))).await;

    touched.into_iter().collect::<Result<Vec<_>, _>>()?;
    let read = must(found(store, &session).await?.ok_or("no session"));
    assert!(times.contains(&read.last_seen));
    Ok(())
}

/// Signing out twice is fine, and concerns one browser.
pub async fn ending_a_session_ends_it_and_no_other(store: &impl Store) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let ended = session(account.id, account.epoch);
    let other = session(account.id, account.epoch);
    store.put_session(&ended).await?;
    store.put_session(&other).await?;

    store.end_session(ended.session_ref).await?;
    store.end_session(ended.session_ref).await?;

    assert_eq!(found(store, &ended).await?, None);
    assert_eq!(found(store, &other).await?, Some(other));
    Ok(())
}

/// A second delivery must still find where the first one led.
pub async fn a_renewed_session_is_told_and_stays_marked(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let old = session(account.id, account.epoch);
    store.put_session(&old).await?;
    let change = by_session(&account, &old, ChangeKind::EndSessions);
    store.change_account(&change).await?;
    let renewal = must(change.acting.ok_or("nobody acts")).renewal;

    let by_token = store.end_session(old.session_ref).await?;
    let by_id = store.end_session_of(&end(&old)).await?;

    assert_eq!(by_token, Ended::Renewed(renewal.clone()));
    assert_eq!(by_id, Ended::Renewed(renewal.clone()));
    let there = must(found(store, &old).await?.ok_or("no session"));
    assert_eq!(there.renewal, Some(renewal));
    Ok(())
}

/// From another browser: at once, and a second click is fine.
pub async fn ending_another_session_ends_it_once(store: &impl Store) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let ended = session(account.id, account.epoch);
    let other = session(account.id, account.epoch);
    store.put_session(&ended).await?;
    store.put_session(&other).await?;
    let ends: Vec<_> = (0..CROWD).map(|_| end(&ended)).collect();

    let outcomes = at_once(ends.iter().map(|it| store.end_session_of(it))).await;

    assert_eq!(how_many(outcomes, &Ended::Done), CROWD);
    assert_eq!(store.end_session_of(&ends[0]).await?, Ended::Done);
    assert_eq!(found(store, &ended).await?, None);
    assert_eq!(found(store, &other).await?, Some(other));
    Ok(())
}

/// However many there are, and next to other items of the account and other accounts.
pub async fn all_sessions_of_an_account_and_no_others_are_listed(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &first_sign_in(&user_id())).await?;
    let stranger = created(store, &imported()).await?;
    let foreign = session(stranger.id, stranger.epoch);
    store.put_session(&foreign).await?;
    store.put_device(account.id, &device(0)).await?;
    let begun = store.find_sessions(account.id).await?.sessions;
    let more: Vec<_> = (0..250)
        .map(|_| session(account.id, account.epoch))
        .collect();
    for session in &more {
        store.put_session(session).await?;
    }

    let listed = store.find_sessions(account.id).await?;

    assert_eq!(begun.len(), 1);
    assert!(listed.is_complete);
    assert_eq!(listed.sessions.len(), 251);
    for session in begun.iter().chain(&more) {
        assert!(listed.sessions.contains(session));
    }
    let nobody = store.find_sessions(account_id()).await?;
    assert!(nobody.is_complete && nobody.sessions.is_empty());
    Ok(())
}

/// The browser comes in the same read as the account.
pub async fn a_known_browser_is_found_with_its_account(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let device = device(0);
    assert_eq!(known(store, &account, &device).await?, None);

    store.put_device(account.id, &device).await?;
    assert_eq!(known(store, &account, &device).await?, Some(device.clone()));

    let again = Device {
        epoch: Epoch(2),
        seen_at: NOW.plus_seconds(60),
        ..device
    };
    store.put_device(account.id, &again).await?;
    assert_eq!(known(store, &account, &again).await?, Some(again.clone()));
    let (nobody, there) = store.find_account(account_id(), Some(again.digest)).await?;
    assert!(nobody.is_none() && there.is_none());
    Ok(())
}

/// A slow sign-in of before the epoch was raised has no say.
pub async fn a_browser_of_an_older_epoch_does_not_replace_a_newer(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let newer = Device {
        epoch: Epoch(2),
        ..device(0)
    };
    store.put_device(account.id, &newer).await?;

    let older = Device {
        epoch: Epoch(1),
        ..newer.clone()
    };
    store.put_device(account.id, &older).await?;

    assert_eq!(known(store, &account, &newer).await?, Some(newer));
    Ok(())
}

/// At most ten, the newest of them.
pub async fn the_oldest_browsers_are_forgotten(store: &impl Store) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let devices: Vec<_> = (0..)
        .map(device)
        .take(Device::MAX_PER_ACCOUNT + 3)
        .collect();

    for device in &devices {
        store.put_device(account.id, device).await?;
    }

    for (i, device) in devices.iter().enumerate() {
        let is_known = known(store, &account, device).await?.is_some();
        assert_eq!(is_known, i >= 3, "{i}");
    }
    Ok(())
}

fn end(session: &Session) -> SessionEnd {
    SessionEnd {
        session_ref: session.session_ref,
        event: event(EventKind::SessionEnded),
    }
}

fn device(seen_s: i64) -> Device {
    Device {
        digest: digest(),
        epoch: Epoch(1),
        seen_at: NOW.plus_seconds(seen_s),
    }
}

async fn known(
    store: &impl Store,
    account: &Account,
    device: &Device,
) -> Result<Option<Device>, StoreError> {
    let (found, device) = store.find_account(account.id, Some(device.digest)).await?;
    assert!(found.is_some());
    Ok(device)
}

async fn found(store: &impl Store, session: &Session) -> Result<Option<Session>, StoreError> {
    Ok(store
        .find_session(session.session_ref)
        .await?
        .map(|(session, _)| session))
}
