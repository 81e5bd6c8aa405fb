//! Linking: only with an open ticket, only to the account as it was read, all or nothing.

use std::slice;

use super::fixtures::{
    CROWD, NOW, account_id, at_once, created, digest, first_sign_in, how_many, imported, link,
    must, secret, session, ticket, user_id,
};
use crate::domain::{
    Account, AccountStatus, AmazonUserId, Identity, SessionOwner, Ticket, TicketUse,
};
use crate::store::{Link, LinkOutcome, NewAccount, Store, StoreError};

/// An account with an address and a password, and an open ticket to it.
pub(super) async fn asked(
    store: &impl Store,
    user_id: &AmazonUserId,
) -> Result<(Account, Ticket), StoreError> {
    let account = created(store, &imported()).await?;
    let ticket = put_ticket(store, &account, user_id).await?;
    Ok((account, ticket))
}

pub(super) async fn put_ticket(
    store: &impl Store,
    account: &Account,
    user_id: &AmazonUserId,
) -> Result<Ticket, StoreError> {
    let ticket = ticket(account, user_id);
    store.put_ticket(&ticket).await?;
    Ok(ticket)
}

pub(super) async fn read(store: &impl Store, account: &Account) -> Result<Account, StoreError> {
    let (found, _) = store.find_account(account.id, None).await?;
    Ok(must(found.ok_or("no account")))
}

/// Nothing of this link is in the table.
pub(super) async fn assert_nothing_written(
    store: &impl Store,
    link: &Link,
) -> Result<(), StoreError> {
    let session = store.find_session(link.session.session_ref).await?;
    assert_eq!(session, None);
    let there = store.find_ticket(link.ticket.key).await?;
    assert_ne!(there.and_then(|it| it.used), Some(link.ticket_use.clone()));
    Ok(())
}

/// Ticket, identity, account and session change together; every older session is dead.
pub async fn linking_writes_everything_and_raises_the_epoch(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    let (account, ticket) = asked(store, &user_id).await?;
    let older = session(account.id, account.epoch);
    store.put_session(&older).await?;
    let link = link(&ticket, &account, account.epoch.next());

    assert_eq!(store.link_identity(&link).await?, LinkOutcome::Done);

    let now = read(store, &account).await?;
    assert_eq!(now.identities, slice::from_ref(&user_id));
    assert_eq!(now.version, account.version + 1);
    assert_eq!(now.epoch, account.epoch.next());
    assert!(now.password.is_some());
    let identity = Identity {
        user_id: user_id.clone(),
        account_id: account.id,
        linked_at: NOW,
        used_at: NOW,
        email_seen: ticket.profile.email,
        name_seen: ticket.profile.name,
        postal_code_seen: ticket.profile.postal_code,
    };
    assert_eq!(store.find_identity(&user_id).await?, Some(identity));
    let found = store.find_session(link.session.session_ref).await?;
    let (session, owner) = must(found.ok_or("no session"));
    assert_eq!(session.epoch, owner.epoch);
    assert!(owner.amazon_linked);
    let found = store.find_session(older.session_ref).await?;
    let (older, owner) = must(found.ok_or("no session"));
    assert_ne!(older.epoch, owner.epoch);
    let there = must(store.find_ticket(ticket.key).await?.ok_or("no ticket"));
    assert_eq!(there.used, Some(link.ticket_use));
    Ok(())
}

/// A ticket is used at most once (I6), however often the form is sent.
pub async fn of_many_uses_of_a_ticket_exactly_one_links(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    let (account, ticket) = asked(store, &user_id).await?;
    let links: Vec<_> = (0..CROWD)
        .map(|_| link(&ticket, &account, account.epoch.next()))
        .collect();

    let outcomes = at_once(links.iter().map(|it| store.link_identity(it))).await;

    let there = must(store.find_ticket(ticket.key).await?.ok_or("no ticket"));
    for (link, outcome) in links.iter().zip(outcomes) {
        if there.used.as_ref() == Some(&link.ticket_use) {
            assert_eq!(outcome?, LinkOutcome::Done);
        } else {
            assert_eq!(outcome?, LinkOutcome::TicketClosed);
            assert_nothing_written(store, link).await?;
        }
    }
    assert!(there.used.is_some());
    assert_eq!(read(store, &account).await?.identities, [user_id]);
    Ok(())
}

