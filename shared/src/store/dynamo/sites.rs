//! Accounts that stand for accounts of a site that keeps its own.

use super::creation::put_external;
use super::items::{
    self, AccountRecord, EventRecord, ExternalRecord, IdentityRecord, SessionRecord, active_status,
};
use super::tickets::{read_refusal, use_ticket};
use super::transaction::{Position, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{Account, AccountId, ExternalId};
use crate::store::{CreateOutcome, Link, LinkOutcome, NewAccount, SiteStore, StoreError};

impl SiteStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_external(
        &self,
        external_id: &ExternalId,
    ) -> Result<Option<AccountId>, StoreError> {
        let item = self.get(&keys::external(external_id)).await?;
        items::read_if::<ExternalRecord, _>(item.as_ref())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn adopt_account(
        &self,
        new: &NewAccount,
        replaced: Option<AccountId>,
    ) -> Result<CreateOutcome, StoreError> {
        new.check_adoption()?;
        self.create(new, None, replaced).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn adopt_by_link(
        &self,
        link: &Link,
        replaced: Option<AccountId>,
    ) -> Result<LinkOutcome, StoreError> {
        let new = link.adoption()?;
        let mut transaction = Transaction::new(&self.table);
        use_ticket(&mut transaction, link)?;
        let account = items::write(&AccountRecord::from(&new.account))?;
        transaction.create(Position::Account, account)?;
        if let Some(identity) = &new.identity {
            let item = items::write(&IdentityRecord::from(identity))?;
            transaction.create(Position::Identity, item)?;
        }
        put_external(&mut transaction, &new.account, replaced)?;
        begin(&mut transaction, link)?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(LinkOutcome::Done),
            Err(refused) => read_refusal(link, &refused),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn add_site_id(
        &self,
        link: &Link,
        replaced: Option<AccountId>,
    ) -> Result<LinkOutcome, StoreError> {
        let Some((site, joined)) = link.joined()? else {
            return Ok(LinkOutcome::TicketClosed);
        };
        let account = &link.account;
        let mut transaction = Transaction::new(&self.table);
        use_ticket(&mut transaction, link)?;
        let user_id = link.ticket.profile.user_id.as_str();
        transaction.update(
            Position::Account,
            &keys::account(account.id),
            expr::ADD_SITE_ID,
            expr::ACCOUNT_WITHOUT_SITE_ID,
            [
                (":version", expr::number(account.version)),
                (":epoch", expr::number(account.epoch.0)),
                (":active", expr::text(active_status())),
                (":user_id", expr::text(user_id)),
                (":external_id", expr::text(site.id.as_str())),
                (
                    ":credential_version",
                    expr::text(site.credential_version.as_str()),
                ),
                (":one", expr::number(1)),
            ],
        )?;
        put_external(&mut transaction, &joined, replaced)?;
        give_up_claim(&mut transaction, account)?;
        begin(&mut transaction, link)?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(LinkOutcome::Done),
            Err(refused) => read_refusal(link, &refused),
        }
    }
}

/// The address goes: the site knows its customers' addresses.
fn give_up_claim(transaction: &mut Transaction<'_>, account: &Account) -> Result<(), StoreError> {
    let Some(claim) = &account.claim else {
        return Ok(());
    };
    let own = [(":account_id", expr::text(account.id.to_string()))];
    let key = keys::email(claim.email.normalised());
    transaction.delete(Position::Email, &key, expr::OF_ACCOUNT, own)
}

/// The audit event, and the session that begins.
fn begin(transaction: &mut Transaction<'_>, link: &Link) -> Result<(), StoreError> {
    let event = EventRecord::new(link.account.id, &link.event);
    transaction.create(Position::Event, items::write(&event)?)?;
    let session = SessionRecord::from(&link.session);
    transaction.create(Position::Session, items::write(&session)?)
}
