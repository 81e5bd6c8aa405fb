//! The link question answered by a code from the account's mailbox, typed in the browser that asks.
//!
//! A link in a letter would link for whoever asked for it, in their browser: an attacker may have asked. A
//! code has to be carried from the mailbox to the page, which says what it is for (ASVS 6.6.2).

use super::{Answer, Answered, Confirmed, Proven, Question, closed, count, find_question};
use crate::{
    domain::{Account, AmazonProfile, EmailAddress, Ticket},
    flow::{
        Clock, Context, Random,
        letter_limits::{self, Asked, MayWrite},
    },
    mail::{Content, Letters, Mailer, Recipient},
    problem::Code,
    store::{Store, StoreError, Tried},
};

/// What came of asking for a code.
#[derive(Debug)]
pub enum CodeSent {
    /// It is on its way, or would be if anybody had the address.
    Sent(Box<Ticket>),
    /// The question was answered already, by this browser.
    Answered(Answered),
    /// None is sent.
    Failed(Code),
}

/// Mails a code to the address that the account holds, as it is stored; never to one that Amazon or a form
/// told. An account that has gone, or changed since the question was asked, costs the same and gets none.
pub async fn send_code<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    answer: Answer<'_>,
    source: &str,
) -> Result<CodeSent, StoreError> {
    let ticket = match find_question(cx, answer.secret, answer.held).await? {
        Question::Open(ticket) => *ticket,
        Question::Answered(answered) => return Ok(CodeSent::Answered(answered)),
        Question::Closed => return Ok(CodeSent::Failed(Code::LinkExpired)),
    };
    if !ticket.takes_code() || !cx.policy.mail {
        return Ok(CodeSent::Failed(Code::ProofNotOffered));
    }
    let (account, _) = cx.store.find_account(ticket.account_id, None).await?;
    let account = account.filter(|account| {
        account.is_active() && account.epoch == ticket.epoch && account.may_have_password()
    });
    let address = address_of(account.as_ref());
    let may_write = match counted_address(address, &ticket.profile) {
        Some(email) => letter_limits::count(cx, Asked::Code, email, source).await?,
        None => return Ok(CodeSent::Failed(Code::ProofNotOffered)),
    };
    match may_write {
        Ok(MayWrite::Yes) => {}
        // The code in the last letter stays good. Whoever is here knows that the account is there.
        Ok(MayWrite::NotToAddress) => return Ok(CodeSent::Failed(Code::TooManyAttempts)),
        Err(code) => return Ok(CodeSent::Failed(code)),
    }
    let code = cx.random.code();
    let digest = Ticket::digest_of_code(answer.secret, &code);
    let ticket = match (cx.store)
        .put_code(ticket.key, digest, cx.clock.now())
        .await?
    {
        Tried::Counted(ticket) => ticket,
        Tried::Closed(Some(there)) if there.is_open(cx.clock.now()) => {
            return Ok(CodeSent::Failed(Code::TooManyAttempts));
        }
        Tried::Closed(_) => {
            return Ok(match find_question(cx, answer.secret, answer.held).await? {
                Question::Answered(answered) => CodeSent::Answered(answered),
                Question::Open(_) | Question::Closed => CodeSent::Failed(Code::LinkExpired),
            });
        }
    };
    let recipient = address.map_or(Recipient::Nobody, Recipient::Mailbox);
    let content = Content::LinkCode {
        code: &code,
        amazon_name: ticket.profile.name.as_ref(),
    };
    Ok(match letters.answer(recipient, content).await {
        Ok(()) => CodeSent::Sent(Box::new(ticket)),
        Err(code) => CodeSent::Failed(code),
    })
}

/// Where a code goes.
fn address_of(account: Option<&Account>) -> Option<&EmailAddress> {
    let claim = account.and_then(|account| account.claim.as_ref());
    claim.map(|claim| &claim.email)
}

/// The address that is counted: the account's, or what stands for it where there is none any more.
fn counted_address<'a>(
    address: Option<&'a EmailAddress>,
    profile: &'a AmazonProfile,
) -> Option<&'a EmailAddress> {
    address.or(profile.email.as_ref())
}

/// Links after the code that was mailed last, at most once per ticket. Tries are counted as for a password,
/// and share its limits.
///
/// An account whose mailbox nobody had proven is taken over by this: whoever made it may be a stranger
/// (threat PH-1). One whose mailbox was proven before keeps its password and its other Amazon accounts.
pub async fn confirm_code<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    answer: Answer<'_>,
    typed: &str,
) -> Result<Confirmed, StoreError> {
    let ticket = match find_question(cx, answer.secret, answer.held).await? {
        Question::Open(ticket) => *ticket,
        Question::Answered(answered) => return Ok(Confirmed::Answered(answered)),
        Question::Closed => return Ok(Confirmed::Failed(Code::LinkExpired)),
    };
    if !ticket.takes_code() || !cx.policy.mail {
        return Ok(Confirmed::Failed(Code::ProofNotOffered));
    }
    let Some(counted) = count(cx, &ticket).await? else {
        return Ok(Confirmed::Failed(Code::TooManyAttempts));
    };
    let ticket = match cx.store.count_try(ticket.key, cx.clock.now()).await? {
        Tried::Counted(ticket) => ticket,
        Tried::Closed(_) => return closed(cx, answer).await,
    };
    // People type it with the blanks and hyphens that they read it in.
    let code: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if !ticket.was_mailed(Ticket::digest_of_code(answer.secret, &code)) {
        return Ok(Confirmed::WrongCode(Box::new(ticket)));
    }
    for limit in &counted {
        cx.store.uncount(limit).await?;
    }
    let (account, _) = cx.store.find_account(ticket.account_id, None).await?;
    let Some(account) = account.filter(Account::may_have_password) else {
        return Ok(Confirmed::Failed(Code::LinkExpired));
    };
    let proven = Proven {
        by_code: true,
        ..Proven::new(cx, answer, ticket)
    };
    proven.link(account).await
}
