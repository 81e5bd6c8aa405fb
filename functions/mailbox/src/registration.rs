//! `GET, POST /auth/verify` for a registration: the account that the link of its letter makes.

use accounts::{
    clock::Clock,
    domain::{Registration, ReturnTo, Secret, SessionToken},
    flow::{
        Holder,
        verify::{self, Verification, Verified},
    },
    http::{Answer, CookieName, Event, Params, Site},
    mail::Mailer,
    pages::{self, VerifyForm},
    problem::{Code, Problem},
    store::Store,
    token::Random,
};
use serde_json::json;

use super::Mailbox;

/// What was typed; in the browser that registered, nothing.
#[derive(Clone, Copy)]
struct Typed<'t> {
    name: Option<&'t str>,
    password: Option<&'t str>,
}

impl<S: Store, C: Clock, R: Random, M: Mailer> Mailbox<S, C, R, M> {
    /// The page of a link that makes an account.
    pub(super) async fn show_registration(
        &self,
        event: &Event,
        secret: &Secret,
    ) -> Result<Answer, Problem> {
        let registration = self.open_registration(secret).await?;
        let registration = registration.ok_or(Code::ProofExpired)?;
        let page = self.registration_page(event, (secret, &registration), (None, None));
        Ok(self.site.page(200, page))
    }

    /// The secret of the link, in the form, is what no other site can know: it needs no CSRF token.
    pub(super) async fn finish_registration(
        &self,
        event: &Event,
        secret: &Secret,
        form: &Params,
    ) -> Result<Answer, Problem> {
        let typed = Typed {
            name: form.one("name")?,
            password: form.one("password")?,
        };
        let cookies = self.site.cookies();
        let held = cookies.session(event);
        let device = cookies.secret(event, &CookieName::Device);
        let holder = Holder::Browser {
            device: device.as_ref(),
            user_agent: event.user_agent(),
        };
        let own = cookies.secret(event, &CookieName::Form);
        let by = (own.as_ref(), held.as_ref(), holder);
        match self.create(secret, typed, by).await? {
            Verified::SignedIn {
                signed_in,
                return_to,
            } => {
                let life = self.cx.policy.session_life;
                Ok(self
                    .site
                    .see_other(return_to.as_str())
                    .for_account(&signed_in.token)
                    .with_cookie(cookies.set_session(&signed_in.token, life))
                    .with_cookies(signed_in.device.map(|device| cookies.set_device(&device))))
            }
            Verified::SessionEnded => {
                let sign_in = pages::with_return_to("/auth/sign-in", &ReturnTo::home());
                Ok(self.site.see_other(&sign_in))
            }
            Verified::Refused(problem) => self.refused(event, secret, typed, problem).await,
        }
    }

    /// The same for an app, where name and password come with the proof.
    pub(super) async fn finish_registration_for_app(
        &self,
        secret: &Secret,
        (name, password): (Option<&str>, Option<&str>),
    ) -> Result<Answer, Problem> {
        let typed = Typed { name, password };
        let by = (None, None, Holder::App);
        match self.create(secret, typed, by).await? {
            Verified::SignedIn { signed_in, .. } => {
                let body = json!({
                    "session_token": signed_in.token.expose(),
                    "account_id": signed_in.account_id.to_string(),
                });
                Ok(self.site.json(200, &body).for_account(&signed_in.token))
            }
            Verified::SessionEnded => Err(Code::ProofExpired.into()),
            Verified::Refused(problem) => Err(problem),
        }
    }

    async fn create(
        &self,
        secret: &Secret,
        typed: Typed<'_>,
        (form, held, holder): (Option<&Secret>, Option<&SessionToken>, Holder<'_>),
    ) -> Result<Verified, Problem> {
        let request = Verification {
            secret,
            form,
            name: typed.name,
            password: typed.password,
            host: self.site.public_url().host(),
            held,
            holder,
        };
        let verified = verify::verify(&self.cx, &self.passwords, request).await;
        verified.map_err(|error| Site::unavailable(&error))
    }

    /// What a person can mend is shown on the page again.
    async fn refused(
        &self,
        event: &Event,
        secret: &Secret,
        typed: Typed<'_>,
        problem: Problem,
    ) -> Result<Answer, Problem> {
        let code = problem.code;
        let mendable = matches!(
            code,
            Code::EmailTaken | Code::PasswordRefused | Code::InvalidName
        );
        if !mendable || !event.wants_html() {
            return Err(problem);
        }
        let Some(registration) = self.open_registration(secret).await? else {
            return Err(Code::ProofExpired.into());
        };
        let page = if code == Code::EmailTaken {
            let Registration {
                email, return_to, ..
            } = &registration;
            pages::verify_taken(self.site.frame(event), email, return_to)
        } else {
            let typed = (typed.name, Some(&problem));
            self.registration_page(event, (secret, &registration), typed)
        };
        Ok(self.site.problem_page(code, page))
    }

    async fn open_registration(&self, secret: &Secret) -> Result<Option<Registration>, Problem> {
        let found = verify::find(&self.cx, secret).await;
        found.map_err(|error| Site::unavailable(&error))
    }

    /// Where a password was refused it is asked for, even in the browser that had chosen one.
    fn registration_page(
        &self,
        event: &Event,
        (secret, registration): (&Secret, &Registration),
        (name, problem): (Option<&str>, Option<&Problem>),
    ) -> pages::Page {
        let own = self.site.cookies().secret(event, &CookieName::Form);
        let is_same = verify::is_same_browser(registration, own.as_ref());
        let form = VerifyForm {
            registration,
            token: &secret.expose_base64url(),
            is_same_browser: is_same && problem.is_none(),
            name,
            min_password_chars: self.cx.policy.min_password_chars,
            problem,
        };
        pages::verify(self.site.frame(event), &form)
    }
}
