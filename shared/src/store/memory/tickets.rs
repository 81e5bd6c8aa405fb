//! Link tickets, and the two ways of using one.

use super::{Flaw, Items, MemoryStore};
use crate::{
    domain::{
        Account, ClaimKind, Digest, Identity, MailedCode, Renewal, Ticket, TicketUse, Timestamp,
    },
    store::{
        ActingSession, CreateOutcome, Link, LinkOutcome, NewAccount, StoreError, TicketStore,
        Tried, UsedTicket,
    },
};

impl TicketStore for MemoryStore {
    async fn put_ticket(&self, ticket: &Ticket) -> Result<(), StoreError> {
        let mut items = self.items();
        let there = items
            .tickets
            .entry(ticket.key)
            .or_insert_with(|| ticket.clone());
        if there == ticket {
            return Ok(());
        }
        Err(StoreError::Corrupt {
            entity: "ticket",
            reason: "another is there under its key".to_owned(),
        })
    }

    async fn find_ticket(&self, key: Digest) -> Result<Option<Ticket>, StoreError> {
        Ok(self.items().tickets.get(&key).cloned())
    }

    async fn count_try(&self, key: Digest, now: Timestamp) -> Result<Tried, StoreError> {
        let mut items = self.items();
        match items.tickets.get_mut(&key) {
            Some(ticket) if ticket.is_open(now) => {
                ticket.tries += 1;
                Ok(Tried::Counted(ticket.clone()))
            }
            other => Ok(Tried::Closed(other.cloned())),
        }
    }

    async fn put_code(
        &self,
        key: Digest,
        code: Digest,
        now: Timestamp,
    ) -> Result<Tried, StoreError> {
        let mut items = self.items();
        match items.tickets.get_mut(&key) {
            Some(ticket) if ticket.is_open(now) && ticket.codes_sent() < Ticket::MAX_CODES => {
                let sent = ticket.codes_sent() + 1;
                ticket.mailed = Some(MailedCode { digest: code, sent });
                Ok(Tried::Counted(ticket.clone()))
            }
            other => Ok(Tried::Closed(other.cloned())),
        }
    }

    async fn link_identity(&self, link: &Link) -> Result<LinkOutcome, StoreError> {
        link.check_parts(link.account.epoch.next())?;
        let mut items = self.items();
        if let Some(outcome) = self.ticket_refusal(&items, &link.ticket, &link.ticket_use, link.now)
        {
            return Ok(outcome);
        }
        let ignores_epoch = self.has(Flaw::LinkIgnoresEpoch);
        if link.ticket.epoch != link.account.epoch && !ignores_epoch {
            return Ok(LinkOutcome::TicketClosed);
        }
        let user_id = &link.ticket.profile.user_id;
        if items.identities.contains_key(user_id) && !self.has(Flaw::IdentityOverwritten) {
            return Ok(LinkOutcome::IdentityTaken);
        }
        let Some(account) = items.accounts.get(&link.account.id) else {
            return Ok(LinkOutcome::AccountChanged);
        };
        let is_as_read =
            account.version == link.account.version && account.epoch == link.account.epoch;
        let fits = (is_as_read || ignores_epoch)
            && (account.is_active() || self.has(Flaw::LinkIgnoresStatus))
            && (account.identities.len() < Account::MAX_IDENTITIES || link.takes_over)
            && !account.identities.contains(user_id);
        if !fits {
            return Ok(LinkOutcome::AccountChanged);
        }
        let mut account = account.clone();
        if !self.renew_acting(&mut items, link) {
            return Ok(LinkOutcome::SessionEnded);
        }
        if link.takes_over {
            self.take_over(&mut items, &mut account);
        }
        account.identities.push(user_id.clone());
        if let Some(site) = &link.ticket.at_site {
            account.credential_version = Some(site.credential_version.clone());
        }
        account.version += 1;
        if !self.has(Flaw::LinkKeepsEpoch) {
            account.epoch = account.epoch.next();
        }
        let identity = Identity::first_seen(&link.ticket.profile, account.id, link.now);
        items.identities.insert(user_id.clone(), identity);
        items
            .events
            .insert((account.id, link.event.id.clone()), link.event.clone());
        items.accounts.insert(account.id, account);
        use_ticket(&mut items, link);
        Ok(LinkOutcome::Done)
    }

