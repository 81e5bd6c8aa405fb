//! `GET /auth/account`: an account, its ways in and where it is signed in. `POST /auth/account/unlink`,
//! `password`, `email`, `connect` and `merge` change the former; `end-session`, `end-others` and `end-all` end the latter;
//! `export` and `delete` are for whoever leaves.

use accounts::{
    amazon::AuthorizationPage,
    clock::{Clock, SystemClock},
    config::{ConfigError, OriginSecrets, Vars},
    domain::{Digest, ReturnTo, SessionToken},
    flow::{
        Context, Holder,
        account_sessions::{self, EndedOne, Kept},
        session,
    },
    http::{Answer, CookieName, Event, Handler, Params, Site, csrf_token, guard},
    mail::{ConfiguredMailer, Mailer},
    pages::{self, AccountPage},
    password::Passwords,
    problem::{Code, Problem},
    store::{OperatorStore, Store, StoreError, dynamo::DynamoStore},
    token::{OsRandom, Random},
};
use serde::Deserialize;
use serde_json::json;

mod changes;
mod leaving;
mod merging;
mod view;

use changes::Changing;
use leaving::Leaving;

/// The page itself.
const ACCOUNT: &str = "/auth/account";

/// The function.
#[derive(Debug)]
pub struct AccountPages<S = DynamoStore, C = SystemClock, R = OsRandom, M = ConfiguredMailer> {
    site: Site,
    cx: Context<S, C, R>,
    amazon: AuthorizationPage,
    passwords: Passwords,
    mailer: M,
    /// Whether passwords are kept here: not where the site keeps its own accounts.
    keeps_passwords: bool,
}

/// Who asks, and how.
enum Caller {
    Browser(SessionToken),
    App(SessionToken),
}

/// Which session an app ends.
#[derive(Deserialize)]
struct AppEnd {
    session: String,
}

impl AccountPages {
    /// Reads the settings of the table, of the policy and of Amazon's authorization page, opens the
    /// connection and touches the memory that hashing needs.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::from_vars(vars)?.behind(OriginSecrets::from_vars(vars)?);
        let store = DynamoStore::from_vars(vars)?;
        store.warm_up().await;
        let cx = Context::new(store, vars.account_policy()?);
        let mailer = ConfiguredMailer::from_vars(vars)?;
        let pages = Self::new(site, cx, AuthorizationPage::from_vars(vars)?, mailer);
        Ok(Self {
            keeps_passwords: vars.optional("EXISTING_ACCOUNTS_URL").is_none(),
            ..pages
        })
    }
}

impl<S, C, R, M> AccountPages<S, C, R, M> {
    /// The function on these parts.
    pub fn new(site: Site, cx: Context<S, C, R>, amazon: AuthorizationPage, mailer: M) -> Self {
        Self {
            site,
            cx,
            amazon,
            passwords: Passwords::new(),
            mailer,
            keeps_passwords: true,
        }
    }

    /// How many passwords were hashed so far.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.passwords.hashed()
    }
}

impl<S, C, R, M> Handler for AccountPages<S, C, R, M>
where
    S: Store + OperatorStore + 'static,
    C: Clock + 'static,
    R: Random + 'static,
    M: Mailer + 'static,
{
    fn site(&self) -> &Site {
        &self.site
    }

    async fn handle(&self, event: Event) -> Answer {
        let answer = match (event.method(), event.path()) {
            ("GET", ACCOUNT) => self.show(&event).await,
            ("POST", path) => self.act(&event, path).await,
            _ => Err(Code::NotFound.into()),
        };
        let answer = answer.unwrap_or_else(|problem| self.problem(&event, &problem));
        self.site.finish(&event, answer)
    }
}

