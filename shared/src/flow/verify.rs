//! Registration that waits for the proof of its mailbox: a letter to the address that was typed, and the
//! account that the link in it makes.

use super::{
    Clock, Context, Holder, MAX_ROUNDS, Random, devices,
    letter_limits::{self, Asked as Letter, MayWrite},
    password_sign_in::{self, SignedIn},
    proof_use, register, reset, session,
};
use crate::{
    domain::{
        Account, AccountId, AccountStatus, AuthMethod, Claim, ClaimKind, Device, EmailAddress,
        Event, EventKind, MailboxProof, NewPassword, PasswordHash, PersonName, ProofUse, Purpose,
        Registration, ReturnTo, Secret, Session, SessionToken, new_password::Known,
    },
    mail::{Content, Letters, Mailer, Recipient},
    password::Passwords,
    problem::{Code, Problem},
    store::{CreateOutcome, NewAccount, Store, StoreError, UsedProof},
    telemetry::metrics::{self, Metric},
};

/// Where the link leads.
pub const PAGE: &str = "/auth/verify";

/// For how many seconds a link that was used gives its session again: to a double click, or after a lost
/// reply. Later whoever finds the letter, or has it forwarded, is not to have the session of its reader.
const AGAIN_S: i64 = 60;

/// A registration, all of whose fields have the form they must have.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The customer's name.
    pub name: &'a PersonName,
    /// The address.
    pub email: &'a EmailAddress,
    /// The password.
    pub password: &'a NewPassword,
    /// The `form` cookie that came with it; an app has none.
    pub form: Option<&'a Secret>,
    /// Where to go afterwards.
    pub return_to: &'a ReturnTo,
    /// Where the request came from.
    pub source: &'a str,
}

/// Writes to the address that somebody registers with: the link that makes the account or, where an
/// account has the address, that it has. Nothing changes before the link is used.
///
/// Known and unknown addresses cost the same hash and the same calls, and the answer is the same
/// (threats E1, E4, E7, ASVS 6.3.8). An address that Amazon alone brought counts as free: whoever
/// reads its mailbox takes it (threat PH-5).
pub async fn ask<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    letters: &Letters<'_, M>,
    asked: Asked<'_>,
) -> Result<Result<(), Code>, StoreError> {
    if register::is_over_limit(cx, asked.source).await? {
        return Ok(Err(Code::TooManyAttempts));
    }
    let may_write =
        match letter_limits::count(cx, Letter::Registration, asked.email, asked.source).await? {
            Ok(may_write) => may_write,
            Err(code) => return Ok(Err(code)),
        };
    let password = reset::hashed(cx, passwords, asked.password)?;
    let claim = cx.store.find_claim(asked.email.normalised()).await?;
    let nobody = password_sign_in::nobody(asked.email);
    let account_id = claim.as_ref().map_or(nobody, |claim| claim.account_id);
    let (account, _) = cx.store.find_account(account_id, None).await?;
    let secret = cx.random.secret();
    let proof = MailboxProof {
        key: secret.digest(),
        purpose: Purpose::Register(Registration {
            email: asked.email.clone(),
            name: asked.name.clone(),
            password,
            form: asked.form.map(Secret::digest),
            return_to: asked.return_to.clone(),
        }),
        expires_at: cx.clock.now().plus_seconds(MailboxProof::ADDRESS_LIFE_S),
        used: None,
    };
    cx.store.put_proof(&proof).await?;
    let link = letters.link(PAGE, &secret);
    let [sign_in, forgot] = ["/auth/sign-in", "/auth/forgot"].map(|path| letters.page(path));
    let is_free = claim.is_none_or(|claim| claim.kind.gives_way_to_proof());
    // The address as the account has it, never as it was typed by whoever it may be.
    let stored = (account.as_ref())
        .filter(|account| account.holds(asked.email))
        .and_then(|account| account.claim.as_ref());
    let (recipient, content) = match stored {
        _ if is_free => (
            Recipient::Mailbox(asked.email),
            Content::ProveMailbox { link: &link },
        ),
        stored => (
            stored.map_or(Recipient::Nobody, |it| Recipient::Mailbox(&it.email)),
            Content::AlreadyRegistered {
                sign_in: &sign_in,
                forgot: &forgot,
            },
        ),
    };
    let recipient = match may_write {
        MayWrite::Yes => recipient,
        MayWrite::NotToAddress => Recipient::Nobody,
    };
    Ok(letters.answer(recipient, content).await)
}

