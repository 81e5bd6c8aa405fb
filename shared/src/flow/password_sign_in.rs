//! The site's own sign-in: e-mail and password, slowed down without telling which accounts exist.

use super::{Clock, Context, Holder, Random, devices, password_check, session};
use crate::{
    domain::{
        Account, AccountId, AuthMethod, ClaimKind, Digest, EmailAddress, Limit, LimitKind, Secret,
        Session, SessionToken,
    },
    password::Passwords,
    problem::Code,
    store::{Counted, Store, StoreError},
};

/// A sign-in by e-mail and password.
#[derive(Debug)]
pub struct PasswordSignIn<'a> {
    /// The address.
    pub email: &'a EmailAddress,
    /// The password, byte by byte as received.
    pub password: &'a [u8],
    /// The session that the browser holds.
    pub held: Option<&'a SessionToken>,
    /// Who signs in.
    pub holder: Holder<'a>,
    /// Where the request came from.
    pub source: &'a str,
}

/// A sign-in that happened.
#[derive(Debug)]
pub struct SignedIn {
    /// The session.
    pub token: SessionToken,
    /// Whose it is.
    pub account_id: AccountId,
    /// A new `device` cookie, if the browser needs one.
    pub device: Option<Secret>,
}

/// Signs in, or says why not.
///
/// Every try is counted before its password is looked at, and a right one takes its own count
/// back. Known and unknown addresses cost the same calls and the same hashing work (threats E1,
/// E7). The session has the epoch of the very read that gave the hash, so a password that changes
/// meanwhile kills it.
pub async fn sign_in<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    request: PasswordSignIn<'_>,
) -> Result<Result<SignedIn, Code>, StoreError> {
    let (account, is_known_browser) = match find_account(cx, passwords, &request).await? {
        Ok(found) => found,
        Err(code) => return Ok(Err(code)),
    };
    if !account.is_active() {
        return Ok(Err(Code::AccountDisabled));
    }
    let token = SessionToken::new(account.id, cx.random.secret());
    let now = cx.clock.now();
    let life = cx.policy.session_life;
    let session = Session::begin(&token, account.epoch, AuthMethod::Password, now, life)
        .with_user_agent(request.holder.user_agent());
    cx.store.put_session(&session).await?;
    let device = if is_known_browser {
        None
    } else {
        devices::remember(cx, account.id, account.epoch, request.holder).await?
    };
    session::end_held(cx, request.held, &token).await?;
    Ok(Ok(SignedIn {
        token,
        account_id: account.id,
        device,
    }))
}

/// The account whose address and password these are, active or not, and whether it knows the browser.
/// Counted as [`sign_in`] says.
pub(super) async fn find_account<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    request: &PasswordSignIn<'_>,
) -> Result<Result<(Account, bool), Code>, StoreError> {
    let store = &cx.store;
    let claim = store.find_claim(request.email.normalised()).await?;
    let claim = claim.filter(|claim| claim.kind != ClaimKind::Held);
    let account_id = claim.map_or_else(|| nobody(request.email), |claim| claim.account_id);
    let held_device = request.holder.device().map(Secret::digest);
    let (account, device) = store.find_account(account_id, held_device).await?;
    let is_known_browser = account
        .as_ref()
        .is_some_and(|account| devices::is_known(account, device.as_ref()));

    let Some(counted) = count(cx, request, is_known_browser).await? else {
        return Ok(Err(Code::TooManyAttempts));
    };
    let is_right =
        password_check::is_right(cx, passwords, account.as_ref(), request.password).await?;
    let Some(account) = account.filter(|account| is_right && counted.lets_in(account)) else {
        return Ok(Err(counted.refusal()));
    };
    counted.take_back(cx).await?;
    Ok(Ok((account, is_known_browser)))
}

/// A try that was counted and may be looked at.
pub(super) struct Try {
    /// What a right password takes back.
    taken_back: Vec<Limit>,
    /// Whether this address had more wrong passwords than anybody may have.
    past_total: bool,
    /// Whether a mailbox is another way in.
    has_mail: bool,
}

impl Try {
    /// What a wrong password is told. Past the total everybody is told the same, right or wrong, so
    /// that nobody learns which addresses Amazon opens, or whether there is an account at all.
    pub(super) const fn refusal(&self) -> Code {
        if self.past_total {
            Code::TooManyAttempts
        } else {
            Code::WrongPassword
        }
    }

    /// Whether a right password opens this account: past the total only one without another way in.
    pub(super) fn lets_in(&self, account: &Account) -> bool {
        let by_mailbox = self.has_mail && account.may_have_password();
        !self.past_total || (account.identities.is_empty() && !by_mailbox)
    }

    /// A right password takes its own count back.
    pub(super) async fn take_back<S: Store, C, R>(
        &self,
        cx: &Context<S, C, R>,
    ) -> Result<(), StoreError> {
        for limit in &self.taken_back {
            cx.store.uncount(limit).await?;
        }
        Ok(())
    }
}

/// Counts the try; `None` if a limit is reached.
pub(super) async fn count<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    request: &PasswordSignIn<'_>,
    is_known_browser: bool,
) -> Result<Option<Try>, StoreError> {
    let (now, limits) = (cx.clock.now(), cx.policy.limits);
    let email = request.email.normalised();
    let within = |taken_back| Try {
        taken_back,
        past_total: false,
        has_mail: cx.policy.mail,
    };
    if let (true, Some(device)) = (is_known_browser, request.holder.device()) {
        let subject = [email.as_str().as_bytes(), device.expose_bytes().as_slice()];
        let own = Limit::new(LimitKind::Device, &subject, now, limits.password);
        let counted = cx.store.count(&own).await?;
        return Ok((counted == Counted::Within).then(|| within(vec![own])));
    }
    let subject = [email.as_str().as_bytes(), request.source.as_bytes()];
    let by_source = Limit::new(LimitKind::Password, &subject, now, limits.password);
    if cx.store.count(&by_source).await? == Counted::Over {
        return Ok(None);
    }
    let total = Limit::for_email(LimitKind::PasswordTotal, email, now, limits.password_total);
    if cx.store.count(&total).await? == Counted::Within {
        return Ok(Some(within(vec![by_source, total])));
    }
    // Past the total, another way in is asked for; an account that has none gets one try a minute.
    // It is counted for every address, so that all of them cost the same.
    let trickle = Limit::for_email(LimitKind::PasswordTrickle, email, now, 1);
    let counted = cx.store.count(&trickle).await?;
    Ok((counted == Counted::Within).then(|| Try {
        taken_back: vec![by_source],
        past_total: true,
        has_mail: cx.policy.mail,
    }))
}

/// A key that no account has, so that an unknown address costs the same reads.
pub(super) fn nobody(email: &EmailAddress) -> AccountId {
    let digest = Digest::of(email.normalised().as_str().as_bytes()).to_string();
    let mut bytes = [0; AccountId::LEN];
    bytes.copy_from_slice(&digest.as_bytes()[..AccountId::LEN]);
    AccountId::from_bytes(bytes)
}