impl<S: Store + OperatorStore, C: Clock, R: Random, M: Mailer> AccountPages<S, C, R, M> {
    async fn show(&self, event: &Event) -> Result<Answer, Problem> {
        let caller = self.caller(event)?;
        let token = caller.token();
        let overview = account_sessions::overview(&self.cx, token)
            .await
            .map_err(unavailable)?
            .ok_or(Code::Unauthenticated)?;
        let policy = self.cx.policy;
        if !event.wants_html() {
            let life = policy.session_life;
            let body = view::View::of(&overview, token.session_ref(), life);
            return Ok(self.site.json(200, &body));
        }
        let page = AccountPage {
            overview: &overview,
            asking: token.session_ref(),
            csrf_token: &csrf_token(token.secret()),
            may_merge: self.keeps_passwords
                && (overview.account).is_empty(self.cx.clock.now(), policy.merge_within_s),
            keeps_passwords: self.keeps_passwords,
            changes_address: policy.mail,
        };
        let page = pages::account(self.site.frame(event), &page);
        Ok(self.site.page(200, page))
    }

    async fn act(&self, event: &Event, path: &str) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let which = path
            .strip_prefix(ACCOUNT)
            .and_then(Act::parse)
            .filter(|act| self.keeps_passwords || !act.is_about_passwords())
            .filter(|act| self.cx.policy.mail || !act.takes_mail())
            .ok_or(Code::NotFound)?;
        match self.caller(event)? {
            Caller::App(token) => match which {
                Act::End(which) => self.end_for_app(event, which, &token).await,
                Act::Change(what) => self.change_for_app(event, what, &token).await,
                Act::Leave(what) => self.leave_for_app(event, what, &token).await,
                Act::Merge => self.merge_for_app(event, &token).await,
            },
            Caller::Browser(token) => {
                let form = event.form()?;
                match guard::check_csrf(&form, Some(token.secret())) {
                    Ok(()) => match which {
                        Act::End(which) => self.end_for_browser(event, which, &token, &form).await,
                        Act::Change(what) => {
                            self.change_for_browser(event, what, &token, &form).await
                        }
                        Act::Leave(what) => {
                            self.leave_for_browser(event, what, &token, &form).await
                        }
                        Act::Merge => self.merge_for_browser(event, &token, &form).await,
                    },
                    Err(problem) => self.after_renewal(event, &token, problem).await,
                }
            }
        }
    }

    /// A form of our own page that was open while the session was renewed holds the token of the
    /// session before: a second click, or another tab. Nothing is done; the page is shown anew. Only
    /// a browser can say `same-origin`, and only of a page of ours.
    async fn after_renewal(
        &self,
        event: &Event,
        token: &SessionToken,
        problem: Problem,
    ) -> Result<Answer, Problem> {
        if problem.code != Code::CrossSiteRequest || !guard::is_same_origin(event) {
            return Err(problem);
        }
        let found = session::find_live(&self.cx, token)
            .await
            .map_err(unavailable)?;
        found.map_or(Err(problem), |_| Ok(self.site.see_other(ACCOUNT)))
    }

    async fn end_for_browser(
        &self,
        event: &Event,
        which: Ending,
        token: &SessionToken,
        form: &Params,
    ) -> Result<Answer, Problem> {
        let cookies = self.site.cookies();
        match which {
            Ending::One => {
                let id = form.one("session")?.ok_or(Code::InvalidRequest)?;
                match self.end_one(token, id).await? {
                    EndedOne::Other => Ok(self.site.see_other(ACCOUNT)),
                    EndedOne::Itself => Ok(self.signed_out(event, &ReturnTo::home())),
                }
            }
            Ending::Others => {
                let device = cookies.secret(event, &CookieName::Device);
                let kept = self
                    .end_others(
                        token,
                        Holder::Browser {
                            device: device.as_ref(),
                            user_agent: event.user_agent(),
                        },
                    )
                    .await?;
                let life = self.cx.policy.session_life;
                Ok(self
                    .site
                    .see_other(ACCOUNT)
                    .with_cookie(cookies.set_session(&kept.token, life))
                    .with_cookies(kept.device.map(|device| cookies.set_device(&device))))
            }
            Ending::All => {
                let return_to = form.return_to()?;
                self.end_all(token).await?;
                Ok(self.signed_out(event, &return_to))
            }
        }
    }

    async fn end_for_app(
        &self,
        event: &Event,
        which: Ending,
        token: &SessionToken,
    ) -> Result<Answer, Problem> {
        match which {
            Ending::One => {
                if !event.has_json() {
                    return Err(Code::InvalidRequest.into());
                }
                let body: AppEnd = event.json()?;
                self.end_one(token, &body.session).await?;
                Ok(self.site.no_content())
            }
            Ending::Others => {
                let kept = self.end_others(token, Holder::App).await?;
                Ok(self.kept_for_app(&kept))
            }
            Ending::All => {
                self.end_all(token).await?;
                Ok(self.site.no_content())
            }
        }
    }

    async fn end_one(&self, token: &SessionToken, id: &str) -> Result<EndedOne, Problem> {
        let session = Digest::parse(id).map_err(|_| Code::InvalidRequest)?;
        let ended = account_sessions::end_one(&self.cx, token, session)
            .await
            .map_err(unavailable)?;
        Ok(ended?)
    }

    async fn end_others(&self, token: &SessionToken, holder: Holder<'_>) -> Result<Kept, Problem> {
        let kept = account_sessions::end_others(&self.cx, token, holder)
            .await
            .map_err(unavailable)?;
        Ok(kept?)
    }

    async fn end_all(&self, token: &SessionToken) -> Result<(), Problem> {
        let ended = account_sessions::end_all(&self.cx, token)
            .await
            .map_err(unavailable)?;
        Ok(ended?)
    }

    /// The session that goes on, to an app.
    fn kept_for_app(&self, kept: &Kept) -> Answer {
        let body = json!({
            "session_token": kept.token.expose(),
            "account_id": kept.token.session_ref().account_id.to_string(),
        });
        self.site.json(200, &body)
    }

    /// As signing out answers.
    fn signed_out(&self, event: &Event, return_to: &ReturnTo) -> Answer {
        let cookies = self.site.cookies();
        self.site
            .see_other(return_to.as_str())
            .with_cookies(cookies.clear_sign_in(event))
    }

    /// The one credential of the request. With both it is not clear who is meant: refused.
    fn caller(&self, event: &Event) -> Result<Caller, Problem> {
        let cookie = self.site.cookies().find(event, &CookieName::Session);
        let (text, caller): (_, fn(SessionToken) -> Caller) = match (cookie, event.bearer()?) {
            (Some(_), Some(_)) => return Err(Code::InvalidRequest.into()),
            (Some(text), None) => (text, Caller::Browser),
            (None, Some(text)) => (text, Caller::App),
            (None, None) => return Err(Code::Unauthenticated.into()),
        };
        let token = SessionToken::parse(text).map_err(|_| Code::Unauthenticated)?;
        Ok(caller(token))
    }

    /// Whoever has to sign in first comes back here.
    fn problem(&self, event: &Event, problem: &Problem) -> Answer {
        if !event.wants_html() {
            return self.site.problem_json(problem);
        }
        let return_to = ReturnTo::parse(ACCOUNT).unwrap_or_default();
        let page = pages::problem(self.site.frame(event), problem.code, &return_to);
        self.site.problem_page(problem.code, page)
    }
}

