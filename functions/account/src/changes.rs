//! `POST /auth/account/unlink`, `password`, `email` and `connect`: who can get in, changed by its owner.

use accounts::{
    clock::Clock,
    domain::{Digest, EmailAddress, LoginAttempt, ReturnTo, SessionToken},
    flow::{
        Holder,
        account_changes::{self, Wish},
        account_sessions::Kept,
        address, connect,
        fresh_proof::Acting,
    },
    http::{Answer, CookieName, Event, Params, csrf_token},
    mail::Mailer,
    pages::{self, PasswordForm, Prove},
    problem::{Code, Problem},
    store::{OperatorStore, Store},
    token::Random,
};
use serde::Deserialize;

use crate::{ACCOUNT, AccountPages, unavailable};

/// What changes.
#[derive(Clone, Copy)]
pub(crate) enum Changing {
    Unlink,
    Password,
    Connect,
    Email,
}

/// An app's change.
#[derive(Deserialize)]
struct AppChange {
    id: Option<String>,
    new_password: Option<String>,
    email: Option<String>,
    password: Option<String>,
}

impl Changing {
    pub(crate) fn parse(path: &str) -> Option<Self> {
        match path {
            "/unlink" => Some(Self::Unlink),
            "/password" => Some(Self::Password),
            "/connect" => Some(Self::Connect),
            "/email" => Some(Self::Email),
            _ => None,
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::Unlink => "/auth/account/unlink",
            Self::Password => "/auth/account/password",
            Self::Connect => "/auth/account/connect",
            Self::Email => "/auth/account/email",
        }
    }
}

impl<S: Store + OperatorStore, C: Clock, R: Random, M: Mailer> AccountPages<S, C, R, M> {
    /// What a form of the account page asks for.
    pub(crate) async fn change_for_browser(
        &self,
        event: &Event,
        what: Changing,
        token: &SessionToken,
        form: &Params,
    ) -> Result<Answer, Problem> {
        let cookies = self.site.cookies();
        let device = cookies.secret(event, &CookieName::Device);
        let acting = Acting {
            token,
            password: form.one("password")?.map(str::as_bytes),
            holder: Holder::Browser {
                device: device.as_ref(),
                user_agent: event.user_agent(),
            },
            source: self.site.source(event),
        };
        let changed = match what {
            Changing::Connect => self.connect(event, acting).await,
            Changing::Email => {
                let email = form.one("email")?.ok_or(Code::InvalidRequest)?;
                let sent = self.ask_mailbox(event, acting, email).await;
                let frame = self.site.frame(event);
                sent.map(|()| self.site.page(200, pages::address_sent(frame, email)))
            }
            Changing::Unlink => {
                let id = form.one("id")?.ok_or(Code::InvalidRequest)?;
                let kept = self.change(event, acting, unlink(id)?).await;
                kept.map(|kept| self.changed(&kept))
            }
            Changing::Password => {
                let text = form.one("new_password")?.ok_or(Code::InvalidRequest)?;
                let kept = self.change(event, acting, self.set_password(text)).await;
                kept.map(|kept| self.changed(&kept))
            }
        };
        match changed {
            Err(problem) if asks_again(&problem) && event.wants_html() => {
                self.ask_again(event, (what, token, form), &problem).await
            }
            other => other,
        }
    }

    /// The same for an app, which takes its new session from the answer.
    pub(crate) async fn change_for_app(
        &self,
        event: &Event,
        what: Changing,
        token: &SessionToken,
    ) -> Result<Answer, Problem> {
        if !event.has_json() {
            return Err(Code::InvalidRequest.into());
        }
        let body: AppChange = event.json()?;
        let acting = Acting {
            token,
            password: body.password.as_deref().map(str::as_bytes),
            holder: Holder::App,
            source: self.site.source(event),
        };
        if let (Changing::Email, Some(email)) = (what, &body.email) {
            self.ask_mailbox(event, acting, email).await?;
            return Ok(self.site.no_content());
        }
        let kept = match (what, &body.id, &body.new_password) {
            (Changing::Unlink, Some(id), _) => self.change(event, acting, unlink(id)?).await?,
            (Changing::Password, _, Some(text)) => {
                self.change(event, acting, self.set_password(text)).await?
            }
            // An app has no browser of ours to send to Amazon.
            (Changing::Connect, ..) => return Err(Code::ProofNotOffered.into()),
            _ => return Err(Code::InvalidRequest.into()),
        };
        Ok(self.kept_for_app(&kept))
    }

