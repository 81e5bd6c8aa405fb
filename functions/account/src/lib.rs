//! `GET /auth/account`: an account and where it is signed in. `POST /auth/account/end-session`,
//! `end-others` and `end-all`: the end of that.

use accounts::{
    clock::{Clock, SystemClock},
    config::{ConfigError, Vars},
    domain::{Digest, ReturnTo, SessionToken},
    flow::{
        Context, Holder,
        account_sessions::{self, EndedOne, Kept},
        session,
    },
    http::{Answer, CookieName, Event, Handler, Params, Site, csrf_token, guard},
    pages::{self, AccountPage},
    problem::{Code, Problem},
    store::{Store, StoreError, dynamo::DynamoStore},
    token::{OsRandom, Random},
};
use serde::Deserialize;
use serde_json::json;

mod view;

/// The page itself.
const ACCOUNT: &str = "/auth/account";

/// The function.
#[derive(Debug)]
pub struct AccountPages<S = DynamoStore, C = SystemClock, R = OsRandom> {
    site: Site,
    cx: Context<S, C, R>,
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
    /// Reads the settings of the table and of the policy, and opens the connection.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::from_vars(vars)?;
        let store = DynamoStore::from_vars(vars)?;
        store.warm_up().await;
        Ok(Self::new(site, Context::new(store, vars.policy()?)))
    }
}

impl<S, C, R> AccountPages<S, C, R> {
    /// The function on these parts.
    pub const fn new(site: Site, cx: Context<S, C, R>) -> Self {
        Self { site, cx }
    }
}

impl<S: Store + 'static, C: Clock + 'static, R: Random + 'static> Handler
    for AccountPages<S, C, R>
{
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

impl<S: Store, C: Clock, R: Random> AccountPages<S, C, R> {
    async fn show(&self, event: &Event) -> Result<Answer, Problem> {
        let caller = self.caller(event)?;
        let token = caller.token();
        let overview = account_sessions::overview(&self.cx, token)
            .await
            .map_err(unavailable)?
            .ok_or(Code::Unauthenticated)?;
        let life = self.cx.policy.session_life;
        if !event.wants_html() {
            let body = view::View::of(&overview, token.session_ref(), life);
            return Ok(self.site.json(200, &body));
        }
        let page = AccountPage {
            overview: &overview,
            asking: token.session_ref(),
            csrf_token: &csrf_token(token.secret()),
        };
        let page = pages::account(self.site.frame(event), &page);
        Ok(self.site.page(200, page))
    }

    async fn act(&self, event: &Event, path: &str) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let which = path
            .strip_prefix(ACCOUNT)
            .and_then(Ending::parse)
            .ok_or(Code::NotFound)?;
        match self.caller(event)? {
            Caller::App(token) => self.act_for_app(event, which, &token).await,
            Caller::Browser(token) => {
                let form = event.form()?;
                match guard::check_csrf(&form, Some(token.secret())) {
                    Ok(()) => self.act_for_browser(event, which, &token, &form).await,
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

    async fn act_for_browser(
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

    async fn act_for_app(
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
                let body = json!({
                    "session_token": kept.token.expose(),
                    "account_id": kept.token.session_ref().account_id.to_string(),
                });
                Ok(self.site.json(200, &body))
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
