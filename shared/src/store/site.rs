//! Accounts that stand for accounts of a site that keeps its own (docs/hook.md).

use std::future::Future;

use super::{CreateOutcome, Link, LinkOutcome, NewAccount, StoreError, mixed_up};
use crate::domain::{Account, AccountId, ExternalId, Identity, SiteRef};

/// Accounts found by the site's own id, which is their only key: they hold no e-mail claim.
///
/// The id of a deleted account stays behind and leads to what is left of it. A tombstone never lives
/// again, so whoever has read that an id leads to one may put another account in its place, on the
/// condition that the id still leads there (`replaced`).
pub trait SiteStore {
    /// The account that stands for this one of the site; one that was deleted, too.
    fn find_external(
        &self,
        external_id: &ExternalId,
    ) -> impl Future<Output = Result<Option<AccountId>, StoreError>> + Send;

    /// Creates the account that stands for one of the site, as
    /// [`create_account`](super::AccountStore::create_account) does: of many concurrent calls for one
    /// external id exactly one is told `Created`.
    fn adopt_account(
        &self,
        new: &NewAccount,
        replaced: Option<AccountId>,
    ) -> impl Future<Output = Result<CreateOutcome, StoreError>> + Send;

    /// Answers a ticket by creating the account that stands for the one at the site, in one
    /// transaction: ticket marked used (unused, unexpired, tries not exceeded), account put as it is in
    /// `link` (absent), identity put (absent), the site's id put (absent, or of `replaced`), event,
    /// session. When several conditions fail at once the ticket's comes first, then the identity's.
    fn adopt_by_link(
        &self,
        link: &Link,
        replaced: Option<AccountId>,
    ) -> impl Future<Output = Result<LinkOutcome, StoreError>> + Send;

    /// Answers a ticket by giving the site's id to an account that has none, in one transaction: ticket
    /// marked used, account updated (active, same version and epoch, without a site's id, opened by the
    /// ticket's Amazon account; version and epoch raised; its claim and password go, because from now
    /// on they are the site's), claim deleted, the site's id put (absent, or of `replaced`), event,
    /// session. When several conditions fail at once the ticket's comes first.
    fn add_site_id(
        &self,
        link: &Link,
        replaced: Option<AccountId>,
    ) -> impl Future<Output = Result<LinkOutcome, StoreError>> + Send;
}

impl NewAccount {
    /// Refuses what cannot stand for an account of the site.
    pub fn check_adoption(&self) -> Result<(), StoreError> {
        self.check_parts()?;
        let account = &self.account;
        if account.external_id.is_none() || account.credential_version.is_none() {
            return mixed_up("an adopted account has the site's id and its credentials' version");
        }
        if account.claim.is_some() || account.password.is_some() {
            return mixed_up("an adopted account has no address and no password of its own");
        }
        Ok(())
    }
}

impl Link {
    /// The account that a ticket makes of one at the site, with what belongs to it.
    pub fn adoption(&self) -> Result<NewAccount, StoreError> {
        self.check_parts(self.account.epoch)?;
        let site = self.ticket.at_site.as_ref();
        let account = &self.account;
        if site.map(|it| &it.id) != account.external_id.as_ref()
            || site.map(|it| &it.credential_version) != account.credential_version.as_ref()
        {
            mixed_up("the ticket is for another account of the site")?;
        }
        let new = NewAccount {
            account: account.clone(),
            identity: Some(Identity::first_seen(
                &self.ticket.profile,
                account.id,
                self.now,
            )),
            event: self.event.clone(),
            session: Some(self.session.clone()),
            device: None,
            attempt: None,
        };
        new.check_adoption()?;
        Ok(new)
    }

    /// The account as it is once a ticket has given it the site's id; `None` if it changed since the
    /// question was asked.
    pub fn joined(&self) -> Result<Option<(&SiteRef, Account)>, StoreError> {
        let account = &self.account;
        self.check_parts(account.epoch.next())?;
        let Some(site) = &self.ticket.at_site else {
            mixed_up("the ticket is for no account of the site")?;
            return Ok(None);
        };
        let joined = Account {
            external_id: Some(site.id.clone()),
            credential_version: Some(site.credential_version.clone()),
            claim: None,
            password: None,
            version: account.version + 1,
            epoch: account.epoch.next(),
            ..account.clone()
        };
        Ok((self.ticket.epoch == account.epoch).then_some((site, joined)))
    }
}
