//! `GET, POST /auth/amazon/link`: which account was found, which Amazon account asks for it, and
//! the account's own password, after which they are linked.

use accounts::{
    clock::{Clock, SystemClock},
    config::{ConfigError, Vars},
    domain::{Secret, SessionToken, Ticket},
    existing::{ExistingAccounts, ExistingAccountsClient},
    flow::{
        Context, Holder,
        confirm_link::{self, Answered, Confirmation, Confirmed, Question},
    },
    http::{Answer, CookieName, Event, Handler, Site, csrf_token, guard},
    pages::{self, LinkForm},
    password::Passwords,
    problem::{Code, Problem},
    store::{Store, dynamo::DynamoStore},
    token::{OsRandom, Random},
};
use serde::Deserialize;
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct LinkConfirm<
    S = DynamoStore,
    C = SystemClock,
    R = OsRandom,
    E = Option<ExistingAccountsClient>,
> {
    site: Site,
    cx: Context<S, C, R>,
    passwords: Passwords,
    existing: E,
}

/// An app's answer: it holds the ticket itself, and no cookie.
#[derive(Deserialize)]
struct AppAnswer {
    ticket: String,
    password: String,
}

impl LinkConfirm {
    /// Reads the settings of the table, of the site that keeps its own accounts and of the policy, opens
    /// the connection and touches the memory that hashing needs.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::from_vars(vars)?;
        let store = DynamoStore::from_vars(vars)?;
        let existing = ExistingAccountsClient::from_vars(vars)?;
        tokio::join!(store.warm_up(), async {
            if let Some(existing) = &existing {
                existing.warm_up().await;
            }
        });
        let cx = Context::new(store, vars.link_policy()?);
        Ok(Self::new(site, cx).with_existing(existing))
    }
}

impl<S, C, R> LinkConfirm<S, C, R> {
    /// The function on these parts, where all accounts are here.
    pub fn new(site: Site, cx: Context<S, C, R>) -> Self {
        Self {
            site,
            cx,
            passwords: Passwords::new(),
            existing: None,
        }
    }

    /// The same where the site keeps its own accounts.
    pub fn with_existing<E>(self, existing: E) -> LinkConfirm<S, C, R, E> {
        LinkConfirm {
            site: self.site,
            cx: self.cx,
            passwords: self.passwords,
            existing,
        }
    }
}

impl<S, C, R, E> LinkConfirm<S, C, R, E> {
    /// How many passwords were hashed so far.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.passwords.hashed()
    }
}

impl<S, C, R, E> Handler for LinkConfirm<S, C, R, E>
where
    S: Store + 'static,
    C: Clock + 'static,
    R: Random + 'static,
    E: ExistingAccounts + 'static,
{
    async fn handle(&self, event: Event) -> Answer {
        let answer = match event.method() {
            "GET" => self.show(&event).await,
            "POST" if event.has_json() => self.confirm_app(&event).await,
            "POST" => self.confirm_form(&event).await,
            _ => Err(Problem::of(Code::NotFound)),
        };
        let answer = answer.unwrap_or_else(|problem| self.site.problem(&event, &problem));
        self.site.finish(&event, answer)
    }
}

impl<S: Store, C: Clock, R: Random, E: ExistingAccounts> LinkConfirm<S, C, R, E> {
    async fn show(&self, event: &Event) -> Result<Answer, Problem> {
        let secret = self.ticket(event)?;
        let held = self.site.cookies().session(event);
        let question = confirm_link::find_question(&self.cx, &secret, held.as_ref())
            .await
            .map_err(|error| Site::unavailable(&error))?;
        match question {
            Question::Open(ticket) => {
                let form = LinkForm {
                    ticket: &ticket,
                    csrf_token: &csrf_token(&secret),
                    problem: None,
                    is_offer: is_offer(&ticket, held.as_ref()),
                };
                let page = pages::link(self.site.frame(event), &form);
                Ok(self.site.page(200, page))
            }
            Question::Answered(answered) => Ok(self.answered(&answered)),
            Question::Closed => Err(Problem::of(Code::LinkExpired)),
        }
    }

