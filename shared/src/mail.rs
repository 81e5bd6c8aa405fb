//! Mail: what is written to customers, and the one way out.
//!
//! A [`Letter`] is plain values until it is asked for its subject and its two bodies. Who it goes to is
//! a [`Recipient`], which may be nobody: whoever asks for a letter must not learn from the answer, or
//! from how long it took, whether the address that they typed is somebody's.

use std::future::Future;

use crate::domain::EmailAddress;

mod letter;
mod letters;
#[cfg(feature = "mail")]
mod sender;
#[cfg(feature = "mail")]
pub mod ses;
mod shown;

pub use letter::{Content, Letter};
pub use letters::Letters;
#[cfg(feature = "mail")]
pub use sender::Sender;
#[cfg(feature = "mail")]
pub use ses::{ConfiguredMailer, SesMailer, SesSettings};

/// How long a link that proves a mailbox works, as letters say it.
pub const MAILBOX_LINK_HOURS: u32 = 24;
/// How long a link that sets a new password works, as letters say it.
pub const RESET_LINK_MINUTES: u32 = 30;
/// How long a code that is typed into a page works, as letters say it.
pub const CODE_MINUTES: u32 = 15;

/// Whom a letter goes to.
#[derive(Clone, Copy, Debug)]
pub enum Recipient<'a> {
    /// Whoever reads this mailbox: the address that is stored in a claim, or that is to be proven.
    Mailbox(&'a EmailAddress),
    /// Nobody has the address that was typed. The same letter is written and the same call is made, to
    /// a mailbox that swallows it: skipping it would tell by its time that nobody is there (threat E7,
    /// ASVS 6.3.8).
    Nobody,
}

/// Sends letters.
pub trait Mailer: Send + Sync {
    /// Whether mail can be sent at all. If not, nothing is offered that needs it.
    fn is_configured(&self) -> bool;

    /// Hands one letter over. `Ok` says that it was accepted, not that it arrived. After an error it may
    /// still arrive, and a letter may arrive twice: what it carries must bear that.
    fn send(
        &self,
        recipient: Recipient<'_>,
        letter: &Letter<'_>,
    ) -> impl Future<Output = Result<(), MailError>> + Send;
}

/// Why a letter was not accepted. No variant carries an address, or anything that the letter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// No answer in time.
    #[error("the mail service did not answer in time")]
    Timeout,
    /// No connection, a fault of the service, or more letters than it takes now.
    #[error("the mail service is unavailable: {reason}")]
    Unavailable {
        /// What was seen.
        reason: &'static str,
    },
    /// It takes no letter of ours until an operator acts.
    #[error("mail is not set up: {reason}")]
    Misconfigured {
        /// What is wrong.
        reason: &'static str,
    },
    /// It does not take this letter, or not to this recipient. In the sandbox of Amazon SES every
    /// address that is not verified there ends so.
    #[error("the mail service refuses the letter: {reason}")]
    Rejected {
        /// What is wrong; never a value.
        reason: &'static str,
    },
}

/// No mail is sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMail;

impl Mailer for NoMail {
    fn is_configured(&self) -> bool {
        false
    }

    async fn send(&self, _: Recipient<'_>, _: &Letter<'_>) -> Result<(), MailError> {
        Err(MailError::Misconfigured {
            reason: "no sender is set",
        })
    }
}

#[cfg(test)]
mod tests;
