//! Undoing, by the letter that told of it: an Amazon account that was linked, an address that was changed.
//!
//! Whoever holds the link reads the mailbox of the account as it was before. The link does not die with the
//! account's epoch, or an intruder would only have to change something else.

use super::{Clock, Context, MAX_ROUNDS, Random, notice, proof_use, reset};
use crate::{
    domain::{
        Account, ClaimKind, Event, EventKind, MailboxProof, ProofUse, Purpose, Secret, Undoable,
    },
    mail::{Letters, Mailer},
    problem::Code,
    store::{MailboxChange, MailboxChangeKind, MailboxOutcome, Store, StoreError, UsedProof},
};

/// Where the link leads.
pub const PAGE: &str = "/auth/undo";

/// What came of it.
#[derive(Debug)]
pub enum Undone {
    /// The Amazon account opens the account no more.
    Unlinked,
    /// The address is the account's again, which no password opens; this link sets one.
    Restored(Secret),
    /// The same by an earlier delivery, whose link for a password was told to that one alone.
    RestoredBefore,
}

/// What the link undoes; `None` if it cannot be used any more.
pub async fn find<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
) -> Result<Option<Undoable>, StoreError> {
    let proof = cx.store.find_proof(secret.digest()).await?;
    let Some(proof) = proof.filter(|proof| proof.is_open(cx.clock.now())) else {
        return Ok(None);
    };
    let (account_id, undoable) = match proof.purpose {
        Purpose::UndoLink {
            account_id,
            user_id,
            ..
        } => (account_id, Undoable::Link(user_id)),
        Purpose::UndoAddress {
            account_id, email, ..
        } => (account_id, Undoable::Address(email)),
        Purpose::Reset { .. } | Purpose::Register(_) | Purpose::NewAddress { .. } => {
            return Ok(None);
        }
    };
    let (account, _) = cx.store.find_account(account_id, None).await?;
    let is_left = account.is_some_and(|account| match &undoable {
        Undoable::Link(user_id) => account.is_active() && account.identities.contains(user_id),
        Undoable::Address(email) => account.is_active() && !account.holds(email),
    });
    Ok(is_left.then_some(undoable))
}

/// Undoes it, at most once. Every session of the account ends, none begins, and the reader of the address
/// that the account had until now is told.
///
/// Refused where nobody could get in any more (I5): a new password leads on from there. An address that is
/// given back takes the password and every Amazon account with it: whoever changed the address may have
/// brought theirs before, and the reader of the mailbox can link their own again (threat PH-3).
pub async fn undo<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    secret: &Secret,
) -> Result<Result<Undone, Code>, StoreError> {
    for _ in 0..MAX_ROUNDS {
        let Some(proof) = cx.store.find_proof(secret.digest()).await? else {
            return Ok(Err(Code::ProofExpired));
        };
        let (Purpose::UndoLink { account_id, .. } | Purpose::UndoAddress { account_id, .. }) =
            proof.purpose
        else {
            return Ok(Err(Code::ProofExpired));
        };
        let (account, _) = cx.store.find_account(account_id, None).await?;
        let Some(account) = account.filter(Account::is_active) else {
            return Ok(Err(Code::ProofExpired));
        };
        if let Some(before) = undone_before(&proof, &account) {
            return Ok(before);
        }
        if !proof.is_open(cx.clock.now()) {
            return Ok(Err(Code::ProofExpired));
        }
        let Some((kind, event)) = plan(cx, &proof.purpose, &account).await? else {
            if proof_use::is_used_by_now(cx, &proof).await? {
                continue;
            }
            return Ok(Err(Code::ProofExpired));
        };
        let now = cx.clock.now();
        let change = MailboxChange {
            account,
            kind,
            event: Event::new(event, now, cx.random.bytes(), None),
            used: UsedProof {
                proof,
                proof_use: ProofUse {
                    mark: cx.random.secret(),
                    session_ref: None,
                },
                now,
            },
        };
        match cx.store.change_by_proof(&change).await? {
            MailboxOutcome::Done => return Ok(Ok(done(cx, letters, &change).await?)),
            MailboxOutcome::LastWayIn => return Ok(Err(Code::LastWayIn)),
            // Looked at again: somebody else's write went through.
            MailboxOutcome::EmailTaken
            | MailboxOutcome::ProofClosed
            | MailboxOutcome::AccountChanged
            | MailboxOutcome::HolderChanged
            | MailboxOutcome::SessionEnded => {}
        }
    }
    tracing::error!("an undo found the account changing under it again and again");
    Ok(Err(Code::Unavailable))
}

/// What is left of a link that was used, or that has nothing to undo: a double click is told that it is
/// done.
fn undone_before(proof: &MailboxProof, account: &Account) -> Option<Result<Undone, Code>> {
    proof.used.as_ref()?;
    Some(match &proof.purpose {
        Purpose::UndoLink { user_id, .. } if !account.identities.contains(user_id) => {
            Ok(Undone::Unlinked)
        }
        Purpose::UndoAddress { email, .. } if account.holds(email) => Ok(Undone::RestoredBefore),
        _ => Err(Code::ProofExpired),
    })
}

/// What is to be written; `None` if there is nothing left to undo.
async fn plan<S: Store, C, R>(
    cx: &Context<S, C, R>,
    purpose: &Purpose,
    account: &Account,
) -> Result<Option<(MailboxChangeKind, EventKind)>, StoreError> {
    match purpose {
        Purpose::UndoLink {
            user_id, linked_at, ..
        } => {
            let identity = cx.store.find_identity(user_id).await?;
            let is_it = identity.is_some_and(|identity| {
                identity.account_id == account.id && identity.linked_at == *linked_at
            });
            let kind = MailboxChangeKind::UndoLink {
                user_id: user_id.clone(),
                linked_at: *linked_at,
            };
            let is_listed = account.identities.contains(user_id);
            Ok((is_it && is_listed).then_some((kind, EventKind::LinkUndone)))
        }
        Purpose::UndoAddress { email, .. } => {
            let claim = cx.store.find_claim(email.normalised()).await?;
            let is_kept = claim.is_some_and(|claim| {
                claim.account_id == account.id && claim.kind == ClaimKind::Held
            });
            if !is_kept {
                return Ok(None);
            }
            let kind = MailboxChangeKind::RestoreAddress(email.clone());
            Ok(Some((kind, EventKind::AddressRestored)))
        }
        Purpose::Reset { .. } | Purpose::Register(_) | Purpose::NewAddress { .. } => Ok(None),
    }
}

/// After an address was given back, the link that sets a password: whoever undid it has just proven the
/// mailbox.
async fn done<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    change: &MailboxChange,
) -> Result<Undone, StoreError> {
    let account = &change.account;
    let what = change.event.kind.as_str();
    tracing::info!(account.id = %account.id, change = what, "a change was undone");
    if let MailboxChangeKind::UndoLink { user_id, .. } = &change.kind {
        notice::unlinked(cx, letters, account, user_id).await;
        return Ok(Undone::Unlinked);
    }
    notice::address_restored(cx, letters, account).await;
    let secret = cx.random.secret();
    let proof = reset::proof(cx, &secret, account.id, account.epoch.next());
    cx.store.put_proof(&proof).await?;
    Ok(Undone::Restored(secret))
}
