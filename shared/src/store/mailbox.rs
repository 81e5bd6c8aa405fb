//! Proofs of a mailbox, and the changes that they allow.

use std::future::Future;

use super::{ActingSession, CreateOutcome, Displaced, NewAccount, StoreError, mixed_up};
use crate::domain::{
    Account, AmazonUserId, ClaimKind, Digest, EmailAddress, Event, MailboxProof, PasswordHash,
    ProofUse, Purpose, Timestamp,
};

/// Proofs of a mailbox.
pub trait MailboxStore {
    /// Puts a proof on the condition that none is there. Finding the very same there means that our
    /// reply was lost; finding another is an error.
    fn put_proof(
        &self,
        proof: &MailboxProof,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The proof, expired or used ones included.
    fn find_proof(
        &self,
        key: Digest,
    ) -> impl Future<Output = Result<Option<MailboxProof>, StoreError>> + Send;

    /// Changes an account by a proof of its mailbox, in one transaction: proof marked used (unused,
    /// unexpired), account of the version and epoch read, both raised, identities and claims as
    /// [`MailboxChangeKind`] says, event. When several conditions fail at once the proof's comes first,
    /// then the account's, then the address's.
    fn change_by_proof(
        &self,
        change: &MailboxChange,
    ) -> impl Future<Output = Result<MailboxOutcome, StoreError>> + Send;

    /// Creates the account of a registration whose mailbox is proven, as
    /// [`AccountStore::create_account`](crate::store::AccountStore::create_account) does or, where the
    /// address is held through Amazon alone, as
    /// [`displace_claim`](crate::store::AccountStore::displace_claim); and marks the proof used (unused,
    /// unexpired). The proof's condition comes first.
    fn create_by_proof(
        &self,
        new: &NewAccount,
        displaced: Option<&Displaced>,
        used: &UsedProof,
    ) -> impl Future<Output = Result<CreateOutcome, StoreError>> + Send;
}

/// A proof of a mailbox, used in the transaction that it allows.
#[derive(Clone, Debug)]
pub struct UsedProof {
    /// The proof.
    pub proof: MailboxProof,
    /// How it is used: mark, and session if one begins.
    pub proof_use: ProofUse,
    /// Now: the proof must not be expired.
    pub now: Timestamp,
}

impl UsedProof {
    /// Refuses parts that do not belong together: the account would hold an address that nobody has
    /// proven (Devise's CVE-2026-32700).
    pub fn check_parts(&self, new: &NewAccount) -> Result<(), StoreError> {
        let Purpose::Register(registration) = &self.proof.purpose else {
            return mixed_up("the proof is of no registration");
        };
        let proven = registration.email.normalised();
        let claim = new.account.claim.as_ref();
        if !claim.is_some_and(|it| it.email.normalised() == proven && it.kind == ClaimKind::Mailbox)
        {
            return mixed_up("the new account's address is not the one that is proven");
        }
        let begun = new.session.as_ref().map(|session| session.session_ref);
        if begun != self.proof_use.session_ref {
            return mixed_up("the proof's mark is for another session");
        }
        if new.identity.is_some() || new.attempt.is_some() {
            return mixed_up("a mailbox proves no Amazon account");
        }
        Ok(())
    }
}

/// A change of an account by whoever proves a mailbox. It ends every session, ticket and known browser
/// of before (threat PH-2).
#[derive(Clone, Debug)]
pub struct MailboxChange {
    /// The account as just read; the write is conditional on its version and epoch.
    pub account: Account,
    /// What is changed.
    pub kind: MailboxChangeKind,
    /// The proof that allows it.
    pub used: UsedProof,
    /// The audit event.
    pub event: Event,
}

/// What a proof of a mailbox changes.
#[derive(Clone, Debug)]
pub enum MailboxChangeKind {
    /// Another password, and no Amazon account opens it but those that are kept: who proves a mailbox
    /// enters the account, whoever made it (threats PH-1, PH-3). The claim becomes a proven one.
    ResetPassword {
        /// The password.
        password: PasswordHash,
        /// Those of the account's Amazon accounts that go on opening it.
        kept: Vec<AmazonUserId>,
    },
    /// An Amazon account that was linked then no longer opens it, on the condition that another way in
    /// remains (I5).
    UndoLink {
        /// The Amazon account.
        user_id: AmazonUserId,
        /// When it was linked.
        linked_at: Timestamp,
    },
    /// Another address, or the same one, proven now.
    ChangeAddress(Box<AddressChange>),
    /// This address of before, which is kept for the account, again. No password and no Amazon account
    /// opens it any more: whoever changed it may have brought theirs before.
    RestoreAddress(EmailAddress),
}

/// A change of an account's address.
#[derive(Clone, Debug)]
pub struct AddressChange {
    /// The address.
    pub email: EmailAddress,
    /// The account that holds it through Amazon alone, if one does, and loses it.
    pub displaced: Option<Displaced>,
    /// Whether it is the one that is kept for the account since it was given up.
    pub takes_back: bool,
    /// What gives the address of before back. With it that address is kept as long as this can be used;
    /// without, it is anybody's.
    pub undo: Option<MailboxProof>,
    /// The session of the account that asks, and that goes on as another.
    pub acting: ActingSession,
}

/// What such a change came to. Nothing was written unless it says `Done`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxOutcome {
    /// Everything is in the table.
    Done,
    /// The proof was used or expired meanwhile.
    ProofClosed,
    /// It would have taken the account's last way in.
    LastWayIn,
    /// The account changed since it was read: read again.
    AccountChanged,
    /// Another account has the address, or it was given up for good.
    EmailTaken,
    /// The account that loses its address changed since it was read.
    HolderChanged,
    /// The session that acts was ended or renewed meanwhile.
    SessionEnded,
}