/// What is done on the account page.
#[derive(Clone, Copy)]
enum Act {
    End(Ending),
    Change(Changing),
    Leave(Leaving),
    Merge,
}

impl Act {
    /// Whether a site that keeps its own accounts has no such act here.
    const fn is_about_passwords(self) -> bool {
        matches!(self, Self::Change(Changing::Password) | Self::Merge)
    }

    /// Whether there is no such act where no mail is sent.
    const fn takes_mail(self) -> bool {
        matches!(self, Self::Change(Changing::Email))
    }

    fn parse(path: &str) -> Option<Self> {
        if path == "/merge" {
            return Some(Self::Merge);
        }
        let ending = Ending::parse(path).map(Self::End);
        ending
            .or_else(|| Changing::parse(path).map(Self::Change))
            .or_else(|| Leaving::parse(path).map(Self::Leave))
    }
}

/// Which sessions are ended.
#[derive(Clone, Copy)]
enum Ending {
    One,
    Others,
    All,
}

impl Ending {
    fn parse(path: &str) -> Option<Self> {
        match path {
            "/end-session" => Some(Self::One),
            "/end-others" => Some(Self::Others),
            "/end-all" => Some(Self::All),
            _ => None,
        }
    }
}

impl Caller {
    const fn token(&self) -> &SessionToken {
        match self {
            Self::Browser(token) | Self::App(token) => token,
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn unavailable(error: StoreError) -> Problem {
    Site::unavailable(&error)
}
