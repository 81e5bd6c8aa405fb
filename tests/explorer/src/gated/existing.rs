//! The site as one task sees it.

use accounts::{
    domain::{ExternalId, SiteAccount},
    existing::{
        CreatedAtSite, ExistingAccounts, ExistingAccountsError, Newcomer, Verified, Wanted,
    },
};

use super::Gated;
use crate::{
    books::{Books, SiteAct},
    gate::{Fault, Kind},
};

impl ExistingAccounts for Gated {
    fn are_kept(&self) -> bool {
        self.site.is_some()
    }

    async fn find(&self, wanted: Wanted<'_>) -> Result<Option<SiteAccount>, ExistingAccountsError> {
        let act = |books: &mut Books| books.find(wanted);
        self.at_site("find", Kind::Read, act).await
    }

    async fn verify(
        &self,
        id: &ExternalId,
        password: &[u8],
    ) -> Result<Verified, ExistingAccountsError> {
        let act = |books: &mut Books| books.verify(id, password);
        self.at_site("verify", Kind::Read, act).await
    }

    async fn create(&self, newcomer: Newcomer<'_>) -> Result<CreatedAtSite, ExistingAccountsError> {
        let act = |books: &mut Books| books.create(newcomer);
        let created = self.at_site("create", Kind::Write, act).await?;
        created.ok_or(ExistingAccountsError::Timeout)
    }
}

impl Gated {
    /// Something happens at the site, in one step.
    pub(crate) async fn happen(&self, act: &SiteAct) -> Result<(), ExistingAccountsError> {
        let act = |books: &mut Books| books.act(act);
        self.at_site("at the site", Kind::Read, act).await
    }

    /// One call, decided at the site at one moment.
    async fn at_site<T: std::fmt::Debug>(
        &self,
        name: &'static str,
        kind: Kind,
        act: impl Fn(&mut Books) -> T,
    ) -> Result<T, ExistingAccountsError> {
        let site = self.site.as_ref().ok_or(ExistingAccountsError::Timeout)?;
        let act = || act(&mut site.lock().unwrap());
        let result = match self.gate.pass(name, kind).await {
            Fault::None => Ok(act()),
            Fault::Before => Err(ExistingAccountsError::Timeout),
            Fault::After => {
                act();
                Err(ExistingAccountsError::Timeout)
            }
            Fault::Twice => {
                act();
                Ok(act())
            }
            Fault::CrashBefore => self.gate.crash().await,
            Fault::CrashAfter => {
                act();
                self.gate.crash().await
            }
        };
        self.gate.learn(&format!("{result:?}"));
        result
    }
}
