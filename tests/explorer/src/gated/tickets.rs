//! Tickets as one task sees them, and what their use really did.

use accounts::{
    domain::{Digest, Ticket, Timestamp},
    store::{
        CreateOutcome, Link, LinkOutcome, NewAccount, StoreError, TicketStore, Tried, UsedTicket,
    },
};

use super::{Gated, debug, with_secret};
use crate::{gate::Kind, ghost::LinkSeen};

impl TicketStore for Gated {
    async fn put_ticket(&self, ticket: &Ticket) -> Result<(), StoreError> {
        let act = || self.store.put_ticket(ticket);
        self.call("put_ticket", Kind::Write, act, debug).await
    }

    async fn find_ticket(&self, key: Digest) -> Result<Option<Ticket>, StoreError> {
        let act = || self.store.find_ticket(key);
        self.call("find_ticket", Kind::Read, act, |found| {
            ticket_seen(found.as_ref())
        })
        .await
    }

    async fn count_try(&self, key: Digest, now: Timestamp) -> Result<Tried, StoreError> {
        let act = || self.store.count_try(key, now);
        self.call("count_try", Kind::Write, act, |tried| match tried {
            Tried::Counted(ticket) => ticket_seen(Some(ticket)),
            Tried::Closed(ticket) => format!("closed {}", ticket_seen(ticket.as_ref())),
        })
        .await
    }

    async fn put_code(
        &self,
        key: Digest,
        code: Digest,
        now: Timestamp,
    ) -> Result<Tried, StoreError> {
        let act = || self.store.put_code(key, code, now);
        self.call("put_code", Kind::Write, act, |tried| match tried {
            Tried::Counted(ticket) => ticket_seen(Some(ticket)),
            Tried::Closed(ticket) => format!("closed {}", ticket_seen(ticket.as_ref())),
        })
        .await
    }

    async fn link_identity(&self, link: &Link) -> Result<LinkOutcome, StoreError> {
        let act = async || {
            let was_live = self.acts_by_live_session(link);
            self.used(link, self.store.link_identity(link).await?, Some(was_live))
        };
        self.call("link_identity", Kind::Write, act, debug).await
    }

    async fn create_by_ticket(
        &self,
        new: &NewAccount,
        used: &UsedTicket,
    ) -> Result<CreateOutcome, StoreError> {
        let act = async || {
            if let Some(session) = &new.session {
                self.note_session(session);
            }
            let outcome = self.store.create_by_ticket(new, used).await?;
            if outcome == CreateOutcome::Created {
                let digest = used.ticket_use.session_ref.digest;
                self.ghost().ticket_used(used.ticket.key, digest);
            }
            Ok(outcome)
        };
        self.call("create_by_ticket", Kind::Write, act, debug).await
    }

    async fn sign_in_by_ticket(&self, link: &Link) -> Result<LinkOutcome, StoreError> {
        let act = async || self.used(link, self.store.sign_in_by_ticket(link).await?, None);
        self.call("sign_in_by_ticket", Kind::Write, act, debug)
            .await
    }
}

impl Gated {
    /// Whether the session that acts is there, unmarked, and of its account's epoch.
    fn acts_by_live_session(&self, link: &Link) -> bool {
        let items = self.store.items();
        link.acting.is_some_and(|acting| {
            let session = items.sessions.get(&(acting.account_id, acting.digest));
            let account = items.accounts.get(&acting.account_id);
            session.zip(account).is_some_and(|(session, account)| {
                session.renewal.is_none() && session.epoch == account.epoch && account.is_active()
            })
        })
    }

    pub(super) fn used(
        &self,
        link: &Link,
        outcome: LinkOutcome,
        linked: Option<bool>,
    ) -> Result<LinkOutcome, StoreError> {
        if outcome == LinkOutcome::Done {
            self.note_session(&link.session);
            let digest = link.session.session_ref.digest;
            let password = self
                .store
                .items()
                .accounts
                .get(&link.account.id)
                .and_then(|account| account.password.as_ref())
                .map(|hash| hash.expose().to_owned());
            let mut ghost = self.ghost();
            if let Some(acting) = link.acting {
                ghost.renewed(acting, link.session.session_ref);
            }
            // Our own second delivery writes nothing.
            let is_first = ghost.ticket_used(link.ticket.key, digest);
            if let Some(by_live_session) = linked.filter(|_| is_first) {
                ghost.links.push(LinkSeen {
                    task: self.task,
                    at_site: link.ticket.at_site.clone(),
                    password,
                    code: link.ticket.mailed.map(|mailed| mailed.digest),
                    by_live_session,
                });
            }
        }
        Ok(outcome)
    }
}

fn ticket_seen(ticket: Option<&Ticket>) -> String {
    with_secret(
        &ticket,
        ticket
            .and_then(|it| it.used.as_ref())
            .map(|used| &used.mark),
    )
}
