//! `POST /auth/account/export` and `delete`: a customer's data to take away, and its end.

use accounts::{
    clock::Clock,
    domain::{Account, SessionToken},
    flow::{Holder, delete_account, fresh_proof::Acting, personal_data, session},
    http::{Answer, CookieName, Event, Params, csrf_token},
    mail::Mailer,
    pages::{self, DeleteForm},
    problem::{Code, Problem},
    store::{OperatorStore, Store},
    token::Random,
};
use serde::Deserialize;

use crate::{AccountPages, unavailable};

/// What a customer does before they leave.
#[derive(Clone, Copy)]
pub(crate) enum Leaving {
    Export,
    Delete,
}

/// An app's wish to delete.
#[derive(Deserialize)]
struct AppDelete {
    confirm: bool,
    password: Option<String>,
}

impl Leaving {
    pub(crate) fn parse(path: &str) -> Option<Self> {
        match path {
            "/export" => Some(Self::Export),
            "/delete" => Some(Self::Delete),
            _ => None,
        }
    }
}

impl<S: Store + OperatorStore, C: Clock, R: Random, M: Mailer> AccountPages<S, C, R, M> {
    pub(crate) async fn leave_for_browser(
        &self,
        event: &Event,
        what: Leaving,
        token: &SessionToken,
        form: &Params,
    ) -> Result<Answer, Problem> {
        match what {
            Leaving::Export => self.export(token).await,
            Leaving::Delete if form.one("confirm")? != Some("yes") => {
                self.ask_to_delete(event, token, None).await
            }
            Leaving::Delete => {
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
                match self.delete(acting).await {
                    Ok(()) => Ok(self
                        .site
                        .page(200, pages::deleted(self.site.frame(event)))
                        .with_cookies(cookies.clear_sign_in(event))),
                    Err(problem) if asks_again(problem.code) && event.wants_html() => {
                        self.ask_to_delete(event, token, Some(problem.code)).await
                    }
                    Err(problem) => Err(problem),
                }
            }
        }
    }

    pub(crate) async fn leave_for_app(
        &self,
        event: &Event,
        what: Leaving,
        token: &SessionToken,
    ) -> Result<Answer, Problem> {
        match what {
            Leaving::Export => self.export(token).await,
            Leaving::Delete => {
                if !event.has_json() {
                    return Err(Code::InvalidRequest.into());
                }
                let body: AppDelete = event.json()?;
                if !body.confirm {
                    return Err(Code::InvalidRequest.into());
                }
                let acting = Acting {
                    token,
                    password: body.password.as_deref().map(str::as_bytes),
                    holder: Holder::App,
                    source: self.site.source(event),
                };
                self.delete(acting).await?;
                Ok(self.site.no_content())
            }
        }
    }

    async fn export(&self, token: &SessionToken) -> Result<Answer, Problem> {
        let account_id = self.live(token).await?.id;
        let data = personal_data::find(&self.cx, account_id)
            .await
            .map_err(unavailable)?
            .ok_or(Code::Unauthenticated)?;
        let as_a_file = "attachment; filename=\"account.json\"";
        Ok(self
            .site
            .json(200, &data)
            .with_header("content-disposition", as_a_file))
    }

    async fn delete(&self, acting: Acting<'_>) -> Result<(), Problem> {
        let deleted = delete_account::delete(&self.cx, &self.passwords, acting)
            .await
            .map_err(unavailable)?;
        Ok(deleted?)
    }

    /// The account behind a session that is live and fresh or not.
    async fn live(&self, token: &SessionToken) -> Result<accounts::domain::SessionOwner, Problem> {
        let found = session::find_live(&self.cx, token)
            .await
            .map_err(unavailable)?;
        let (_, owner) = found.ok_or(Code::Unauthenticated)?;
        Ok(owner)
    }

    async fn ask_to_delete(
        &self,
        event: &Event,
        token: &SessionToken,
        problem: Option<Code>,
    ) -> Result<Answer, Problem> {
        let found = session::find_live(&self.cx, token)
            .await
            .map_err(unavailable)?;
        let (session, owner) = found.ok_or(Code::Unauthenticated)?;
        let (account, _) = self
            .cx
            .store
            .find_account(owner.id, None)
            .await
            .map_err(unavailable)?;
        let account = account.ok_or(Code::Unauthenticated)?;
        let is_fresh = session.is_fresh(self.cx.clock.now());
        let has_password = account.password.is_some() && account.may_have_password();
        let form = DeleteForm {
            csrf_token: &csrf_token(token.secret()),
            email: email_of(&account),
            asks_password: !is_fresh && has_password,
            asks_amazon: !is_fresh && !has_password,
            problem: problem.filter(|code| *code != Code::FreshProofRequired),
        };
        let page = pages::delete(self.site.frame(event), &form);
        Ok(match problem {
            Some(code) => self.site.problem_page(code, page),
            None => self.site.page(200, page),
        })
    }
}

fn email_of(account: &Account) -> Option<&str> {
    account.claim.as_ref().map(|claim| claim.email.as_str())
}

/// Whether another answer to the same question may help.
const fn asks_again(code: Code) -> bool {
    matches!(
        code,
        Code::FreshProofRequired | Code::WrongPassword | Code::TooManyAttempts
    )
}