impl MailboxChange {
    /// The Amazon accounts that open the account afterwards.
    #[must_use]
    pub fn kept(&self) -> Vec<&AmazonUserId> {
        let identities = self.account.identities.iter();
        match &self.kind {
            MailboxChangeKind::ResetPassword { kept, .. } => {
                identities.filter(|it| kept.contains(it)).collect()
            }
            MailboxChangeKind::RestoreAddress(_) => Vec::new(),
            MailboxChangeKind::UndoLink { user_id, .. } => {
                identities.filter(|it| *it != user_id).collect()
            }
            MailboxChangeKind::ChangeAddress(_) => identities.collect(),
        }
    }

    /// The Amazon accounts that open the account no more.
    pub fn removed(&self) -> impl Iterator<Item = &AmazonUserId> {
        let kept = self.kept();
        let identities = self.account.identities.iter();
        identities.filter(move |listed| !kept.contains(listed))
    }

    /// Whether no other way in would remain, of the account as it was read.
    #[must_use]
    pub fn takes_last_way_in(&self) -> bool {
        match &self.kind {
            MailboxChangeKind::UndoLink { user_id, .. } => {
                !self.account.has_way_in_besides(user_id)
            }
            _ => false,
        }
    }

    /// Refuses parts that do not belong together: a proof of another mailbox would open the account.
    pub fn check_parts(&self) -> Result<(), StoreError> {
        let account = &self.account;
        if !account.is_active() {
            return mixed_up("no mailbox opens it");
        }
        let is_proven = match (&self.kind, &self.used.proof.purpose) {
            (
                MailboxChangeKind::ResetPassword { kept, .. },
                Purpose::Reset { account_id, epoch },
            ) => {
                (*account_id, *epoch) == (account.id, account.epoch)
                    && account.may_have_password()
                    && kept.iter().all(|it| account.identities.contains(it))
            }
            (
                MailboxChangeKind::UndoLink { user_id, linked_at },
                Purpose::UndoLink {
                    account_id,
                    user_id: linked,
                    linked_at: since,
                },
            ) => {
                (*account_id, linked, since) == (account.id, user_id, linked_at)
                    && account.identities.contains(user_id)
            }
            (
                MailboxChangeKind::ChangeAddress(change),
                Purpose::NewAddress {
                    account_id,
                    epoch,
                    email,
                },
            ) => {
                (*account_id, *epoch, email) == (account.id, account.epoch, &change.email)
                    && self.fits(change)
            }
            (
                MailboxChangeKind::RestoreAddress(email),
                Purpose::UndoAddress {
                    account_id,
                    email: given_up,
                },
            ) => (*account_id, given_up) == (account.id, email) && !account.holds(email),
            _ => false,
        };
        if is_proven {
            Ok(())
        } else {
            mixed_up("the proof is of another account, epoch or change")
        }
    }

    /// Whether the parts of a change of address are this account's.
    fn fits(&self, change: &AddressChange) -> bool {
        let account = &self.account;
        let displaces = change.displaced.as_ref().is_none_or(|displaced| {
            let held = displaced.holder.claim.as_ref();
            displaced.holder.id != account.id
                && held.is_some_and(|held| {
                    held.kind == ClaimKind::AmazonOnly
                        && held.email.normalised() == change.email.normalised()
                })
        });
        let undoes = change.undo.as_ref().is_none_or(|undo| {
            let claim = account.claim.as_ref();
            matches!(&undo.purpose, Purpose::UndoAddress { account_id, email }
                if *account_id == account.id
                    && claim.is_some_and(|claim| claim.email == *email)
                    && account.may_have_password())
                && !account.holds(&change.email)
                && account
                    .address_held_until
                    .is_none_or(|until| until <= self.used.now)
        });
        let successor = change.acting.successor_beside();
        let acts = change.acting.session_ref.account_id == account.id
            && successor.is_ok_and(|it| it.epoch == account.epoch.next());
        let takes_back = !change.takes_back || change.displaced.is_none();
        displaces && takes_back && undoes && acts
    }
}
