//! Accounts that stand for accounts of the site, through the same gate.

use accounts::{
    domain::{AccountId, ExternalId},
    store::{CreateOutcome, Link, LinkOutcome, NewAccount, SiteStore, StoreError},
};

use super::{Gated, debug};
use crate::gate::Kind;

impl SiteStore for Gated {
    async fn find_external(
        &self,
        external_id: &ExternalId,
    ) -> Result<Option<AccountId>, StoreError> {
        let act = || self.store.find_external(external_id);
        self.call("find_external", Kind::Read, act, debug).await
    }

    async fn adopt_account(
        &self,
        new: &NewAccount,
        replaced: Option<AccountId>,
    ) -> Result<CreateOutcome, StoreError> {
        let act = async || {
            if let Some(session) = &new.session {
                self.note_session(session);
            }
            self.store.adopt_account(new, replaced).await
        };
        self.call("adopt_account", Kind::Write, act, debug).await
    }

    async fn adopt_by_link(
        &self,
        link: &Link,
        replaced: Option<AccountId>,
    ) -> Result<LinkOutcome, StoreError> {
        let act = async || {
            let outcome = self.store.adopt_by_link(link, replaced).await?;
            self.used(link, outcome, Some(false))
        };
        self.call("adopt_by_link", Kind::Write, act, debug).await
    }

    async fn add_site_id(
        &self,
        link: &Link,
        replaced: Option<AccountId>,
    ) -> Result<LinkOutcome, StoreError> {
        let act = async || {
            let outcome = self.store.add_site_id(link, replaced).await?;
            self.used(link, outcome, Some(false))
        };
        self.call("add_site_id", Kind::Write, act, debug).await
    }
}
