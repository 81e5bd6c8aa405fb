//! `GET /auth/amazon/callback`: from Amazon's answer to a session, a question, or a refusal.
//! `POST /auth/amazon/token`: the same for an app that holds an access token of its own.

use accounts::{
    amazon::{ProfileSource, client::AmazonClient},
    clock::{Clock, SystemClock},
    config::{ConfigError, OriginSecrets, Vars},
    domain::{AuthorizationCode, LoginAttempt, ReturnTo, Secret, SessionToken, State},
    existing::{ExistingAccounts, ExistingAccountsClient},
    flow::{
        Context,
        amazon_sign_in::{self, AmazonAnswer, CallbackOutcome, SignedIn},
    },
    http::{Answer, CookieName, Event, Handler, Params, Site, csrf_token},
    pages,
    problem::{Code, Problem},
    store::{Store, dynamo::DynamoStore},
    token::{OsRandom, Random},
};

mod app;

/// The function.
#[derive(Debug)]
pub struct Callback<
    S = DynamoStore,
    P = AmazonClient,
    C = SystemClock,
    R = OsRandom,
    E = Option<ExistingAccountsClient>,
> {
    site: Site,
    cx: Context<S, C, R>,
    amazon: P,
    existing: E,
}

impl Callback {
    /// Reads the settings of the table, of Amazon's client, of the site that keeps its own accounts and
    /// of the policy, and opens the connections, so that the first call finds them warm.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::from_vars(vars)?.behind(OriginSecrets::from_vars(vars)?);
        let amazon = AmazonClient::from_vars(vars, site.public_url().redirect_uri())?;
        let store = DynamoStore::from_vars(vars)?;
        let existing = ExistingAccountsClient::from_vars(vars)?;
        tokio::join!(amazon.warm_up(), store.warm_up(), async {
            if let Some(existing) = &existing {
                existing.warm_up().await;
            }
        });
        let cx = Context::new(store, vars.callback_policy()?);
        Ok(Self::new(site, cx, amazon).with_existing(existing))
    }
}

impl<S, P, C, R> Callback<S, P, C, R> {
    /// The function on these parts, where all accounts are here.
    pub const fn new(site: Site, cx: Context<S, C, R>, amazon: P) -> Self {
        Self {
            site,
            cx,
            amazon,
            existing: None,
        }
    }

    /// The same where the site keeps its own accounts.
    pub fn with_existing<E>(self, existing: E) -> Callback<S, P, C, R, E> {
        Callback {
            site: self.site,
            cx: self.cx,
            amazon: self.amazon,
            existing,
        }
    }
}

impl<S, P, C, R, E> Handler for Callback<S, P, C, R, E>
where
    S: Store + 'static,
    E: ExistingAccounts + 'static,
    P: ProfileSource + 'static,
    C: Clock + 'static,
    R: Random + 'static,
{
    fn site(&self) -> &Site {
        &self.site
    }

    async fn handle(&self, event: Event) -> Answer {
        if event.method() == "POST" {
            // No cookie is read here, and none is set.
            let answer = self.sign_in_app(&event).await;
            return answer.unwrap_or_else(|problem| self.site.problem_json(&problem));
        }
        let answer = match self.callback(&event).await {
            Ok(answer) => answer,
            Err(problem) => self.problem(&event, &problem),
        };
        self.site.finish(&event, answer)
    }
}

impl<S: Store, P: ProfileSource, C: Clock, R: Random, E: ExistingAccounts> Callback<S, P, C, R, E> {
    async fn callback(&self, event: &Event) -> Result<Answer, Problem> {
        let query = event.query()?;
        let attempt = self.own_attempt(event, &query)?;
        let answer = amazon_answer(&query)?;
        let outcome = amazon_sign_in::finish(
            &self.cx,
            &self.amazon,
            &self.existing,
            amazon_sign_in::Callback {
                attempt: &attempt,
                answer,
                held: self.held(event).as_ref(),
                device: self.device(event).as_ref(),
                user_agent: event.user_agent(),
                source: self.site.source(event),
            },
        )
        .await
        .map_err(|error| Site::unavailable(&error))?;
        match outcome {
            CallbackOutcome::SignedIn(signed_in) => Ok(self.signed_in(event, &signed_in)),
            CallbackOutcome::GoOn(return_to) => Ok(self.site.see_other(return_to.as_str())),
            CallbackOutcome::Asked(ticket) => Ok(self.to_link_page(&ticket)),
            CallbackOutcome::Failed(code) => Err(code.into()),
        }
    }

