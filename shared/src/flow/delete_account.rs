//! An account deleted by its owner: one transaction, then what it left is swept up, as for an operator.

use super::{
    Clock, Context, MAX_ROUNDS, Random,
    account_sessions::{self, Standing},
    fresh_proof::{self, Acting, Needed},
};
use crate::{
    domain::{Account, AccountId, Event, EventKind, Renewal},
    password::Passwords,
    problem::Code,
    store::{
        ActingSession, Change, ChangeKind, ChangeOutcome, OperatorStore, Store, StoreError, Swept,
    },
};

/// How many steps a request sweeps, each of up to a hundred items. More than that is left to the
/// admin command.
const MAX_STEPS: usize = 5;

/// Deletes the account that `acting` is signed in to, after fresh proof. A second delivery finds it
/// deleted, and goes on sweeping.
pub async fn delete<S: Store + OperatorStore, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    acting: Acting<'_>,
) -> Result<Result<(), Code>, StoreError> {
    let mut token = acting.token.clone();
    let id = token.session_ref().account_id;
    for _ in 0..MAX_ROUNDS {
        let session = match account_sessions::find_acting(cx, &token).await? {
            Standing::Live(found) => found.0,
            Standing::Renewed { heir, .. } => {
                token = heir;
                continue;
            }
            Standing::Dead => break,
        };
        let device = fresh_proof::device_of(acting);
        let (Some(account), device) = cx.store.find_account(id, device).await? else {
            return Err(account_sessions::missing_account());
        };
        if account.epoch != session.epoch {
            continue;
        }
        let known = (&session, &account, device.as_ref());
        if let Err(code) = fresh_proof::find(cx, passwords, acting, known, Needed::Recent).await? {
            return Ok(Err(code));
        }
        let now = cx.clock.now();
        let change = Change {
            account,
            kind: ChangeKind::Delete,
            acting: Some(ActingSession {
                session_ref: session.session_ref,
                renewal: Renewal {
                    mark: cx.random.secret(),
                    at: now,
                },
                successor: None,
            }),
            event: Event::new(EventKind::Deleted, now, cx.random.bytes(), None),
        };
        if cx.store.change_account(&change).await? == ChangeOutcome::Done {
            tracing::info!(account.id = %id, "account deleted");
            sweep(cx, id).await;
            return Ok(Ok(()));
        }
    }
    let (account, _) = cx.store.find_account(id, None).await?;
    if account.as_ref().is_some_and(Account::is_tombstone) {
        sweep(cx, id).await;
        return Ok(Ok(()));
    }
    Ok(Err(Code::Unauthenticated))
}

/// Sweeps up what the deletion left. It is done whether this comes to its end or not: what stays is
/// out of use, and the log says that the admin command should take it away.
pub(super) async fn sweep<S: OperatorStore, C, R>(cx: &Context<S, C, R>, deleted: AccountId) {
    for _ in 0..MAX_STEPS {
        match cx.store.sweep(deleted).await {
            Ok(Swept::Some(_)) => {}
            Ok(Swept::All(_) | Swept::NotDeleted) => return,
            Err(error) => {
                tracing::error!(account.id = %deleted, %error, "a deleted account was not swept up: delete it again by the admin command");
                return;
            }
        }
    }
    tracing::error!(account.id = %deleted, "a deleted account has more left than one request sweeps up: delete it again by the admin command");
}