/// Two accounts are offered to one Amazon account at once: it opens one of them.
pub async fn of_two_tickets_of_one_identity_exactly_one_links(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    let mut links = Vec::new();
    for _ in 0..4 {
        let (account, ticket) = asked(store, &user_id).await?;
        links.push(link(&ticket, &account, account.epoch.next()));
    }

    let outcomes = at_once(links.iter().map(|it| store.link_identity(it))).await;

    let identity = store.find_identity(&user_id).await?;
    let owner = identity.map(|it| it.account_id);
    for (link, outcome) in links.iter().zip(outcomes) {
        let listed = read(store, &link.account).await?.identities;
        if owner == Some(link.account.id) {
            assert_eq!(outcome?, LinkOutcome::Done);
            assert_eq!(listed, slice::from_ref(&user_id));
        } else {
            assert_eq!(outcome?, LinkOutcome::IdentityTaken);
            assert_eq!(listed, []);
            assert_nothing_written(store, link).await?;
        }
    }
    assert!(owner.is_some());
    Ok(())
}

/// The first link raises the epoch and so kills the other tickets: who links next asks again.
pub async fn two_identities_at_once_do_not_both_link_to_what_was_read_once(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, first) = asked(store, &user_id()).await?;
    let mut links = vec![link(&first, &account, account.epoch.next())];
    for _ in 0..4 {
        let ticket = put_ticket(store, &account, &user_id()).await?;
        links.push(link(&ticket, &account, account.epoch.next()));
    }

    let mut outcomes = at_once(links.iter().map(|it| store.link_identity(it))).await;

    outcomes.retain(|it| !matches!(it, Ok(LinkOutcome::AccountChanged)));
    assert_eq!(outcomes.len(), 1);
    assert_eq!(how_many(outcomes, &LinkOutcome::Done), 1);
    let now = read(store, &account).await?;
    assert_eq!(now.identities.len(), 1);
    assert_eq!(now.epoch, account.epoch.next());
    Ok(())
}

/// A caller whose reply was lost asks again, later than any idempotency window.
pub async fn linking_again_what_was_linked_is_done(store: &impl Store) -> Result<(), StoreError> {
    let (account, ticket) = asked(store, &user_id()).await?;
    let mut link = link(&ticket, &account, account.epoch.next());
    assert_eq!(store.link_identity(&link).await?, LinkOutcome::Done);

    assert_eq!(store.link_identity(&link).await?, LinkOutcome::Done);
    // With another event it is another transaction to the table, and still the same use.
    link.event.id.push('0');
    assert_eq!(store.link_identity(&link).await?, LinkOutcome::Done);

    assert_eq!(read(store, &account).await?.identities.len(), 1);
    Ok(())
}

/// Who can get in changed since the question was asked (threat PH-4), even if read afresh since.
///
/// Threats: PH-4
pub async fn a_ticket_of_another_epoch_does_not_link(store: &impl Store) -> Result<(), StoreError> {
    let (account, stale) = asked(store, &user_id()).await?;
    let other = put_ticket(store, &account, &user_id()).await?;
    let done = link(&other, &account, account.epoch.next());
    assert_eq!(store.link_identity(&done).await?, LinkOutcome::Done);
    let now = read(store, &account).await?;

    let late = link(&stale, &now, now.epoch.next());

    assert_eq!(store.link_identity(&late).await?, LinkOutcome::TicketClosed);
    assert_nothing_written(store, &late).await?;
    let identity = store.find_identity(&stale.profile.user_id).await?;
    assert_eq!(identity, None);
    Ok(())
}

/// Version, epoch, or the account itself: what was read is no longer so.
pub async fn an_account_that_changed_since_it_was_read_is_not_linked(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, ticket) = asked(store, &user_id()).await?;
    let version = Account {
        version: account.version + 1,
        ..account.clone()
    };
    let gone = imported().account;
    let for_gone = put_ticket(store, &gone, &user_id()).await?;
    let epoch = Account {
        epoch: account.epoch.next(),
        ..account.clone()
    };
    let of_epoch = put_ticket(store, &epoch, &user_id()).await?;

    for (ticket, read) in [(&ticket, version), (&for_gone, gone), (&of_epoch, epoch)] {
        let link = link(ticket, &read, read.epoch.next());
        assert_eq!(
            store.link_identity(&link).await?,
            LinkOutcome::AccountChanged
        );
        assert_nothing_written(store, &link).await?;
    }
    Ok(())
}

/// Five Amazon accounts open an account, not six.
pub async fn a_sixth_identity_is_not_linked(store: &impl Store) -> Result<(), StoreError> {
    let mut account = created(store, &imported()).await?;
    for n in 1..=Account::MAX_IDENTITIES + 1 {
        let ticket = put_ticket(store, &account, &user_id()).await?;
        let link = link(&ticket, &account, account.epoch.next());
        let expected = if n <= Account::MAX_IDENTITIES {
            LinkOutcome::Done
        } else {
            LinkOutcome::AccountChanged
        };
        assert_eq!(store.link_identity(&link).await?, expected);
        account = read(store, &account).await?;
    }

    assert_eq!(account.identities.len(), Account::MAX_IDENTITIES);
    Ok(())
}

