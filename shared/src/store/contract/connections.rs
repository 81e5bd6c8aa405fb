//! Sessions that prove themselves again, and what they link: only as long as they are there.

use super::fixtures::{
    CROWD, NOW, at_once, created, digest, first_sign_in, how_many, link, must, secret, session,
    ticket, user_id,
};
use super::links::{assert_nothing_written, read};
use crate::domain::{Account, Proof, Renewal, Session, SessionRef, Ticket};
use crate::store::{ActingSession, Ended, Link, LinkOutcome, Renewed, Store, StoreError};

/// A renewal that leaves the account as it is.
pub(in crate::store) fn renewal_of(old: &Session) -> ActingSession {
    ActingSession {
        session_ref: old.session_ref,
        renewal: Renewal {
            mark: secret(),
            at: NOW,
        },
        successor: Some(Session {
            proved_at: NOW.plus_seconds(3),
            ..session(old.session_ref.account_id, old.epoch)
        }),
    }
}

/// An account, a session of it, and a link by that session.
pub(in crate::store) async fn connecting(
    store: &impl Store,
) -> Result<(Session, Link), StoreError> {
    let new = first_sign_in(&user_id());
    let account = created(store, &new).await?;
    let old = must(new.session.ok_or("no session"));
    let asked = asked(store, &account, old.session_ref).await?;
    let link = connection(&asked, &account, &old);
    Ok((old, link))
}

async fn asked(
    store: &impl Store,
    account: &Account,
    session_ref: SessionRef,
) -> Result<Ticket, StoreError> {
    let ticket = Ticket {
        proof: Proof::Session,
        session: Some(session_ref.digest),
        ..ticket(account, &user_id())
    };
    store.put_ticket(&ticket).await?;
    Ok(ticket)
}

fn connection(ticket: &Ticket, account: &Account, old: &Session) -> Link {
    Link {
        acting: Some(old.session_ref),
        ..link(ticket, account, account.epoch.next())
    }
}

async fn signed_in(store: &impl Store) -> Result<Session, StoreError> {
    let new = first_sign_in(&user_id());
    created(store, &new).await?;
    Ok(must(new.session.ok_or("no session")))
}

async fn found(store: &impl Store, session: &Session) -> Result<Option<Session>, StoreError> {
    let found = store.find_session(session.session_ref).await?;
    Ok(found.map(|(session, _)| session))
}

/// The old one is marked and dead, the new one is there; the account is as it was.
///
/// Threats: ASVS-7.2.4
pub async fn a_renewed_session_gives_way_to_its_successor(
    store: &impl Store,
) -> Result<(), StoreError> {
    let old = signed_in(store).await?;
    let acting = renewal_of(&old);
    let successor = must(acting.successor.clone().ok_or("no successor"));

    assert_eq!(store.renew_session(&acting).await?, Renewed::Done);

    let marked = Session {
        renewal: Some(acting.renewal),
        ..old.clone()
    };
    assert_eq!(found(store, &old).await?, Some(marked));
    let (there, owner) =
        must((store.find_session(successor.session_ref).await?).ok_or("no successor"));
    assert_eq!(there, successor);
    assert_eq!(owner.epoch, old.epoch);
    Ok(())
}

/// A double click makes one successor.
pub async fn of_many_renewals_of_a_session_exactly_one_is_made(
    store: &impl Store,
) -> Result<(), StoreError> {
    let old = signed_in(store).await?;
    let all: Vec<_> = (0..CROWD).map(|_| renewal_of(&old)).collect();

    let outcomes = at_once(all.iter().map(|it| store.renew_session(it))).await;

    let mut done = 0;
    for (acting, outcome) in all.iter().zip(outcomes) {
        let successor = must(acting.successor.as_ref().ok_or("no successor"));
        let is_there = found(store, successor).await?.is_some();
        assert_eq!(is_there, outcome? == Renewed::Done);
        done += usize::from(is_there);
    }
    assert_eq!(done, 1);
    Ok(())
}

