//! Link tickets.

use super::creation::Besides;
use super::items::{
    self, AccountRecord, ClaimRecord, EventRecord, IdentityRecord, Record as _, SessionRecord,
    TicketRecord, active_status, kind_text,
};
use super::send::Repeat;
use super::sessions::renew_session;
use super::single::{Shows, Update, Written};
use super::transaction::{Position, Refused, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{Account, ClaimKind, Digest, Identity, Renewal, Ticket, TicketUse, Timestamp};
use crate::store::{
    CreateOutcome, Link, LinkOutcome, NewAccount, StoreError, TicketStore, Tried, UsedTicket,
};

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
        tried(written)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_code(
        &self,
        key: Digest,
        code: Digest,
        now: Timestamp,
    ) -> Result<Tried, StoreError> {
        let written = self
            .update(Update {
                key: &keys::ticket(key),
                change: expr::PUT_CODE,
                condition: expr::TICKET_TAKES_CODE,
                values: [
                    (":code", expr::text(code.to_string())),
                    (":zero", expr::number(0)),
                    (":one", expr::number(1)),
                    (":max_tries", expr::number(Ticket::MAX_TRIES)),
                    (":max_codes", expr::number(Ticket::MAX_CODES)),
                    (":now", expr::time(now)),
                ],
                // After a lost reply this may count twice, which errs on the safe side.
                repeat: Repeat::Always,
                shows: Shows::Item,
            })
            .await?;
        tried(written)
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
        use_ticket(&mut transaction, &link.ticket, &link.ticket_use, link.now)?;
        if link.takes_over {
            take_over(&mut transaction, link)?;
        } else {
            tie(&mut transaction, link)?;
        }
        let identity = Identity::first_seen(&link.ticket.profile, account.id, link.now);
        transaction.create(
            Position::Identity,
            items::write(&IdentityRecord::from(&identity))?,
        )?;
        transaction.create(
            Position::Event,
            items::write(&EventRecord::new(account.id, &link.event))?,
        )?;
        if let Some(acting) = link.acting {
            let mark = link.ticket_use.mark.clone();
            let renewal = Renewal { mark, at: link.now };
            renew_session(&mut transaction, acting, &renewal)?;
        }
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
    async fn create_by_ticket(
        &self,
        new: &NewAccount,
        used: &UsedTicket,
    ) -> Result<CreateOutcome, StoreError> {
        used.check_parts(new)?;
        let besides = Besides {
            used: Some(used),
            ..Besides::default()
        };
        self.create(new, besides).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn sign_in_by_ticket(&self, link: &Link) -> Result<LinkOutcome, StoreError> {
        let account = &link.account;
        link.check_parts(account.epoch)?;
        let user_id = &link.ticket.profile.user_id;
        let mut transaction = Transaction::new(&self.table);
        use_ticket(&mut transaction, &link.ticket, &link.ticket_use, link.now)?;
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

/// The ticket after a write that counts, or what is there instead.
fn tried(written: Written) -> Result<Tried, StoreError> {
    match written {
        Written::Done(Some(ticket)) => Ok(Tried::Counted(items::read::<TicketRecord, _>(&ticket)?)),
        Written::Done(None) => Err(items::corrupt(
            TicketRecord::ENTITY,
            "it was not shown".to_owned(),
        )),
        Written::Refused(there) => Ok(Tried::Closed(items::read_if::<TicketRecord, _>(
            there.as_ref(),
        )?)),
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

/// Lets the Amazon account alone open the account, whose mailbox is proven now.
fn take_over(transaction: &mut Transaction<'_>, link: &Link) -> Result<(), StoreError> {
    let account = &link.account;
    let user_id = link.ticket.profile.user_id.as_str();
    let own = || [(":account_id", expr::text(account.id.to_string()))];
    transaction.update(
        Position::Account,
        &keys::account(account.id),
        expr::TAKE_OVER,
        expr::ACCOUNT_TO_TAKE_OVER,
        [
            (":version", expr::number(account.version)),
            (":epoch", expr::number(account.epoch.0)),
            (":active", expr::text(active_status())),
            (":user_id", expr::text(user_id)),
            (":added", expr::texts([user_id])),
            (":mailbox", expr::text(kind_text(ClaimKind::Mailbox))),
            (":one", expr::number(1)),
        ],
    )?;
    if let Some(claim) = &account.claim {
        let record = ClaimRecord::new(claim.email.normalised(), account.id, ClaimKind::Mailbox);
        let claim = items::write(&record)?;
        transaction.put(Position::Email, claim, expr::OF_ACCOUNT, own())?;
    }
    for user_id in &account.identities {
        let key = keys::identity(user_id);
        transaction.delete(Position::OldIdentity, &key, expr::OF_ACCOUNT, own())?;
    }
    Ok(())
}

/// Marks a ticket used.
pub(super) fn use_ticket(
    transaction: &mut Transaction<'_>,
    ticket: &Ticket,
    used: &TicketUse,
    now: Timestamp,
) -> Result<(), StoreError> {
    transaction.update(
        Position::Ticket,
        &keys::ticket(ticket.key),
        expr::USE_TICKET,
        expr::TICKET_USABLE,
        [
            (":mark", expr::text(used.mark.expose_base64url())),
            (
                ":used_session",
                expr::text(used.session_ref.digest.to_string()),
            ),
            (
                ":used_account",
                expr::text(used.session_ref.account_id.to_string()),
            ),
            (":max_tries", expr::number(Ticket::MAX_TRIES)),
            (":now", expr::time(now)),
        ],
    )
}

/// Whether a ticket that refused its use was used so: the mark was drawn by this request, whose
/// transaction arrived and whose reply did not.
pub(super) fn is_used_so(refused: &Refused, used: &TicketUse) -> Result<bool, StoreError> {
    let there: Option<Ticket> = items::read_if::<TicketRecord, _>(refused.item(Position::Ticket))?;
    Ok(there.is_some_and(|there| there.used.as_ref() == Some(used)))
}

/// Reads which conditions failed: our own earlier success, or what came in between.
pub(super) fn read_refusal(link: &Link, refused: &Refused) -> Result<LinkOutcome, StoreError> {
    if refused.is_at(Position::Ticket) {
        return Ok(if is_used_so(refused, &link.ticket_use)? {
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
    if refused.is_at(Position::ActingSession) {
        return Ok(LinkOutcome::SessionEnded);
    }
    Err(items::corrupt(
        AccountRecord::ENTITY,
        "the new event or session is there already".to_owned(),
    ))
}
