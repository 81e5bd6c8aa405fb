//! The address of an account: another one, or the same with its mailbox proven.
//!
//! It is asked for with fresh proof of the account and happens when the link in the letter to the new
//! address is used by a browser that is signed in to that account: whoever merely reads the mailbox may
//! have been tricked into confirming somebody else's account, password and all (threat PH-3,
//! CVE-2025-7365). Until then nothing changes; any change of who can get in kills the link (threat PH-4).
use super::{
    Clock, Context, Random,
    account_sessions::{self, Standing},
    fresh_proof::{self, Acting, Needed},
    letter_limits::{self, Asked, MayWrite},
};
use crate::{
    domain::{Account, ClaimKind, EmailAddress, MailboxProof, Purpose, Secret, SessionToken},
    flow::MAX_ROUNDS,
    mail::{Content, Letters, Mailer, Recipient},
    password::Passwords,
    problem::Code,
    store::{Store, StoreError},
};

mod confirmation;

pub use confirmation::{Confirmation, confirm};

/// Where the link leads.
pub const PAGE: &str = "/auth/verify";

/// Sends a link to the address that the account which `acting` is signed in to is to have. Whether somebody
/// else has it is told to nobody but the reader of that mailbox.
pub async fn ask<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    letters: &Letters<'_, M>,
    acting: Acting<'_>,
    email: &EmailAddress,
) -> Result<Result<(), Code>, StoreError> {
    let mut token = acting.token.clone();
    for _ in 0..MAX_ROUNDS {
        let session = match account_sessions::find_acting(cx, &token).await? {
            Standing::Live(found) => found.0,
            Standing::Renewed { heir, .. } => {
                token = heir;
                continue;
            }
            Standing::Dead => return Ok(Err(Code::Unauthenticated)),
        };
        let id = session.session_ref.account_id;
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
        if is_so(&account, email) {
            return Ok(Ok(()));
        }
        match letter_limits::count(cx, Asked::Address(id), email, acting.source).await? {
            Ok(MayWrite::Yes) => {}
            Ok(MayWrite::NotToAddress) => return Ok(Ok(())),
            Err(code) => return Ok(Err(code)),
        }
        let secret = cx.random.secret();
        let proof = MailboxProof {
            key: secret.digest(),
            purpose: Purpose::NewAddress {
                account_id: id,
                epoch: account.epoch,
                email: email.clone(),
            },
            expires_at: cx.clock.now().plus_seconds(MailboxProof::ADDRESS_LIFE_S),
            used: None,
        };
        cx.store.put_proof(&proof).await?;
        let link = letters.link(PAGE, &secret);
        let content = if account.holds(email) {
            Content::ProveMailbox { link: &link }
        } else {
            Content::NewAddress { link: &link }
        };
        return Ok(letters.answer(Recipient::Mailbox(email), content).await);
    }
    tracing::error!("a change of address found the account changing under it again and again");
    Ok(Err(Code::Unavailable))
}

/// What a link would do.
#[derive(Debug)]
pub struct Confirmable {
    /// The address that the account is to have.
    pub email: EmailAddress,
    /// Whether the session that the browser holds is of that account, so that it may say yes.
    pub is_signed_in: bool,
}

/// What a link would do in a browser that holds this session; `None` if it cannot be used any more.
pub async fn find<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
    held: Option<&SessionToken>,
) -> Result<Option<Confirmable>, StoreError> {
    let proof = cx.store.find_proof(secret.digest()).await?;
    let Some(proof) = proof.filter(|proof| proof.is_open(cx.clock.now())) else {
        return Ok(None);
    };
    let Purpose::NewAddress {
        account_id,
        epoch,
        email,
    } = proof.purpose
    else {
        return Ok(None);
    };
    let (account, _) = cx.store.find_account(account_id, None).await?;
    let account = account.filter(|account| account.is_active() && account.epoch == epoch);
    let Some(account) = account else {
        return Ok(None);
    };
    let acting = find_acting(cx, held, &account).await?;
    Ok(Some(Confirmable {
        email,
        is_signed_in: !matches!(acting, Standing::Dead),
    }))
}

/// The address that a link names, used or not; none for a link that is good for something else.
pub async fn address_of<S: Store, C, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
) -> Result<Option<EmailAddress>, StoreError> {
    let proof = cx.store.find_proof(secret.digest()).await?;
    Ok(proof.and_then(|proof| match proof.purpose {
        Purpose::NewAddress { email, .. } => Some(email),
        _ => None,
    }))
}

/// Whether the account has this address, proven.
fn is_so(account: &Account, email: &EmailAddress) -> bool {
    let claim = account.claim.as_ref();
    claim.is_some_and(|claim| claim.kind == ClaimKind::Mailbox && claim.email == *email)
}

/// How the session that is held stands; one of another account is as good as none.
async fn find_acting<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    held: Option<&SessionToken>,
    account: &Account,
) -> Result<Standing, StoreError> {
    let held = held.filter(|held| held.session_ref().account_id == account.id);
    match held {
        Some(token) => account_sessions::find_acting(cx, token).await,
        None => Ok(Standing::Dead),
    }
}
