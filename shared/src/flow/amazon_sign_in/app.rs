//! An app that holds an access token from Amazon's SDK signs in with it, once.
//!
//! The token came through somebody's hands, so whom it was made for is checked before anything else
//! (RFC 9700 4.6: a token that another app's customer handed to that app opens nothing here). From
//! then on the token is what a login attempt is to a browser: consumed by its digest, at most once,
//! and never seen again. What differs is who waits for the answer: an app, which has no cookie to
//! be given again, so a second delivery is refused.

use super::{Attempt, CallbackOutcome, SourceLimit, report};
use crate::{
    amazon::ProfileSource,
    domain::{
        AccessToken, ConsumedAttempt, EmailAddress, Intent, LoginAttempt, Proof, ReturnTo,
        SessionToken,
    },
    existing::ExistingAccounts,
    flow::{Clock, Context, Holder, Random},
    problem::{Code, LinkRequired},
    store::{Consumed, Store, StoreError},
};

/// An app's sign-in.
#[derive(Debug)]
pub struct AppSignIn<'a> {
    /// The token, dropped with the request.
    pub token: &'a AccessToken,
    /// Where the request came from.
    pub source: &'a str,
}

/// How it ends.
#[derive(Debug)]
pub enum AppOutcome {
    /// Signed in.
    SignedIn {
        /// The session.
        token: SessionToken,
        /// Whether the account is new.
        created: bool,
    },
    /// Proof is needed.
    LinkRequired(LinkRequired),
    /// Nobody is signed in.
    Failed(Code),
}

/// Signs an app in, at most once per token.
///
/// In this order: count per source, ask whom the token was made for, consume it, only then ask for
/// the profile. A token of another client is not consumed: it is not ours to spoil. A request that
/// dies in between leaves the token used; the app gets another from Amazon.
pub async fn sign_in_app<S: Store, P: ProfileSource, E: ExistingAccounts, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    amazon: &P,
    existing: &E,
    request: AppSignIn<'_>,
) -> Result<AppOutcome, StoreError> {
    let limit = SourceLimit::of(cx, request.source);
    if limit.is_reached(cx).await? {
        return Ok(AppOutcome::Failed(Code::TooManyAttempts));
    }
    let (checked, counted) = tokio::join!(amazon.check_app_token(request.token), limit.count(cx));
    counted?;
    let user_id = match checked {
        Ok(user_id) => user_id,
        Err(error) => return Ok(AppOutcome::Failed(report(&error))),
    };
    let now = cx.clock.now();
    let consumed = ConsumedAttempt {
        key: request.token.digest(),
        nonce: cx.random.secret(),
        consumed_at: now,
        kept_until: now.plus_seconds(ConsumedAttempt::TOKEN_KEPT_S),
        outcome: None,
    };
    match cx.store.consume_attempt(&consumed).await? {
        Consumed::First => {}
        Consumed::Already(_) => return Ok(AppOutcome::Failed(Code::InvalidRequest)),
    }
    // An attempt that begins and ends in this request: nobody holds its secret afterwards.
    let secret = cx.random.secret();
    let begun = LoginAttempt::begin(secret, now, Intent::SignIn, ReturnTo::home());
    let attempt = Attempt {
        cx,
        existing,
        begun: &begun,
        held: None,
        holder: Holder::App,
        key: consumed.key,
        nonce: consumed.nonce,
    };
    match amazon.profile_for_app_token(request.token, &user_id).await {
        Ok(profile) => {
            let outcome = attempt.sign_in(&profile).await?;
            Ok(for_app(outcome, profile.email.as_ref()))
        }
        Err(error) => {
            let outcome = attempt.fail(report(&error)).await?;
            Ok(for_app(outcome, None))
        }
    }
}

fn for_app(outcome: CallbackOutcome, email: Option<&EmailAddress>) -> AppOutcome {
    match outcome {
        CallbackOutcome::SignedIn(signed_in) => AppOutcome::SignedIn {
            token: signed_in.token,
            created: signed_in.created,
        },
        CallbackOutcome::Asked(ticket) => AppOutcome::LinkRequired(LinkRequired {
            ticket,
            email_hint: email.map(EmailAddress::masked),
            proof: Proof::Password,
        }),
        // Only a second delivery is sent on without a session, and there is none.
        CallbackOutcome::GoOn(_) => AppOutcome::Failed(Code::Interrupted),
        CallbackOutcome::Failed(code) => AppOutcome::Failed(code),
    }
}
