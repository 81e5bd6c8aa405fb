//! Changes of who can get in to an account, and the end of single sessions.

use super::{StoreError, mixed_up};
use crate::domain::{
    Account, AmazonUserId, CredentialVersion, Event, PasswordHash, Renewal, Session, SessionRef,
};

/// A change of who can get in to an account. Each raises version and epoch, so that every session,
/// ticket and known browser from before is dead at once (threat PH-2).
#[derive(Clone, Debug)]
pub struct Change {
    /// The account as just read; the write is conditional on its version and epoch.
    pub account: Account,
    /// What is changed.
    pub kind: ChangeKind,
    /// The session of this account by which it is changed, unless the site itself does it.
    pub acting: Option<ActingSession>,
    /// The audit event.
    pub event: Event,
}

/// What is changed.
#[derive(Clone, Debug)]
pub enum ChangeKind {
    /// Nothing but version and epoch: all sessions end.
    EndSessions,
    /// The account is closed.
    Disable,
    /// Another password. Whether the account's claim may carry one is the caller's to check.
    SetPassword(PasswordHash),
    /// Its credentials at the site are of this generation now, on the condition that the stored one is
    /// the one that was read.
    CredentialsChanged(CredentialVersion),
    /// An Amazon account no longer opens it, on the condition that another way in remains (I5).
    Unlink(AmazonUserId),
    /// Identities and claim go, the account becomes a tombstone. The site's own id stays, so that
    /// the same import does not raise the dead.
    Delete,
}

/// The session by which an account is changed. It must still be there, not renewed: whoever was
/// signed out meanwhile changes nothing and gets no new session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActingSession {
    /// Its key.
    pub session_ref: SessionRef,
    /// How it is marked: it dies with the account's older epoch, and a second delivery of the same
    /// request is told from a stranger's.
    pub renewal: Renewal,
    /// The session that takes its place, of the epoch that the change makes.
    pub successor: Option<Session>,
}

/// What a change came to. Nothing was written unless it says `Done`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeOutcome {
    /// Everything is in the table.
    Done,
    /// It would have taken the account's last way in.
    LastWayIn,
    /// The session that acts was ended or renewed meanwhile.
    SessionEnded,
    /// The account changed since it was read: read again.
    AccountChanged,
}

/// Ending one session from another one of the same account.
#[derive(Clone, Debug)]
pub struct SessionEnd {
    /// The session to end.
    pub session_ref: SessionRef,
    /// The audit event.
    pub event: Event,
}

/// Whether a session was ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is not there, by this call or an earlier one.
    Done,
    /// It was renewed: it is dead, and another one stands in its place.
    Renewed(Renewal),
}

/// The sessions of an account, dead ones included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionList {
    /// Those that were read.
    pub sessions: Vec<Session>,
    /// Whether these are all there are.
    pub is_complete: bool,
}

impl SessionList {
    /// The most items that are read for one list.
    pub const MAX: usize = 1_000;
}

impl Change {
    /// Whether no other way in would remain, of the account as it was read.
    #[must_use]
    pub fn takes_last_way_in(&self) -> bool {
        match &self.kind {
            ChangeKind::Unlink(user_id) => !self.account.has_way_in_besides(user_id),
            _ => false,
        }
    }

    /// Refuses parts that do not belong together: a session of another account would open it.
    pub fn check_parts(&self) -> Result<(), StoreError> {
        let account = &self.account;
        if matches!(self.kind, ChangeKind::CredentialsChanged(_)) && account.external_id.is_none() {
            return mixed_up("it stands for no account of the site");
        }
        if let ChangeKind::Unlink(user_id) = &self.kind
            && !account.identities.contains(user_id)
        {
            return mixed_up("it does not list the identity to unlink");
        }
        let Some(acting) = &self.acting else {
            return Ok(());
        };
        let is_own = |session_ref: SessionRef| session_ref.account_id == account.id;
        if !is_own(acting.session_ref) {
            return mixed_up("the session that acts is of another account");
        }
        let Some(successor) = &acting.successor else {
            return Ok(());
        };
        if matches!(self.kind, ChangeKind::Disable | ChangeKind::Delete) {
            return mixed_up("no session goes on in a closed account");
        }
        if !is_own(successor.session_ref)
            || successor.session_ref == acting.session_ref
            || successor.epoch != account.epoch.next()
            || successor.renewal.is_some()
        {
            return mixed_up("the session that goes on is of another account or epoch");
        }
        Ok(())
    }
}
