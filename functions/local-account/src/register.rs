//! `GET, POST /auth/register`.

use accounts::{
    clock::Clock,
    domain::{EmailAddress, NewPassword, PersonName, ReturnTo, Secret, new_password::Known},
    existing::ExistingAccounts,
    flow::{
        Holder,
        register::{self, Registered, Registration},
        verify::{self, Asked},
    },
    http::{Answer, CookieName, Event, guard},
    mail::Mailer,
    pages::{self, RegisterForm, RegisterProblems},
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde::Deserialize;
use serde_json::json;

use super::LocalAccount;

/// An app's registration. It sets no cookie and reads none.
#[derive(Deserialize)]
struct AppRegistration {
    name: String,
    email: String,
    password: String,
}

/// What was typed.
struct Typed<'t> {
    name: &'t str,
    email: &'t str,
    password: &'t str,
}

/// What was typed, once all of it has the form that it must have.
struct Checked {
    name: PersonName,
    email: EmailAddress,
    password: NewPassword,
}

impl<S: Store, C: Clock, R: Random, E: ExistingAccounts, M: Mailer> LocalAccount<S, C, R, E, M> {
    pub(super) async fn show_register(&self, event: &Event) -> Result<Answer, Problem> {
        let return_to = event.query()?.return_to()?;
        if let Some(page) = self.already_signed_in(event, &return_to).await? {
            return Ok(page);
        }
        let nothing = Typed {
            name: "",
            email: "",
            password: "",
        };
        Ok(self.register_page(event, &return_to, &nothing, RegisterProblems::default()))
    }

    pub(super) async fn register_form(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let cookies = self.site.cookies();
        let form = event.form()?;
        let secret = cookies.secret(event, &CookieName::Form);
        guard::check_csrf(&form, secret.as_ref())?;
        let return_to = form.return_to()?;
        let field = |name| form.one(name)?.ok_or(Problem::of(Code::InvalidRequest));
        let typed = Typed {
            name: field("name")?,
            email: field("email")?,
            password: field("password")?,
        };
        let again = |problems| Ok(self.register_page(event, &return_to, &typed, problems));
        let checked = match self.check(&typed) {
            Ok(checked) => checked,
            Err(problems) => return again(problems),
        };
        if self.cx.policy.mail {
            let other = |code| RegisterProblems {
                other: Some(code),
                ..RegisterProblems::default()
            };
            return match self.ask(event, &checked, secret.as_ref(), &return_to).await {
                Ok(()) => {
                    let frame = self.site.frame(event);
                    let page = pages::verify_sent(frame, &checked.email, &return_to);
                    Ok(self.site.page(200, page))
                }
                Err(problem) => match problem.code {
                    code @ (Code::TooManyAttempts | Code::MailUnavailable) => again(other(code)),
                    _ => Err(problem),
                },
            };
        }
        let held = cookies.session(event);
        let device = cookies.secret(event, &CookieName::Device);
        let registration = Registration {
            name: &checked.name,
            email: &checked.email,
            password: &checked.password,
            form: secret.as_ref(),
            held: held.as_ref(),
            holder: Holder::Browser {
                device: device.as_ref(),
                user_agent: event.user_agent(),
            },
            source: self.site.source(event),
        };
        match self.register(registration).await? {
            // The form's cookie stays: a second delivery of this very form needs it.
            Registered::SignedIn(signed_in) => {
                let life = self.cx.policy.session_life;
                Ok(self
                    .site
                    .see_other(return_to.as_str())
                    .for_account(&signed_in.token)
                    .with_cookie(cookies.set_session(&signed_in.token, life))
                    .with_cookies(signed_in.device.map(|device| cookies.set_device(&device))))
            }
            Registered::SessionEnded => {
                let sign_in = pages::with_return_to("/auth/sign-in", &return_to);
                Ok(self.site.see_other(&sign_in))
            }
            Registered::Failed(code @ Code::EmailTaken) => again(RegisterProblems {
                email: Some(code),
                ..RegisterProblems::default()
            }),
            Registered::Failed(code @ Code::TooManyAttempts) => again(RegisterProblems {
                other: Some(code),
                ..RegisterProblems::default()
            }),
            Registered::Failed(code) => Err(code.into()),
        }
    }

