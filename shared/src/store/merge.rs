//! An Amazon account going over from an empty account to the one that its owner had before.

use super::{StoreError, mixed_up};
use crate::domain::{Account, Event, Identity, Session, SessionRef};

/// Everything that merging writes in one transaction. Nothing but this and an operator moves an
/// identity from one account to another.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The empty account as just read, which is closed; conditional on its version and epoch. Whether
    /// it is empty is the caller's to check: what could fill it raises its version.
    pub empty: Account,
    /// The account that stays as just read; conditional on its version and epoch, both raised.
    pub into: Account,
    /// The identity as it is afterwards.
    pub identity: Identity,
    /// The session of the empty account by which it is done. It must still be there, not renewed, and
    /// goes.
    pub acting: SessionRef,
    /// The session that takes its place, at the account that stays, of the epoch that this makes.
    pub session: Session,
    /// The audit event of the account that stays.
    pub event: Event,
    /// That of the empty one.
    pub closed: Event,
}

/// What merging came to. Nothing was written unless it says `Done`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeOutcome {
    /// Everything is in the table.
    Done,
    /// The session that acts was ended or renewed meanwhile.
    SessionEnded,
    /// One of the two accounts changed since it was read, or the one that stays has no room: read again.
    AccountChanged,
}

impl Merge {
    /// Refuses parts that do not belong together: a foreign identity would open the account.
    pub fn check_parts(&self) -> Result<(), StoreError> {
        let Self {
            empty,
            into,
            identity,
            acting,
            session,
            ..
        } = self;
        if empty.id == into.id || empty.identities != [identity.user_id.clone()] {
            return mixed_up("the empty account is not another one opened by this identity alone");
        }
        if empty.password.is_some() || empty.may_have_password() || empty.external_id.is_some() {
            return mixed_up("the account to close is not empty");
        }
        if identity.account_id != into.id {
            return mixed_up("the identity goes over to another account");
        }
        if acting.account_id != empty.id {
            return mixed_up("the session that acts is not of the empty account");
        }
        if session.session_ref.account_id != into.id || session.epoch != into.epoch.next() {
            return mixed_up("the session that goes on is of another account or epoch");
        }
        Ok(())
    }
}
