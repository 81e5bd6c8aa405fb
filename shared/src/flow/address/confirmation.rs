//! The link in the letter to the new address, used.

use super::{find_acting, is_so};
use crate::{
    domain::{
        Account, ClaimKind, EmailAddress, Event, EventKind, MailboxProof, ProofUse, Purpose,
        Renewal, Secret, Session, SessionToken,
    },
    flow::{
        Clock, Context, Holder, MAX_ROUNDS, Random,
        account_sessions::{self, Kept, Standing},
        devices, notice, proof_use,
    },
    mail::{Letters, Mailer},
    problem::Code,
    store::{
        ActingSession, AddressChange, Displaced, MailboxChange, MailboxChangeKind, MailboxOutcome,
        Store, StoreError, UsedProof,
    },
};

/// Who uses a link.
#[derive(Clone, Copy, Debug)]
pub struct Confirmation<'a> {
    /// What the link carries.
    pub secret: &'a Secret,
    /// The session that is held. One of the account that asked goes on as another; with none, or one of
    /// another account, nothing happens.
    pub held: Option<&'a SessionToken>,
    /// Who acts.
    pub holder: Holder<'a>,
}

/// Gives the account the address, at most once per link. Every session ends but the one that acts.
///
/// Refused with `unauthenticated` without a live session of the account that asked, and with `email_taken`
/// where another account holds the address, unless Amazon alone brought it there. The reader of the address
/// of before is told, and can undo it for a week; of a further change within that week they are only told.
pub async fn confirm<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    request: Confirmation<'_>,
) -> Result<Result<Option<Kept>, Code>, StoreError> {
    let mut held = request.held.cloned();
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
        let session = match find_acting(cx, held.as_ref(), &account).await? {
            Standing::Live(found) if found.0.epoch == account.epoch => found.0,
            Standing::Live(_) => continue,
            Standing::Renewed { heir, .. } => {
                held = Some(heir);
                continue;
            }
            Standing::Dead if proof_use::is_used_by_now(cx, &proof).await? => continue,
            Standing::Dead => return Ok(Err(Code::Unauthenticated)),
        };
        let Some(token) = &held else {
            return Ok(Err(Code::Unauthenticated));
        };
        let from_whom = (displaced, takes_back);
        let prepared = prepare(cx, proof, account, from_whom, (token, &session), &email);
        match cx.store.change_by_proof(&prepared.change).await? {
            MailboxOutcome::Done => {
                let kept = done(cx, letters, request, prepared, &email).await?;
                return Ok(Ok(Some(kept)));
            }
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

/// A change with what is known about it before it is written.
struct Prepared {
    change: MailboxChange,
    /// The session that goes on.
    successor: SessionToken,
    /// What undoes it.
    undo: Option<Secret>,
}

fn prepare<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    proof: MailboxProof,
    account: Account,
    (displaced, takes_back): (Option<Displaced>, bool),
    (token, session): (&SessionToken, &Session),
    email: &EmailAddress,
) -> Prepared {
    let now = cx.clock.now();
    let is_own = account.holds(email);
    let is_kept = (account.address_held_until).is_some_and(|until| now < until);
    // One address at a time is kept: whoever got in and moved on twice cannot come back by the second. Its
    // reader is told all the same.
    let given_up = notice::reader(cx, &account).filter(|_| !is_own && !is_kept);
    let undo = given_up.map(|given_up| {
        let secret = cx.random.secret();
        let proof = MailboxProof {
            key: secret.digest(),
            purpose: Purpose::UndoAddress {
                account_id: account.id,
                email: given_up.clone(),
            },
            expires_at: now.plus_seconds(MailboxProof::UNDO_LIFE_S),
            used: None,
        };
        (secret, proof)
    });
    let (undo, undo_proof) = undo.unzip();
    let mark = cx.random.secret();
    let successor = token.renewed(&mark);
    let acting = ActingSession {
        session_ref: session.session_ref,
        renewal: Renewal { mark, at: now },
        successor: Some(session.renew(&successor, now)),
    };
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
    email: &EmailAddress,
) -> Result<Kept, StoreError> {
    let MailboxChange { account, event, .. } = &prepared.change;
    let (id, epoch) = (account.id, account.epoch.next());
    tracing::info!(account.id = %id, change = event.kind.as_str(), "account changed");
    if !account.holds(email) {
        let undo = prepared.undo.as_ref();
        notice::address_changed(cx, letters, account, email, undo).await;
    }
    let device = devices::remember(cx, id, epoch, request.holder).await?;
    Ok(Kept {
        token: prepared.successor,
        device,
    })
}

/// The session that an earlier delivery put in the place of the one that is held.
async fn kept_before<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    held: Option<&SessionToken>,
    account: &Account,
) -> Result<Option<Kept>, StoreError> {
    Ok(match find_acting(cx, held, account).await? {
        Standing::Renewed { heir, .. } => Some(Kept {
            token: heir,
            device: None,
        }),
        Standing::Live(_) | Standing::Dead => None,
    })
}