    async fn confirm_form(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let secret = self.ticket(event)?;
        let form = event.form()?;
        guard::check_csrf(&form, Some(&secret))?;
        let password = form.one("password")?.ok_or(Code::InvalidRequest)?;
        let cookies = self.site.cookies();
        let held = cookies.session(event);
        let device = cookies.secret(event, &CookieName::Device);
        let holder = Holder::Browser {
            device: device.as_ref(),
        };
        let confirmed = self
            .confirm(&secret, password, held.as_ref(), holder)
            .await?;
        match confirmed {
            Confirmed::SignedIn {
                token,
                device,
                return_to,
                ..
            } => Ok(self
                .site
                .see_other(return_to.as_str())
                .for_account(&token)
                .with_cookie(cookies.set_session(&token, self.cx.policy.session_life))
                .with_cookies(device.map(|device| cookies.set_device(&device)))),
            Confirmed::Answered(answered) => Ok(self.answered(&answered)),
            Confirmed::WrongPassword(ticket) => {
                let form = LinkForm {
                    ticket: &ticket,
                    csrf_token: &csrf_token(&secret),
                    problem: Some(Code::WrongPassword),
                    is_offer: is_offer(&ticket, held.as_ref()),
                };
                let page = pages::link(self.site.frame(event), &form);
                Ok(self.site.problem_page(Code::WrongPassword, page))
            }
            Confirmed::Failed(code) => Err(code.into()),
        }
    }

    /// JSON without a cookie: the ticket in the body is what a browser's cookie would be, so no
    /// CSRF token is needed and no cookie is set.
    async fn confirm_app(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let body: AppAnswer = event.json()?;
        let secret = Secret::parse(&body.ticket).map_err(|_| Code::LinkExpired)?;
        let signed_in = |token: &SessionToken| {
            let account_id = token.session_ref().account_id.to_string();
            let body = json!({"session_token": token.expose(), "account_id": account_id});
            Ok(self.site.json(200, &body).for_account(token))
        };
        match self
            .confirm(&secret, &body.password, None, Holder::App)
            .await?
        {
            Confirmed::SignedIn { token, .. }
            | Confirmed::Answered(Answered {
                token: Some(token), ..
            }) => signed_in(&token),
            Confirmed::Answered(Answered { token: None, .. }) => Err(Code::LinkExpired.into()),
            Confirmed::WrongPassword(ticket) => Err(Problem {
                tries_left: Some(ticket.tries_left()),
                ..Problem::of(Code::WrongPassword)
            }),
            Confirmed::Failed(code) => Err(code.into()),
        }
    }

    async fn confirm(
        &self,
        secret: &Secret,
        password: &str,
        held: Option<&SessionToken>,
        holder: Holder<'_>,
    ) -> Result<Confirmed, Problem> {
        let confirmation = Confirmation {
            secret,
            password: password.as_bytes(),
            held,
            holder,
        };
        confirm_link::confirm(&self.cx, &self.passwords, &self.existing, confirmation)
            .await
            .map_err(|error| Site::unavailable(&error))
    }

    /// A ticket that was used: the same cookie again while its session lives, else on to sign-in.
    fn answered(&self, answered: &Answered) -> Answer {
        match &answered.token {
            Some(token) => {
                let life = self.cx.policy.session_life;
                self.site
                    .see_other(answered.return_to.as_str())
                    .with_cookie(self.site.cookies().set_session(token, life))
            }
            None => self.site.see_other("/auth/sign-in"),
        }
    }

    fn ticket(&self, event: &Event) -> Result<Secret, Problem> {
        self.site
            .cookies()
            .secret(event, &CookieName::Link)
            .ok_or(Problem::of(Code::LinkExpired))
    }
}

/// Whether the browser holds a session of the very account that the ticket would have stand for one of
/// the site. Only what the page says depends on it.
fn is_offer(ticket: &Ticket, held: Option<&SessionToken>) -> bool {
    let account_id = held.map(|token| token.session_ref().account_id);
    ticket.at_site.is_some() && account_id == Some(ticket.account_id)
}
