//! What the table must be able to do, and what each write can come to.
//!
//! Every read is strongly consistent, every write conditional. A failed condition is an outcome,
//! not an error; an item that does not parse is an error of its own, never "absent". A repeated
//! delivery of one's own write (a reply was lost, the SDK asked again) is told apart from having
//! lost a race, and reported as done.

use std::future::Future;

use crate::domain::{
    Account, AccountId, AmazonProfile, AmazonUserId, AttemptOutcome, ConsumedAttempt, Device,
    Digest, EmailClaim, Identity, Limit, NormalisedEmail, PasswordHash, Secret, Session,
    SessionOwner, SessionRef, Ticket, Timestamp,
};

mod change;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
mod creation;
#[cfg(feature = "dynamo")]
pub mod dynamo;
mod import;
mod link;
mod mailbox;
#[cfg(feature = "memory")]
pub mod memory;
mod merge;
mod operator;
mod site;

pub use change::{
    ActingSession, Change, ChangeKind, ChangeOutcome, Ended, Renewed, SessionEnd, SessionList,
};
pub use creation::{CreateOutcome, Displaced, NewAccount, UsedTicket};
pub use import::{ImportOutcome, ImportStore};
pub use link::{Link, LinkOutcome};
pub use mailbox::{
    AddressChange, MailboxChange, MailboxChangeKind, MailboxOutcome, MailboxStore, UsedProof,
};
pub use merge::{Merge, MergeOutcome};
pub use operator::{
    EventPage, OperatorChange, OperatorChangeKind, OperatorOutcome, OperatorStore, Swept,
};
pub use site::SiteStore;

/// A call to the table that has no defined result. Whether a write happened is then unknown.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The table could not be reached, throttled us, or conflicted past all retries.
    #[error("the table is unavailable: {operation}")]
    Unavailable {
        /// The DynamoDB operation.
        operation: &'static str,
        /// What the SDK said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An item does not have the form this version of the code writes.
    #[error("a stored {entity} does not parse: {reason}")]
    Corrupt {
        /// What the item was meant to be.
        entity: &'static str,
        /// Which attribute, or what is wrong; never a value.
        reason: String,
    },
}

/// Whether a login attempt was consumed by this request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consumed {
    /// By this request: it alone may go on.
    First,
    /// By another delivery of the same callback, which left this.
    Already(ConsumedAttempt),
}

/// Whether an attempt could be finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finished {
    /// The outcome is recorded.
    Done,
    /// The attempt was closed by somebody else, or is gone; what was begun must be undone.
    Closed,
}

/// Whether a try on a ticket was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// Counted; the ticket as it stands now.
    Counted(Ticket),
    /// Not counted: the ticket is used, tried out, expired or unknown.
    Closed(Option<Ticket>),
}

/// Whether something was still within its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It was, and is counted now.
    Within,
    /// It was not; nothing was written.
    Over,
}

/// Login attempts, consumed at most once (I6).
pub trait AttemptStore {
    /// Consumes an attempt by putting `attempt` on the condition that none is there, expired or
    /// not. Of many concurrent calls exactly one is told `First`. Finding our own nonce there
    /// means that our reply was lost: `First`.
    fn consume_attempt(
        &self,
        attempt: &ConsumedAttempt,
    ) -> impl Future<Output = Result<Consumed, StoreError>> + Send;

    /// The consumed attempt, if any.
    fn find_attempt(
        &self,
        key: Digest,
    ) -> impl Future<Output = Result<Option<ConsumedAttempt>, StoreError>> + Send;

    /// Records an outcome on the condition that the attempt is pending with this nonce. Finding
    /// the very same outcome there means that our reply was lost: `Done`.
    fn finish_attempt(
        &self,
        key: Digest,
        nonce: &Secret,
        outcome: &AttemptOutcome,
    ) -> impl Future<Output = Result<Finished, StoreError>> + Send;
}

/// Accounts, identities and e-mail claims.
pub trait AccountStore {
    /// The identity with this Amazon `user_id`.
    fn find_identity(
        &self,
        user_id: &AmazonUserId,
    ) -> impl Future<Output = Result<Option<Identity>, StoreError>> + Send;

    /// The claim on this address.
    fn find_claim(
        &self,
        email: &NormalisedEmail,
    ) -> impl Future<Output = Result<Option<EmailClaim>, StoreError>> + Send;

