//! Connecting another Amazon account to the account that somebody is signed in to.
//!
//! It begins with fresh proof and goes to Amazon. The callback links nothing: it leaves a ticket
//! that names the session, and the question is answered by that session and no other.

use super::{
    Clock, Context, Holder, MAX_ROUNDS, Random,
    account_sessions::{self, Standing},
    confirm_link::{self, Confirmed, Linked, Question},
    devices,
    fresh_proof::{self, Acting, Needed},
    session,
};
use crate::{
    domain::{
        Account, Event, EventKind, Intent, LoginAttempt, Proof, Renewal, ReturnTo, Secret, Session,
        SessionToken, Ticket, TicketUse,
    },
    password::Passwords,
    problem::Code,
    store::{ActingSession, Link, LinkOutcome, Renewed, Store, StoreError},
};

/// A connection that was begun.
#[derive(Debug)]
pub struct Begun {
    /// The login attempt, which asks to connect this account and no other.
    pub attempt: LoginAttempt,
    /// The session that goes on: another one, if the password was given.
    pub token: SessionToken,
}

/// Begins, for the account that `acting` is signed in to. A password that proves it puts another
/// session in the place of the acting one (ASVS 7.2.4).
pub async fn begin<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    acting: Acting<'_>,
    return_to: ReturnTo,
) -> Result<Result<Begun, Code>, StoreError> {
    let mut token = acting.token.clone();
    let mut proof = acting;
    for _ in 0..MAX_ROUNDS {
        let session = match account_sessions::find_acting(cx, &token).await? {
            Standing::Live(found) => found.0,
            Standing::Renewed { heir, .. } => {
                // The other click may have shown the password: that is as good as this one's.
                (token, proof.password) = (heir, None);
                continue;
            }
            Standing::Dead => return Ok(Err(Code::Unauthenticated)),
        };
        let id = session.session_ref.account_id;
        let device = fresh_proof::device_of(acting);
        let (Some(account), device) = cx.store.find_account(id, device).await? else {
            return Err(account_sessions::missing_account());
        };
        if account.identities.len() >= Account::MAX_IDENTITIES {
            return Ok(Err(Code::TooManyIdentities));
        }
        let known = (&session, &account, device.as_ref());
        match fresh_proof::find(cx, passwords, proof, known, Needed::Recent).await? {
            Err(code) => return Ok(Err(code)),
            Ok(_) if proof.password.is_none() => {}
            Ok(_) => match prove_again(cx, &token, &session).await? {
                Some(proven) => token = proven,
                None => continue,
            },
        }
        let (secret, now) = (cx.random.secret(), cx.clock.now());
        let attempt = LoginAttempt::begin(secret, now, Intent::Connect(id), return_to);
        return Ok(Ok(Begun { attempt, token }));
    }
    tracing::error!("a session was renewed under a connection again and again");
    Ok(Err(Code::Unavailable))
}

/// Another session in the place of this one, by the password; none if it ended meanwhile.
async fn prove_again<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
    session: &Session,
) -> Result<Option<SessionToken>, StoreError> {
    let (mark, now) = (cx.random.secret(), cx.clock.now());
    let proven = token.renewed(&mark);
    let acting = ActingSession {
        session_ref: session.session_ref,
        renewal: Renewal { mark, at: now },
        successor: Some(Session {
            epoch: session.epoch,
            proved_at: now,
            ..session.renew(&proven, now)
        }),
    };
    let renewed = cx.store.renew_session(&acting).await?;
    Ok((renewed == Renewed::Done).then_some(proven))
}

/// The account that an open question of this kind is about, if `held` is the session that may
/// answer it.
pub async fn find_asked<S: Store, C: Clock, R>(
    cx: &Context<S, C, R>,
    ticket: &Ticket,
    held: Option<&SessionToken>,
) -> Result<Option<(Session, Account)>, StoreError> {
    let Some(held) = held.filter(|held| answers(ticket, held)) else {
        return Ok(None);
    };
    let Some((session, _)) = session::find_live(cx, held).await? else {
        return Ok(None);
    };
    let (account, _) = cx.store.find_account(ticket.account_id, None).await?;
    Ok(account.map(|account| (session, account)))
}