/// The proof came too late, or after too many others. The fifth try itself may still link.
pub async fn an_expired_or_tried_out_ticket_does_not_link(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, expired) = asked(store, &user_id()).await?;
    let late = Link {
        now: expired.expires_at,
        ..link(&expired, &account, account.epoch.next())
    };
    let over = Ticket {
        key: digest(),
        tries: Ticket::MAX_TRIES + 1,
        ..expired.clone()
    };
    store.put_ticket(&over).await?;
    let unknown = ticket(&account, &user_id());
    let last = Ticket {
        key: digest(),
        tries: Ticket::MAX_TRIES,
        ..expired
    };
    store.put_ticket(&last).await?;

    for closed in [
        late,
        link(&over, &account, account.epoch.next()),
        link(&unknown, &account, account.epoch.next()),
    ] {
        assert_eq!(
            store.link_identity(&closed).await?,
            LinkOutcome::TicketClosed
        );
        assert_nothing_written(store, &closed).await?;
    }
    let in_time = link(&last, &account, account.epoch.next());
    assert_eq!(store.link_identity(&in_time).await?, LinkOutcome::Done);
    Ok(())
}

/// An identity is never moved.
///
/// Threats: M1
pub async fn an_identity_that_opens_another_account_is_not_moved(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    let owner = created(store, &first_sign_in(&user_id)).await?;
    let (account, ticket) = asked(store, &user_id).await?;
    let link = link(&ticket, &account, account.epoch.next());

    assert_eq!(
        store.link_identity(&link).await?,
        LinkOutcome::IdentityTaken
    );

    assert_nothing_written(store, &link).await?;
    let identity = store.find_identity(&user_id).await?;
    assert_eq!(identity.map(|it| it.account_id), Some(owner.id));
    Ok(())
}

/// Ids that were mixed up anywhere above the store do not reach the table.
pub async fn a_link_of_foreign_parts_is_refused(store: &impl Store) -> Result<(), StoreError> {
    let (account, ticket) = asked(store, &user_id()).await?;
    let epoch = account.epoch.next();
    let good = link(&ticket, &account, epoch);
    let mut foreign_session = good.clone();
    foreign_session.session = session(account_id(), epoch);
    foreign_session.ticket_use.session_ref = foreign_session.session.session_ref;
    let mut older_session = good.clone();
    older_session.session.epoch = account.epoch;
    let mut other_session = good.clone();
    other_session.ticket_use = TicketUse {
        mark: secret(),
        session_ref: session(account.id, epoch).session_ref,
    };
    let mut foreign_ticket = good.clone();
    foreign_ticket.ticket.account_id = account_id();

    for wrong in [
        foreign_session,
        older_session,
        other_session,
        foreign_ticket,
    ] {
        assert!(store.link_identity(&wrong).await.is_err());
        assert_nothing_written(store, &wrong).await?;
    }
    assert_eq!(store.link_identity(&good).await?, LinkOutcome::Done);
    Ok(())
}

/// Proof does not reopen what the site closed (I4), nor does a ticket to it.
pub async fn a_disabled_account_is_neither_linked_nor_signed_in_to(
    store: &impl Store,
) -> Result<(), StoreError> {
    let mut new = first_sign_in(&user_id());
    new.account.status = AccountStatus::Disabled;
    let disabled = created(store, &new).await?;
    let another = put_ticket(store, &disabled, &user_id()).await?;
    let own = put_ticket(store, &disabled, &disabled.identities[0]).await?;
    let link_it = link(&another, &disabled, disabled.epoch.next());
    let sign_in = link(&own, &disabled, disabled.epoch);

    assert_eq!(
        store.link_identity(&link_it).await?,
        LinkOutcome::AccountChanged
    );
    assert_eq!(
        store.sign_in_by_ticket(&sign_in).await?,
        LinkOutcome::AccountChanged
    );

    for refused in [link_it, sign_in] {
        assert_nothing_written(store, &refused).await?;
    }
    let found = must(owner_of(store, &new).await?.ok_or("no session"));
    assert_eq!(found.status, AccountStatus::Disabled);
    Ok(())
}

async fn owner_of(
    store: &impl Store,
    new: &NewAccount,
) -> Result<Option<SessionOwner>, StoreError> {
    let session = must(new.session.as_ref().ok_or("no session"));
    let found = store.find_session(session.session_ref).await?;
    Ok(found.map(|(_, owner)| owner))
}
