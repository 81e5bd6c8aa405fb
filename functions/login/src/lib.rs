//! `GET /auth/amazon/login`: starts a login attempt and sends the browser to Amazon. No table, no
//! secret.

use accounts::{
    amazon::AuthorizationPage,
    clock::{Clock, SystemClock},
    config::{ConfigError, Vars},
    domain::{Intent, LoginAttempt, ReturnTo},
    http::{Answer, Event, Handler, Site, guard},
    pages,
    problem::{Code, Problem},
    token::{OsRandom, Random},
};

/// The function.
#[derive(Debug)]
pub struct Login<C = SystemClock, R = OsRandom> {
    site: Site,
    amazon: AuthorizationPage,
    clock: C,
    random: R,
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
    // Refusing would take as much as the answer, which has no table and no secret behind it.
    const REFUSES_DIRECT: bool = false;

    fn site(&self) -> &Site {
        &self.site
    }

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

#[cfg(test)]
mod tests;
