//! `GET /auth/amazon/login`: starts a login attempt and sends the browser to Amazon. No table, no
//! secret.

use accounts::{
    clock::{Clock, SystemClock},
    config::{ConfigError, Vars, is_loopback_host},
    domain::{Intent, LoginAttempt, ReturnTo},
    http::{Answer, Event, Handler, Site, guard},
    pages,
    problem::{Code, Problem},
    token::{OsRandom, Random},
};
use url::Url;

/// The function.
#[derive(Debug)]
pub struct Login<C = SystemClock, R = OsRandom> {
    site: Site,
    amazon: AuthorizationPage,
    clock: C,
    random: R,
}

/// Amazon's authorization page for this client.
#[derive(Debug)]
struct AuthorizationPage {
    url: Url,
    client_id: String,
    scope: String,
}

impl Login {
    /// Reads `PUBLIC_URL`, `LWA_CLIENT_ID`, `LWA_AUTHORIZE_URL` and `LWA_SCOPE`.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            site: Site::from_vars(vars)?,
            amazon: AuthorizationPage::from_vars(vars)?,
            clock: SystemClock,
            random: OsRandom,
        })
    }
}

impl<C, R> Login<C, R> {
    /// The same function on another clock and other randomness.
    pub fn with<C2, R2>(self, clock: C2, random: R2) -> Login<C2, R2> {
        Login {
            site: self.site,
            amazon: self.amazon,
            clock,
            random,
        }
    }
}

impl<C: Clock + 'static, R: Random + 'static> Handler for Login<C, R> {
    async fn handle(&self, event: Event) -> Answer {
        let answer = self.login(&event).unwrap_or_else(|_| self.refuse(&event));
        self.site.finish(&event, answer)
    }
}

impl<C: Clock, R: Random> Login<C, R> {
    /// The one problem that there is here: a query that can't be read. Its code is written out, so that
    /// the texts of all others stay out of this function.
    fn refuse(&self, event: &Event) -> Answer {
        const CODE: Code = Code::InvalidRequest;
        if !event.wants_html() {
            return self.site.problem_json(&CODE.into());
        }
        let page = pages::problem(self.site.frame(event), CODE, &ReturnTo::home());
        self.site.problem_page(CODE, page)
    }

    fn login(&self, event: &Event) -> Result<Answer, Problem> {
        let return_to = event.query()?.return_to()?;
        let question = || pages::begin_at_amazon(self.site.frame(event), &return_to);
        if guard::is_speculative(event) {
            // Not 2xx: browsers keep a speculative answer that is, whatever `Cache-Control` says, and
            // would show the question on the customer's own click.
            return Ok(self.site.page(503, question()));
        }
        if guard::is_foreign(event) {
            return Ok(self.site.page(200, question()));
        }
        let now = self.clock.now();
        let attempt = LoginAttempt::begin(self.random.secret(), now, Intent::SignIn, return_to);
        let location = self
            .amazon
            .address(&attempt, &self.site.public_url().redirect_uri());
        let cookies = self.site.cookies();
        // This attempt comes on top: leave room for it.
        let surplus = cookies.clear_attempts_beyond(event, LoginAttempt::MAX_OPEN - 1);
        Ok(self
            .site
            .see_other(&location)
            .with_cookie(cookies.set_attempt(&attempt))
            .with_cookies(surplus))
    }
}

impl AuthorizationPage {
    /// Amazon's page for North America.
    const DEFAULT_URL: &str = "https://www.amazon.com/ap/oa";

    fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let url = vars.parsed(
            "LWA_AUTHORIZE_URL",
            "the whole address of Amazon's authorization page",
            Self::default_url()?,
        )?;
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback_host(&url)) {
            return Err(ConfigError::new("LWA_AUTHORIZE_URL", "must be https"));
        }
        let scope = vars
            .optional("LWA_SCOPE")
            .unwrap_or_else(|| "profile".to_owned());
        let known = ["profile", "profile:user_id", "postal_code"];
        if !scope.split(' ').all(|one| known.contains(&one)) {
            return Err(ConfigError::new(
                "LWA_SCOPE",
                "must be profile, profile:user_id or postal_code, or several with blanks between",
            ));
        }
        let client_id = vars.required("LWA_CLIENT_ID")?;
        if !client_id.bytes().all(|b| b.is_ascii_graphic()) || client_id.len() > 100 {
            return Err(ConfigError::new(
                "LWA_CLIENT_ID",
                "must be at most 100 characters without blanks",
            ));
        }
        Ok(Self {
            url,
            client_id,
            scope,
        })
    }

    fn default_url() -> Result<Url, ConfigError> {
        Url::parse(Self::DEFAULT_URL)
            .map_err(|_| ConfigError::new("LWA_AUTHORIZE_URL", "must be an address"))
    }

    /// The authorization request (RFC 6749 4.1.1, RFC 7636 4.3).
    fn address(&self, attempt: &LoginAttempt, redirect_uri: &str) -> String {
        let mut url = self.url.clone();
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("scope", &self.scope)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("state", attempt.state().as_str())
            .append_pair("code_challenge", &attempt.code_challenge())
            .append_pair("code_challenge_method", "S256");
        // Amazon documents `%20` between scopes. No value here has a plus sign of its own.
        String::from(url).replace('+', "%20")
    }
}

#[cfg(test)]
mod tests;