    /// The attempt that this very browser began and that this `state` belongs to. Anything else is
    /// refused and consumes nothing that belongs to somebody else (RFC 9700 4.7, ASVS 10.1.2).
    fn own_attempt(&self, event: &Event, query: &Params) -> Result<LoginAttempt, Problem> {
        let refused = || Problem::of(Code::InvalidState);
        let state =
            State::parse(query.one("state")?.ok_or_else(refused)?).map_err(|_| refused())?;
        let cookie = self
            .site
            .cookies()
            .find(event, &CookieName::login(&state))
            .ok_or_else(refused)?;
        let attempt = LoginAttempt::parse(cookie).map_err(|_| refused())?;
        if attempt.state() != state || !attempt.is_current(self.cx.clock.now()) {
            return Err(refused());
        }
        Ok(attempt)
    }

    fn to_link_page(&self, ticket: &Secret) -> Answer {
        self.site
            .see_other("/auth/amazon/link")
            .with_cookie(self.site.cookies().set_link(ticket))
    }

    fn signed_in(&self, event: &Event, signed_in: &SignedIn) -> Answer {
        let cookies = self.site.cookies();
        let life = self.cx.policy.session_life;
        let return_to = &signed_in.return_to;
        let answer = match &signed_in.offer {
            Some(ticket) => self.to_link_page(ticket),
            None if signed_in.explain_separate => {
                let page = pages::separate_account(self.site.frame(event), return_to);
                self.site.page(200, page)
            }
            None => self.site.see_other(return_to.as_str()),
        };
        answer
            .for_account(&signed_in.token)
            .with_cookie(cookies.set_session(&signed_in.token, life))
            .with_cookies(signed_in.device.as_ref().map(|it| cookies.set_device(it)))
    }

    /// A refusal that signing out would solve offers just that to somebody who holds a session.
    fn problem(&self, event: &Event, problem: &Problem) -> Answer {
        let sign_out_helps = matches!(
            problem.code,
            Code::SignedInAsAnother | Code::LinkedElsewhere
        );
        let frame = self.site.frame(event);
        match self.held(event) {
            Some(held) if sign_out_helps && event.wants_html() => {
                let token = csrf_token(held.secret());
                let page = pages::sign_out_first(frame, problem.code, &token);
                self.site.problem_page(problem.code, page)
            }
            _ if event.wants_html() => {
                let page = pages::problem(frame, problem.code, &self.return_to(event));
                self.site.problem_page(problem.code, page)
            }
            _ => self.site.problem_json(problem),
        }
    }

    /// Where this browser's own attempt was to lead, so that a second try leads there, too.
    fn return_to(&self, event: &Event) -> ReturnTo {
        let attempt = event
            .query()
            .and_then(|query| self.own_attempt(event, &query));
        attempt.map_or_else(|_| ReturnTo::home(), |attempt| attempt.return_to().clone())
    }

    fn held(&self, event: &Event) -> Option<SessionToken> {
        self.site.cookies().session(event)
    }

    fn device(&self, event: &Event) -> Option<Secret> {
        self.site.cookies().secret(event, &CookieName::Device)
    }
}

/// What Amazon sent: a code, or an error, never both.
fn amazon_answer(query: &Params) -> Result<AmazonAnswer, Problem> {
    if query.has("access_token") {
        // A token in the front channel is never looked at (RFC 9700 2.1.2).
        tracing::warn!("a callback carried an access token, which was ignored");
    }
    match (query.one("code")?, query.one("error")?) {
        (Some(code), None) => AuthorizationCode::parse(code)
            .map(AmazonAnswer::Code)
            .map_err(|_| Problem::of(Code::InvalidRequest)),
        (None, Some(error)) => Ok(AmazonAnswer::Denied(denial(error))),
        _ => Err(Problem::of(Code::InvalidRequest)),
    }
}

/// Amazon's error codes (RFC 6749 4.1.2.1), by what follows. None is ever shown.
fn denial(error: &str) -> Code {
    match error {
        "access_denied" => Code::AccessDenied,
        "server_error" | "temporarily_unavailable" => Code::AmazonUnavailable,
        _ => {
            tracing::error!("amazon refused the authorization request: check scope and return URL");
            Code::AmazonRejected
        }
    }
}
