//! Metrics, in AWS's embedded metric format: one more line beside what a request logged
//! (docs/decisions/0014). Where nothing collects them, and in a function that is built without the
//! feature `metrics`, counting does nothing.

#[cfg(feature = "metrics")]
mod embedded;
#[cfg(not(feature = "metrics"))]
mod none;

#[cfg(feature = "metrics")]
pub use embedded::{Metrics, count, count_answer};
#[cfg(not(feature = "metrics"))]
pub use none::{Metrics, count, count_answer};

/// What is counted, besides every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Every answer, by its outcome.
    Answers,
    /// Somebody was signed in.
    SignedIn,
    /// An account was made at a first sign-in with Amazon.
    AccountCreated,
    /// An account was made with a password.
    AccountRegistered,
    /// An Amazon account opens an account that was there.
    IdentityLinked,
    /// Amazon refuses our client id or secret.
    AmazonRefusesClient,
    /// Amazon did not answer in time.
    AmazonTimeout,
    /// Amazon gave no profile, for this reason or another.
    AmazonFault,
    /// A letter could not be handed over to anybody's mailbox: mail is down, or not set up.
    LetterNotSent,
}

impl Metric {
    /// Its name, which alarms and dashboard look for.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answers => "Answers",
            Self::SignedIn => "SignedIn",
            Self::AccountCreated => "AccountCreated",
            Self::AccountRegistered => "AccountRegistered",
            Self::IdentityLinked => "IdentityLinked",
            Self::AmazonRefusesClient => "AmazonRefusesClient",
            Self::AmazonTimeout => "AmazonTimeout",
            Self::AmazonFault => "AmazonFault",
            Self::LetterNotSent => "LetterNotSent",
        }
    }
}
