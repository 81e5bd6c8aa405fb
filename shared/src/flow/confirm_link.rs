//! The link question: shown, then answered with the account's own password.

#[cfg(feature = "password")]
mod at_site;
#[cfg(feature = "password")]
mod by_code;
#[cfg(feature = "password")]
mod proven;

#[cfg(feature = "password")]
pub use by_code::{CodeSent, confirm_code, send_code};
#[cfg(feature = "password")]
pub(super) use proven::Proven;

use super::{Clock, Context, session};
#[cfg(feature = "password")]
use super::{Holder, Random, connect::Answer, password_check};
#[cfg(feature = "password")]
use crate::{
    domain::{Account, AccountId, AmazonUserId, Limit, LimitKind, Timestamp},
    existing::ExistingAccounts,
    password::Passwords,
    problem::Code,
    store::{Counted, Store, Tried},
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