/// Our transaction arrived, its reply did not.
pub async fn renewing_again_what_was_renewed_is_done(store: &impl Store) -> Result<(), StoreError> {
    let acting = renewal_of(&signed_in(store).await?);

    assert_eq!(store.renew_session(&acting).await?, Renewed::Done);
    assert_eq!(store.renew_session(&acting).await?, Renewed::Done);
    Ok(())
}

/// Whoever signed out is not signed in again by a proof that crossed it; nor does one session take
/// the place of a stranger's.
pub async fn a_session_that_is_not_there_is_not_renewed(
    store: &impl Store,
) -> Result<(), StoreError> {
    let old = signed_in(store).await?;
    assert_eq!(store.end_session(old.session_ref).await?, Ended::Done);
    let late = renewal_of(&old);

    assert_eq!(store.renew_session(&late).await?, Renewed::SessionEnded);

    let successor = must(late.successor.clone().ok_or("no successor"));
    assert_eq!(found(store, &successor).await?, None);
    let (one, other) = (signed_in(store).await?, signed_in(store).await?);
    let mixed_up = ActingSession {
        successor: renewal_of(&other).successor,
        ..renewal_of(&one)
    };
    assert!(store.renew_session(&mixed_up).await.is_err());
    let none = ActingSession {
        successor: None,
        ..renewal_of(&one)
    };
    assert!(store.renew_session(&none).await.is_err());
    Ok(())
}

/// Ticket, identity, account and both sessions change together.
pub async fn a_connection_puts_another_session_in_the_place_of_the_acting_one(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (old, link) = connecting(store).await?;

    assert_eq!(store.link_identity(&link).await?, LinkOutcome::Done);
    // Our own second delivery.
    assert_eq!(store.link_identity(&link).await?, LinkOutcome::Done);

    let account = read(store, &link.account).await?;
    assert!(account.identities.contains(&link.ticket.profile.user_id));
    assert_eq!(account.identities.len(), 2);
    assert_eq!(account.epoch, link.account.epoch.next());
    let marked = must(found(store, &old).await?.ok_or("no session"));
    let mark = marked.renewal.map(|renewal| renewal.mark);
    assert_eq!(mark, Some(link.ticket_use.mark));
    assert_eq!(found(store, &link.session).await?, Some(link.session));
    Ok(())
}

/// Signed out, or renewed, between question and answer: nothing is linked, the question stands.
pub async fn a_connection_by_a_session_that_ended_links_nothing(
    store: &impl Store,
) -> Result<(), StoreError> {
    for is_renewed in [false, true] {
        let (old, link) = connecting(store).await?;
        if is_renewed {
            store.renew_session(&renewal_of(&old)).await?;
        } else {
            store.end_session(old.session_ref).await?;
        }

        let outcome = store.link_identity(&link).await?;

        assert_eq!(outcome, LinkOutcome::SessionEnded);
        assert_nothing_written(store, &link).await?;
        let user_id = &link.ticket.profile.user_id;
        assert_eq!(store.find_identity(user_id).await?, None);
        let account = read(store, &link.account).await?;
        assert_eq!(account.version, link.account.version);
    }
    let (_, link) = connecting(store).await?;
    let once: Vec<_> = (0..CROWD).map(|_| link.clone()).collect();
    let outcomes = at_once(once.iter().map(|it| store.link_identity(it))).await;
    assert_eq!(how_many(outcomes, &LinkOutcome::Done), CROWD);
    Ok(())
}

/// Each kind of ticket takes its own proof: no other session, none where a password is asked for,
/// and not none where a session is.
pub async fn a_connection_by_another_session_than_the_tickets_is_refused(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (old, good) = connecting(store).await?;
    let other = Session {
        session_ref: SessionRef {
            digest: digest(),
            ..old.session_ref
        },
        ..old.clone()
    };
    store.put_session(&other).await?;
    let by_password = Ticket {
        proof: Proof::Password,
        ..good.ticket.clone()
    };
    for bad in [
        Link {
            acting: Some(other.session_ref),
            ..good.clone()
        },
        Link {
            acting: None,
            ..good.clone()
        },
        Link {
            ticket: by_password,
            ..good.clone()
        },
    ] {
        assert!(store.link_identity(&bad).await.is_err(), "{bad:?}");
    }
    assert_nothing_written(store, &good).await
}