/// The registration that a link finishes; `None` if the link cannot be used any more.
pub async fn find<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
) -> Result<Option<Registration>, StoreError> {
    let proof = cx.store.find_proof(secret.digest()).await?;
    let open = proof.filter(|proof| proof.is_open(cx.clock.now()));
    Ok(open.and_then(|proof| match proof.purpose {
        Purpose::Register(registration) => Some(registration),
        _ => None,
    }))
}

/// Whether a link, used or not, is one that makes an account.
pub async fn is_registration<S: Store, C, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
) -> Result<bool, StoreError> {
    let proof = cx.store.find_proof(secret.digest()).await?;
    Ok(proof.is_some_and(|proof| matches!(proof.purpose, Purpose::Register(_))))
}

/// Whether a browser with this `form` cookie is the one that registered: only there does the password
/// count that was chosen then. Anywhere else somebody else may have chosen it (threat PH-1).
#[must_use]
pub fn is_same_browser(registration: &Registration, form: Option<&Secret>) -> bool {
    registration.form.is_some() && registration.form == form.map(Secret::digest)
}

/// The form that a link leads to, sent.
#[derive(Clone, Copy, Debug)]
pub struct Verification<'a> {
    /// What the link carries.
    pub secret: &'a Secret,
    /// The `form` cookie of the browser; an app has none.
    pub form: Option<&'a Secret>,
    /// The name as typed; the one of then, where the form does not ask.
    pub name: Option<&'a str>,
    /// The password as typed; the one of then counts in the browser that chose it.
    pub password: Option<&'a str>,
    /// The site's host name, which is not to be in a password.
    pub host: &'a str,
    /// The session that the browser holds.
    pub held: Option<&'a SessionToken>,
    /// Who acts.
    pub holder: Holder<'a>,
}

/// What became of a link.
#[derive(Debug)]
pub enum Verified {
    /// The account is there, and somebody is signed in to it.
    SignedIn {
        /// To which account, and by which session.
        signed_in: SignedIn,
        /// Where to go on.
        return_to: ReturnTo,
    },
    /// This link made its account before, and the session of then has ended: signing in is for the
    /// sign-in page.
    SessionEnded,
    /// Nobody is signed in, and nothing has changed.
    Refused(Problem),
}

/// Makes the account, at most once per link; its address is proven, and taken from an account that
/// holds it through Amazon alone.
///
/// A second delivery (a double click, a lost reply) is given the session of the first again, for a
/// minute and while that lives: it has shown the link. If another account proved or was given the
/// address meanwhile, none is made.
pub async fn verify<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    request: Verification<'_>,
) -> Result<Verified, StoreError> {
    let refused = |problem: Problem| Ok(Verified::Refused(problem));
    let mut chosen = None;
    for _ in 0..MAX_ROUNDS {
        let Some(proof) = cx.store.find_proof(request.secret.digest()).await? else {
            return refused(Code::ProofExpired.into());
        };
        let Purpose::Register(registration) = &proof.purpose else {
            return refused(Code::ProofExpired.into());
        };
        if let Some(used) = &proof.used {
            return again(cx, used, &registration.return_to, &request).await;
        }
        if !proof.is_open(cx.clock.now()) {
            return refused(Code::ProofExpired.into());
        }
        let email = &registration.email;
        let displaced = match cx.store.find_claim(email.normalised()).await? {
            None => None,
            Some(claim) if claim.kind.gives_way_to_proof() => {
                let displaced = register::displaced(cx, &claim, email).await?;
                if displaced.is_none() {
                    // The claim changed hands in between: looked at again.
                    continue;
                }
                displaced
            }
            // By another delivery of this very form, perhaps.
            Some(_) if proof_use::is_used_by_now(cx, &proof).await? => continue,
            Some(_) => return refused(Code::EmailTaken.into()),
        };
        let chosen = match &chosen {
            Some(chosen) => chosen,
            None => match choose(cx, passwords, registration, &request)? {
                Ok(choice) => chosen.insert(choice),
                Err(problem) => return refused(problem),
            },
        };
        let return_to = registration.return_to.clone();
        let begun = begin(cx, chosen, email.clone(), &request);
        let used = UsedProof {
            proof_use: begun.proof_use,
            now: cx.clock.now(),
            proof,
        };
        let outcome = (cx.store)
            .create_by_proof(&begun.account, displaced.as_ref(), &used)
            .await?;
        // Otherwise somebody else's write went through, perhaps another delivery's.
        if outcome == CreateOutcome::Created {
            let account_id = begun.account.account.id;
            metrics::count(Metric::AccountRegistered);
            tracing::info!(account.id = %account_id, "account registered");
            session::end_held(cx, request.held, &begun.token).await?;
            let signed_in = SignedIn {
                token: begun.token,
                account_id,
                device: begun.device,
            };
            return Ok(Verified::SignedIn {
                signed_in,
                return_to,
            });
        }
    }
    tracing::error!("a proof of a mailbox found the table changing under it again and again");
    refused(Code::Unavailable.into())
}