/// Whether this is the session that the ticket names.
fn answers(ticket: &Ticket, held: &SessionToken) -> bool {
    let session_ref = held.session_ref();
    ticket.proof == Proof::Session
        && session_ref.account_id == ticket.account_id
        && Some(session_ref.digest) == ticket.session
}

/// An answer to an open question.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The ticket's secret, from the browser's cookie.
    pub secret: &'a Secret,
    /// The session that the browser holds.
    pub held: Option<&'a SessionToken>,
    /// Who answers.
    pub holder: Holder<'a>,
}

/// Links, at most once per ticket, by the session that the ticket names; another one takes its
/// place, every other one of the account ends.
pub async fn confirm<S: Store, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    answer: Answer<'_>,
) -> Result<Confirmed, StoreError> {
    for _ in 0..MAX_ROUNDS {
        let ticket = match confirm_link::find_question(cx, answer.secret, answer.held).await? {
            Question::Open(ticket) => *ticket,
            Question::Answered(answered) => return Ok(Confirmed::Answered(answered)),
            Question::Closed => return Ok(Confirmed::Failed(Code::LinkExpired)),
        };
        let Some(held) = answer.held.filter(|held| answers(&ticket, held)) else {
            return Ok(Confirmed::Failed(Code::Unauthenticated));
        };
        let Some((session, account)) = find_asked(cx, &ticket, answer.held).await? else {
            // Ended, or renewed by the other click, which the ticket then tells.
            if is_used(cx, &ticket).await? {
                continue;
            }
            return Ok(Confirmed::Failed(Code::Unauthenticated));
        };
        let user_id = ticket.profile.user_id.clone();
        if account.epoch != ticket.epoch || session.epoch != ticket.epoch {
            // The other click may have linked between the two reads.
            if is_used(cx, &ticket).await? {
                continue;
            }
            return Ok(Confirmed::Failed(Code::LinkExpired));
        }
        if account.identities.len() >= Account::MAX_IDENTITIES {
            return Ok(Confirmed::Failed(Code::TooManyIdentities));
        }
        let (token, link) = prepare(cx, held, &session, account, ticket);
        match cx.store.link_identity(&link).await? {
            LinkOutcome::Done => {
                tracing::info!(account.id = %link.account.id, "identity connected");
                let (id, epoch) = (link.account.id, link.session.epoch);
                let device = devices::remember(cx, id, epoch, answer.holder).await?;
                return Ok(signed_in(token, &link, device));
            }
            LinkOutcome::IdentityTaken => {
                let owner = cx.store.find_identity(&user_id).await?;
                if owner.is_some_and(|owner| owner.account_id != link.account.id) {
                    return Ok(Confirmed::Failed(Code::LinkedElsewhere));
                }
            }
            LinkOutcome::TicketClosed | LinkOutcome::AccountChanged | LinkOutcome::SessionEnded => {
            }
        }
    }
    tracing::error!("connecting found the account changing under it again and again");
    Ok(Confirmed::Failed(Code::Unavailable))
}

async fn is_used<S: Store, C, R>(
    cx: &Context<S, C, R>,
    ticket: &Ticket,
) -> Result<bool, StoreError> {
    let ticket = cx.store.find_ticket(ticket.key).await?;
    Ok(ticket.is_some_and(|ticket| ticket.used.is_some()))
}

fn prepare<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    held: &SessionToken,
    session: &Session,
    account: Account,
    ticket: Ticket,
) -> (SessionToken, Link) {
    let now = cx.clock.now();
    let mark = cx.random.secret();
    let token = held.renewed(&mark);
    let user_id = ticket.profile.user_id.clone();
    let link = Link {
        ticket,
        ticket_use: TicketUse {
            mark,
            session_ref: token.session_ref(),
        },
        account,
        session: session.renew(&token, now),
        acting: Some(held.session_ref()),
        takes_over: false,
        event: Event::new(EventKind::Linked, now, cx.random.bytes(), Some(user_id)),
        now,
    };
    (token, link)
}

fn signed_in(token: SessionToken, link: &Link, device: Option<Secret>) -> Confirmed {
    Confirmed::SignedIn {
        token,
        account_id: link.account.id,
        device,
        return_to: link.ticket.return_to.clone(),
        linked: Some(Linked::by(link)),
    }
}
