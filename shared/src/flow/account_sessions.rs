//! The sessions of an account: shown to it, and ended by one of them.
//!
//! A second delivery of an act (a double click, a lost reply) arrives with a session that the first
//! one ended. That session carries a mark, and for half a minute the mark leads to where the first
//! delivery led: to the session that took its place, or to nothing left to end. It never makes
//! another session and ends nothing that was begun since. Later, an ended session is just that.

use super::{Clock, Context, Holder, MAX_ROUNDS, Random, devices, session};
use crate::{
    domain::{
        Account, Digest, Event, EventKind, Identity, Renewal, Secret, Session, SessionOwner,
        SessionRef, SessionToken,
    },
    problem::Code,
    store::{ActingSession, Change, ChangeKind, ChangeOutcome, SessionEnd, Store, StoreError},
};

/// An account as its owner sees it.
#[derive(Debug)]
pub struct Overview {
    /// The account.
    pub account: Account,
    /// The Amazon accounts that open it.
    pub identities: Vec<Identity>,
    /// Its live sessions, the one that asks first, then those used last.
    pub sessions: Vec<Session>,
    /// Whether these are all.
    pub is_complete: bool,
}

/// The account behind a live session, and its live sessions; `None` without one. Counts as a use.
pub async fn overview<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
) -> Result<Option<Overview>, StoreError> {
    let Some((_, owner)) = session::check(cx, token).await? else {
        return Ok(None);
    };
    let (found, list) = tokio::join!(
        cx.store.find_account(owner.id, None),
        cx.store.find_sessions(owner.id)
    );
    let (Some(account), _) = found? else {
        return Err(missing_account());
    };
    let list = list?;
    let identities = identities_of(cx, &account).await?;
    let (now, life) = (cx.clock.now(), cx.policy.session_life);
    let mut sessions: Vec<_> = list
        .sessions
        .into_iter()
        .filter(|session| session.is_live(&owner, now, life))
        .collect();
    let asking = token.session_ref();
    sessions.sort_unstable_by_key(|session| {
        let is_other = session.session_ref != asking;
        (is_other, std::cmp::Reverse(session.last_seen))
    });
    Ok(Some(Overview {
        account,
        identities,
        sessions,
        is_complete: list.is_complete,
    }))
}

/// The Amazon accounts that open an account; one that was unlinked since that was read is left out.
pub(super) async fn identities_of<S: Store, C, R>(
    cx: &Context<S, C, R>,
    account: &Account,
) -> Result<Vec<Identity>, StoreError> {
    let mut identities = Vec::with_capacity(account.identities.len());
    for user_id in &account.identities {
        let found = cx.store.find_identity(user_id).await?;
        identities.extend(found.filter(|it| it.account_id == account.id));
    }
    Ok(identities)
}

/// A session that was ended by its public id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedOne {
    /// The one that acts.
    Itself,
    /// Another one, or none of this account: what is not there is ended.
    Other,
}

/// Ends one session of the account that `token` is signed in to. A session of another account is
/// never touched, and the answer does not tell whether there is one.
pub async fn end_one<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
    session: Digest,
) -> Result<Result<EndedOne, Code>, StoreError> {
    let Some((acting, owner)) = session::find_live(cx, token).await? else {
        return Ok(Err(Code::Unauthenticated));
    };
    let session_ref = SessionRef {
        account_id: owner.id,
        digest: session,
    };
    let event = event(cx, EventKind::SessionEnded);
    let end = SessionEnd { session_ref, event };
    cx.store.end_session_of(&end).await?;
    Ok(Ok(if session_ref == acting.session_ref {
        EndedOne::Itself
    } else {
        EndedOne::Other
    }))
}

/// The session that goes on.
#[derive(Debug)]
pub struct Kept {
    /// The session.
    pub token: SessionToken,
    /// A new `device` cookie, if the browser needs one.
    pub device: Option<Secret>,
}

