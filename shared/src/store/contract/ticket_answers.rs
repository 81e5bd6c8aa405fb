//! Tickets that an account is made for: once, all or nothing.

use super::fixtures::{
    CROWD, NOW, at_once, created, digest, first_sign_in, how_many, imported, must, profile, secret,
    ticket, user_id,
};
use crate::domain::{AmazonUserId, Identity, Proof, Ticket, TicketUse};
use crate::store::{CreateOutcome, NewAccount, Store, StoreError, UsedTicket};

/// A choice that this Amazon account was asked for, in the table.
async fn asked(store: &impl Store, user_id: &AmazonUserId) -> Result<Ticket, StoreError> {
    let ticket = Ticket {
        proof: Proof::Choice,
        ..ticket(&imported().account, user_id)
    };
    store.put_ticket(&ticket).await?;
    Ok(ticket)
}

/// A new account that answers it.
fn answer(ticket: &Ticket) -> (NewAccount, UsedTicket) {
    let new = NewAccount {
        identity: None,
        ..first_sign_in(&ticket.profile.user_id)
    };
    let identity = Identity::first_seen(&ticket.profile, new.account.id, NOW);
    let session = must(new.session.as_ref().ok_or("no session"));
    let used = UsedTicket {
        ticket: ticket.clone(),
        ticket_use: TicketUse {
            mark: secret(),
            session_ref: session.session_ref,
        },
        now: NOW,
    };
    let new = NewAccount {
        identity: Some(identity),
        ..new
    };
    (new, used)
}

/// An answer to a question of its own, which it puts.
pub(in crate::store) async fn answering(
    store: &impl Store,
) -> Result<(NewAccount, UsedTicket), StoreError> {
    Ok(answer(&asked(store, &user_id()).await?))
}

async fn used(store: &impl Store, ticket: &Ticket) -> Result<Option<TicketUse>, StoreError> {
    let there = must(store.find_ticket(ticket.key).await?.ok_or("no ticket"));
    Ok(there.used)
}

async fn is_there(store: &impl Store, new: &NewAccount) -> Result<bool, StoreError> {
    let (account, _) = store.find_account(new.account.id, None).await?;
    let session = must(new.session.as_ref().ok_or("no session"));
    let session = store.find_session(session.session_ref).await?;
    assert_eq!(account.is_some(), session.is_some(), "all or nothing");
    Ok(account.is_some())
}

/// Account, identity, claim, session and the ticket's use stand together; a lost reply is no failure.
pub async fn an_answer_creates_everything_and_uses_the_ticket(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (new, by) = answering(store).await?;

    for _ in 0..2 {
        let outcome = store.create_by_ticket(&new, &by).await?;
        assert_eq!(outcome, CreateOutcome::Created);
    }

    assert!(is_there(store, &new).await?);
    assert_eq!(used(store, &by.ticket).await?, Some(by.ticket_use));
    let identity = store.find_identity(&by.ticket.profile.user_id).await?;
    assert_eq!(identity, new.identity);
    let claim = must(new.account.claim.ok_or("no claim"));
    let holder = store.find_claim(claim.email.normalised()).await?;
    assert_eq!(holder.map(|it| it.account_id), Some(new.account.id));
    Ok(())
}

/// A double click makes one account (I6).
pub async fn of_many_answers_to_a_ticket_exactly_one_creates(
    store: &impl Store,
) -> Result<(), StoreError> {
    let ticket = asked(store, &user_id()).await?;
    let all: Vec<_> = (0..CROWD).map(|_| answer(&ticket)).collect();

    let outcomes = at_once(all.iter().map(|(new, by)| store.create_by_ticket(new, by))).await;

    let mut made = 0;
    for (new, _) in &all {
        made += usize::from(is_there(store, new).await?);
    }
    assert_eq!(made, 1);
    assert_eq!(how_many(outcomes, &CreateOutcome::Created), 1);
    Ok(())
}

/// Two questions of one Amazon account make one account (I1).
pub async fn of_two_tickets_of_one_identity_one_creates(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    let (first, by_first) = answer(&asked(store, &user_id).await?);
    let (second, by_second) = answer(&asked(store, &user_id).await?);
    store.create_by_ticket(&first, &by_first).await?;

    let outcome = store.create_by_ticket(&second, &by_second).await?;

    assert_eq!(outcome, CreateOutcome::IdentityTaken);
    assert!(!is_there(store, &second).await?);
    assert_eq!(
        used(store, &by_second.ticket).await?,
        None,
        "it can still be answered"
    );
    Ok(())
}

/// Too late, or after too many tries; or never asked.
pub async fn a_ticket_that_is_closed_creates_nothing(store: &impl Store) -> Result<(), StoreError> {
    let (late, by) = answering(store).await?;
    let by_late = UsedTicket {
        now: by.ticket.expires_at,
        ..by
    };
    let over = Ticket {
        key: digest(),
        tries: Ticket::MAX_TRIES + 1,
        ..by_late.ticket.clone()
    };
    store.put_ticket(&over).await?;
    let unknown = Ticket {
        key: digest(),
        ..by_late.ticket.clone()
    };
    for (new, by) in [(late, by_late), answer(&over), answer(&unknown)] {
        let outcome = store.create_by_ticket(&new, &by).await?;

        assert_eq!(outcome, CreateOutcome::TicketClosed);
        assert!(!is_there(store, &new).await?);
    }
    Ok(())
}

/// Somebody took the address since it was looked up: nothing is made, the ticket can be answered.
pub async fn an_answer_that_claims_a_taken_address_creates_nothing(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (mut new, by) = answering(store).await?;
    let other = imported();
    created(store, &other).await?;
    new.account.claim = other.account.claim;

    let outcome = store.create_by_ticket(&new, &by).await?;

    assert_eq!(outcome, CreateOutcome::EmailTaken);
    assert_eq!(used(store, &by.ticket).await?, None);
    Ok(())
}

/// A ticket makes an account for its own Amazon account, and begins the session that it marks.
pub async fn an_answer_of_foreign_parts_is_refused(store: &impl Store) -> Result<(), StoreError> {
    let (new, by) = answering(store).await?;
    let (other, by_other) = answering(store).await?;
    let foreign_profile = UsedTicket {
        ticket: Ticket {
            profile: profile(&user_id()),
            ..by.ticket.clone()
        },
        ..by.clone()
    };
    for (new, by) in [(&new, &foreign_profile), (&other, &by), (&new, &by_other)] {
        assert!(store.create_by_ticket(new, by).await.is_err());
    }
    assert!(!is_there(store, &new).await?);
    Ok(())
}
