//! What the reader of a mailbox does with the link of a letter.

use accounts::{
    domain::{Digest, SessionToken},
    flow::{
        Context,
        address::{self, Confirmation},
        confirm_link::{self, CodeSent},
        connect::Answer,
        reset::{self, Reset},
        undo,
        verify::{self, Verification, Verified},
    },
    problem::Code,
    store::StoreError,
};

use crate::{
    gated::Gated,
    ghost::Drawn,
    registration::form_secret,
    run::{Ended, NEW_BROWSER, confirmed, refused, signed_in},
    scenario::{
        PASSWORDS,
        letters::{letters, proof_secret},
        ticket_secret, user_id,
    },
};

/// The password that a reset sets.
const SET: &str = "chosen by the reader of the mailbox";

/// What is done.
#[derive(Clone, Debug)]
pub(crate) enum ByMail {
    /// Another password is set, and the Amazon account of somebody is kept, or nobody's.
    Reset(Option<&'static str>),
    /// What the letter told of is undone.
    Undo,
    /// Another code is mailed for the question of this number.
    SendCode,
    /// The question of this number is answered with a code.
    Code(&'static str),
    /// The address is confirmed, in a browser that holds this session or none: without one of the account
    /// that asked it is refused.
    Confirm(Option<SessionToken>),
    /// A registration is finished: in the browser that began it, or with this password in another one.
    Verify(Option<&'static str>),
}

/// Does it, as the function would.
pub(crate) async fn act(
    cx: &Context<Gated, Gated, Drawn>,
    letter: u8,
    what: &ByMail,
) -> Result<Ended, StoreError> {
    let secret = &proof_secret(letter);
    let answer = Answer {
        secret: &ticket_secret(letter),
        held: None,
        holder: NEW_BROWSER,
    };
    Ok(match what {
        ByMail::SendCode => {
            match confirm_link::send_code(cx, &letters(), answer, "192.0.2.1").await? {
                // The letter itself goes nowhere here.
                CodeSent::Sent(_) | CodeSent::Failed(Code::MailUnavailable) => Ended::Done,
                CodeSent::Answered(answered) => {
                    answered.token.as_ref().map_or(Ended::SentOn, signed_in)
                }
                CodeSent::Failed(code) => refused(code),
            }
        }
        ByMail::Code(typed) => {
            let answered = confirm_link::confirm_code(cx, answer, typed).await?;
            confirmed(cx, answered).await
        }
        ByMail::Reset(who) => {
            let kept: Vec<Digest> = who.iter().map(|who| user_id(who).public_id()).collect();
            let request = Reset {
                secret,
                password: SET,
                kept: &kept,
                host: "shop.example",
                holder: NEW_BROWSER,
            };
            match reset::reset(cx, &PASSWORDS, &letters(), request).await? {
                Ok(_) => Ended::Done,
                Err(problem) => refused(problem.code),
            }
        }
        ByMail::Undo => match undo::undo(cx, &letters(), secret).await? {
            Ok(_) => Ended::Done,
            Err(code) => refused(code),
        },
        ByMail::Verify(password) => {
            let form = form_secret(1);
            let request = Verification {
                secret,
                form: form.as_ref().filter(|_| password.is_none()),
                name: None,
                password: *password,
                host: "shop.example",
                held: None,
                holder: NEW_BROWSER,
            };
            match verify::verify(cx, &PASSWORDS, request).await? {
                Verified::SignedIn { signed_in: it, .. } => signed_in(&it.token),
                Verified::SessionEnded => Ended::SentOn,
                Verified::Refused(problem) => refused(problem.code),
            }
        }
        ByMail::Confirm(held) => {
            let request = Confirmation {
                secret,
                held: held.as_ref(),
                holder: NEW_BROWSER,
            };
            match address::confirm(cx, &letters(), request).await? {
                Ok(Some(kept)) => signed_in(&kept.token),
                Ok(None) => Ended::Done,
                Err(code) => refused(code),
            }
        }
    })
}
