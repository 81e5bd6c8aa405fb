//! Fresh proof: before anything changes that decides who can get in, whoever acts has signed in, or
//! given the password, a little while ago (ASVS 7.5.1).

use super::{Clock, Context, Holder, Random, devices, password_check, password_sign_in};
use crate::{
    domain::{Account, Device, Secret, Session, SessionToken, Timestamp},
    password::Passwords,
    problem::Code,
    store::{Store, StoreError},
};

/// Somebody who acts on the account that they are signed in to.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// The session.
    pub token: &'a SessionToken,
    /// The account's password, if it was given again, byte by byte as received.
    pub password: Option<&'a [u8]>,
    /// Who acts.
    pub holder: Holder<'a>,
    /// Where the request came from.
    pub source: &'a str,
}

/// What counts as proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needed {
    /// A sign-in or the password, at most [`Session::FRESH_S`] ago.
    Recent,
    /// The password, with this very request (ASVS 6.2.3).
    Password,
}

/// When the person behind `session` proved who they are, if that is recent enough.
///
/// A password that is given is looked at even where the session alone would do: what was typed is
/// never passed over. It is counted like any guess at the sign-in page.
pub(super) async fn find<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    acting: Acting<'_>,
    (session, account, device): (&Session, &Account, Option<&Device>),
    needed: Needed,
) -> Result<Result<Timestamp, Code>, StoreError> {
    let now = cx.clock.now();
    let Some(password) = acting.password else {
        let is_proven = needed == Needed::Recent && session.is_fresh(now);
        return Ok(if is_proven {
            Ok(session.proved_at)
        } else {
            Err(Code::FreshProofRequired)
        });
    };
    // Without an address nobody signs in by password, and nothing is counted by.
    let Some(claim) = &account.claim else {
        return Ok(Err(Code::WrongPassword));
    };
    let guess = password_sign_in::PasswordSignIn {
        email: &claim.email,
        password,
        held: None,
        holder: acting.holder,
        source: acting.source,
    };
    let is_known_browser = devices::is_known(account, device);
    let Some(counted) = password_sign_in::count(cx, &guess, is_known_browser).await? else {
        return Ok(Err(Code::TooManyAttempts));
    };
    if !password_check::is_right(cx, passwords, Some(account), password).await?
        || !counted.lets_in(account)
    {
        return Ok(Err(counted.refusal()));
    }
    counted.take_back(cx).await?;
    Ok(Ok(now))
}

/// The `device` cookie's key, if there is one.
pub(super) fn device_of(acting: Acting<'_>) -> Option<crate::domain::Digest> {
    acting.holder.device().map(Secret::digest)
}
