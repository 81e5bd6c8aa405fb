//! `POST /auth/amazon/link` as JSON: an app's answer.

use accounts::{
    clock::Clock,
    domain::{Secret, SessionToken},
    existing::ExistingAccounts,
    flow::{
        Holder,
        confirm_link::{Answered, CodeSent, Confirmed},
        connect,
    },
    http::{Answer, Event, guard},
    mail::Mailer,
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde::Deserialize;
use serde_json::json;

use crate::{Given, LinkConfirm};

/// An app's answer: it holds the ticket itself, and no cookie.
#[derive(Deserialize)]
struct AppAnswer {
    ticket: String,
    password: Option<String>,
    email: Option<String>,
    choice: Option<String>,
    #[serde(default)]
    send_code: bool,
    code: Option<String>,
}

impl<S: Store, C: Clock, R: Random, E: ExistingAccounts, M: Mailer> LinkConfirm<S, C, R, E, M> {
    /// JSON without a cookie: the ticket in the body is what a browser's cookie would be, so no
    /// CSRF token is needed and no cookie is set.
    pub(crate) async fn confirm_app(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let body: AppAnswer = event.json()?;
        let secret = Secret::parse(&body.ticket).map_err(|_| Code::LinkExpired)?;
        let signed_in = |token: &SessionToken| {
            let account_id = token.session_ref().account_id.to_string();
            let body = json!({"session_token": token.expose(), "account_id": account_id});
            Ok(self.site.json(200, &body).for_account(token))
        };
        let answer = connect::Answer {
            secret: &secret,
            held: None,
            holder: Holder::App,
        };
        if body.send_code {
            return match self.send_code(event, answer).await? {
                CodeSent::Sent(_) => Ok(self.site.no_content()),
                CodeSent::Answered(_) => Err(Code::LinkExpired.into()),
                CodeSent::Failed(code) => Err(code.into()),
            };
        }
        let given = Given {
            password: body.password.as_deref(),
            email: body.email.as_deref(),
            choice: body.choice.as_deref(),
            code: body.code.as_deref(),
            connects: false,
        };
        match self.answer(event, answer, given).await? {
            Confirmed::SignedIn { token, linked, .. } => {
                self.tell(event, linked).await;
                signed_in(&token)
            }
            Confirmed::Answered(Answered {
                token: Some(token), ..
            }) => signed_in(&token),
            Confirmed::WrongCode(ticket) => Err(Problem {
                tries_left: Some(ticket.tries_left()),
                ..Problem::of(Code::WrongCode)
            }),
            Confirmed::Answered(Answered { token: None, .. }) => Err(Code::LinkExpired.into()),
            Confirmed::WrongPassword(ticket) => Err(Problem {
                tries_left: Some(ticket.tries_left()),
                ..Problem::of(Code::WrongPassword)
            }),
            Confirmed::Failed(code) => Err(code.into()),
        }
    }
}