    /// JSON: cookies are neither read nor set, so there is nothing that another site could abuse.
    pub(super) async fn register_app(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let body: AppRegistration = event.json()?;
        let typed = Typed {
            name: &body.name,
            email: &body.email,
            password: &body.password,
        };
        let checked = self.check(&typed).map_err(|problems| {
            let refused = problems.code().unwrap_or(Code::InvalidRequest);
            match (refused, problems.password) {
                (Code::PasswordRefused, Some(reason)) => reason.into(),
                _ => Problem::of(refused),
            }
        })?;
        if self.cx.policy.mail {
            // Where to go on is for the app to know.
            self.ask(event, &checked, None, &ReturnTo::home()).await?;
            return Ok(self.site.json(202, &json!({"proof": "mailbox"})));
        }
        let registration = Registration {
            name: &checked.name,
            email: &checked.email,
            password: &checked.password,
            form: None,
            held: None,
            holder: Holder::App,
            source: self.site.source(event),
        };
        match self.register(registration).await? {
            Registered::SignedIn(signed_in) => {
                let body = json!({
                    "session_token": signed_in.token.expose(),
                    "account_id": signed_in.account_id.to_string(),
                });
                Ok(self.site.json(200, &body).for_account(&signed_in.token))
            }
            Registered::SessionEnded => Err(Code::EmailTaken.into()),
            Registered::Failed(code) => Err(code.into()),
        }
    }

    /// Writes to the address. With mail, that is all that a registration does.
    async fn ask(
        &self,
        event: &Event,
        checked: &Checked,
        form: Option<&Secret>,
        return_to: &ReturnTo,
    ) -> Result<(), Problem> {
        let asked = Asked {
            name: &checked.name,
            email: &checked.email,
            password: &checked.password,
            form,
            return_to,
            source: self.site.source(event),
        };
        let letters = self.site.letters(event, &self.mailer);
        // Boxed, or the state machines of both registrations would be laid out as one.
        let asked = Box::pin(verify::ask(&self.cx, &self.passwords, &letters, asked)).await;
        Ok(asked.map_err(|error| super::Site::unavailable(&error))??)
    }

    async fn register(&self, registration: Registration<'_>) -> Result<Registered, Problem> {
        register::register(&self.cx, &self.passwords, registration)
            .await
            .map_err(|error| super::Site::unavailable(&error))
    }

    /// Every field at once, so that nobody mends one to be told of the next.
    fn check(&self, typed: &Typed<'_>) -> Result<Checked, RegisterProblems> {
        let name = PersonName::parse_typed(typed.name);
        let email = EmailAddress::parse(typed.email);
        let known = Known {
            host: self.site.public_url().host(),
            email: email.as_ref().ok(),
            name: name.as_ref().ok(),
        };
        let min_chars = self.cx.policy.min_password_chars;
        let password = NewPassword::parse(typed.password, min_chars, &known);
        let problems = RegisterProblems {
            name: name.as_ref().err().map(|_| Code::InvalidName),
            email: email.as_ref().err().map(|_| Code::InvalidEmail),
            password: password.as_ref().err().copied(),
            other: None,
        };
        match (name, email, password) {
            (Ok(name), Ok(email), Ok(password)) => Ok(Checked {
                name,
                email,
                password,
            }),
            _ => Err(problems),
        }
    }

    /// The registration page.
    fn register_page(
        &self,
        event: &Event,
        return_to: &ReturnTo,
        typed: &Typed<'_>,
        problems: RegisterProblems,
    ) -> Answer {
        self.site
            .form_page(event, &self.cx.random, problems.code(), |csrf_token| {
                let form = RegisterForm {
                    csrf_token,
                    return_to,
                    min_password_chars: self.cx.policy.min_password_chars,
                    name: typed.name,
                    email: typed.email,
                    by_letter: self.cx.policy.mail,
                    problems,
                };
                pages::register(self.site.frame(event), &form)
            })
    }
}
