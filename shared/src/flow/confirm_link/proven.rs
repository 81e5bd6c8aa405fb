//! A ticket whose proof was given: what it asked about is linked, at most once.

use super::{Confirmed, Linked, closed};
use crate::{
    domain::{
        Account, AuthMethod, Epoch, Event, EventKind, Session, SessionToken, Ticket, TicketUse,
    },
    flow::{Clock, Context, MAX_ROUNDS, Random, connect::Answer, devices, session},
    problem::Code,
    store::{Link, LinkOutcome, Store, StoreError},
    telemetry::metrics::{self, Metric},
};

/// A ticket whose proof was given.
pub(in crate::flow) struct Proven<'a, S, C, R> {
    pub(super) cx: &'a Context<S, C, R>,
    pub(super) answer: Answer<'a>,
    pub(super) ticket: Ticket,
    /// Whether the mailbox of the account was the proof.
    pub(super) by_code: bool,
}

impl<'a, S: Store, C: Clock, R: Random> Proven<'a, S, C, R> {
    pub(in crate::flow) const fn new(
        cx: &'a Context<S, C, R>,
        answer: Answer<'a>,
        ticket: Ticket,
    ) -> Self {
        Self {
            cx,
            answer,
            ticket,
            by_code: false,
        }
    }

    /// Links; when the world changed, looks again. The proof holds as long as the account's epoch
    /// is the ticket's: a changed password raises it. With a proof at the site the account is the one
    /// that was read before the site was asked.
    pub(in crate::flow) async fn link(
        &self,
        mut account: Account,
    ) -> Result<Confirmed, StoreError> {
        let user_id = &self.ticket.profile.user_id;
        for _ in 0..MAX_ROUNDS {
            if !account.is_active() {
                return Ok(Confirmed::Failed(Code::AccountDisabled));
            }
            let at_target = account.identities.contains(user_id);
            if !at_target {
                if account.epoch != self.ticket.epoch {
                    return Ok(Confirmed::Failed(Code::LinkExpired));
                }
                if account.identities.len() >= Account::MAX_IDENTITIES && !self.takes_over(&account)
                {
                    return Ok(Confirmed::Failed(Code::TooManyIdentities));
                }
            }
            let epoch = if at_target {
                account.epoch
            } else {
                account.epoch.next()
            };
            let kind = if self.takes_over(&account) && !at_target {
                EventKind::TakenOver
            } else {
                EventKind::Linked
            };
            let (token, link) = self.prepare(account, epoch, kind);
            let outcome = if at_target {
                self.cx.store.sign_in_by_ticket(&link).await?
            } else {
                self.cx.store.link_identity(&link).await?
            };
            match outcome {
                LinkOutcome::Done => return self.signed_in(token, &link, at_target).await,
                LinkOutcome::TicketClosed => {
                    return closed(self.cx, self.answer).await;
                }
                LinkOutcome::IdentityTaken => {
                    let owner = self.cx.store.find_identity(user_id).await?;
                    if owner.is_some_and(|owner| owner.account_id != link.account.id) {
                        return Ok(Confirmed::Failed(Code::LinkedElsewhere));
                    }
                }
                LinkOutcome::AccountChanged | LinkOutcome::SessionEnded => {}
            }
            let (found, _) = self.cx.store.find_account(link.account.id, None).await?;
            match found {
                Some(found)
                    if found.epoch == link.account.epoch || found.identities.contains(user_id) =>
                {
                    account = found;
                }
                _ => return Ok(Confirmed::Failed(Code::LinkExpired)),
            }
        }
        tracing::error!("linking found the account changing under it again and again");
        Ok(Confirmed::Failed(Code::Unavailable))
    }

    /// Whether whoever proved the mailbox takes the account from whoever made it.
    fn takes_over(&self, account: &Account) -> bool {
        let claim = account.claim.as_ref();
        self.by_code && claim.is_some_and(|claim| !claim.kind.is_verified())
    }

    pub(super) fn prepare(
        &self,
        account: Account,
        epoch: Epoch,
        kind: EventKind,
    ) -> (SessionToken, Link) {
        let now = self.cx.clock.now();
        let mark = self.cx.random.secret();
        let token = Ticket::session_token(self.answer.secret, &mark, account.id);
        let life = self.cx.policy.session_life;
        let session = Session::begin(&token, epoch, AuthMethod::Amazon, now, life)
            .with_user_agent(self.answer.holder.user_agent());
        let link = Link {
            ticket: self.ticket.clone(),
            ticket_use: TicketUse {
                mark,
                session_ref: session.session_ref,
            },
            takes_over: kind == EventKind::TakenOver,
            account,
            session,
            acting: None,
            event: Event::new(
                kind,
                now,
                self.cx.random.bytes(),
                Some(self.ticket.profile.user_id.clone()),
            ),
            now,
        };
        (token, link)
    }

    pub(super) async fn signed_in(
        &self,
        token: SessionToken,
        link: &Link,
        at_target: bool,
    ) -> Result<Confirmed, StoreError> {
        let account_id = link.account.id;
        if !at_target {
            metrics::count(Metric::IdentityLinked);
            tracing::info!(account.id = %account_id, "identity linked");
        }
        let (cx, held) = (self.cx, self.answer.held);
        let device =
            devices::remember(cx, account_id, link.session.epoch, self.answer.holder).await?;
        session::end_held(cx, held, &token).await?;
        Ok(Confirmed::SignedIn {
            token,
            account_id,
            device,
            return_to: self.ticket.return_to.clone(),
            linked: (!at_target).then(|| Linked::by(link)),
        })
    }
}

impl Linked {
    /// What this link did.
    pub(in crate::flow) fn by(link: &Link) -> Box<Self> {
        Box::new(Self {
            account: link.account.clone(),
            user_id: link.ticket.profile.user_id.clone(),
            at: link.now,
        })
    }
}
