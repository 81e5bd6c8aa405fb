//! The callback: from Amazon's answer to a session, a question, or a refusal.

mod app;
mod at_site;
mod attempt;
mod world;

use attempt::Attempt;

pub use app::{AppOutcome, AppSignIn, sign_in_app};

use super::{Clock, Context, Holder, Random, replay, session};
use crate::{
    amazon::{AmazonError, ProfileSource},
    domain::{
        AttemptOutcome, AuthorizationCode, ConsumedAttempt, Limit, LimitKind, LoginAttempt,
        ReturnTo, Secret, SessionToken, UserAgent,
    },
    existing::ExistingAccounts,
    problem::Code,
    store::{Consumed, Store, StoreError},
    telemetry::metrics::{self, Metric},
};

/// A callback whose attempt is this browser's own: cookie and `state` agree, and it is current.
#[derive(Debug)]
pub struct Callback<'a> {
    /// The attempt, from the browser's cookie.
    pub attempt: &'a LoginAttempt,
    /// What Amazon sent along.
    pub answer: AmazonAnswer,
    /// The session that the browser holds, live or not.
    pub held: Option<&'a SessionToken>,
    /// The `device` cookie that the browser holds.
    pub device: Option<&'a Secret>,
    /// What the browser calls itself.
    pub user_agent: Option<UserAgent>,
    /// Where the request came from.
    pub source: &'a str,
}

/// What Amazon sent to the callback.
#[derive(Debug)]
pub enum AmazonAnswer {
    /// An authorization code.
    Code(AuthorizationCode),
    /// The customer, or Amazon for them, said no.
    Denied(Code),
}

/// How a callback ends.
#[derive(Debug)]
pub enum CallbackOutcome {
    /// Signed in: set the session cookie and go on to `return_to`.
    SignedIn(SignedIn),
    /// An earlier delivery signed in and that session has ended since: go on, signed in or not.
    GoOn(ReturnTo),
    /// Proof is needed: set the link cookie and go on to the link page.
    Asked(Secret),
    /// Nobody is signed in.
    Failed(Code),
}

/// A sign-in that happened.
#[derive(Debug)]
pub struct SignedIn {
    /// The session.
    pub token: SessionToken,
    /// A new `device` cookie, if the browser needs one.
    pub device: Option<Secret>,
    /// Where to go.
    pub return_to: ReturnTo,
    /// Whether the account is new.
    pub created: bool,
    /// Whether to say why this is an account of its own, although one with the e-mail exists.
    pub explain_separate: bool,
    /// A ticket by which the account may come to stand for the site's account with its e-mail, to be
    /// offered on the link page.
    pub offer: Option<Secret>,
}

/// Finishes a login attempt, at most once.
///
/// In this order: count per source, consume the attempt, only then spend the code. Of several
/// deliveries of one callback exactly one goes on; the others find its outcome. A request that
/// dies in between leaves a pending attempt, which a later delivery closes.
pub async fn finish<S: Store, P: ProfileSource, E: ExistingAccounts, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    amazon: &P,
    existing: &E,
    callback: Callback<'_>,
) -> Result<CallbackOutcome, StoreError> {
    let now = cx.clock.now();
    let limit = SourceLimit::of(cx, callback.source);
    if limit.is_reached(cx).await? {
        return Ok(CallbackOutcome::Failed(Code::TooManyAttempts));
    }
    let denied = match &callback.answer {
        AmazonAnswer::Denied(code) => Some(*code),
        AmazonAnswer::Code(_) => None,
    };
    let consumed = ConsumedAttempt {
        key: callback.attempt.state().digest(),
        nonce: cx.random.secret(),
        consumed_at: now,
        kept_until: now.plus_seconds(ConsumedAttempt::KEPT_S),
        outcome: denied.map(|code| AttemptOutcome::Failed(code.as_str().to_owned())),
    };
    let (first, counted) = tokio::join!(cx.store.consume_attempt(&consumed), limit.count(cx));
    counted?;
    if let Consumed::Already(earlier) = first? {
        let outcome = replay::answer(cx, callback.attempt, earlier).await?;
        if let CallbackOutcome::SignedIn(again) = &outcome {
            session::end_held(cx, callback.held, &again.token).await?;
        }
        // Back to Amazon and allowed after a cancel: the attempt is used up, but not by this answer.
        let allowed_since =
            denied.is_none() && matches!(outcome, CallbackOutcome::Failed(Code::AccessDenied));
        return Ok(if allowed_since {
            CallbackOutcome::Failed(Code::Interrupted)
        } else {
            outcome
        });
    }
    let code = match &callback.answer {
        AmazonAnswer::Denied(code) => return Ok(CallbackOutcome::Failed(*code)),
        AmazonAnswer::Code(code) => code,
    };
    let attempt = Attempt {
        cx,
        existing,
        begun: callback.attempt,
        held: callback.held,
        holder: Holder::Browser {
            device: callback.device,
            user_agent: callback.user_agent,
        },
        key: consumed.key,
        nonce: consumed.nonce,
    };
    match amazon
        .profile_for_code(code, &callback.attempt.code_verifier())
        .await
    {
        Ok(profile) => attempt.sign_in(&profile).await,
        Err(error) => attempt.fail(report(&error)).await,
    }
}

/// The count of sign-ins from one source, if the site limits it.
struct SourceLimit(Option<Limit>);

impl SourceLimit {
    fn of<S, C: Clock, R>(cx: &Context<S, C, R>, source: &str) -> Self {
        let max = cx.policy.limits.per_source;
        Self((max > 0).then(|| {
            let subject = [source.as_bytes()];
            Limit::new(LimitKind::Source, &subject, cx.clock.now(), max)
        }))
    }

    async fn is_reached<S: Store, C, R>(&self, cx: &Context<S, C, R>) -> Result<bool, StoreError> {
        match &self.0 {
            Some(limit) => cx.store.is_over(limit).await,
            None => Ok(false),
        }
    }

    /// Only a read decides about the source; a lost race for the last place lets one more in.
    async fn count<S: Store, C, R>(&self, cx: &Context<S, C, R>) -> Result<(), StoreError> {
        if let Some(limit) = &self.0 {
            cx.store.count(limit).await?;
        }
        Ok(())
    }
}

/// Logs why Amazon gave no profile, and says what to tell the customer.
fn report(error: &AmazonError) -> Code {
    match error {
        AmazonError::Rejected { .. } | AmazonError::WrongAudience => {
            tracing::warn!(%error, "amazon did not confirm a sign-in");
            Code::AmazonRejected
        }
        AmazonError::Misconfigured { .. } => {
            metrics::count(Metric::AmazonRefusesClient);
            tracing::error!(%error, "amazon refuses this client: check its id, secret and return URL");
            Code::AmazonUnavailable
        }
        AmazonError::Timeout
        | AmazonError::Unavailable { .. }
        | AmazonError::BadResponse { .. } => {
            metrics::count(Metric::AmazonFault);
            if matches!(error, AmazonError::Timeout) {
                metrics::count(Metric::AmazonTimeout);
            }
            tracing::warn!(%error, "amazon gave no profile");
            Code::AmazonUnavailable
        }
    }
}
