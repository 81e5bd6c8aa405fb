//! Registration: an account with a name, an address and a password, at most one per address.

use super::{
    Clock, Context, Holder, MAX_ROUNDS, Random, password_check,
    password_sign_in::{self, PasswordSignIn, SignedIn},
    session,
};
use crate::{
    domain::{
        Account, AccountId, AccountStatus, AuthMethod, Claim, ClaimKind, Device, EmailAddress,
        EmailClaim, Event, EventKind, Limit, LimitKind, NewPassword, PasswordHash, PersonName,
        Secret, Session, SessionToken,
    },
    password::Passwords,
    problem::Code,
    store::{Counted, CreateOutcome, Displaced, NewAccount, Store, StoreError},
    telemetry::metrics::{self, Metric},
};

/// A registration, all of whose fields have the form they must have.
#[derive(Debug)]
pub struct Registration<'a> {
    /// The customer's name.
    pub name: &'a PersonName,
    /// The address.
    pub email: &'a EmailAddress,
    /// The password.
    pub password: &'a NewPassword,
    /// The `form` cookie that came with it; an app has none.
    pub form: Option<&'a Secret>,
    /// The session that the browser holds.
    pub held: Option<&'a SessionToken>,
    /// Who registers.
    pub holder: Holder<'a>,
    /// Where the request came from.
    pub source: &'a str,
}

/// How a registration ends.
#[derive(Debug)]
pub enum Registered {
    /// The account is there and somebody is signed in to it.
    SignedIn(SignedIn),
    /// This very form made the account before, and the session of then has ended: signing in is
    /// for the sign-in page.
    SessionEnded,
    /// Nobody is signed in.
    Failed(Code),
}

/// Registers, at most once per form.
///
/// Counted per source before anything is hashed; then one hash, whoever has the address (threat
/// E1), and the same call for it. A second delivery of the same form, by a double click or after a
/// lost reply, finds the account of the first under the id that both derive, and is given the same
/// session again while that lives. It has to show the same password: a form can have been left open
/// by somebody else.
///
/// Of several registrations with one address one gets it; the others are told. An address that
/// Amazon alone brought goes to whoever registers with it ([`ClaimKind::gives_way_to_registration`]).
pub async fn register<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    request: Registration<'_>,
) -> Result<Registered, StoreError> {
    if is_over_limit(cx, request.source).await? {
        return Ok(Registered::Failed(Code::TooManyAttempts));
    }
    let hash = passwords
        .hash(request.password.expose_bytes(), &cx.random)
        .map_err(|invalid| StoreError::Corrupt {
            entity: "account",
            reason: invalid.to_string(),
        })?;
    let email = request.email.normalised();
    let mut id = own_id(cx, &request);
    let mut was_there = false;
    for _ in 0..MAX_ROUNDS {
        let claim = cx.store.find_claim(email).await?;
        if was_there && claim.is_none() {
            // This form made an account before, which was deleted since: this is another one.
            id = cx.random.account_id();
        }
        let new = begin(cx, &request, id, &hash);
        let outcome = match claim {
            None => cx.store.create_account(&new.account).await?,
            Some(claim) if claim.account_id == id => {
                if let Some(registered) = again(cx, passwords, &request, id).await? {
                    return Ok(registered);
                }
                CreateOutcome::AccountThere
            }
            Some(claim) if claim.kind.gives_way_to_registration(cx.policy.mail) => {
                match displaced(cx, &claim, request.email).await? {
                    Some(displaced) => cx.store.displace_claim(&new.account, &displaced).await?,
                    None => CreateOutcome::HolderChanged,
                }
            }
            Some(_) => return Ok(Registered::Failed(Code::EmailTaken)),
        };
        if outcome == CreateOutcome::Created {
            metrics::count(Metric::AccountRegistered);
            tracing::info!(account.id = %id, "account registered");
            session::end_held(cx, request.held, &new.token).await?;
            return Ok(Registered::SignedIn(SignedIn {
                token: new.token,
                account_id: id,
                device: new.device,
            }));
        }
        // Somebody else's write went through, perhaps another delivery's of this very form.
        was_there = outcome == CreateOutcome::AccountThere;
    }
    tracing::error!("a registration found the table changing under it again and again");
    Ok(Registered::Failed(Code::Unavailable))
}

/// A new account with what its customer holds afterwards.
struct Begun {
    account: NewAccount,
    token: SessionToken,
    device: Option<Secret>,
}

/// The account's id: the same for every delivery of one form with one address, another for
/// everything else. It is no secret.
fn own_id<S, C, R: Random>(cx: &Context<S, C, R>, request: &Registration<'_>) -> AccountId {
    request.form.map_or_else(
        || cx.random.account_id(),
        |form| account_of(form, request.email),
    )
}

/// The id of the account that a form makes with an address.
#[must_use]
pub fn account_of(form: &Secret, email: &EmailAddress) -> AccountId {
    let email = email.normalised().as_str();
    let derived = form.derive("registered account", &[email.as_bytes()]);
    let mut bytes = [0; AccountId::LEN];
    bytes.copy_from_slice(&derived.expose_bytes()[..AccountId::LEN]);
    AccountId::from_bytes(bytes)
}

