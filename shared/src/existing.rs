//! A site that keeps its own accounts, as the functions ask it (docs/hook.md).

use std::future::Future;

use crate::domain::{AmazonUserId, Digest, EmailAddress, ExternalId, PersonName, SiteAccount};

#[cfg(feature = "existing")]
pub mod client;

#[cfg(feature = "existing")]
pub use client::{ExistingAccountsClient, ExistingAccountsSettings, SettingsError, SigningKey};

/// Whom to find.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// The account with this address, as it was typed or as Amazon has it: the site compares as its
    /// own sign-in does.
    Email(&'a EmailAddress),
    /// The account with this id.
    Id(&'a ExternalId),
}

/// A customer who is new through Amazon.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer<'a> {
    /// The same for the same customer, whenever and however often they are created.
    pub key: Digest,
    /// Their name at Amazon.
    pub name: Option<&'a PersonName>,
    /// Their address at Amazon, which nobody has verified.
    pub email: Option<&'a EmailAddress>,
}

/// What a password is to an account of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Its own.
    Right(SiteAccount),
    /// Not its own, or there is no such account.
    Wrong,
    /// The site looks at no more passwords of this account now.
    TooManyAttempts,
}

/// What creating an account at the site came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreatedAtSite {
    /// It is there, made by this very key: now or at an earlier call. Never an existing customer's.
    Created(SiteAccount),
    /// An account of the site has the address.
    EmailTaken,
}

/// The site's three calls. Each is bounded in time; each failure is an error, never "nobody".
pub trait ExistingAccounts: Send + Sync {
    /// Whether the site keeps its own accounts at all; if not, it is never asked.
    fn are_kept(&self) -> bool;

    /// The account, if there is one. By id it has that id; by address any.
    fn find(
        &self,
        wanted: Wanted<'_>,
    ) -> impl Future<Output = Result<Option<SiteAccount>, ExistingAccountsError>> + Send;

    /// Whether `password` is that of the account with this id, and how that account stands. Tries are
    /// for the caller to count, before.
    fn verify(
        &self,
        id: &ExternalId,
        password: &[u8],
    ) -> impl Future<Output = Result<Verified, ExistingAccountsError>> + Send;

    /// Creates an account, once per key.
    fn create(
        &self,
        newcomer: Newcomer<'_>,
    ) -> impl Future<Output = Result<CreatedAtSite, ExistingAccountsError>> + Send;
}

/// Why the site gave no answer that counts. No variant carries anything that the site sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExistingAccountsError {
    /// No answer in time.
    #[error("the site did not answer in time")]
    Timeout,
    /// No connection, a fault at the site, or a signing key that cannot be fetched.
    #[error("the site is unavailable: {reason}")]
    Unavailable {
        /// What was seen.
        reason: &'static str,
        /// The status of its answer, if there was one.
        status: Option<u16>,
    },
    /// The site did not accept our signature, or the key is unusable: an operator must act.
    #[error("the site refuses our calls: {reason}")]
    Misconfigured {
        /// What is wrong.
        reason: &'static str,
    },
    /// An answer that is not what was agreed.
    #[error("the site's answer is not understood: {reason}")]
    BadAnswer {
        /// What is wrong; never a value.
        reason: &'static str,
    },
}

/// No site keeps its own accounts: all of them are here.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoExistingAccounts;

const NONE: ExistingAccountsError = ExistingAccountsError::Misconfigured {
    reason: "it keeps no accounts of its own",
};

impl ExistingAccounts for NoExistingAccounts {
    fn are_kept(&self) -> bool {
        false
    }

    async fn find(&self, _: Wanted<'_>) -> Result<Option<SiteAccount>, ExistingAccountsError> {
        Err(NONE)
    }

    async fn verify(&self, _: &ExternalId, _: &[u8]) -> Result<Verified, ExistingAccountsError> {
        Err(NONE)
    }

    async fn create(&self, _: Newcomer<'_>) -> Result<CreatedAtSite, ExistingAccountsError> {
        Err(NONE)
    }
}

/// `None` is [`NoExistingAccounts`].
impl<E: ExistingAccounts> ExistingAccounts for Option<E> {
    fn are_kept(&self) -> bool {
        self.as_ref().is_some_and(E::are_kept)
    }

    async fn find(&self, wanted: Wanted<'_>) -> Result<Option<SiteAccount>, ExistingAccountsError> {
        match self {
            Some(existing) => existing.find(wanted).await,
            None => Err(NONE),
        }
    }

    async fn verify(
        &self,
        id: &ExternalId,
        password: &[u8],
    ) -> Result<Verified, ExistingAccountsError> {
        match self {
            Some(existing) => existing.verify(id, password).await,
            None => Err(NONE),
        }
    }

    async fn create(&self, newcomer: Newcomer<'_>) -> Result<CreatedAtSite, ExistingAccountsError> {
        match self {
            Some(existing) => existing.create(newcomer).await,
            None => Err(NONE),
        }
    }
}

/// The key under which a customer of Amazon's is created at the site: SHA-256 of the `user_id`. Where
/// the account that this key made is in use here, or was deleted, of the `user_id`, a line feed, and the
/// id of that account.
#[must_use]
pub fn idempotency_key(user_id: &AmazonUserId, not: Option<&ExternalId>) -> Digest {
    match not {
        None => Digest::of(user_id.as_str().as_bytes()),
        Some(id) => Digest::of(format!("{}\n{}", user_id.as_str(), id.as_str()).as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_digest_of_the_amazon_user_id_and_of_the_id_that_it_may_not_be() {
        let user_id = AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap();
        let id = ExternalId::parse("42").unwrap();

        assert_eq!(
            idempotency_key(&user_id, None),
            Digest::of(b"amzn1.account.K2LI23KL2LK2")
        );
        assert_eq!(
            idempotency_key(&user_id, Some(&id)),
            Digest::of(b"amzn1.account.K2LI23KL2LK2\n42")
        );
    }
}
