//! Signing in by a ticket whose identity is at the account already.

use super::fixtures::{CROWD, at_once, created, first_sign_in, how_many, link, must, user_id};
use super::links::{asked, assert_nothing_written, put_ticket, read};
use crate::domain::Account;
use crate::store::{LinkOutcome, Store, StoreError};

/// The identity was linked meanwhile, to this very account: the ticket signs in, once.
pub async fn signing_in_by_a_ticket_links_nothing_and_happens_once(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    let account = created(store, &first_sign_in(&user_id)).await?;
    let ticket = put_ticket(store, &account, &user_id).await?;
    let uses: Vec<_> = (0..CROWD)
        .map(|_| link(&ticket, &account, account.epoch))
        .collect();

    let outcomes = at_once(uses.iter().map(|it| store.sign_in_by_ticket(it))).await;

    assert_eq!(how_many(outcomes, &LinkOutcome::Done), 1);
    let there = must(store.find_ticket(ticket.key).await?.ok_or("no ticket"));
    let done = uses
        .iter()
        .find(|it| there.used.as_ref() == Some(&it.ticket_use));
    let done = must(done.ok_or("no use"));
    assert_eq!(store.sign_in_by_ticket(done).await?, LinkOutcome::Done);
    let mut sessions = 0;
    for each in &uses {
        let found = store.find_session(each.session.session_ref).await?;
        sessions += usize::from(found.is_some());
    }
    assert_eq!(sessions, 1);
    let now = read(store, &account).await?;
    assert_eq!((now.version, now.epoch), (account.version, account.epoch));
    assert_eq!(now.identities, [user_id]);
    Ok(())
}

/// Not into an account that changed, nor into one that this Amazon account does not open.
pub async fn signing_in_by_a_ticket_needs_the_epoch_and_the_identity(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    let account = created(store, &first_sign_in(&user_id)).await?;
    let ticket = put_ticket(store, &account, &user_id).await?;
    let older = Account {
        epoch: account.epoch.next(),
        ..account
    };
    let (stranger, foreign) = asked(store, &self::user_id()).await?;

    for wrong in [
        link(&ticket, &older, older.epoch),
        link(&foreign, &stranger, stranger.epoch),
    ] {
        assert_eq!(
            store.sign_in_by_ticket(&wrong).await?,
            LinkOutcome::AccountChanged
        );
        assert_nothing_written(store, &wrong).await?;
    }
    Ok(())
}
