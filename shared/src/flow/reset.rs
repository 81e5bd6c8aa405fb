//! A forgotten password: a letter to the address that an account holds, and the new password that the
//! link in it sets.

use super::{
    Clock, Context, Holder, MAX_ROUNDS, Random, account_sessions, devices,
    letter_limits::{self, Asked, MayWrite},
    notice, password_sign_in, proof_use,
};
use crate::{
    domain::{
        Account, AccountId, AmazonUserId, Digest, EmailAddress, Epoch, Event, EventKind, Identity,
        Invalid, Limit, LimitKind, MailboxProof, NewPassword, PasswordHash, ProofUse, Purpose,
        Secret, new_password::Known,
    },
    mail::{Content, Letters, Mailer, Recipient},
    password::Passwords,
    problem::{Code, Problem},
    store::{
        Counted, MailboxChange, MailboxChangeKind, MailboxOutcome, Store, StoreError, UsedProof,
    },
};

/// Where a letter is asked for.
pub const ASK_PAGE: &str = "/auth/forgot";
/// Where the link leads.
pub const PAGE: &str = "/auth/reset";

/// Sends a link that sets a new password to whoever holds this address, if anybody does.
///
/// Known and unknown addresses cost the same calls, and the answer is the same (threats E4, E7). Not for
/// an address that Amazon alone brought: whoever reads that mailbox may be somebody else (threat PH-5).
/// Nothing changes until the link is used.
pub async fn ask<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    email: &EmailAddress,
    source: &str,
) -> Result<Result<(), Code>, StoreError> {
    match letter_limits::count(cx, Asked::Reset, email, source).await? {
        Ok(MayWrite::Yes) => {}
        Ok(MayWrite::NotToAddress) => return Ok(Ok(())),
        Err(code) => return Ok(Err(code)),
    }
    let claim = cx.store.find_claim(email.normalised()).await?;
    let nobody = password_sign_in::nobody(email);
    let account_id = claim.map_or(nobody, |claim| claim.account_id);
    let (account, _) = cx.store.find_account(account_id, None).await?;
    let account = account.filter(|account| may_reset(account) && account.holds(email));
    let secret = cx.random.secret();
    let found = account.as_ref().map(|account| (account.id, account.epoch));
    let (account_id, epoch) = found.unwrap_or((nobody, Epoch(0)));
    let proof = proof(cx, &secret, account_id, epoch);
    cx.store.put_proof(&proof).await?;
    // To the address as it is stored, never as it was typed.
    let claim = account.as_ref().and_then(|account| account.claim.as_ref());
    let recipient = claim.map_or(Recipient::Nobody, |claim| Recipient::Mailbox(&claim.email));
    let link = letters.link(PAGE, &secret);
    let content = Content::ResetPassword { link: &link };
    Ok(letters.answer(recipient, content).await)
}

/// What a link that sets a password stands for.
pub(super) fn proof<S, C: Clock, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
    account_id: AccountId,
    epoch: Epoch,
) -> MailboxProof {
    MailboxProof {
        key: secret.digest(),
        purpose: Purpose::Reset { account_id, epoch },
        expires_at: cx.clock.now().plus_seconds(MailboxProof::RESET_LIFE_S),
        used: None,
    }
}

/// What a link sets a password of.
#[derive(Debug)]
pub struct Resettable {
    /// The account.
    pub account: Account,
    /// The Amazon accounts that open it.
    pub identities: Vec<Identity>,
}

/// The account that a link sets a password of; `None` if the link cannot be used any more.
pub async fn find<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
) -> Result<Option<Resettable>, StoreError> {
    let Some(proof) = cx.store.find_proof(secret.digest()).await? else {
        return Ok(None);
    };
    let Purpose::Reset { account_id, epoch } = proof.purpose else {
        return Ok(None);
    };
    if !proof.is_open(cx.clock.now()) {
        return Ok(None);
    }
    let (account, _) = cx.store.find_account(account_id, None).await?;
    let account = account.filter(|account| account.epoch == epoch && may_reset(account));
    let Some(account) = account else {
        return Ok(None);
    };
    let identities = account_sessions::identities_of(cx, &account).await?;
    Ok(Some(Resettable {
        account,
        identities,
    }))
}

/// A new password, typed into the page that a link leads to.
#[derive(Clone, Copy, Debug)]
pub struct Reset<'a> {
    /// What the link carries.
    pub secret: &'a Secret,
    /// The password as typed.
    pub password: &'a str,
    /// The Amazon accounts that go on opening the account, by their public ids.
    pub kept: &'a [Digest],
    /// The site's host name, which is not to be in the password.
    pub host: &'a str,
    /// Who acts.
    pub holder: Holder<'a>,
}

