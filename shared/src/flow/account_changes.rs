//! What the owner of an account changes about who can get in: an Amazon account unlinked, a
//! password set or changed. Each takes fresh proof and ends every other session.
//!
//! A second delivery (a double click, a lost reply) follows the mark of the first to the session
//! that took its place, finds that what it asks for is so already, and is given that session.

use super::{
    Clock, Context, MAX_ROUNDS, Random,
    account_sessions::{self, Kept, Standing},
    devices,
    fresh_proof::{self, Acting, Needed},
    notice,
};
use crate::{
    domain::{
        Account, AmazonUserId, Digest, Event, EventKind, NewPassword, Renewal, Session,
        SessionToken, Timestamp, new_password::Known,
    },
    mail::{Letters, Mailer},
    password::Passwords,
    problem::{Code, Problem},
    store::{ActingSession, Change, ChangeKind, ChangeOutcome, Store, StoreError},
};

/// What is changed.
#[derive(Clone, Copy, Debug)]
pub enum Wish<'a> {
    /// The Amazon account that [`AmazonUserId::public_id`] names no longer opens the account.
    Unlink(Digest),
    /// A password opens the account from now on, instead of the one it may have.
    SetPassword {
        /// The password as typed.
        text: &'a str,
        /// The site's host name, which is not to be in it.
        host: &'a str,
    },
}

/// Changes the account that `acting` is signed in to. The acting session goes on as another, with
/// the same sign-in behind it and the same absolute limit.
///
/// Refused without a live session or fresh proof; where nobody could get in any more (I5); and for a
/// password, where the account's address is one that somebody else can take from it. The owner is told of
/// it by mail.
pub async fn change<S: Store, M: Mailer, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    passwords: &Passwords,
    letters: &Letters<'_, M>,
    acting: Acting<'_>,
    wish: Wish<'_>,
) -> Result<Result<Kept, Problem>, StoreError> {
    let request = Request {
        cx,
        passwords,
        wish,
    };
    let mut token = acting.token.clone();
    let mut is_second_delivery = false;
    let mut proven = None;
    for _ in 0..MAX_ROUNDS {
        let session = match account_sessions::find_acting(cx, &token).await? {
            Standing::Live(found) => found.0,
            Standing::Renewed { heir, .. } => {
                (token, is_second_delivery) = (heir, true);
                continue;
            }
            Standing::Dead => return Ok(Err(Code::Unauthenticated.into())),
        };
        let id = session.session_ref.account_id;
        let device = fresh_proof::device_of(acting);
        let (Some(account), device) = cx.store.find_account(id, device).await? else {
            return Err(account_sessions::missing_account());
        };
        if account.epoch != session.epoch {
            continue;
        }
        if request.is_so(&account, is_second_delivery)? {
            let device = None;
            return Ok(Ok(Kept { token, device }));
        }
        let planned = match request.check(&account) {
            Ok(planned) => planned,
            Err(problem) => return Ok(Err(problem)),
        };
        let proved_at = if let Some(at) = proven {
            at
        } else {
            let known = (&session, &account, device.as_ref());
            let needed = request.needed(&account);
            match fresh_proof::find(cx, passwords, acting, known, needed).await? {
                Ok(at) => *proven.insert(at),
                Err(code) => return Ok(Err(code.into())),
            }
        };
        let kind = request.kind(planned)?;
        let (successor, change) = by_session(cx, &token, &session, account, kind, proved_at);
        match cx.store.change_account(&change).await? {
            ChangeOutcome::Done => {
                tracing::info!(account.id = %id, change = change.event.kind.as_str(), "account changed");
                tell(cx, letters, &change).await;
                let epoch = session.epoch.next();
                return Ok(Ok(Kept {
                    device: devices::remember(cx, id, epoch, acting.holder).await?,
                    token: successor,
                }));
            }
            ChangeOutcome::LastWayIn => return Ok(Err(Code::LastWayIn.into())),
            // Looked at again: the session may be dead, or renewed by the other click.
            ChangeOutcome::SessionEnded | ChangeOutcome::AccountChanged => {}
        }
    }
    tracing::error!("a change found the account changing under it again and again");
    Ok(Err(Code::Unavailable.into()))
}