    /// The account, and, in the same round trip, the browser if it is known to it. Whether the
    /// device is of the account's epoch is the caller's to check.
    fn find_account(
        &self,
        account_id: AccountId,
        device: Option<Digest>,
    ) -> impl Future<Output = Result<(Option<Account>, Option<Device>), StoreError>> + Send;

    /// Creates an account in one transaction, all or nothing. Of many concurrent calls for one id,
    /// identity, address or external id exactly one is told `Created`; its event tells our own
    /// lost reply from an account that another call made under the same id. When several
    /// conditions fail at once the attempt's comes first, then the account's, the identity's, and
    /// the others'.
    fn create_account(
        &self,
        new: &NewAccount,
    ) -> impl Future<Output = Result<CreateOutcome, StoreError>> + Send;

    /// The same, where the address is held through Amazon alone: it goes from the account that was
    /// read to the new one, on the condition that it is still the very claim that was read. The
    /// other account's version and epoch are raised (threat PH-5).
    fn displace_claim(
        &self,
        new: &NewAccount,
        displaced: &Displaced,
    ) -> impl Future<Output = Result<CreateOutcome, StoreError>> + Send;

    /// Copies name and postal code to the account, and the e-mail as information to the identity,
    /// which also notes its use, where they differ from what was read. Conditional on the account's version and on the
    /// identity being there; a failed condition means that somebody else was later, and is fine.
    /// What Amazon no longer shares stays as it is.
    fn refresh_profile(
        &self,
        account: &Account,
        identity: &Identity,
        profile: &AmazonProfile,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Changes who can get in, in one transaction with the audit event and the session that goes
    /// on: account of the version and epoch read, both raised; the acting session still there, not
    /// renewed; for unlink another way in remains. Of many concurrent changes of one account as it
    /// was read exactly one is told `Done`. A change that is refused as it was read is told before
    /// one that came too late, and that before an ended session.
    fn change_account(
        &self,
        change: &Change,
    ) -> impl Future<Output = Result<ChangeOutcome, StoreError>> + Send;

    /// Gives the Amazon account of an empty account to another one, in one transaction that closes the
    /// empty one: it becomes a tombstone and its address is free; version and epoch of both are raised.
    /// Of many concurrent merges, and of changes of either account as it was read, exactly one is told
    /// `Done`. When several conditions fail at once the accounts' come first, then the session's.
    fn merge_accounts(
        &self,
        merge: &Merge,
    ) -> impl Future<Output = Result<MergeOutcome, StoreError>> + Send;

    /// Stores `renewed` in place of `verified`, on the condition that `verified` is still there: a
    /// password that was changed, or renewed, meanwhile stays, which is fine. Not a change of who
    /// can get in: epoch and version stay, so it gets into nobody's way.
    fn renew_password(
        &self,
        account_id: AccountId,
        verified: &PasswordHash,
        renewed: &PasswordHash,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Sessions and known browsers.
pub trait SessionStore {
    /// The session and its account, in one consistent round trip; `None` if either is absent.
    /// Whether it is live is the caller's to check.
    fn find_session(
        &self,
        session_ref: SessionRef,
    ) -> impl Future<Output = Result<Option<(Session, SessionOwner)>, StoreError>> + Send;

    /// Puts a session on the condition that none is there. Its epoch makes it safe without a
    /// transaction: whatever ends sessions afterwards raises the account's epoch and kills it.
    /// Finding the very same there means that our reply was lost; finding another is an error.
    fn put_session(&self, session: &Session)
    -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Moves `last_seen` on, on the condition that the session is still there with the value read:
    /// an update must not bring an ended session back.
    fn touch_session(
        &self,
        session: &Session,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Ends a session. Ending one that is not there is fine; one that was renewed is told.
    fn end_session(
        &self,
        session_ref: SessionRef,
    ) -> impl Future<Output = Result<Ended, StoreError>> + Send;

    /// Puts `acting`'s successor in its place, of the same epoch, after a proof that changed nothing
    /// else (ASVS 7.2.4); on the condition that it is still there and was not renewed. Our own mark
    /// there means that our reply was lost.
    fn renew_session(
        &self,
        acting: &ActingSession,
    ) -> impl Future<Output = Result<Renewed, StoreError>> + Send;

    /// The same with an audit event, written only if the session was there.
    fn end_session_of(
        &self,
        end: &SessionEnd,
    ) -> impl Future<Output = Result<Ended, StoreError>> + Send;

    /// The sessions of an account in no order, dead ones that TTL has not swept included; read page
    /// by page, at most [`SessionList::MAX`]. Whether one is live is the caller's to check.
    fn find_sessions(
        &self,
        account_id: AccountId,
    ) -> impl Future<Output = Result<SessionList, StoreError>> + Send;

    /// Remembers a browser for an account, replacing what was known of it, and forgets the oldest
    /// beyond [`Device::MAX_PER_ACCOUNT`].
    fn put_device(
        &self,
        account_id: AccountId,
        device: &Device,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Link tickets.
pub trait TicketStore {
    /// Puts a ticket on the condition that none is there. Finding the very same there means that
    /// our reply was lost; finding another is an error.
    fn put_ticket(&self, ticket: &Ticket) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The ticket, expired or used ones included.
    fn find_ticket(
        &self,
        key: Digest,
    ) -> impl Future<Output = Result<Option<Ticket>, StoreError>> + Send;

    /// Counts a try on the condition that the ticket is unused, unexpired and has tries left:
    /// before the password is looked at, so that concurrent tries cannot exceed the limit.
    fn count_try(
        &self,
        key: Digest,
        now: Timestamp,
    ) -> impl Future<Output = Result<Tried, StoreError>> + Send;

    /// Keeps the digest of a code that is about to be mailed, in place of the one before, on the condition
    /// that the ticket takes a try and fewer than [`Ticket::MAX_CODES`] were mailed. After a lost reply one
    /// may be counted twice.
    fn put_code(
        &self,
        key: Digest,
        code: Digest,
        now: Timestamp,
    ) -> impl Future<Output = Result<Tried, StoreError>> + Send;

    /// Links in one transaction: ticket marked used (unused, unexpired, tries not exceeded),
    /// identity put (absent), account updated (active, same version and epoch, fewer than
    /// [`Account::MAX_IDENTITIES`] identities; version and epoch raised; with a proof at the site the
    /// version of the credentials that proved it), event, session. A link that takes the account over also
    /// removes password and identities of before, and makes its claim `mailbox`. When
    /// several conditions fail at once the ticket's comes first, then the identity's.
    fn link_identity(
        &self,
        link: &Link,
    ) -> impl Future<Output = Result<LinkOutcome, StoreError>> + Send;

    /// Creates an account as [`AccountStore::create_account`] does, and uses the ticket that it answers:
    /// unused, unexpired, tries not exceeded. The ticket's condition comes first.
    fn create_by_ticket(
        &self,
        new: &NewAccount,
        used: &UsedTicket,
    ) -> impl Future<Output = Result<CreateOutcome, StoreError>> + Send;

    /// Uses a ticket whose identity is at the account already: ticket marked used, account active
    /// of the epoch read (`link.account.epoch`) and listing this identity, session put. Links
    /// nothing, raises nothing.
    fn sign_in_by_ticket(
        &self,
        link: &Link,
    ) -> impl Future<Output = Result<LinkOutcome, StoreError>> + Send;
}

/// Counters.
pub trait LimitStore {
    /// Counts one more on the condition that the limit is not reached. After a lost reply it may
    /// count twice, never not at all.
    fn count(&self, limit: &Limit) -> impl Future<Output = Result<Counted, StoreError>> + Send;

    /// Takes one's own count back; at most once, even if the reply is lost.
    fn uncount(&self, limit: &Limit) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Whether the limit is reached; reads only.
    fn is_over(&self, limit: &Limit) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// The whole table.
pub trait Store:
    AttemptStore
    + AccountStore
    + SessionStore
    + TicketStore
    + MailboxStore
    + LimitStore
    + SiteStore
    + Send
    + Sync
{
}

impl<T> Store for T where
    T: AttemptStore
        + AccountStore
        + SessionStore
        + TicketStore
        + MailboxStore
        + LimitStore
        + SiteStore
        + Send
        + Sync
{
}

fn mixed_up(what: &str) -> Result<(), StoreError> {
    Err(StoreError::Corrupt {
        entity: "account",
        reason: what.to_owned(),
    })
}
