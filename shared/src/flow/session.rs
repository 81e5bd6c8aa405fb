//! "Who is this?", and signing out.

use super::{Clock, Context};
use crate::{
    domain::{Session, SessionOwner, SessionToken},
    store::{AccountStore, Ended, SessionStore, StoreError},
};

/// The live session behind a token and its owner, or `None`: not there, past a limit, of another
/// epoch, or of an account that is not active. One consistent round trip.
pub async fn find_live<S: SessionStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
) -> Result<Option<(Session, SessionOwner)>, StoreError> {
    let found = cx.store.find_session(token.session_ref()).await?;
    let (now, life) = (cx.clock.now(), cx.policy.session_life);
    Ok(found.filter(|(session, owner)| session.is_live(owner, now, life)))
}

/// [`find_live`], counted as a use: the idle limit moves on, by at most one write per tenth of it.
///
/// A use that cannot be written is still answered; the session only ends sooner than it might.
pub async fn check<S: SessionStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
) -> Result<Option<(Session, SessionOwner)>, StoreError> {
    let Some((mut session, owner)) = find_live(cx, token).await? else {
        return Ok(None);
    };
    let now = cx.clock.now();
    if session.needs_touch(now, cx.policy.session_life) {
        match cx.store.touch_session(&session, now).await {
            Ok(()) => session.last_seen = now,
            Err(error) => tracing::warn!(%error, "a session's use was not written"),
        }
    }
    Ok(Some((session, owner)))
}

/// Ends a session in the table, so that no copy of its token opens anything (ASVS 7.4.1).
///
/// If another one has just taken its place (the request that renewed it, or merged its account into
/// another, crossed this one), that one is ended instead: whoever signs out is signed out.
pub async fn sign_out<S: SessionStore + AccountStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
) -> Result<(), StoreError> {
    let mut token = token.clone();
    // Each step leads to a session that is younger by its own request; they come to an end.
    while let Ended::Renewed(renewal) = cx.store.end_session(token.session_ref()).await? {
        if !renewal.is_recent(cx.clock.now()) {
            break;
        }
        token = token.renewed(&renewal.mark);
    }
    let (account, _) = cx
        .store
        .find_account(token.session_ref().account_id, None)
        .await?;
    if let Some(into) = account.and_then(|account| account.merged_into) {
        let merged = token.merged_into(into);
        return Box::pin(sign_out(cx, &merged)).await;
    }
    Ok(())
}

/// Ends the session that a browser held before it was given `new` (ASVS 7.2.4); at a second delivery
/// it may hold `new` already.
pub async fn end_held<S: SessionStore + AccountStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    held: Option<&SessionToken>,
    new: &SessionToken,
) -> Result<(), StoreError> {
    match held {
        Some(held) if held != new => sign_out(cx, held).await,
        _ => Ok(()),
    }
}
