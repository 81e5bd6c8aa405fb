//! The link question: shown, then answered with the account's own password.

#[cfg(feature = "password")]
mod at_site;
#[cfg(feature = "password")]
mod by_code;

#[cfg(feature = "password")]
pub use by_code::{CodeSent, confirm_code, send_code};

use super::{Clock, Context, session};
#[cfg(feature = "password")]
use super::{Holder, MAX_ROUNDS, Random, connect::Answer, devices, password_check};
#[cfg(feature = "password")]
use crate::{
    domain::{
        Account, AccountId, AmazonUserId, AuthMethod, Epoch, Event, EventKind, Limit, LimitKind,
        Session, Timestamp,
    },
    existing::ExistingAccounts,
    password::Passwords,
    problem::Code,
    store::{Counted, Link, LinkOutcome, Store, Tried},
    telemetry::metrics::{self, Metric},
};
use crate::{
    domain::{Proof, ReturnTo, Secret, SessionToken, Ticket, TicketUse},
    store::{AccountStore, SessionStore, StoreError, TicketStore},
};

/// What there is to show for a ticket.
#[derive(Debug)]
pub enum Question {
    /// The question stands.
    Open(Box<Ticket>),
    /// It was answered already, by this browser.
    Answered(Answered),
    /// It cannot be answered any more.
    Closed,
}

/// A ticket that was used: its session, while that lives.
#[derive(Debug)]
pub struct Answered {
    /// The session that the use began; `None` once it has ended.
    pub token: Option<SessionToken>,
    /// Where to go.
    pub return_to: ReturnTo,
}

/// Looks at the ticket that a browser holds. If it was answered, the browser is given that session
/// in place of the one that it holds.
pub async fn find_question<S: TicketStore + SessionStore + AccountStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
    held: Option<&SessionToken>,
) -> Result<Question, StoreError> {
    let Some(ticket) = cx.store.find_ticket(secret.digest()).await? else {
        return Ok(Question::Closed);
    };
    if let Some(used) = &ticket.used {
        let answered = answered(cx, secret, &ticket, used, held).await?;
        // A session that answered the question itself has ended by that, and leads to its successor.
        if let Some(token) = &answered.token
            && ticket.proof != Proof::Session
        {
            session::end_held(cx, held, token).await?;
        }
        return Ok(Question::Answered(answered));
    }
    Ok(if ticket.is_open(cx.clock.now()) {
        Question::Open(Box::new(ticket))
    } else {
        Question::Closed
    })
}

/// A used ticket gives the same session again while it lives, and never makes another. One that a
/// session answered gives it to the browser that holds that session, or the one that took its place.
async fn answered<S: SessionStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    secret: &Secret,
    ticket: &Ticket,
    used: &TicketUse,
    held: Option<&SessionToken>,
) -> Result<Answered, StoreError> {
    let token = match ticket.proof {
        Proof::Session => held.and_then(|held| {
            let candidates = [held.clone(), held.renewed(&used.mark)];
            let mut candidates = candidates.into_iter();
            candidates.find(|token| token.session_ref() == used.session_ref)
        }),
        Proof::Password | Proof::Mailbox | Proof::Choice => {
            let account_id = used.session_ref.account_id;
            Some(Ticket::session_token(secret, &used.mark, account_id))
        }
    };
    let is_live = match &token {
        Some(token) => session::find_live(cx, token).await?.is_some(),
        None => false,
    };
    Ok(Answered {
        token: token.filter(|_| is_live),
        return_to: ticket.return_to.clone(),
    })
}

/// A password given in answer to a ticket.
#[cfg(feature = "password")]
#[derive(Debug)]
pub struct Confirmation<'a> {
    /// The ticket's secret, from the browser's cookie.
    pub secret: &'a Secret,
    /// The password, byte by byte as received.
    pub password: &'a [u8],
    /// The session that the browser holds.
    pub held: Option<&'a SessionToken>,
    /// Who answers.
    pub holder: Holder<'a>,
}

/// How a confirmation ends.
#[cfg(feature = "password")]
#[derive(Debug)]
pub enum Confirmed {
    /// Linked and signed in.
    SignedIn {
        /// The session.
        token: SessionToken,
        /// Whose it is.
        account_id: AccountId,
        /// A new `device` cookie, if the browser needs one.
        device: Option<Secret>,
        /// Where to go.
        return_to: ReturnTo,
        /// What was linked, to be told to the owner.
        linked: Option<Box<Linked>>,
    },
    /// The ticket had been used already.
    Answered(Answered),
    /// The password is not right.
    WrongPassword(Box<Ticket>),
    /// The code is not right.
    WrongCode(Box<Ticket>),
    /// Nothing was linked.
    Failed(Code),
}

/// A link that was written.
#[cfg(feature = "password")]
#[derive(Debug)]
pub struct Linked {
    /// The account as it was before.
    pub account: Account,
    /// The Amazon account.
    pub user_id: AmazonUserId,
    /// When.
    pub at: Timestamp,
}