    async fn create_by_ticket(
        &self,
        new: &NewAccount,
        used: &UsedTicket,
    ) -> Result<CreateOutcome, StoreError> {
        new.check_parts()?;
        used.check_parts(new)?;
        let mut items = self.items();
        match self.ticket_refusal(&items, &used.ticket, &used.ticket_use, used.now) {
            Some(LinkOutcome::Done) => return Ok(CreateOutcome::Created),
            Some(_) => return Ok(CreateOutcome::TicketClosed),
            None => {}
        }
        let outcome = self.create(&mut items, new);
        if outcome == CreateOutcome::Created
            && let Some(ticket) = items.tickets.get_mut(&used.ticket.key)
        {
            ticket.used = Some(used.ticket_use.clone());
        }
        Ok(outcome)
    }

    async fn sign_in_by_ticket(&self, link: &Link) -> Result<LinkOutcome, StoreError> {
        link.check_parts(link.account.epoch)?;
        let mut items = self.items();
        if let Some(outcome) = self.ticket_refusal(&items, &link.ticket, &link.ticket_use, link.now)
        {
            return Ok(outcome);
        }
        let opens = items.accounts.get(&link.account.id).is_some_and(|account| {
            account.is_active()
                && account.epoch == link.account.epoch
                && account.identities.contains(&link.ticket.profile.user_id)
        });
        if !opens {
            return Ok(LinkOutcome::AccountChanged);
        }
        use_ticket(&mut items, link);
        Ok(LinkOutcome::Done)
    }
}

impl MemoryStore {
    /// Takes everything that opens the account from whoever made it.
    fn take_over(&self, items: &mut Items, account: &mut Account) {
        if !self.has(Flaw::TakenOverWithPassword) {
            account.password = None;
        }
        if !self.has(Flaw::TakenOverWithIdentities) {
            for user_id in account.identities.drain(..) {
                items.identities.remove(&user_id);
            }
        }
        if let Some(claim) = &mut account.claim {
            claim.kind = ClaimKind::Mailbox;
            if let Some(there) = items.claims.get_mut(claim.email.normalised()) {
                there.kind = ClaimKind::Mailbox;
            }
        }
    }

    /// Marks the session by which it is linked, if it is still there.
    fn renew_acting(&self, items: &mut Items, link: &Link) -> bool {
        let Some(session_ref) = link.acting else {
            return true;
        };
        let acting = ActingSession {
            session_ref,
            renewal: Renewal {
                mark: link.ticket_use.mark.clone(),
                at: link.now,
            },
            successor: None,
        };
        self.renew(items, &acting) || self.has(Flaw::ConnectedUnseen)
    }

    /// Whether the ticket cannot be used, or was used by this very call.
    pub(super) fn ticket_refusal(
        &self,
        items: &Items,
        ticket: &Ticket,
        used: &TicketUse,
        now: Timestamp,
    ) -> Option<LinkOutcome> {
        let usable = |ticket: &Ticket| {
            (ticket.used.is_none() || self.has(Flaw::TicketUsedTwice))
                && ticket.tries <= Ticket::MAX_TRIES
                && now < ticket.expires_at
        };
        match items.tickets.get(&ticket.key) {
            Some(ticket) if ticket.used.as_ref() == Some(used) => Some(LinkOutcome::Done),
            Some(ticket) if usable(ticket) => None,
            _ => Some(LinkOutcome::TicketClosed),
        }
    }
}

pub(super) fn use_ticket(items: &mut Items, link: &Link) {
    if let Some(ticket) = items.tickets.get_mut(&link.ticket.key) {
        ticket.used = Some(link.ticket_use.clone());
    }
    let key = (
        link.session.session_ref.account_id,
        link.session.session_ref.digest,
    );
    items.sessions.insert(key, link.session.clone());
}
