//! The address of an account: another one, or the same with its mailbox proven.
//!
//! It is asked for with fresh proof of the account and happens when the link in the letter to the new
//! address is used. Until then nothing changes; any change of who can get in kills the link (threat PH-4).

use super::{
    Clock, Context, Holder, MAX_ROUNDS, Random,
    account_sessions::{self, Kept, Standing},
    devices,
    fresh_proof::{self, Acting, Needed},
    letter_limits::{self, MayWrite},
    notice, proof_use, undo,
};
use crate::{
    domain::{
        Account, ClaimKind, EmailAddress, Epoch, Event, EventKind, MailboxProof, ProofUse, Purpose,
        Renewal, Secret, Session, SessionToken,
    },
    mail::{Content, Letters, Mailer, Recipient},
    password::Passwords,
    problem::Code,
    store::{
        ActingSession, AddressChange, Displaced, MailboxChange, MailboxChangeKind, MailboxOutcome,
        Store, StoreError, UsedProof,
    },
};

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
        match letter_limits::count(cx, email, acting.source).await? {
            Ok(MayWrite::Yes) => {}
            Ok(MayWrite::NotToAddress) => return Ok(Err(Code::TooManyAttempts)),
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

/// The address that a link would give to an account; `None` if it cannot be used any more.
pub async fn find<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
) -> Result<Option<EmailAddress>, StoreError> {
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
    Ok(account.map(|_| email))
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

/// Who uses a link.
#[derive(Clone, Copy, Debug)]
pub struct Confirmation<'a> {
    /// What the link carries.
    pub secret: &'a Secret,
    /// The session that the browser holds. One of this account goes on as another; one of another account
    /// is let be.
    pub held: Option<&'a SessionToken>,
    /// Who acts.
    pub holder: Holder<'a>,
}

/// Gives the account the address, at most once per link. Every session ends but the one that acts, if one
/// of this account does.
///
/// Refused with `email_taken` where another account holds the address, unless Amazon alone brought it there.
/// The reader of the address of before is told, and can undo it for a week.
pub async fn confirm<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    request: Confirmation<'_>,
) -> Result<Result<Option<Kept>, Code>, StoreError> {
    for _ in 0..MAX_ROUNDS {
        let Some(proof) = cx.store.find_proof(request.secret.digest()).await? else {
            return Ok(Err(Code::ProofExpired));
        };
        let Purpose::NewAddress {
            account_id,
            epoch,
            email,
        } = proof.purpose.clone()
        else {
            return Ok(Err(Code::ProofExpired));
        };
        let (account, _) = cx.store.find_account(account_id, None).await?;
        let Some(account) = account.filter(Account::is_active) else {
            return Ok(Err(Code::ProofExpired));
        };
        if proof.used.is_some() && is_so(&account, &email) {
            return Ok(Ok(kept_before(cx, request.held, &account).await?));
        }
        if !proof.is_open(cx.clock.now()) || account.epoch != epoch {
            if proof_use::is_used_by_now(cx, &proof).await? {
                continue;
            }
            return Ok(Err(Code::ProofExpired));
        }
        let (displaced, takes_back) = match find_displaced(cx, &account, &email).await? {
            Found::Free => (None, false),
            Found::Kept => (None, true),
            Found::Displaced(displaced) => (Some(*displaced), false),
            Found::Taken => return Ok(Err(Code::EmailTaken)),
            Found::Changed => continue,
        };
        let acting = find_acting(cx, request.held, &account).await?;
        let taken = (displaced, takes_back);
        let prepared = prepare(cx, proof, account, taken, acting, &email);
        match cx.store.change_by_proof(&prepared.change).await? {
            MailboxOutcome::Done => return Ok(Ok(done(cx, letters, request, prepared).await?)),
            // Looked at again: somebody else's write went through.
            MailboxOutcome::ProofClosed
            | MailboxOutcome::LastWayIn
            | MailboxOutcome::AccountChanged
            | MailboxOutcome::EmailTaken
            | MailboxOutcome::HolderChanged
            | MailboxOutcome::SessionEnded => {}
        }
    }
    tracing::error!("a change of address found the table changing under it again and again");
    Ok(Err(Code::Unavailable))
}

/// Whether the account has this address, proven.
fn is_so(account: &Account, email: &EmailAddress) -> bool {
    let claim = account.claim.as_ref();
    claim.is_some_and(|claim| claim.kind == ClaimKind::Mailbox && claim.email == *email)
}

/// Who has an address.
enum Found {
    /// Nobody, or the account itself.
    Free,
    /// Nobody: it is kept for the account, which gave it up.
    Kept,
    /// An account that loses it.
    Displaced(Box<Displaced>),
    /// Another account.
    Taken,
    /// Somebody else by now.
    Changed,
}

