//! Codes from the mailbox: each in place of the one before, and what a link by one does to an account that
//! nobody had proven.

use super::fixtures::{
    CROWD, NOW, assert_same_account, at_once, created, digest, event, imported, link, must, ticket,
    user_id,
};
use super::links::read;
use super::mailboxes::unproven;
use crate::domain::{Account, Claim, ClaimKind, EventKind, Identity, MailedCode, Ticket};
use crate::store::{Link, LinkOutcome, Store, StoreError, Tried};

/// A ticket of this account for which a code was mailed.
pub(in crate::store) async fn mailed(
    store: &impl Store,
    account: &Account,
) -> Result<Ticket, StoreError> {
    let asked = ticket(account, &user_id());
    store.put_ticket(&asked).await?;
    match store.put_code(asked.key, digest(), NOW).await? {
        Tried::Counted(ticket) => Ok(ticket),
        other @ Tried::Closed(_) => panic!("{other:?}"),
    }
}

/// A link that takes an account over from whoever made it.
pub(in crate::store) async fn taking_over(store: &impl Store) -> Result<Link, StoreError> {
    let (account, _) = unproven(store).await?;
    let ticket = mailed(store, &account).await?;
    Ok(Link {
        takes_over: true,
        event: event(EventKind::TakenOver),
        ..link(&ticket, &account, account.epoch.next())
    })
}

/// Three times, however many come at once.
pub async fn a_code_takes_the_place_of_the_one_before(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let asked = ticket(&account, &user_id());
    store.put_ticket(&asked).await?;
    let (first, second) = (digest(), digest());

    for (digest, sent) in [(first, 1), (second, 2)] {
        let counted = store.put_code(asked.key, digest, NOW).await?;
        let with_code = Ticket {
            mailed: Some(MailedCode { digest, sent }),
            ..asked.clone()
        };
        assert_eq!(counted, Tried::Counted(with_code.clone()));
        assert_eq!(store.find_ticket(asked.key).await?, Some(with_code));
    }
    let more = at_once((0..CROWD).map(|_| store.put_code(asked.key, digest(), NOW))).await;

    let counted = more.into_iter().map(must);
    let counted = counted.filter(|tried| matches!(tried, Tried::Counted(_)));
    assert_eq!(counted.count(), 1, "the third, and no fourth");
    Ok(())
}

/// Used, tried out, expired or unknown.
pub async fn a_closed_ticket_takes_no_code(store: &impl Store) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let open = ticket(&account, &user_id());
    let tried_out = Ticket {
        key: digest(),
        tries: Ticket::MAX_TRIES,
        ..open.clone()
    };
    store.put_ticket(&open).await?;
    store.put_ticket(&tried_out).await?;

    for (key, now) in [
        (open.key, open.expires_at),
        (tried_out.key, NOW),
        (digest(), NOW),
    ] {
        let refused = store.put_code(key, digest(), now).await?;
        assert!(matches!(refused, Tried::Closed(_)), "{refused:?}");
    }
    assert_eq!(store.find_ticket(open.key).await?, Some(open));
    Ok(())
}

/// Password, Amazon accounts and all; the address is proven from then on.
pub async fn a_link_that_takes_over_leaves_nothing_of_before(
    store: &impl Store,
) -> Result<(), StoreError> {
    let over = taking_over(store).await?;
    let before = over.account.clone();

    assert_eq!(store.link_identity(&over).await?, LinkOutcome::Done);
    assert_eq!(store.link_identity(&over).await?, LinkOutcome::Done);

    let user_id = over.ticket.profile.user_id.clone();
    let claim = must(before.claim.clone().ok_or("no address"));
    let expected = Account {
        version: before.version + 1,
        epoch: before.epoch.next(),
        identities: vec![user_id.clone()],
        claim: Some(Claim {
            kind: ClaimKind::Mailbox,
            ..claim.clone()
        }),
        password: None,
        ..before.clone()
    };
    assert_same_account(Some(&read(store, &before).await?), &expected);
    let held = store.find_claim(claim.email.normalised()).await?;
    let held = held.map(|it| (it.account_id, it.kind));
    assert_eq!(held, Some((before.id, ClaimKind::Mailbox)));
    assert_eq!(store.find_identity(&before.identities[0]).await?, None);
    let linked = store.find_identity(&user_id).await?;
    let expected = Identity::first_seen(&over.ticket.profile, before.id, NOW);
    assert_eq!(linked, Some(expected));
    Ok(())
}

/// Without a code, or of an account whose mailbox somebody had proven.
pub async fn an_account_is_not_taken_over_without_need(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (account, _) = unproven(store).await?;
    let without_code = ticket(&account, &user_id());
    store.put_ticket(&without_code).await?;
    let proven = created(store, &imported()).await?;
    let mailed = mailed(store, &proven).await?;

    for (ticket, account) in [(without_code, account), (mailed, proven)] {
        let over = Link {
            takes_over: true,
            ..link(&ticket, &account, account.epoch.next())
        };
        let refused = store.link_identity(&over).await;
        assert!(matches!(refused, Err(StoreError::Corrupt { .. })));
        assert_same_account(Some(&read(store, &account).await?), &account);
    }
    Ok(())
}
