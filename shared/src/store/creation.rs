//! New accounts, and the addresses that they take from others.

use super::{StoreError, mixed_up};
use crate::domain::{
    Account, ClaimKind, Device, Digest, Epoch, Event, Identity, Secret, Session, Ticket, TicketUse,
    Timestamp,
};

/// Everything that a new account consists of, written in one transaction.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The account; its `claim` and `external_id`, when set, are written as items of their own.
    pub account: Account,
    /// The Amazon account that opens it; must be listed in `account.identities`.
    pub identity: Option<Identity>,
    /// The audit event.
    pub event: Event,
    /// The session that begins.
    pub session: Option<Session>,
    /// The browser that it begins in, known to the account from now on.
    pub device: Option<Device>,
    /// The login attempt that this finishes with `SignedIn`: its key and nonce.
    pub attempt: Option<(Digest, Secret)>,
}

/// What creating came to. Nothing was written unless it says `Created`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateOutcome {
    /// Account, identity, claim, event, session, device and outcome are in the table.
    Created,
    /// The Amazon account opens an account already.
    IdentityTaken,
    /// An account is there under this very id, which was not made by this call.
    AccountThere,
    /// The address is held already; to take it over, by another than was read.
    EmailTaken,
    /// The site's own id is in use already.
    ExternalIdTaken,
    /// The login attempt was closed in the meantime.
    AttemptClosed,
    /// The ticket was used, tried out, or expired in the meantime.
    TicketClosed,
    /// The proof of the mailbox was used or expired in the meantime.
    ProofClosed,
    /// The account that loses its address changed since it was read.
    HolderChanged,
}

/// An account that loses the address it held through Amazon alone, in the transaction that creates
/// the one it goes to.
#[derive(Clone, Debug)]
pub struct Displaced {
    /// The account as just read, open or not; the write is conditional on its version and epoch,
    /// raises both, and leaves it every other way in.
    pub holder: Account,
    /// Its audit event.
    pub event: Event,
}

/// The ticket that a new account answers, used in the transaction that creates it.
#[derive(Clone, Debug)]
pub struct UsedTicket {
    /// The ticket.
    pub ticket: Ticket,
    /// How it is used: mark and session.
    pub ticket_use: TicketUse,
    /// Now: the ticket must not be expired.
    pub now: Timestamp,
}

impl UsedTicket {
    /// Refuses parts that do not belong together: another Amazon account would open the new one.
    pub fn check_parts(&self, new: &NewAccount) -> Result<(), StoreError> {
        let user_id = &self.ticket.profile.user_id;
        if (new.identity.as_ref()).is_none_or(|identity| identity.user_id != *user_id) {
            return mixed_up("the new identity is not the one that the ticket is about");
        }
        let begun = new.session.as_ref().map(|session| session.session_ref);
        if begun != Some(self.ticket_use.session_ref) {
            return mixed_up("the ticket's mark is for another session");
        }
        if new.attempt.is_some() {
            return mixed_up("a login attempt ended in the ticket already");
        }
        Ok(())
    }
}

impl NewAccount {
    /// Epoch and version that a new account starts with.
    pub const FIRST_EPOCH: Epoch = Epoch(1);
    /// See [`NewAccount::FIRST_EPOCH`].
    pub const FIRST_VERSION: u64 = 1;

    /// Refuses parts that do not belong together: a session of another account would open it.
    pub fn check_parts(&self) -> Result<(), StoreError> {
        let account = &self.account;
        let listed: Vec<_> = self.identity.iter().map(|it| &it.user_id).collect();
        if !account.identities.iter().eq(listed) {
            return mixed_up("it does not list exactly its new identity");
        }
        if (self.identity.as_ref()).is_some_and(|identity| identity.account_id != account.id) {
            return mixed_up("the new identity is of another account");
        }
        if (self.session.as_ref()).is_some_and(|session| {
            session.session_ref.account_id != account.id || session.epoch != account.epoch
        }) {
            return mixed_up("the new session is of another account or epoch");
        }
        if (self.device.as_ref()).is_some_and(|device| device.epoch != account.epoch) {
            return mixed_up("the new device is of another epoch");
        }
        if self.attempt.is_some() && self.session.is_none() {
            return mixed_up("a login attempt cannot end in no session");
        }
        Ok(())
    }
}

impl Displaced {
    /// Refuses parts that do not belong together: an address that the holder does not hold, or
    /// not through Amazon alone, is not its to lose.
    pub fn check_parts(&self, new: &NewAccount) -> Result<(), StoreError> {
        let address = |account: &Account| {
            let claim = account.claim.as_ref();
            claim.map(|claim| claim.email.normalised().clone())
        };
        let held = self.holder.claim.as_ref().map(|claim| claim.kind);
        if held != Some(ClaimKind::AmazonOnly) || address(&self.holder) != address(&new.account) {
            return mixed_up("the new account's address is not its to lose");
        }
        if self.holder.id == new.account.id {
            return mixed_up("it would lose its address to itself");
        }
        Ok(())
    }
}
