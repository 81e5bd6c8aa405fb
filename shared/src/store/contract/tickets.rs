//! Link tickets: five tries, then dead.

use super::fixtures::{
    CROWD, NOW, at_once, created, digest, imported, link, must, secret, ticket, user_id,
};
use crate::domain::{AmazonProfile, Epoch, Proof, SessionRef, Ticket, TicketUse};
use crate::store::{LinkOutcome, Store, StoreError, Tried};

/// What was put is what is read, with every kind of proof and with a bare profile.
pub async fn a_ticket_is_found_as_it_was_put(store: &impl Store) -> Result<(), StoreError> {
    let account = imported().account;
    let bare = AmazonProfile {
        user_id: user_id(),
        email: None,
        name: None,
        postal_code: None,
    };
    let open = ticket(&account, &user_id());
    let used = Ticket {
        key: digest(),
        profile: bare,
        proof: Proof::Mailbox,
        tries: 3,
        epoch: Epoch(u64::from(u32::MAX)),
        used: Some(TicketUse {
            mark: secret(),
            session_ref: SessionRef {
                account_id: account.id,
                digest: digest(),
            },
        }),
        ..open.clone()
    };
    let by_session = Ticket {
        key: digest(),
        proof: Proof::Session,
        session: Some(digest()),
        ..open.clone()
    };
    let of_another = Ticket {
        key: digest(),
        proof: Proof::Choice,
        used: used.used.clone().map(|it| TicketUse {
            session_ref: SessionRef {
                account_id: imported().account.id,
                ..it.session_ref
            },
            ..it
        }),
        ..open.clone()
    };
    assert_eq!(store.find_ticket(open.key).await?, None);

    for ticket in [open, used, by_session, of_another] {
        store.put_ticket(&ticket).await?;

        assert_eq!(store.find_ticket(ticket.key).await?, Some(ticket));
    }
    Ok(())
}

/// A lost reply is no failure; another ticket under one key would be somebody's mistake.
pub async fn a_ticket_survives_being_put_twice_and_gives_way_to_no_other(
    store: &impl Store,
) -> Result<(), StoreError> {
    let ticket = ticket(&imported().account, &user_id());
    store.put_ticket(&ticket).await?;
    store.put_ticket(&ticket).await?;

    let other = Ticket {
        account_id: imported().account.id,
        ..ticket.clone()
    };
    assert!(store.put_ticket(&other).await.is_err());

    assert_eq!(store.find_ticket(ticket.key).await?, Some(ticket));
    Ok(())
}

/// Guesses sent at once are guesses all the same.
pub async fn tries_never_exceed_five_however_many_come_at_once(
    store: &impl Store,
) -> Result<(), StoreError> {
    let ticket = ticket(&imported().account, &user_id());
    store.put_ticket(&ticket).await?;

    let tried = at_once((0..CROWD).map(|_| store.count_try(ticket.key, NOW))).await;

    let mut counted = Vec::new();
    for tried in tried {
        match tried? {
            Tried::Counted(ticket) => counted.push(ticket.tries),
            Tried::Closed(there) => {
                assert_eq!(there.map(|it| it.tries), Some(Ticket::MAX_TRIES));
            }
        }
    }
    counted.sort_unstable();
    assert_eq!(counted, [1, 2, 3, 4, 5]);
    Ok(())
}

/// The table keeps it for the double click; the clock has closed it.
pub async fn a_try_on_an_expired_ticket_is_refused_although_it_still_lies_there(
    store: &impl Store,
) -> Result<(), StoreError> {
    let ticket = ticket(&imported().account, &user_id());
    store.put_ticket(&ticket).await?;
    let last_moment = ticket.expires_at.plus_seconds(-1);

    let late = store.count_try(ticket.key, ticket.expires_at).await?;
    let in_time = store.count_try(ticket.key, last_moment).await?;

    assert_eq!(late, Tried::Closed(Some(ticket.clone())));
    assert_eq!(in_time, Tried::Counted(Ticket { tries: 1, ..ticket }));
    Ok(())
}

/// Counting makes no ticket.
pub async fn a_try_on_an_unknown_ticket_is_refused(store: &impl Store) -> Result<(), StoreError> {
    let key = digest();

    assert_eq!(store.count_try(key, NOW).await?, Tried::Closed(None));
    assert_eq!(store.find_ticket(key).await?, None);
    Ok(())
}

/// A double click learns which session began, and counts no try.
pub async fn a_try_on_a_used_ticket_shows_how_it_was_used(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let ticket = ticket(&account, &user_id());
    store.put_ticket(&ticket).await?;
    store.count_try(ticket.key, NOW).await?;
    let link = link(&ticket, &account, account.epoch.next());
    assert_eq!(store.link_identity(&link).await?, LinkOutcome::Done);

    let Tried::Closed(there) = store.count_try(ticket.key, NOW).await? else {
        panic!("a used ticket took a try");
    };

    let there = must(there.ok_or("no ticket"));
    assert_eq!(there.tries, 1);
    assert_eq!(there.used, Some(link.ticket_use));
    Ok(())
}
