//! "I already have an account": whoever got an empty account at a first sign-in, because Amazon knows
//! another address of theirs, gives its Amazon account to the one that they had.
//!
//! It takes proof of both: a session of the empty account in which they signed in a little while ago,
//! and the other account's password. The empty account is closed in the same transaction.

use super::{
    Clock, Context, MAX_ROUNDS, Random,
    account_sessions::{self, Kept, Standing},
    delete_account, devices,
    first_sign_in::OwnAccount,
    fresh_proof::{self, Acting, Needed},
    notice,
    password_sign_in::{self, PasswordSignIn},
    session,
};
use crate::{
    domain::{Account, AuthMethod, Event, EventKind, Identity, Session, SessionToken, UserAgent},
    mail::{Letters, Mailer},
    password::Passwords,
    problem::Code,
    store::{Merge, MergeOutcome, OperatorStore, Store, StoreError},
    telemetry::metrics::{self, Metric},
};

/// Merges the empty account that `acting` is signed in to into the one whose address and password are
/// given, which is signed in to from then on. Every other session of either ends.
///
/// Refused unless the acting session is live and fresh, and its account empty. The password is counted
/// like any guess at the sign-in page; known and unknown addresses cost the same. A second delivery
/// (a double click, a lost reply) is given the session that the first one began.
pub async fn merge<S: Store + OperatorStore, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    letters: &Letters<'_, M>,
    acting: Acting<'_>,
    own: OwnAccount<'_>,
) -> Result<Result<Kept, Code>, StoreError> {
    let guess = PasswordSignIn {
        email: own.email,
        password: own.password,
        held: None,
        holder: acting.holder,
        source: own.source,
    };
    let mut token = acting.token.clone();
    for _ in 0..MAX_ROUNDS {
        let session = match account_sessions::find_acting(cx, &token).await? {
            Standing::Live(found) => found.0,
            Standing::Renewed { heir, .. } => {
                token = heir;
                continue;
            }
            Standing::Dead => return find_merged(cx, passwords, &token, &guess).await,
        };
        let empty = match check(cx, passwords, acting, &session).await? {
            Checked::Empty(empty) => *empty,
            Checked::Changed => continue,
            Checked::Refused(code) => return Ok(Err(code)),
        };
        let into = match password_sign_in::find_account(cx, passwords, &guess).await? {
            Ok((account, _)) => account,
            Err(code) => return Ok(Err(code)),
        };
        if !into.is_active() {
            return Ok(Err(Code::AccountDisabled));
        }
        if into.identities.len() >= Account::MAX_IDENTITIES {
            return Ok(Err(Code::TooManyIdentities));
        }
        let Some(identity) = cx.store.find_identity(&empty.identities[0]).await? else {
            continue;
        };
        let (kept, merge) = prepare(
            cx,
            &token,
            empty,
            into,
            identity,
            acting.holder.user_agent(),
        );
        match cx.store.merge_accounts(&merge).await? {
            MergeOutcome::Done => {
                let (closed, id) = (merge.empty.id, merge.into.id);
                tracing::info!(account.id = %id, closed = %closed, "empty account merged");
                metrics::count(Metric::IdentityLinked);
                let device = devices::remember(cx, id, merge.session.epoch, acting.holder).await?;
                delete_account::sweep(cx, closed).await;
                let (identity, into) = (&merge.identity, &merge.into);
                let (user_id, linked_at) = (&identity.user_id, identity.linked_at);
                notice::linked(cx, letters, into, user_id, linked_at).await;
                let token = kept;
                return Ok(Ok(Kept { token, device }));
            }
            // Looked at again: the session may be dead, or the other click was faster.
            MergeOutcome::SessionEnded | MergeOutcome::AccountChanged => {}
        }
    }
    tracing::error!("a merge found the accounts changing under it again and again");
    Ok(Err(Code::Unavailable))
}

/// What the acting session's account is.
enum Checked {
    /// Empty, and proven.
    Empty(Box<Account>),
    /// Another than the session was read with.
    Changed,
    /// Not to be merged.
    Refused(Code),
}

async fn check<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    acting: Acting<'_>,
    session: &Session,
) -> Result<Checked, StoreError> {
    let id = session.session_ref.account_id;
    let (Some(account), _) = cx.store.find_account(id, None).await? else {
        return Err(account_sessions::missing_account());
    };
    if account.epoch != session.epoch {
        return Ok(Checked::Changed);
    }
    if !account.is_empty(cx.clock.now(), cx.policy.merge_within_s) {
        return Ok(Checked::Refused(Code::NotEmpty));
    }
    let known = (session, &account, None);
    let proven = fresh_proof::find(cx, passwords, acting, known, Needed::Recent).await?;
    Ok(match proven {
        Ok(_) => Checked::Empty(Box::new(account)),
        Err(code) => Checked::Refused(code),
    })
}

/// The session that an earlier delivery put in the place of this one, which is dead.
async fn find_merged<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    token: &SessionToken,
    guess: &PasswordSignIn<'_>,
) -> Result<Result<Kept, Code>, StoreError> {
    let Some(merged) = find_heir(cx, token).await? else {
        return Ok(Err(Code::Unauthenticated));
    };
    let found = password_sign_in::find_account(cx, passwords, guess).await?;
    Ok(found.and_then(|(account, _)| {
        let is_its = merged.session_ref().account_id == account.id;
        let kept = Kept {
            token: merged,
            device: None,
        };
        is_its.then_some(kept).ok_or(Code::Unauthenticated)
    }))
}

async fn find_heir<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
) -> Result<Option<SessionToken>, StoreError> {
    let id = token.session_ref().account_id;
    let (account, _) = cx.store.find_account(id, None).await?;
    let Some(into) = account.and_then(|account| account.merged_into) else {
        return Ok(None);
    };
    let merged = token.merged_into(into);
    let is_live = session::find_live(cx, &merged).await?.is_some();
    Ok(is_live.then_some(merged))
}

fn prepare<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
    empty: Account,
    into: Account,
    identity: Identity,
    user_agent: Option<UserAgent>,
) -> (SessionToken, Merge) {
    let (now, life) = (cx.clock.now(), cx.policy.session_life);
    let kept = token.merged_into(into.id);
    let epoch = into.epoch.next();
    let user_id = identity.user_id.clone();
    let merge = Merge {
        acting: token.session_ref(),
        session: Session::begin(&kept, epoch, AuthMethod::Password, now, life)
            .with_user_agent(user_agent),
        event: Event::new(EventKind::Merged, now, cx.random.bytes(), Some(user_id)),
        closed: Event::new(EventKind::MergedAway, now, cx.random.bytes(), None),
        identity: Identity {
            account_id: into.id,
            linked_at: now,
            ..identity
        },
        empty,
        into,
    };
    (kept, merge)
}
