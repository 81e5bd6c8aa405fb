//! What an operator of the site does to an account, by the admin command.
//!
//! Nothing here asks for the customer's proof: the site answers for it, and the audit event names the
//! operator. Everything else holds as it does for customers: an identity opens one account, an account
//! keeps its last way in, and what was changed kills what was there before.

use super::{Context, MAX_ROUNDS};
use crate::{
    clock::Clock,
    domain::{Account, AccountId, Actor, AmazonUserId, Event, EventKind, Identity},
    store::{
        AccountStore, Change, ChangeKind, ChangeOutcome, OperatorChange, OperatorChangeKind,
        OperatorOutcome, OperatorStore, StoreError, Swept,
    },
    token::Random,
};

/// What is done to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// All sessions end.
    EndSessions,
    /// The account is closed, which ends all sessions.
    Disable,
    /// It is opened again.
    Enable,
    /// An Amazon account opens it from now on.
    Link(AmazonUserId),
    /// An Amazon account does not open it any more.
    Unlink(AmazonUserId),
    /// It goes; what it leaves is swept up by [`sweep`].
    Delete,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acted {
    /// It is done, with an audit event.
    Done,
    /// It was so already; nothing was written.
    AlreadySo,
    /// It is not possible; nothing was written.
    Refused(Refusal),
}

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing has this id.
    #[error("there is no such account")]
    NoAccount,
    /// Only its tombstone is there.
    #[error("the account was deleted; that cannot be undone")]
    Deleted,
    /// A closed account is not linked.
    #[error("the account is disabled; enable it first")]
    Disabled,
    /// The Amazon account opens this one already.
    #[error("that Amazon account opens another account: {0}")]
    LinkedElsewhere(AccountId),
    /// The account has as many Amazon accounts as it may have.
    #[error(
        "the account has {} Amazon accounts, no more can be linked",
        Account::MAX_IDENTITIES
    )]
    TooManyIdentities,
    /// Nobody could sign in any more.
    #[error(
        "it is the account's last way in; disable or delete the account, or link another Amazon \
         account first"
    )]
    LastWayIn,
    /// Somebody else is changing it all the time.
    #[error("the account keeps changing meanwhile; try again")]
    KeepsChanging,
}

/// Does it, again if the account changed in between.
pub async fn act<S: AccountStore + OperatorStore, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    account_id: AccountId,
    act: &Act,
    actor: &Actor,
) -> Result<Acted, StoreError> {
    for _ in 0..MAX_ROUNDS {
        let (Some(account), _) = cx.store.find_account(account_id, None).await? else {
            return Ok(Acted::Refused(Refusal::NoAccount));
        };
        if let Some(at_once) = without_writing(&account, act) {
            return Ok(at_once);
        }
        let written = match act {
            Act::EndSessions => change(cx, account, ChangeKind::EndSessions, act, actor).await?,
            Act::Disable => change(cx, account, ChangeKind::Disable, act, actor).await?,
            Act::Delete => change(cx, account, ChangeKind::Delete, act, actor).await?,
            Act::Unlink(user_id) => {
                let kind = ChangeKind::Unlink(user_id.clone());
                change(cx, account, kind, act, actor).await?
            }
            Act::Enable => {
                let event = event(cx, act, actor);
                operate(cx, account, OperatorChangeKind::Enable, event).await?
            }
            Act::Link(user_id) => {
                let new = Identity {
                    user_id: user_id.clone(),
                    account_id,
                    linked_at: cx.clock.now(),
                    used_at: cx.clock.now(),
                    email_seen: None,
                    name_seen: None,
                    postal_code_seen: None,
                };
                let event = event(cx, act, actor);
                operate(cx, account, OperatorChangeKind::Link(new), event).await?
            }
        };
        if let Some(written) = written {
            return Ok(written);
        }
        if let Act::Link(user_id) = act
            && let Some(there) = cx.store.find_identity(user_id).await?
            && there.account_id != account_id
        {
            let elsewhere = Refusal::LinkedElsewhere(there.account_id);
            return Ok(Acted::Refused(elsewhere));
        }
    }
    Ok(Acted::Refused(Refusal::KeepsChanging))
}

/// What is clear from the account as it is.
fn without_writing(account: &Account, act: &Act) -> Option<Acted> {
    if account.is_tombstone() {
        return Some(match act {
            Act::Delete => Acted::AlreadySo,
            _ => Acted::Refused(Refusal::Deleted),
        });
    }
    match act {
        Act::Disable => (!account.is_active()).then_some(Acted::AlreadySo),
        Act::Enable => account.is_active().then_some(Acted::AlreadySo),
        Act::Unlink(user_id) => (!account.identities.contains(user_id)).then_some(Acted::AlreadySo),
        Act::Link(user_id) if account.identities.contains(user_id) => Some(Acted::AlreadySo),
        Act::Link(_) if !account.is_active() => Some(Acted::Refused(Refusal::Disabled)),
        Act::Link(_) if account.identities.len() >= Account::MAX_IDENTITIES => {
            Some(Acted::Refused(Refusal::TooManyIdentities))
        }
        Act::Link(_) | Act::EndSessions | Act::Delete => None,
    }
}

