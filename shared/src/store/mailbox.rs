//! Proofs of a mailbox, and the changes that they allow.

use std::future::Future;

use super::{StoreError, mixed_up};
use crate::domain::{
    Account, AmazonUserId, Digest, Event, MailboxProof, PasswordHash, ProofUse, Purpose, Timestamp,
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
    /// unexpired), account of the version and epoch read, both raised, claim made `mailbox`, identities
    /// that are not kept deleted, event. When several conditions fail at once the proof's comes first.
    fn change_by_proof(
        &self,
        change: &MailboxChange,
    ) -> impl Future<Output = Result<MailboxOutcome, StoreError>> + Send;
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

/// A change of an account by whoever proves its mailbox. It ends every session, ticket and known browser
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

/// What a proof of the mailbox changes.
#[derive(Clone, Debug)]
pub enum MailboxChangeKind {
    /// Another password, and no Amazon account opens it but those that are kept: who proves a mailbox
    /// enters the account, whoever made it (threats PH-1, PH-3).
    ResetPassword {
        /// The password.
        password: PasswordHash,
        /// Those of the account's Amazon accounts that go on opening it.
        kept: Vec<AmazonUserId>,
    },
}

/// What such a change came to. Nothing was written unless it says `Done`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailboxOutcome {
    /// Everything is in the table.
    Done,
    /// The proof was used or expired meanwhile.
    ProofClosed,
    /// The account changed since it was read: read again.
    AccountChanged,
}

impl MailboxChange {
    /// The Amazon accounts that open the account no more.
    pub fn removed(&self) -> impl Iterator<Item = &AmazonUserId> {
        let MailboxChangeKind::ResetPassword { kept, .. } = &self.kind;
        let identities = self.account.identities.iter();
        identities.filter(|listed| !kept.contains(listed))
    }

    /// Refuses parts that do not belong together: a proof of another mailbox would open the account.
    pub fn check_parts(&self) -> Result<(), StoreError> {
        let account = &self.account;
        if !account.is_active() || !account.may_have_password() {
            return mixed_up("no mailbox opens it");
        }
        let MailboxChangeKind::ResetPassword { kept, .. } = &self.kind;
        if !kept.iter().all(|it| account.identities.contains(it)) {
            return mixed_up("it does not list an identity that is kept");
        }
        match self.used.proof.purpose {
            Purpose::Reset { account_id, epoch }
                if (account_id, epoch) == (account.id, account.epoch) =>
            {
                Ok(())
            }
            _ => mixed_up("the proof is not of this account, or of another epoch"),
        }
    }
}
