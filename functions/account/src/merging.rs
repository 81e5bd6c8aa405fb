//! `POST /auth/account/merge`: "I already have an account", by whoever got an empty one.

use accounts::{
    clock::Clock,
    domain::{EmailAddress, SessionToken},
    flow::{
        Holder, account_sessions::Kept, first_sign_in::OwnAccount, fresh_proof::Acting, merge,
        session,
    },
    http::{Answer, CookieName, Event, Params, csrf_token},
    mail::Mailer,
    pages::{self, MergeForm, Prove},
    problem::{Code, Problem},
    store::{OperatorStore, Store},
    token::Random,
};
use serde::Deserialize;

use crate::{AccountPages, unavailable};

/// The account that an app's customer had before.
#[derive(Deserialize)]
struct AppMerge {
    email: String,
    password: String,
}

impl<S: Store + OperatorStore, C: Clock, R: Random, M: Mailer> AccountPages<S, C, R, M> {
    pub(crate) async fn merge_for_browser(
        &self,
        event: &Event,
        token: &SessionToken,
        form: &Params,
    ) -> Result<Answer, Problem> {
        let cookies = self.site.cookies();
        let device = cookies.secret(event, &CookieName::Device);
        let acting = Acting {
            token,
            password: None,
            holder: Holder::Browser {
                device: device.as_ref(),
                user_agent: event.user_agent(),
            },
            source: self.site.source(event),
        };
        let email = form.one("email")?.ok_or(Code::InvalidRequest)?;
        let password = form.one("password")?.ok_or(Code::InvalidRequest)?;
        match self.merge(event, acting, email, password).await {
            Ok(kept) => Ok(self.changed(&kept)),
            Err(problem) if event.wants_html() => {
                self.ask_to_merge(event, token, email, problem).await
            }
            Err(problem) => Err(problem),
        }
    }

    /// The same for an app, which takes its new session from the answer.
    pub(crate) async fn merge_for_app(
        &self,
        event: &Event,
        token: &SessionToken,
    ) -> Result<Answer, Problem> {
        if !event.has_json() {
            return Err(Code::InvalidRequest.into());
        }
        let body: AppMerge = event.json()?;
        let acting = Acting {
            token,
            password: None,
            holder: Holder::App,
            source: self.site.source(event),
        };
        let kept = self
            .merge(event, acting, &body.email, &body.password)
            .await?;
        Ok(self.kept_for_app(&kept))
    }

    async fn merge(
        &self,
        event: &Event,
        acting: Acting<'_>,
        email: &str,
        password: &str,
    ) -> Result<Kept, Problem> {
        // An address that is none belongs to nobody.
        let email = EmailAddress::parse(email).map_err(|_| Code::WrongPassword)?;
        let own = OwnAccount {
            email: &email,
            password: password.as_bytes(),
            source: acting.source,
        };
        let letters = self.site.letters(event, &self.mailer);
        let merged = merge::merge(&self.cx, &self.passwords, &letters, acting, own)
            .await
            .map_err(unavailable)?;
        Ok(merged?)
    }

    /// The question again, with what is missing or wrong.
    async fn ask_to_merge(
        &self,
        event: &Event,
        token: &SessionToken,
        email: &str,
        problem: Problem,
    ) -> Result<Answer, Problem> {
        let frame = self.site.frame(event);
        let csrf_token = csrf_token(token.secret());
        let page = match problem.code {
            Code::WrongPassword | Code::TooManyAttempts | Code::TooManyIdentities => {
                let found = session::find_live(&self.cx, token)
                    .await
                    .map_err(unavailable)?;
                let (_, owner) = found.ok_or(Code::Unauthenticated)?;
                let (account, _) = (self.cx.store.find_account(owner.id, None))
                    .await
                    .map_err(unavailable)?;
                let form = MergeForm {
                    account: &account.ok_or(Code::Unauthenticated)?,
                    csrf_token: &csrf_token,
                    email,
                    problem: Some(problem.code),
                };
                pages::merge_again(frame, &form)
            }
            Code::FreshProofRequired => {
                let page = Prove {
                    action: "/auth/account/merge",
                    fields: &[],
                    csrf_token: &csrf_token,
                    // An empty account has none.
                    has_password: false,
                    has_amazon: true,
                    problem: problem.code,
                };
                pages::prove(frame, &page)
            }
            _ => return Err(problem),
        };
        Ok(self.site.problem_page(problem.code, page))
    }
}
