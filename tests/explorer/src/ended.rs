//! How a task ended.

use accounts::{
    domain::SessionToken,
    flow::{Context, confirm_link::Confirmed, notice},
    problem::Code,
};

use crate::{
    gated::Gated,
    ghost::{Drawn, SessionRef2},
    scenario::letters::letters,
};

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ended {
    /// Told that it is signed in, by this session.
    SignedIn(SessionRef2),
    /// Sent on without a session: an earlier delivery's has ended.
    SentOn,
    /// Asked for the password of an account.
    Asked,
    /// Refused, with this code.
    Refused(Code2),
    /// What it asked for was done.
    Done,
    /// The table had no answer: 503.
    Unavailable,
}

/// A problem's code, comparable and hashable.
pub(crate) type Code2 = &'static str;

/// How an answered question ended, once the owner was told what opens the account now.
pub(crate) async fn confirmed(cx: &Context<Gated, Gated, Drawn>, confirmed: Confirmed) -> Ended {
    match confirmed {
        Confirmed::SignedIn { token, linked, .. } => {
            if let Some(it) = linked {
                notice::linked(cx, &letters(), &it.account, &it.user_id, it.at).await;
            }
            signed_in(&token)
        }
        Confirmed::Answered(answered) => answered.token.as_ref().map_or(Ended::SentOn, signed_in),
        Confirmed::WrongPassword(_) => refused(Code::WrongPassword),
        Confirmed::WrongCode(_) => refused(Code::WrongCode),
        Confirmed::Failed(code) => refused(code),
    }
}

/// How asking for a letter ended, which itself goes nowhere here.
pub(crate) fn asked(answer: Result<(), Code>) -> Ended {
    match answer {
        Ok(()) | Err(Code::MailUnavailable) => Ended::Done,
        Err(code) => refused(code),
    }
}

/// Told that this session is there.
pub(crate) fn signed_in(token: &SessionToken) -> Ended {
    let session_ref = token.session_ref();
    Ended::SignedIn((session_ref.account_id, session_ref.digest))
}

/// Refused with this code.
pub(crate) fn refused(code: Code) -> Ended {
    Ended::Refused(code.as_str())
}
