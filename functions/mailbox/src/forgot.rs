//! `GET, POST /auth/forgot`: a letter to whoever forgot a password.

use accounts::{
    clock::Clock,
    domain::EmailAddress,
    flow::reset,
    http::{Answer, CookieName, Event, Site, guard},
    mail::Mailer,
    pages::{self, ForgotForm},
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde::Deserialize;

use super::Mailbox;

/// An app's request. It sets no cookie and reads none.
#[derive(Deserialize)]
struct AppForgot {
    email: String,
}

impl<S: Store, C: Clock, R: Random, M: Mailer> Mailbox<S, C, R, M> {
    pub(super) fn show_forgot(&self, event: &Event) -> Answer {
        self.forgot_page(event, "", None)
    }

    pub(super) async fn forgot(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        if event.has_json() {
            let body: AppForgot = event.json()?;
            self.ask(event, &body.email).await?;
            return Ok(self.site.no_content());
        }
        let form = event.form()?;
        let secret = self.site.cookies().secret(event, &CookieName::Form);
        guard::check_csrf(&form, secret.as_ref())?;
        let email = form.one("email")?.ok_or(Code::InvalidRequest)?;
        match self.ask(event, email).await {
            Ok(()) => {
                let page = pages::forgot_sent(self.site.frame(event), email);
                Ok(self.site.page(200, page))
            }
            Err(problem)
                if matches!(
                    problem.code,
                    Code::InvalidEmail | Code::TooManyAttempts | Code::MailUnavailable
                ) =>
            {
                Ok(self.forgot_page(event, email, Some(problem.code)))
            }
            Err(problem) => Err(problem),
        }
    }

    async fn ask(&self, event: &Event, email: &str) -> Result<(), Problem> {
        let email = EmailAddress::parse(email).map_err(|_| Code::InvalidEmail)?;
        let letters = self.site.letters(event, &self.mailer);
        let source = self.site.source(event);
        let asked = reset::ask(&self.cx, &letters, &email, source).await;
        Ok(asked.map_err(|error| Site::unavailable(&error))??)
    }

    fn forgot_page(&self, event: &Event, email: &str, problem: Option<Code>) -> Answer {
        self.site
            .form_page(event, &self.cx.random, problem, |csrf_token| {
                let form = ForgotForm {
                    csrf_token,
                    email,
                    problem,
                };
                pages::forgot(self.site.frame(event), &form)
            })
    }
}
