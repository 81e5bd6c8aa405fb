//! Accounts that stand for accounts of a site that keeps its own.

use super::{Flaw, MemoryStore, accounts, tickets};
use crate::{
    domain::{AccountId, ExternalId},
    store::{CreateOutcome, Link, LinkOutcome, NewAccount, SiteStore, StoreError},
};

impl SiteStore for MemoryStore {
    async fn find_external(
        &self,
        external_id: &ExternalId,
    ) -> Result<Option<AccountId>, StoreError> {
        Ok(self.items().externals.get(external_id.as_str()).copied())
    }

    async fn adopt_account(
        &self,
        new: &NewAccount,
        replaced: Option<AccountId>,
    ) -> Result<CreateOutcome, StoreError> {
        new.check_adoption()?;
        let mut items = self.items();
        if let Some(outcome) = self.refusal(&items, new, None, replaced) {
            return Ok(outcome);
        }
        accounts::write_account(&mut items, new);
        accounts::write_session(&mut items, new);
        Ok(CreateOutcome::Created)
    }

    async fn adopt_by_link(
        &self,
        link: &Link,
        replaced: Option<AccountId>,
    ) -> Result<LinkOutcome, StoreError> {
        let new = link.adoption()?;
        let mut items = self.items();
        if let Some(outcome) = self.ticket_refusal(&items, link) {
            return Ok(outcome);
        }
        match self.refusal(&items, &new, None, replaced) {
            None => {}
            Some(CreateOutcome::IdentityTaken) => return Ok(LinkOutcome::IdentityTaken),
            Some(_) if items.identities.contains_key(&link.ticket.profile.user_id) => {
                return Ok(LinkOutcome::IdentityTaken);
            }
            Some(_) => return Ok(LinkOutcome::AccountChanged),
        }
        accounts::write_account(&mut items, &new);
        tickets::use_ticket(&mut items, link);
        Ok(LinkOutcome::Done)
    }

    async fn add_site_id(
        &self,
        link: &Link,
        replaced: Option<AccountId>,
    ) -> Result<LinkOutcome, StoreError> {
        let Some((_, mut joined)) = link.joined()? else {
            return Ok(LinkOutcome::TicketClosed);
        };
        let mut items = self.items();
        if let Some(outcome) = self.ticket_refusal(&items, link) {
            return Ok(outcome);
        }
        let as_read = &link.account;
        let fits = items.accounts.get(&as_read.id).is_some_and(|there| {
            ((there.version, there.epoch) == (as_read.version, as_read.epoch)
                && there.external_id.is_none()
                || self.has(Flaw::SecondSiteId))
                && there.is_active()
                && there.identities.contains(&link.ticket.profile.user_id)
        });
        if !fits || !self.may_stand(&items, &joined, replaced) {
            return Ok(LinkOutcome::AccountChanged);
        }
        if self.has(Flaw::JoinedKeepsClaim) {
            joined.claim.clone_from(&as_read.claim);
        } else if let Some(claim) = &as_read.claim {
            items.claims.remove(claim.email.normalised());
        }
        let external_id = joined.external_id.iter().map(|it| it.as_str().to_owned());
        for id in external_id {
            items.externals.insert(id, joined.id);
        }
        items
            .events
            .insert((joined.id, link.event.id.clone()), link.event.clone());
        items.accounts.insert(joined.id, joined);
        tickets::use_ticket(&mut items, link);
        Ok(LinkOutcome::Done)
    }
}