/// Tells the reader of the account's mailbox.
async fn tell<S, M: Mailer, C, R>(
    cx: &Context<S, C, R>,
    letters: &Letters<'_, M>,
    change: &Change,
) {
    match &change.kind {
        ChangeKind::Unlink(user_id) => {
            notice::unlinked(cx, letters, &change.account, user_id).await;
        }
        ChangeKind::SetPassword(_) => {
            notice::password_changed(cx, letters, &change.account).await;
        }
        ChangeKind::EndSessions
        | ChangeKind::Disable
        | ChangeKind::CredentialsChanged(_)
        | ChangeKind::Delete => {}
    }
}

/// What may be done, as far as the account says.
enum Planned {
    Unlink(AmazonUserId),
    SetPassword(NewPassword),
}

/// A change that is asked for.
struct Request<'a, S, C, R> {
    cx: &'a Context<S, C, R>,
    passwords: &'a Passwords,
    wish: Wish<'a>,
}

impl<S: Store, C: Clock, R: Random> Request<'_, S, C, R> {
    /// Whether the account is as it is wished, so that nothing is left to write. That a password is
    /// the one it already has is looked at for a second delivery alone.
    fn is_so(&self, account: &Account, is_second_delivery: bool) -> Result<bool, StoreError> {
        match self.wish {
            Wish::Unlink(id) => Ok(find_identity(account, id).is_none()),
            Wish::SetPassword { text, .. } if is_second_delivery => {
                let stored = account.password.as_ref();
                let verified = self.passwords.verify(stored, text.as_bytes());
                verified.map_err(unreadable)
            }
            Wish::SetPassword { .. } => Ok(false),
        }
    }

    /// Refuses what the account as it is does not allow, before anything is proven or counted.
    fn check(&self, account: &Account) -> Result<Planned, Problem> {
        match self.wish {
            Wish::Unlink(id) => match find_identity(account, id) {
                Some(user_id) if account.has_way_in_besides(user_id) => {
                    Ok(Planned::Unlink(user_id.clone()))
                }
                _ => Err(Code::LastWayIn.into()),
            },
            Wish::SetPassword { text, host } => {
                if !account.may_have_password() {
                    return Err(Code::AddressNotProven.into());
                }
                let known = Known {
                    host,
                    email: account.claim.as_ref().map(|claim| &claim.email),
                    name: account.name.as_ref(),
                };
                let min_chars = self.cx.policy.min_password_chars;
                let password = NewPassword::parse(text, min_chars, &known)?;
                Ok(Planned::SetPassword(password))
            }
        }
    }

    /// A password is changed by whoever knows it; all else takes recent proof of any kind.
    const fn needed(&self, account: &Account) -> Needed {
        match self.wish {
            Wish::SetPassword { .. } if account.password.is_some() => Needed::Password,
            Wish::SetPassword { .. } | Wish::Unlink(_) => Needed::Recent,
        }
    }

    fn kind(&self, planned: Planned) -> Result<ChangeKind, StoreError> {
        match planned {
            Planned::Unlink(user_id) => Ok(ChangeKind::Unlink(user_id)),
            Planned::SetPassword(password) => (self.passwords)
                .hash(password.expose_bytes(), &self.cx.random)
                .map(ChangeKind::SetPassword)
                .map_err(unreadable),
        }
    }
}

/// A change by `session`, and the session that takes its place.
fn by_session<S, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    token: &SessionToken,
    session: &Session,
    account: Account,
    kind: ChangeKind,
    proved_at: Timestamp,
) -> (SessionToken, Change) {
    let now = cx.clock.now();
    let mark = cx.random.secret();
    let successor = token.renewed(&mark);
    let event_kind = match &kind {
        ChangeKind::Unlink(_) => EventKind::Unlinked,
        ChangeKind::SetPassword(_) if account.password.is_none() => EventKind::PasswordSet,
        _ => EventKind::PasswordChanged,
    };
    let user_id = match &kind {
        ChangeKind::Unlink(user_id) => Some(user_id.clone()),
        _ => None,
    };
    let acting = ActingSession {
        session_ref: session.session_ref,
        renewal: Renewal { mark, at: now },
        successor: Some(Session {
            proved_at,
            ..session.renew(&successor, now)
        }),
    };
    let change = Change {
        account,
        kind,
        acting: Some(acting),
        event: Event::new(event_kind, now, cx.random.bytes(), user_id),
    };
    (successor, change)
}

fn find_identity(account: &Account, id: Digest) -> Option<&AmazonUserId> {
    let mut listed = account.identities.iter();
    listed.find(|user_id| user_id.public_id() == id)
}

fn unreadable(invalid: crate::domain::Invalid) -> StoreError {
    StoreError::Corrupt {
        entity: "account",
        reason: invalid.to_string(),
    }
}