/// Sets the password, at most once per link. Every session ends, none begins; the browser is known to
/// the account from now on, so that it can sign in however often others guessed.
///
/// A second delivery (a double click, a lost reply) finds the password set and is told so.
pub async fn reset<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    letters: &Letters<'_, M>,
    request: Reset<'_>,
) -> Result<Result<Option<Secret>, Problem>, StoreError> {
    let mut hash = None;
    for _ in 0..MAX_ROUNDS {
        let Some(proof) = cx.store.find_proof(request.secret.digest()).await? else {
            return Ok(Err(Code::ProofExpired.into()));
        };
        let Purpose::Reset { account_id, epoch } = proof.purpose else {
            return Ok(Err(Code::ProofExpired.into()));
        };
        let (account, _) = cx.store.find_account(account_id, None).await?;
        let Some(account) = account else {
            return Ok(Err(Code::ProofExpired.into()));
        };
        if proof.used.is_some() {
            return again(cx, passwords, (&proof, epoch), &account, &request).await;
        }
        if !proof.is_open(cx.clock.now()) || account.epoch != epoch || !may_reset(&account) {
            if proof_use::is_used_by_now(cx, &proof).await? {
                continue;
            }
            return Ok(Err(Code::ProofExpired.into()));
        }
        let known = Known {
            host: request.host,
            email: account.claim.as_ref().map(|claim| &claim.email),
            name: account.name.as_ref(),
        };
        let min_chars = cx.policy.min_password_chars;
        let password = match NewPassword::parse(request.password, min_chars, &known) {
            Ok(password) => password,
            Err(refused) => return Ok(Err(refused.into())),
        };
        let hash = match &hash {
            Some(hash) => hash,
            None => hash.insert(hashed(cx, passwords, &password)?),
        };
        let change = prepare(cx, proof, account, hash.clone(), request.kept);
        match cx.store.change_by_proof(&change).await? {
            MailboxOutcome::Done => {
                tracing::info!(account.id = %account_id, "password reset");
                notice::password_changed(cx, letters, &change.account).await;
                let device =
                    devices::remember(cx, account_id, epoch.next(), request.holder).await?;
                return Ok(Ok(device));
            }
            // Looked at again: the link may be used, or the account another.
            MailboxOutcome::ProofClosed
            | MailboxOutcome::LastWayIn
            | MailboxOutcome::AccountChanged
            | MailboxOutcome::EmailTaken
            | MailboxOutcome::HolderChanged
            | MailboxOutcome::SessionEnded => {}
        }
    }
    tracing::error!("a reset found the account changing under it again and again");
    Ok(Err(Code::Unavailable.into()))
}

/// Whether whoever reads the mailbox of its address may set a password.
fn may_reset(account: &Account) -> bool {
    account.is_active() && account.may_have_password()
}

pub(super) fn hashed<S, C, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    password: &NewPassword,
) -> Result<PasswordHash, StoreError> {
    passwords
        .hash(password.expose_bytes(), &cx.random)
        .map_err(unreadable)
}

fn prepare<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    proof: MailboxProof,
    account: Account,
    password: PasswordHash,
    kept: &[Digest],
) -> MailboxChange {
    let now = cx.clock.now();
    let is_kept = |user_id: &&_| kept.contains(&AmazonUserId::public_id(user_id));
    let kept = account.identities.iter().filter(is_kept).cloned().collect();
    MailboxChange {
        kind: MailboxChangeKind::ResetPassword { password, kept },
        account,
        used: UsedProof {
            proof,
            proof_use: ProofUse {
                mark: cx.random.secret(),
                session_ref: None,
            },
            now,
        },
        event: Event::new(EventKind::PasswordReset, now, cx.random.bytes(), None),
    }
}

/// A link that was used: by this very form, if its password is the account's now. Whoever finds the link
/// later is not to try passwords here: it says nothing once it is past its time or something else has
/// changed, and every try is counted first.
async fn again<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    (proof, epoch): (&MailboxProof, Epoch),
    account: &Account,
    request: &Reset<'_>,
) -> Result<Result<Option<Secret>, Problem>, StoreError> {
    let now = cx.clock.now();
    if account.epoch != epoch.next() || now >= proof.expires_at {
        return Ok(Err(Code::ProofExpired.into()));
    }
    let link = proof.key.to_string();
    let max = cx.policy.limits.password;
    let limit = Limit::new(LimitKind::Password, &[link.as_bytes()], now, max);
    if cx.store.count(&limit).await? == Counted::Over {
        return Ok(Err(Code::TooManyAttempts.into()));
    }
    let stored = account.password.as_ref();
    let is_so = stored.is_some()
        && passwords
            .verify(stored, request.password.as_bytes())
            .map_err(unreadable)?;
    Ok(is_so.then_some(None).ok_or(Code::ProofExpired.into()))
}

fn unreadable(invalid: Invalid) -> StoreError {
    StoreError::Corrupt {
        entity: "account",
        reason: invalid.to_string(),
    }
}