/// What a form's deliveries derive for one account. The stored hash is mixed in: its salt was drawn
/// by the delivery that made the account and is told to nobody, so whoever knows the form's secret
/// still does not know the session.
fn derive(form: &Secret, label: &str, id: AccountId, hash: &PasswordHash) -> Secret {
    form.derive(label, &[id.as_bytes(), hash.expose().as_bytes()])
}

fn session_token(form: &Secret, id: AccountId, hash: &PasswordHash) -> SessionToken {
    SessionToken::new(id, derive(form, "registered session", id, hash))
}

fn device_secret(form: &Secret, id: AccountId, hash: &PasswordHash) -> Secret {
    derive(form, "registered device", id, hash)
}

/// Everything that the account consists of.
fn begin<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    request: &Registration<'_>,
    id: AccountId,
    hash: &PasswordHash,
) -> Begun {
    let now = cx.clock.now();
    let account = Account {
        id,
        version: NewAccount::FIRST_VERSION,
        epoch: NewAccount::FIRST_EPOCH,
        status: AccountStatus::Active,
        created_at: now,
        external_id: None,
        credential_version: None,
        merged_into: None,
        address_held_until: None,
        name: Some(request.name.clone()),
        postal_code: None,
        identities: Vec::new(),
        claim: Some(Claim {
            email: request.email.clone(),
            kind: ClaimKind::Registered,
        }),
        password: Some(hash.clone()),
    };
    let token = match request.form {
        Some(form) => session_token(form, id, hash),
        None => SessionToken::new(id, cx.random.secret()),
    };
    // The cookie that the browser holds, or a new one.
    let fresh = match (request.holder, request.form) {
        (Holder::Browser { device: None, .. }, Some(form)) => Some(device_secret(form, id, hash)),
        _ => None,
    };
    let device = fresh.as_ref().or(request.holder.device());
    let life = cx.policy.session_life;
    Begun {
        account: NewAccount {
            identity: None,
            event: Event::new(EventKind::Registered, now, cx.random.bytes(), None),
            session: Some(
                Session::begin(&token, account.epoch, AuthMethod::Password, now, life)
                    .with_user_agent(request.holder.user_agent()),
            ),
            device: device.map(|secret| Device {
                digest: secret.digest(),
                epoch: account.epoch,
                seen_at: now,
            }),
            attempt: None,
            account,
        },
        token,
        device: fresh,
    }
}

/// The account that gives way, as it is now; `None` if it no longer holds the claim that was read.
pub(super) async fn displaced<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    claim: &EmailClaim,
    email: &EmailAddress,
) -> Result<Option<Displaced>, StoreError> {
    let (holder, _) = cx.store.find_account(claim.account_id, None).await?;
    let holder = holder.ok_or_else(|| StoreError::Corrupt {
        entity: "e-mail claim",
        reason: "the account it names is missing".to_owned(),
    })?;
    let kind = holder.claim.as_ref().map(|held| held.kind);
    let is_as_read = holder.holds(email) && kind == Some(claim.kind);
    Ok(is_as_read.then(|| Displaced {
        event: Event::new(
            EventKind::ClaimLost,
            cx.clock.now(),
            cx.random.bytes(),
            None,
        ),
        holder,
    }))
}

/// A second delivery: what the first one made; `None` if that account no longer holds the address.
/// A wrong password is counted as at the sign-in, and then the address is simply taken.
async fn again<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    request: &Registration<'_>,
    id: AccountId,
) -> Result<Option<Registered>, StoreError> {
    let failed = |code| Ok(Some(Registered::Failed(code)));
    let (account, _) = cx.store.find_account(id, None).await?;
    let Some(account) = account.filter(|account| account.holds(request.email)) else {
        return Ok(None);
    };
    let password = request.password.expose_bytes();
    let sign_in = PasswordSignIn {
        email: request.email,
        password,
        held: request.held,
        holder: request.holder,
        source: request.source,
    };
    let Some(counted) = password_sign_in::count(cx, &sign_in, false).await? else {
        return failed(Code::TooManyAttempts);
    };
    let is_right = password_check::is_right(cx, passwords, Some(&account), password).await?;
    let is_right = is_right && counted.lets_in(&account);
    let (true, Some(form), Some(hash)) = (is_right, request.form, &account.password) else {
        return failed(Code::EmailTaken);
    };
    counted.take_back(cx).await?;
    if !account.is_active() {
        return failed(Code::AccountDisabled);
    }
    let token = session_token(form, id, hash);
    if session::find_live(cx, &token).await?.is_none() {
        return Ok(Some(Registered::SessionEnded));
    }
    session::end_held(cx, request.held, &token).await?;
    let needs_device = request.holder.device().is_none();
    Ok(Some(Registered::SignedIn(SignedIn {
        device: needs_device.then(|| device_secret(form, id, hash)),
        token,
        account_id: id,
    })))
}

/// Counts a registration from this source, if the site limits them.
pub(super) async fn is_over_limit<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    source: &str,
) -> Result<bool, StoreError> {
    let max = cx.policy.limits.register;
    if max == 0 {
        return Ok(false);
    }
    let limit = Limit::new(
        LimitKind::Register,
        &[source.as_bytes()],
        cx.clock.now(),
        max,
    );
    Ok(cx.store.count(&limit).await? == Counted::Over)
}