/// The name and the password of an account.
struct Chosen {
    name: PersonName,
    password: PasswordHash,
}

/// What was typed now, or in this very browser before. In any other one the password is to be chosen
/// anew, and nothing typed counts as too short a one.
fn choose<S, C, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    registration: &Registration,
    request: &Verification<'_>,
) -> Result<Result<Chosen, Problem>, StoreError> {
    let name = match request.name.map(PersonName::parse_typed) {
        None => registration.name.clone(),
        Some(Ok(name)) => name,
        Some(Err(_)) => return Ok(Err(Code::InvalidName.into())),
    };
    if request.password.is_none() && is_same_browser(registration, request.form) {
        let password = registration.password.clone();
        return Ok(Ok(Chosen { name, password }));
    }
    let known = Known {
        host: request.host,
        email: Some(&registration.email),
        name: Some(&name),
    };
    let typed = request.password.unwrap_or_default();
    let password = match NewPassword::parse(typed, cx.policy.min_password_chars, &known) {
        Ok(password) => password,
        Err(refused) => return Ok(Err(refused.into())),
    };
    let password = reset::hashed(cx, passwords, &password)?;
    Ok(Ok(Chosen { name, password }))
}

/// A new account with what its customer holds afterwards.
struct Begun {
    account: NewAccount,
    proof_use: ProofUse,
    token: SessionToken,
    device: Option<Secret>,
}

/// Everything that the account consists of.
fn begin<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    chosen: &Chosen,
    email: EmailAddress,
    request: &Verification<'_>,
) -> Begun {
    let (now, id, mark) = (cx.clock.now(), cx.random.account_id(), cx.random.secret());
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
        name: Some(chosen.name.clone()),
        postal_code: None,
        identities: Vec::new(),
        claim: Some(Claim {
            email,
            kind: ClaimKind::Mailbox,
        }),
        password: Some(chosen.password.clone()),
    };
    let token = MailboxProof::session_token(request.secret, &mark, id);
    let device = new_device(request, &mark);
    let known = device.as_ref().or(request.holder.device());
    let life = cx.policy.session_life;
    Begun {
        account: NewAccount {
            identity: None,
            event: Event::new(EventKind::Registered, now, cx.random.bytes(), None),
            session: Some(
                Session::begin(&token, account.epoch, AuthMethod::Password, now, life)
                    .with_user_agent(request.holder.user_agent()),
            ),
            device: known.map(|secret| Device {
                digest: secret.digest(),
                epoch: account.epoch,
                seen_at: now,
            }),
            attempt: None,
            account,
        },
        proof_use: ProofUse {
            mark,
            session_ref: Some(token.session_ref()),
        },
        token,
        device,
    }
}

/// The cookie that a browser should hold which has none: the same for every delivery.
fn new_device(request: &Verification<'_>, mark: &Secret) -> Option<Secret> {
    let needs_one = matches!(request.holder, Holder::Browser { device: None, .. });
    needs_one.then(|| (request.secret).derive("device", &[mark.expose_bytes()]))
}

/// A link that was used: what its first use made, as long as that session lives, and for a moment only.
async fn again<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    used: &ProofUse,
    return_to: &ReturnTo,
    request: &Verification<'_>,
) -> Result<Verified, StoreError> {
    let Some(begun) = used.session_ref else {
        return Ok(Verified::SessionEnded);
    };
    let account_id: AccountId = begun.account_id;
    let token = MailboxProof::session_token(request.secret, &used.mark, account_id);
    let found = session::find_live(cx, &token).await?;
    let now = cx.clock.now();
    let just_begun = found.filter(|(it, _)| now.seconds_since(it.auth_time) <= AGAIN_S);
    let Some((session, _)) = just_begun else {
        return Ok(Verified::SessionEnded);
    };
    session::end_held(cx, request.held, &token).await?;
    // Another browser that has the link, or the one whose reply was lost.
    let fresh = new_device(request, &used.mark);
    if let (Some(device), Holder::Browser { user_agent, .. }) = (&fresh, request.holder) {
        let holder = Holder::Browser {
            device: Some(device),
            user_agent,
        };
        devices::remember(cx, account_id, session.epoch, holder).await?;
    }
    Ok(Verified::SignedIn {
        signed_in: SignedIn {
            device: fresh,
            token,
            account_id,
        },
        return_to: return_to.clone(),
    })
}