/// Links after the account's own password, at most once per ticket.
///
/// Tries are counted, on the ticket, on the account and on the Amazon account, before the password
/// is looked at. The account's ordinary sign-in is never locked by it.
#[cfg(feature = "password")]
pub async fn confirm<S: Store, E: ExistingAccounts, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    existing: &E,
    confirmation: Confirmation<'_>,
) -> Result<Confirmed, StoreError> {
    let ticket = match find_question(cx, confirmation.secret, confirmation.held).await? {
        Question::Open(ticket) => *ticket,
        Question::Answered(answered) => return Ok(Confirmed::Answered(answered)),
        Question::Closed => return Ok(Confirmed::Failed(Code::LinkExpired)),
    };
    // Each kind of ticket accepts its own proof and no other.
    if ticket.proof != Proof::Password {
        return Ok(Confirmed::Failed(Code::ProofNotOffered));
    }
    let Some(counted) = count(cx, &ticket).await? else {
        return Ok(Confirmed::Failed(Code::TooManyAttempts));
    };
    let ticket = match cx.store.count_try(ticket.key, cx.clock.now()).await? {
        Tried::Counted(ticket) => ticket,
        Tried::Closed(_) => return closed(cx, confirmation.answer()).await,
    };
    if let Some(site) = ticket.at_site.clone() {
        let proving = at_site::Proving {
            existing,
            site,
            password: confirmation.password,
            counted,
            proven: Proven::new(cx, confirmation.answer(), ticket),
        };
        // Boxed, so that the state machine of a link without a site stays as small as it is.
        return Box::pin(proving.confirm()).await;
    }
    let (account, _) = cx.store.find_account(ticket.account_id, None).await?;
    let given = confirmation.password;
    let is_right = password_check::is_right(cx, passwords, account.as_ref(), given).await?;
    let Some(account) = account.filter(|_| is_right) else {
        return Ok(Confirmed::WrongPassword(Box::new(ticket)));
    };
    for limit in &counted {
        cx.store.uncount(limit).await?;
    }
    Proven::new(cx, confirmation.answer(), ticket)
        .link(account)
        .await
}

#[cfg(feature = "password")]
impl<'a> Confirmation<'a> {
    const fn answer(&self) -> Answer<'a> {
        Answer {
            secret: self.secret,
            held: self.held,
            holder: self.holder,
        }
    }
}

/// Counts a linking try; `None` if a limit is reached.
#[cfg(feature = "password")]
async fn count<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    ticket: &Ticket,
) -> Result<Option<Vec<Limit>>, StoreError> {
    let (now, limits) = (cx.clock.now(), cx.policy.limits);
    let target = [ticket.account_id.as_bytes().as_slice()];
    let all = [
        Limit::new(
            LimitKind::LinkTargetHour,
            &target,
            now,
            limits.link_target_hour,
        ),
        Limit::new(
            LimitKind::LinkTargetDay,
            &target,
            now,
            limits.link_target_day,
        ),
        Limit::for_amazon(
            LimitKind::LinkAmazon,
            &ticket.profile.user_id,
            now,
            limits.link_amazon,
        ),
    ];
    let mut counted = Vec::with_capacity(all.len());
    for limit in all {
        if cx.store.count(&limit).await? == Counted::Over {
            return Ok(None);
        }
        counted.push(limit);
    }
    Ok(Some(counted))
}

/// A ticket that closed under us: used by a double click, or tried out.
#[cfg(feature = "password")]
pub(super) async fn closed<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    answer: Answer<'_>,
) -> Result<Confirmed, StoreError> {
    Ok(match find_question(cx, answer.secret, answer.held).await? {
        Question::Answered(answered) => Confirmed::Answered(answered),
        Question::Open(_) | Question::Closed => Confirmed::Failed(Code::LinkExpired),
    })
}

/// A ticket whose proof was given.
#[cfg(feature = "password")]
pub(super) struct Proven<'a, S, C, R> {
    cx: &'a Context<S, C, R>,
    answer: Answer<'a>,
    ticket: Ticket,
    /// Whether the mailbox of the account was the proof.
    by_code: bool,
}

#[cfg(feature = "password")]
impl<'a, S: Store, C: Clock, R: Random> Proven<'a, S, C, R> {
    pub(super) const fn new(cx: &'a Context<S, C, R>, answer: Answer<'a>, ticket: Ticket) -> Self {
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
    pub(super) async fn link(&self, mut account: Account) -> Result<Confirmed, StoreError> {
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

    fn prepare(&self, account: Account, epoch: Epoch, kind: EventKind) -> (SessionToken, Link) {
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

    async fn signed_in(
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

#[cfg(feature = "password")]
impl Linked {
    /// What this link did.
    pub(super) fn by(link: &Link) -> Box<Self> {
        Box::new(Self {
            account: link.account.clone(),
            user_id: link.ticket.profile.user_id.clone(),
            at: link.now,
        })
    }
}
