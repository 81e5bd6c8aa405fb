//! Link tickets.

use super::items::{
    self, AccountRecord, EventRecord, IdentityRecord, Record as _, SessionRecord, TicketRecord,
    active_status,
};
use super::send::Repeat;
use super::single::{Shows, Update, Written};
use super::transaction::{Position, Refused, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{Account, Digest, Identity, Ticket, Timestamp};
use crate::store::{Link, LinkOutcome, StoreError, TicketStore, Tried};

impl TicketStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_ticket(&self, ticket: &Ticket) -> Result<(), StoreError> {
        let item = items::write(&TicketRecord::from(ticket))?;
        let Written::Refused(there) = self.put(item, expr::ABSENT, []).await? else {
            return Ok(());
        };
        let there: Option<Ticket> = items::read_if::<TicketRecord, _>(there.as_ref())?;
        if there.as_ref() == Some(ticket) {
            // Our put arrived, its reply did not.
            return Ok(());
        }
        Err(items::corrupt(
            TicketRecord::ENTITY,
            "another is there under its key".to_owned(),
        ))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_ticket(&self, key: Digest) -> Result<Option<Ticket>, StoreError> {
        items::read_if::<TicketRecord, _>(self.get(&keys::ticket(key)).await?.as_ref())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn count_try(&self, key: Digest, now: Timestamp) -> Result<Tried, StoreError> {
        let written = self
            .update(Update {
                key: &keys::ticket(key),
                change: expr::COUNT_TRY,
                condition: expr::TICKET_TAKES_TRY,
                values: [
                    (":one", expr::number(1)),
                    (":max_tries", expr::number(Ticket::MAX_TRIES)),
                    (":now", expr::time(now)),
                ],
                // After a lost reply this may count twice, which errs on the safe side.
                repeat: Repeat::Always,
                shows: Shows::Item,
            })
            .await?;
        match written {
            Written::Done(Some(ticket)) => {
                Ok(Tried::Counted(items::read::<TicketRecord, _>(&ticket)?))
            }
            Written::Done(None) => Err(items::corrupt(
                TicketRecord::ENTITY,
                "it was not shown".to_owned(),
            )),
            Written::Refused(there) => Ok(Tried::Closed(items::read_if::<TicketRecord, _>(
                there.as_ref(),
            )?)),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn link_identity(&self, link: &Link) -> Result<LinkOutcome, StoreError> {
        let account = &link.account;
        link.check_parts(account.epoch.next())?;
        if link.ticket.epoch != account.epoch {
            // Who can get in changed since the question was asked.
            return Ok(LinkOutcome::TicketClosed);
        }
        let mut transaction = Transaction::new(&self.table);
        use_ticket(&mut transaction, link)?;
        tie(&mut transaction, link)?;
        let identity = Identity::first_seen(&link.ticket.profile, account.id, link.now);
        transaction.create(
            Position::Identity,
            items::write(&IdentityRecord::from(&identity))?,
        )?;
        transaction.create(
            Position::Event,
            items::write(&EventRecord::new(account.id, &link.event))?,
        )?;
        transaction.create(
            Position::Session,
            items::write(&SessionRecord::from(&link.session))?,
        )?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(LinkOutcome::Done),
            Err(refused) => read_refusal(link, &refused),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn sign_in_by_ticket(&self, link: &Link) -> Result<LinkOutcome, StoreError> {
        let account = &link.account;
        link.check_parts(account.epoch)?;
        let user_id = &link.ticket.profile.user_id;
        let mut transaction = Transaction::new(&self.table);
        use_ticket(&mut transaction, link)?;
        transaction.require(
            Position::Account,
            &keys::account(account.id),
            expr::ACCOUNT_OPENED_BY,
            [
                (":epoch", expr::number(account.epoch.0)),
                (":active", expr::text(active_status())),
                (":user_id", expr::text(user_id.as_str())),
            ],
        )?;
        transaction.create(
            Position::Session,
            items::write(&SessionRecord::from(&link.session))?,
        )?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(LinkOutcome::Done),
            Err(refused) => read_refusal(link, &refused),
        }
    }
}

/// Adds the identity to the account, with the credentials at the site that were the proof.
fn tie(transaction: &mut Transaction<'_>, link: &Link) -> Result<(), StoreError> {
    let account = &link.account;
    let key = keys::account(account.id);
    let user_id = link.ticket.profile.user_id.as_str();
    let (position, linkable) = (Position::Account, expr::ACCOUNT_LINKABLE);
    let version = (":version", expr::number(account.version));
    let epoch = (":epoch", expr::number(account.epoch.0));
    let active = (":active", expr::text(active_status()));
    let max = (":max_identities", expr::number(Account::MAX_IDENTITIES));
    let linked = (":user_id", expr::text(user_id));
    let added = (":added", expr::texts([user_id]));
    let one = (":one", expr::number(1));
    match &link.ticket.at_site {
        None => {
            let values = [version, epoch, active, max, linked, added, one];
            transaction.update(position, &key, expr::LINK_ACCOUNT, linkable, values)
        }
        Some(site) => {
            let proven = expr::text(site.credential_version.as_str());
            let proven = (":credential_version", proven);
            let values = [version, epoch, active, max, linked, added, one, proven];
            transaction.update(position, &key, expr::LINK_ADOPTED, linkable, values)
        }
    }
}

/// Marks the ticket used.
pub(super) fn use_ticket(transaction: &mut Transaction<'_>, link: &Link) -> Result<(), StoreError> {
    let used = &link.ticket_use;
    transaction.update(
        Position::Ticket,
        &keys::ticket(link.ticket.key),
        expr::USE_TICKET,
        expr::TICKET_USABLE,
        [
            (":mark", expr::text(used.mark.expose_base64url())),
            (
                ":used_session",
                expr::text(used.session_ref.digest.to_string()),
            ),
            (":max_tries", expr::number(Ticket::MAX_TRIES)),
            (":now", expr::time(link.now)),
        ],
    )
}

/// Reads which conditions failed: our own earlier success, or what came in between.
pub(super) fn read_refusal(link: &Link, refused: &Refused) -> Result<LinkOutcome, StoreError> {
    if refused.is_at(Position::Ticket) {
        let there: Option<Ticket> =
            items::read_if::<TicketRecord, _>(refused.item(Position::Ticket))?;
        // The mark was drawn by this request: our transaction arrived, its reply did not.
        let is_ours = there.is_some_and(|there| there.used.as_ref() == Some(&link.ticket_use));
        return Ok(if is_ours {
            LinkOutcome::Done
        } else {
            LinkOutcome::TicketClosed
        });
    }
    if refused.is_at(Position::Identity) {
        return Ok(LinkOutcome::IdentityTaken);
    }
    if refused.is_at(Position::Account) || refused.is_at(Position::External) {
        return Ok(LinkOutcome::AccountChanged);
    }
    Err(items::corrupt(
        AccountRecord::ENTITY,
        "the new event or session is there already".to_owned(),
    ))
}