    /// Sends a letter to the address that the account is to have.
    async fn ask_mailbox(
        &self,
        event: &Event,
        acting: Acting<'_>,
        email: &str,
    ) -> Result<(), Problem> {
        let email = EmailAddress::parse(email).map_err(|_| Code::InvalidEmail)?;
        let letters = self.site.letters(event, &self.mailer);
        let asked = address::ask(&self.cx, &self.passwords, &letters, acting, &email).await;
        Ok(asked.map_err(unavailable)??)
    }

    fn set_password<'a>(&'a self, text: &'a str) -> Wish<'a> {
        Wish::SetPassword {
            text,
            host: self.site.public_url().host(),
        }
    }

    async fn change(
        &self,
        event: &Event,
        acting: Acting<'_>,
        wish: Wish<'_>,
    ) -> Result<Kept, Problem> {
        let letters = self.site.letters(event, &self.mailer);
        account_changes::change(&self.cx, &self.passwords, &letters, acting, wish)
            .await
            .map_err(unavailable)?
    }

    pub(crate) fn changed(&self, kept: &Kept) -> Answer {
        let cookies = self.site.cookies();
        let life = self.cx.policy.session_life;
        self.site
            .see_other(ACCOUNT)
            .with_cookie(cookies.set_session(&kept.token, life))
            .with_cookies(kept.device.as_ref().map(|it| cookies.set_device(it)))
    }

    /// On to Amazon. The answer is a page, since the policy on forms stops a redirect to another site.
    async fn connect(&self, event: &Event, acting: Acting<'_>) -> Result<Answer, Problem> {
        let return_to = ReturnTo::parse(ACCOUNT).unwrap_or_default();
        let begun = connect::begin(&self.cx, &self.passwords, acting, return_to)
            .await
            .map_err(unavailable)??;
        let cookies = self.site.cookies();
        let address = self
            .amazon
            .address(&begun.attempt, &self.site.public_url().redirect_uri());
        let surplus = cookies.clear_attempts_beyond(event, LoginAttempt::MAX_OPEN - 1);
        let life = self.cx.policy.session_life;
        let renewed = (begun.token != *acting.token).then_some(&begun.token);
        Ok(self
            .site
            .page(200, pages::connecting(self.site.frame(event), &address))
            .with_header("refresh", format!("0;url={address}"))
            .with_cookie(cookies.set_attempt(&begun.attempt))
            .with_cookies(renewed.map(|token| cookies.set_session(token, life)))
            .with_cookies(surplus))
    }

    /// The same question again, with what is missing or wrong.
    async fn ask_again(
        &self,
        event: &Event,
        (what, token, form): (Changing, &SessionToken, &Params),
        problem: &Problem,
    ) -> Result<Answer, Problem> {
        let frame = self.site.frame(event);
        let (account, _) = self
            .cx
            .store
            .find_account(token.session_ref().account_id, None)
            .await
            .map_err(unavailable)?;
        let account = account.ok_or(Code::Unauthenticated)?;
        let csrf_token = csrf_token(token.secret());
        let page = match what {
            Changing::Password
                if problem.code != Code::FreshProofRequired || account.password.is_some() =>
            {
                let form = PasswordForm {
                    problem: Some(problem.code),
                    refused: problem.password,
                    ..PasswordForm::of(&account, &csrf_token)
                };
                pages::password_again(frame, &form)
            }
            Changing::Password | Changing::Unlink | Changing::Connect | Changing::Email => {
                let mut fields = Vec::new();
                for name in ["id", "email"] {
                    fields.extend(form.one(name)?.map(|value| (name, value)));
                }
                let page = Prove {
                    action: what.action(),
                    fields: &fields,
                    csrf_token: &csrf_token,
                    has_password: account.password.is_some() && account.may_have_password(),
                    has_amazon: !account.identities.is_empty(),
                    problem: problem.code,
                };
                pages::prove(frame, &page)
            }
        };
        Ok(self.site.problem_page(problem.code, page))
    }
}

fn unlink(id: &str) -> Result<Wish<'static>, Problem> {
    let id = Digest::parse(id).map_err(|_| Code::InvalidRequest)?;
    Ok(Wish::Unlink(id))
}

/// Whether another answer to the same question may help.
fn asks_again(problem: &Problem) -> bool {
    matches!(
        problem.code,
        Code::FreshProofRequired
            | Code::WrongPassword
            | Code::TooManyAttempts
            | Code::PasswordRefused
    )
}