/// Ends all sessions of the account but the acting one, which another takes the place of: with the
/// same sign-in and proof behind it and the same absolute limit.
pub async fn end_others<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
    holder: Holder<'_>,
) -> Result<Result<Kept, Code>, StoreError> {
    let mut token = token.clone();
    for _ in 0..MAX_ROUNDS {
        let (session, owner) = match find_acting(cx, &token).await? {
            Standing::Live(found) => *found,
            Standing::Renewed { heir, epoch_raised } => {
                token = heir;
                if epoch_raised && session::find_live(cx, &token).await?.is_some() {
                    return Ok(Ok(Kept {
                        token,
                        device: None,
                    }));
                }
                continue;
            }
            Standing::Dead => return Ok(Err(Code::Unauthenticated)),
        };
        let mark = cx.random.secret();
        let kept = token.renewed(&mark);
        let successor = session.renew(&kept, cx.clock.now());
        let epoch = successor.epoch;
        let kind = EventKind::OtherSessionsEnded;
        match end_sessions(cx, &session, mark, Some(successor), kind).await? {
            ChangeOutcome::Done => {
                let device = devices::remember(cx, owner.id, epoch, holder).await?;
                tracing::info!(account.id = %owner.id, "other sessions ended");
                return Ok(Ok(Kept {
                    token: kept,
                    device,
                }));
            }
            // The session is looked at again: it may be dead, or renewed by the other click.
            ChangeOutcome::SessionEnded | ChangeOutcome::AccountChanged => {}
            ChangeOutcome::LastWayIn => break,
        }
    }
    tracing::error!("ending sessions found the account changing under it again and again");
    Ok(Err(Code::Unavailable))
}

/// Ends all sessions of the account, the acting one too.
pub async fn end_all<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
) -> Result<Result<(), Code>, StoreError> {
    let mut token = token.clone();
    let mut is_second_delivery = false;
    for _ in 0..MAX_ROUNDS {
        let (session, owner) = match find_acting(cx, &token).await? {
            Standing::Live(found) => *found,
            Standing::Renewed { heir, epoch_raised } => {
                token = heir;
                is_second_delivery |= epoch_raised;
                continue;
            }
            // Nothing stands in the place of the session that was marked: all was ended.
            Standing::Dead if is_second_delivery => return Ok(Ok(())),
            Standing::Dead => return Ok(Err(Code::Unauthenticated)),
        };
        let kind = EventKind::SessionsEnded;
        match end_sessions(cx, &session, cx.random.secret(), None, kind).await? {
            ChangeOutcome::Done => {
                tracing::info!(account.id = %owner.id, "all sessions ended");
                return Ok(Ok(()));
            }
            ChangeOutcome::SessionEnded | ChangeOutcome::AccountChanged => {}
            ChangeOutcome::LastWayIn => break,
        }
    }
    tracing::error!("ending sessions found the account changing under it again and again");
    Ok(Err(Code::Unavailable))
}

/// How a session stands that wants to act.
pub(super) enum Standing {
    /// It is live.
    Live(Box<(Session, SessionOwner)>),
    /// An earlier delivery of its act, or another act, was here.
    Renewed {
        /// The session that may have taken its place.
        heir: SessionToken,
        /// Whether the account is of a later epoch: more was done than to prove who acts.
        epoch_raised: bool,
    },
    /// It opens nothing, and nothing took its place lately.
    Dead,
}

/// Looks up a session that wants to act.
pub(super) async fn find_acting<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
) -> Result<Standing, StoreError> {
    let Some((session, owner)) = cx.store.find_session(token.session_ref()).await? else {
        return Ok(Standing::Dead);
    };
    let (now, life) = (cx.clock.now(), cx.policy.session_life);
    Ok(match &session.renewal {
        Some(renewal) if renewal.is_recent(now) => Standing::Renewed {
            heir: token.renewed(&renewal.mark),
            epoch_raised: owner.epoch != session.epoch,
        },
        _ if session.is_live(&owner, now, life) => Standing::Live(Box::new((session, owner))),
        _ => Standing::Dead,
    })
}

/// Raises the epoch by an act of `session`, if the account is still of its epoch.
async fn end_sessions<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    session: &Session,
    mark: Secret,
    successor: Option<Session>,
    kind: EventKind,
) -> Result<ChangeOutcome, StoreError> {
    let session_ref = session.session_ref;
    let (Some(account), _) = cx.store.find_account(session_ref.account_id, None).await? else {
        return Err(missing_account());
    };
    if account.epoch != session.epoch {
        return Ok(ChangeOutcome::AccountChanged);
    }
    let at = cx.clock.now();
    let change = Change {
        account,
        kind: ChangeKind::EndSessions,
        acting: Some(ActingSession {
            session_ref,
            renewal: Renewal { mark, at },
            successor,
        }),
        event: event(cx, kind),
    };
    cx.store.change_account(&change).await
}

fn event<S, C: Clock, R: Random>(cx: &Context<S, C, R>, kind: EventKind) -> Event {
    Event::new(kind, cx.clock.now(), cx.random.bytes(), None)
}

/// A session's account is never to be taken for absent.
pub(super) fn missing_account() -> StoreError {
    StoreError::Corrupt {
        entity: "session",
        reason: "the account it names is missing".to_owned(),
    }
}
