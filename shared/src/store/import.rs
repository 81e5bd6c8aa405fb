//! Bringing accounts over from the site's existing account system, many at a time.

use std::future::Future;

use super::{NewAccount, StoreError};
use crate::domain::{AccountId, ClaimKind, Secret};

/// What importing one account came to. Nothing was written unless it says `Created`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportOutcome {
    /// It is in the table, by this run.
    Created,
    /// An earlier run imported it. Whatever became of it since is left as it is.
    AlreadyThere,
    /// An earlier run imported it, and it was deleted since.
    Deleted,
    /// Another account holds the address.
    EmailTaken(ClaimKind),
    /// Another account has the site's own id.
    ExternalIdTaken,
}

/// Accounts that come from the site's existing account system.
pub trait ImportStore {
    /// The secret from which ids of imported accounts are derived, drawn once for the table: so that
    /// an account is found again by what the site calls it, and no id tells an address.
    fn import_secret(
        &self,
        drawn: &Secret,
    ) -> impl Future<Output = Result<Secret, StoreError>> + Send;

    /// Creates several accounts, as many as fit into a transaction at once, and gives an outcome for
    /// each, in order. An account that is refused does not keep the others from being created. No two
    /// of them may share an address or a site id.
    ///
    /// Each has an id derived from what the site calls it, and an event whose id is derived from the
    /// run: so an account that is there came from an earlier import, and one whose event is there as
    /// well from this run, whose reply, or whose note of it, was lost.
    fn import_accounts(
        &self,
        accounts: &[NewAccount],
    ) -> impl Future<Output = Result<Vec<ImportOutcome>, StoreError>> + Send;

    /// Creates an account in place of one that was imported and deleted, `deleted`: its site id goes
    /// to the new one. On the condition that `deleted` is closed and holds nothing.
    fn recreate_account(
        &self,
        new: &NewAccount,
        deleted: AccountId,
    ) -> impl Future<Output = Result<ImportOutcome, StoreError>> + Send;
}
