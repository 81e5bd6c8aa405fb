//! What only the site itself does to an account, by the admin command: an operator's links, and the
//! audit trail, which no page reads. A trait of its own, so that no function carries it.

use std::future::Future;

use super::{StoreError, mixed_up};
use crate::domain::{Account, AccountId, AmazonUserId, Device, Event, Identity};

/// A change that needs no proof of the customer's, because the site answers for it. Like every other
/// it raises version and epoch, so that every session, ticket and known browser from before is dead.
#[derive(Clone, Debug)]
pub struct OperatorChange {
    /// The account as just read; the write is conditional on its version and epoch.
    pub account: Account,
    /// What is changed.
    pub kind: OperatorChangeKind,
    /// The audit event, which names the operator.
    pub event: Event,
}

/// What is changed.
#[derive(Clone, Debug)]
pub enum OperatorChangeKind {
    /// A closed account is opened again. What was deleted is not.
    Enable,
    /// An Amazon account that opens none yet opens this one from now on, if it is open itself.
    Link(Identity),
    /// An Amazon account goes on opening it, under another id, which opens no account yet.
    Relink {
        /// The id that it is known by.
        old: AmazonUserId,
        /// What takes its place.
        new: Identity,
    },
}

/// What an operator's change came to. Nothing was written unless it says `Done`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorOutcome {
    /// Everything is in the table.
    Done,
    /// The Amazon account opens some account already.
    IdentityTaken,
    /// The account changed since it was read: read again.
    AccountChanged,
}

/// A part of an account's audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPage {
    /// By the second in which they happened; within one in no order.
    pub events: Vec<Event>,
    /// Whether these are the last.
    pub is_last: bool,
}

impl EventPage {
    /// How many events a page has.
    pub const SIZE: usize = 100;
}

/// What one step of sweeping up after a deletion came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swept {
    /// So many items are gone, and there may be more.
    Some(usize),
    /// So many items are gone, and nothing is left.
    All(usize),
    /// The account is not a deleted one: nothing was touched.
    NotDeleted,
}

/// What the admin command does besides what the functions can.
pub trait OperatorStore {
    /// A page of an account's audit trail: what happened after the event with the id `after`, or from
    /// the beginning.
    fn find_events(
        &self,
        account_id: AccountId,
        after: Option<&str>,
    ) -> impl Future<Output = Result<EventPage, StoreError>> + Send;

    /// The browsers that an account knows, at most [`Device::MAX_PER_ACCOUNT`] and those that are
    /// being put just now.
    fn find_devices(
        &self,
        account_id: AccountId,
    ) -> impl Future<Output = Result<Vec<Device>, StoreError>> + Send;

    /// Makes an operator's change in one transaction with its audit event: account of the version and
    /// epoch read, both raised; a new identity on the condition that none is there; the one that it
    /// replaces of this very account. Of many concurrent changes of one account as it was read exactly
    /// one is told `Done`. When several conditions fail at once the account's comes first.
    fn change_as_operator(
        &self,
        change: &OperatorChange,
    ) -> impl Future<Output = Result<OperatorOutcome, StoreError>> + Send;

    /// Removes the next part of what a deleted account left in its partition: sessions first, without
    /// which no event can be added any more, then known browsers, then events. What
    /// [outlives its account](crate::domain::EventKind::outlives_account) stays. May be called again at any time, by several at once, too; never touches an account that lives.
    fn sweep(&self, deleted: AccountId) -> impl Future<Output = Result<Swept, StoreError>> + Send;
}

impl OperatorChange {
    /// Refuses parts that do not belong together: a foreign identity would open the account, a deleted
    /// account would live again.
    pub fn check_parts(&self) -> Result<(), StoreError> {
        let account = &self.account;
        match &self.kind {
            OperatorChangeKind::Enable if account.is_tombstone() => {
                mixed_up("a deleted account is not opened again")
            }
            OperatorChangeKind::Link(new) | OperatorChangeKind::Relink { new, .. }
                if new.account_id != account.id =>
            {
                mixed_up("the new identity is of another account")
            }
            OperatorChangeKind::Relink { old, .. } if !account.identities.contains(old) => {
                mixed_up("it does not list the identity to replace")
            }
            OperatorChangeKind::Relink { old, new } if *old == new.user_id => {
                mixed_up("the identity is replaced by itself")
            }
            OperatorChangeKind::Enable
            | OperatorChangeKind::Link(_)
            | OperatorChangeKind::Relink { .. } => Ok(()),
        }
    }

    /// The account's identities as they are afterwards.
    #[must_use]
    pub fn identities(&self) -> Vec<AmazonUserId> {
        let mut identities = self.account.identities.clone();
        match &self.kind {
            OperatorChangeKind::Enable => {}
            OperatorChangeKind::Link(new) => identities.push(new.user_id.clone()),
            OperatorChangeKind::Relink { old, new } => {
                for listed in identities.iter_mut().filter(|listed| *listed == old) {
                    *listed = new.user_id.clone();
                }
            }
        }
        identities
    }
}
