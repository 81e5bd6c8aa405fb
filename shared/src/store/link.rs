//! An Amazon account tied to an account, by the proof that a ticket asks for.

use super::{StoreError, mixed_up};
use crate::domain::{
    Account, Epoch, Event, Proof, Session, SessionRef, Ticket, TicketUse, Timestamp,
};

/// Everything that linking writes in one transaction.
#[derive(Clone, Debug)]
pub struct Link {
    /// The ticket being used; its epoch must still be the account's.
    pub ticket: Ticket,
    /// How it is used: mark and session.
    pub ticket_use: TicketUse,
    /// The account as just read; the write is conditional on its version and epoch.
    pub account: Account,
    /// The session that begins, of the epoch that the link makes.
    pub session: Session,
    /// The session of the account by which it is linked, where that is the proof: it must still be
    /// there, not renewed, and the one that begins takes its place.
    pub acting: Option<SessionRef>,
    /// Whether the account's mailbox, which nobody had proven before, was the proof: whoever made the account
    /// loses it, password, sessions and Amazon accounts (threats PH-1, PH-3).
    pub takes_over: bool,
    /// The audit event.
    pub event: Event,
    /// Now: the ticket must not be expired.
    pub now: Timestamp,
}

/// What linking, or signing in by a ticket, came to. Nothing was written unless it says `Done`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkOutcome {
    /// Everything is in the table.
    Done,
    /// The Amazon account opens some account already.
    IdentityTaken,
    /// The ticket was used, tried out, or expired in the meantime, or is of another epoch than the
    /// account: asking again is all that helps.
    TicketClosed,
    /// The account changed since it was read, or has no room for another identity: read again.
    AccountChanged,
    /// The session that acts was ended or renewed meanwhile.
    SessionEnded,
}

impl Link {
    /// Whether a code was mailed to an address of this account that nobody had proven.
    fn may_take_over(&self) -> bool {
        let claim = self.account.claim.as_ref();
        self.ticket.mailed.is_some()
            && self.ticket.takes_code()
            && self.account.may_have_password()
            && claim.is_some_and(|claim| !claim.kind.is_verified())
    }

    /// Refuses parts that do not belong together; the session must be of `epoch`.
    pub fn check_parts(&self, epoch: Epoch) -> Result<(), StoreError> {
        let id = self.account.id;
        if self.ticket.account_id != id {
            return mixed_up("the ticket is for another account");
        }
        if self.session.session_ref.account_id != id || self.session.epoch != epoch {
            return mixed_up("the new session is of another account or epoch");
        }
        if self.ticket_use.session_ref != self.session.session_ref {
            return mixed_up("the ticket's mark is for another session");
        }
        if (self.acting).is_some_and(|acting| {
            acting.account_id != id || Some(acting.digest) != self.ticket.session
        }) {
            return mixed_up("the session that acts is not the one that the ticket names");
        }
        if (self.ticket.proof == Proof::Session) != self.acting.is_some() {
            return mixed_up("a session proves what another proof is asked for, or none does");
        }
        let links = epoch != self.account.epoch;
        if links && self.ticket.proof == Proof::Mailbox && self.ticket.mailed.is_none() {
            return mixed_up("no code was mailed for what a mailbox is to prove");
        }
        if self.takes_over && !self.may_take_over() {
            return mixed_up("nobody proved the mailbox, or somebody had before");
        }
        Ok(())
    }
}