/// A change that customers can make, too; none if the account changed since it was read.
async fn change<S: AccountStore, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    account: Account,
    kind: ChangeKind,
    act: &Act,
    actor: &Actor,
) -> Result<Option<Acted>, StoreError> {
    let change = Change {
        account,
        kind,
        acting: None,
        event: event(cx, act, actor),
    };
    Ok(match cx.store.change_account(&change).await? {
        ChangeOutcome::Done => Some(Acted::Done),
        ChangeOutcome::LastWayIn => Some(Acted::Refused(Refusal::LastWayIn)),
        ChangeOutcome::AccountChanged | ChangeOutcome::SessionEnded => None,
    })
}

/// A change that only an operator makes; none if the account changed, or the identity was taken.
async fn operate<S: OperatorStore, C, R>(
    cx: &Context<S, C, R>,
    account: Account,
    kind: OperatorChangeKind,
    event: Event,
) -> Result<Option<Acted>, StoreError> {
    let change = OperatorChange {
        account,
        kind,
        event,
    };
    Ok(match cx.store.change_as_operator(&change).await? {
        OperatorOutcome::Done => Some(Acted::Done),
        OperatorOutcome::IdentityTaken | OperatorOutcome::AccountChanged => None,
    })
}

fn event<S, C: Clock, R: Random>(cx: &Context<S, C, R>, act: &Act, actor: &Actor) -> Event {
    let (kind, user_id) = match act {
        Act::EndSessions => (EventKind::SessionsEnded, None),
        Act::Disable => (EventKind::Disabled, None),
        Act::Enable => (EventKind::Enabled, None),
        Act::Link(user_id) => (EventKind::Linked, Some(user_id)),
        Act::Unlink(user_id) => (EventKind::Unlinked, Some(user_id)),
        Act::Delete => (EventKind::Deleted, None),
    };
    Event::new(kind, cx.clock.now(), cx.random.bytes(), user_id.cloned()).by(actor)
}

/// What came of giving an Amazon account its new id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relinked {
    /// The account is opened by the new id and not by the old one any more.
    Done(AccountId),
    /// The new id opens an account, and the old one is not known: it was done before, or the customer
    /// was first and has a new account under the new id.
    NewIdKnown(AccountId),
    /// Both ids open an account: the first one the old, the second one the new.
    BothKnown(AccountId, AccountId),
    /// Neither id opens an account.
    Unknown,
    /// Somebody else is changing the account all the time.
    KeepsChanging(AccountId),
}

/// Gives an Amazon account its new id, wherever it is linked: Amazon's ids differ from one developer
/// account to the next. Again if the account changed in between.
pub async fn relink<S: AccountStore + OperatorStore, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    old: &AmazonUserId,
    new: &AmazonUserId,
    actor: &Actor,
) -> Result<Relinked, StoreError> {
    let mut owner = None;
    for _ in 0..MAX_ROUNDS {
        let known = cx.store.find_identity(old).await?;
        let under_new_id = cx.store.find_identity(new).await?.map(|it| it.account_id);
        let Some(known) = known else {
            return Ok(under_new_id.map_or(Relinked::Unknown, Relinked::NewIdKnown));
        };
        if let Some(other) = under_new_id {
            return Ok(Relinked::BothKnown(known.account_id, other));
        }
        owner = Some(known.account_id);
        let (found, _) = cx.store.find_account(known.account_id, None).await?;
        // Both were read one after the other: an identity that its account does not list was unlinked
        // in between.
        let Some(account) = found.filter(|account| account.identities.contains(old)) else {
            continue;
        };
        let event = Event {
            replaced: Some(old.clone()),
            ..Event::new(
                EventKind::Relinked,
                cx.clock.now(),
                cx.random.bytes(),
                Some(new.clone()),
            )
        };
        let change = OperatorChange {
            account,
            // What was seen of the person stays: they are the same.
            kind: OperatorChangeKind::Relink {
                old: old.clone(),
                new: Identity {
                    user_id: new.clone(),
                    ..known
                },
            },
            event: event.by(actor),
        };
        let account_id = change.account.id;
        if cx.store.change_as_operator(&change).await? == OperatorOutcome::Done {
            return Ok(Relinked::Done(account_id));
        }
    }
    Ok(owner.map_or(Relinked::Unknown, Relinked::KeepsChanging))
}

/// Sweeps up what a deleted account left, step by step, and says how many items went. Ended in between,
/// it can be begun again at any time. None if the account was not deleted.
pub async fn sweep<S: OperatorStore, C, R>(
    cx: &Context<S, C, R>,
    deleted: AccountId,
) -> Result<Option<usize>, StoreError> {
    let mut removed = 0;
    loop {
        match cx.store.sweep(deleted).await? {
            Swept::Some(some) => removed += some,
            Swept::All(rest) => return Ok(Some(removed + rest)),
            Swept::NotDeleted => return Ok(None),
        }
    }
}