async fn find_displaced<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    account: &Account,
    email: &EmailAddress,
) -> Result<Found, StoreError> {
    if account.holds(email) {
        return Ok(Found::Free);
    }
    let Some(claim) = cx.store.find_claim(email.normalised()).await? else {
        return Ok(Found::Free);
    };
    if claim.account_id == account.id {
        // If it is not kept, it was given to the account since that was read.
        let is_kept = claim.kind == ClaimKind::Held;
        return Ok(if is_kept { Found::Kept } else { Found::Changed });
    }
    if claim.kind != ClaimKind::AmazonOnly {
        return Ok(Found::Taken);
    }
    let (holder, _) = cx.store.find_account(claim.account_id, None).await?;
    let holder = holder.ok_or_else(account_sessions::missing_account)?;
    let kind = holder.claim.as_ref().map(|held| held.kind);
    if !holder.holds(email) || kind != Some(claim.kind) {
        return Ok(Found::Changed);
    }
    let (now, random) = (cx.clock.now(), cx.random.bytes());
    let event = Event::new(EventKind::ClaimLost, now, random, None);
    Ok(Found::Displaced(Box::new(Displaced { holder, event })))
}

/// The live session of this very account that the browser holds.
async fn find_acting<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    held: Option<&SessionToken>,
    account: &Account,
) -> Result<Option<(SessionToken, Session)>, StoreError> {
    let held = held.filter(|held| held.session_ref().account_id == account.id);
    let Some(token) = held else {
        return Ok(None);
    };
    Ok(match account_sessions::find_acting(cx, token).await? {
        Standing::Live(found) if found.0.epoch == account.epoch => Some((token.clone(), found.0)),
        _ => None,
    })
}

/// A change with what is known about it before it is written.
struct Prepared {
    change: MailboxChange,
    /// The session that goes on.
    successor: Option<SessionToken>,
    /// What undoes it.
    undo: Option<Secret>,
}

fn prepare<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    proof: MailboxProof,
    account: Account,
    (displaced, takes_back): (Option<Displaced>, bool),
    acting: Option<(SessionToken, Session)>,
    email: &EmailAddress,
) -> Prepared {
    let now = cx.clock.now();
    let is_own = account.holds(email);
    let is_kept = (account.address_held_until).is_some_and(|until| now < until);
    // One address at a time is kept: whoever got in and moved on twice cannot come back by the second.
    let given_up = notice::reader(cx, &account).filter(|_| !is_own && !is_kept);
    let undo = given_up.map(|given_up| {
        let secret = cx.random.secret();
        let proof = MailboxProof {
            key: secret.digest(),
            purpose: Purpose::UndoAddress {
                account_id: account.id,
                email: given_up.clone(),
                changed_at: now,
            },
            expires_at: now.plus_seconds(MailboxProof::UNDO_LIFE_S),
            used: None,
        };
        (secret, proof)
    });
    let (undo, undo_proof) = undo.unzip();
    let renewed = acting.map(|(token, session)| {
        let mark = cx.random.secret();
        let successor = token.renewed(&mark);
        let acting = ActingSession {
            session_ref: session.session_ref,
            renewal: Renewal { mark, at: now },
            successor: Some(session.renew(&successor, now)),
        };
        (successor, acting)
    });
    let (successor, acting) = renewed.unzip();
    let event = if is_own {
        EventKind::AddressProven
    } else {
        EventKind::AddressChanged
    };
    Prepared {
        change: MailboxChange {
            account,
            kind: MailboxChangeKind::ChangeAddress(Box::new(AddressChange {
                email: email.clone(),
                displaced,
                takes_back,
                undo: undo_proof,
                acting,
            })),
            used: UsedProof {
                proof,
                proof_use: ProofUse {
                    mark: cx.random.secret(),
                    session_ref: None,
                },
                now,
            },
            event: Event::new(event, now, cx.random.bytes(), None),
        },
        successor,
        undo,
    }
}

async fn done<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    request: Confirmation<'_>,
    prepared: Prepared,
) -> Result<Option<Kept>, StoreError> {
    let MailboxChange { account, kind, .. } = &prepared.change;
    let (id, epoch): (_, Epoch) = (account.id, account.epoch.next());
    let what = prepared.change.event.kind.as_str();
    tracing::info!(account.id = %id, change = what, "account changed");
    if let (Some(secret), Some(claim), MailboxChangeKind::ChangeAddress(address)) =
        (&prepared.undo, &account.claim, kind)
    {
        let content = Content::AddressChanged {
            new_address_masked: &address.email.masked(),
            undo: &letters.link(undo::PAGE, secret),
        };
        letters
            .notify(Recipient::Mailbox(&claim.email), content)
            .await;
    }
    let Some(token) = prepared.successor else {
        return Ok(None);
    };
    let device = devices::remember(cx, id, epoch, request.holder).await?;
    Ok(Some(Kept { token, device }))
}

/// The session that an earlier delivery put in the place of the one that is held.
async fn kept_before<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    held: Option<&SessionToken>,
    account: &Account,
) -> Result<Option<Kept>, StoreError> {
    let held = held.filter(|held| held.session_ref().account_id == account.id);
    let Some(token) = held else {
        return Ok(None);
    };
    Ok(match account_sessions::find_acting(cx, token).await? {
        Standing::Renewed { heir, .. } => Some(Kept {
            token: heir,
            device: None,
        }),
        Standing::Live(_) | Standing::Dead => None,
    })
}
