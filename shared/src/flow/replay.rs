//! A second delivery of a callback by the same browser: refresh, back, prefetch, double redirect,
//! a lost `Set-Cookie`, or both at once. It never makes anything; it finds what the first one made.

use std::time::Duration;

use super::{
    Clock, Context,
    amazon_sign_in::{CallbackOutcome, SignedIn},
    session,
};
use crate::{
    domain::{AttemptOutcome, ConsumedAttempt, LoginAttempt},
    problem::Code,
    store::{AttemptStore, Finished, SessionStore, StoreError},
};

/// How long a duplicate waits for the first delivery.
const PATIENCE: Duration = Duration::from_secs(3);
/// How often it looks.
const STEP: Duration = Duration::from_millis(250);
/// After how many seconds a pending attempt has certainly been given up: the callback function's
/// time-out in `template.yaml`, and five more.
pub const GIVEN_UP_AFTER_S: i64 = 20 + 5;

/// Answers from the outcome that the first delivery left, waiting for it a little.
pub(super) async fn answer<S: AttemptStore + SessionStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    attempt: &LoginAttempt,
    mut earlier: ConsumedAttempt,
) -> Result<CallbackOutcome, StoreError> {
    let mut waited = Duration::ZERO;
    loop {
        if let Some(outcome) = &earlier.outcome {
            return from_outcome(cx, attempt, &earlier, outcome).await;
        }
        let age_s = cx.clock.now().seconds_since(earlier.consumed_at);
        if age_s > GIVEN_UP_AFTER_S {
            let closed = AttemptOutcome::Failed(Code::Interrupted.as_str().to_owned());
            let finished = cx
                .store
                .finish_attempt(earlier.key, &earlier.nonce, &closed)
                .await?;
            if finished == Finished::Done {
                return Ok(CallbackOutcome::Failed(Code::Interrupted));
            }
        } else if waited >= PATIENCE {
            // Not closed: the first delivery may still finish, and then a reload finds it.
            return Ok(CallbackOutcome::Failed(Code::Interrupted));
        }
        cx.clock.sleep(STEP).await;
        waited += STEP;
        match cx.store.find_attempt(earlier.key).await? {
            Some(now) => earlier = now,
            None => return Ok(CallbackOutcome::Failed(Code::Interrupted)),
        }
    }
}

async fn from_outcome<S: SessionStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    attempt: &LoginAttempt,
    earlier: &ConsumedAttempt,
    outcome: &AttemptOutcome,
) -> Result<CallbackOutcome, StoreError> {
    match outcome {
        AttemptOutcome::SignedIn(session_ref) => {
            let token = attempt.session_token(&earlier.nonce, session_ref.account_id);
            let is_live = session::find_live(cx, &token).await?.is_some();
            let return_to = attempt.return_to().clone();
            Ok(if is_live {
                CallbackOutcome::SignedIn(SignedIn {
                    token,
                    device: None,
                    return_to,
                    created: false,
                    explain_separate: false,
                    offer: None,
                })
            } else {
                CallbackOutcome::GoOn(return_to)
            })
        }
        AttemptOutcome::Asked(_) => Ok(CallbackOutcome::Asked(attempt.ticket(&earlier.nonce))),
        AttemptOutcome::Failed(code) => Ok(CallbackOutcome::Failed(
            Code::parse(code).unwrap_or(Code::Interrupted),
        )),
    }
}
