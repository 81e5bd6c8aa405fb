//! What an account, an identity, a session and a login attempt are, and the one decision.
//!
//! Nothing here is async, reads a clock, draws randomness or does I/O: time and randomness come in
//! as values, so every rule can be tested as a table.

pub mod account;
pub mod amazon;
pub mod claim;
pub mod decide;
pub mod device;
pub mod email;
pub mod event;
pub mod identity;
pub mod limit;
pub mod login;
pub mod mailbox;
pub mod new_password;
pub mod return_to;
pub mod secret;
pub mod session;
pub mod site;
pub mod text;
pub mod ticket;
pub mod timestamp;
pub mod user_agent;

pub use account::{Account, AccountId, AccountStatus, Epoch, ExternalId, PasswordHash};
pub use amazon::{AccessToken, AmazonProfile, AmazonUserId, AuthorizationCode};
pub use claim::{Claim, ClaimKind, EmailClaim};
pub use device::Device;
pub use email::{EmailAddress, NormalisedEmail};
pub use event::{Actor, Event, EventKind};
pub use identity::Identity;
pub use limit::{Limit, LimitKind};
pub use login::{AttemptOutcome, ConsumedAttempt, Intent, LoginAttempt, State};
pub use mailbox::{MailboxProof, ProofUse, Purpose, Registration, Undoable};
pub use new_password::{NewPassword, PasswordRefused};
pub use return_to::ReturnTo;
pub use secret::{Digest, Secret};
pub use session::{
    AuthMethod, Renewal, Session, SessionLife, SessionOwner, SessionRef, SessionToken,
};
pub use site::{CredentialVersion, SiteAccount, SiteRef};
pub use text::{PersonName, PostalCode};
pub use ticket::{MailedCode, Proof, Ticket, TicketUse};
pub use timestamp::Timestamp;
pub use user_agent::UserAgent;

/// A text that does not have the form its type asks for. It names the type, never the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {what}")]
pub struct Invalid {
    /// What was expected, e.g. `"Amazon user id"`.
    pub what: &'static str,
}

impl Invalid {
    pub(crate) const fn new(what: &'static str) -> Self {
        Self { what }
    }
}
