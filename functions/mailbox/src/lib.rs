//! What the mailbox of an account proves: `GET, POST /auth/forgot` asks for a letter, and
//! `GET, POST /auth/reset` sets the password that its link stands for; `/auth/verify` makes the account of
//! a registration, or proves an account's address; `/auth/undo` takes back what a letter told of.
//!
//! Links open pages; only a form sent from there acts, because mail programs and scanners open links
//! before people do.

mod address;
mod forgot;
mod registration;
mod reset;
mod undo;
mod verify;

use accounts::{
    clock::{Clock, SystemClock},
    config::{ConfigError, OriginSecrets, Vars},
    domain::Secret,
    flow::Context,
    http::{Answer, Event, Handler, Site},
    mail::{ConfiguredMailer, Mailer},
    pages,
    password::Passwords,
    problem::{Code, Problem},
    store::{Store, dynamo::DynamoStore},
    token::{OsRandom, Random},
};

/// The function.
#[derive(Debug)]
pub struct Mailbox<S = DynamoStore, C = SystemClock, R = OsRandom, M = ConfiguredMailer> {
    site: Site,
    cx: Context<S, C, R>,
    passwords: Passwords,
    mailer: M,
}

impl Mailbox {
    /// Reads the settings of the table, of mail and of the policy, opens the connection and touches the
    /// memory that hashing needs.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::from_vars(vars)?.behind(OriginSecrets::from_vars(vars)?);
        let store = DynamoStore::from_vars(vars)?;
        let mailer = ConfiguredMailer::from_vars(vars)?;
        store.warm_up().await;
        let cx = Context::new(store, vars.mailbox_policy()?);
        Ok(Self::new(site, cx, mailer))
    }
}

impl<S, C, R, M> Mailbox<S, C, R, M> {
    /// The function on these parts.
    pub fn new(site: Site, cx: Context<S, C, R>, mailer: M) -> Self {
        Self {
            site,
            cx,
            passwords: Passwords::new(),
            mailer,
        }
    }

    /// How many passwords were hashed so far.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.passwords.hashed()
    }
}

impl<S, C, R, M> Handler for Mailbox<S, C, R, M>
where
    S: Store + 'static,
    C: Clock + 'static,
    R: Random + 'static,
    M: Mailer + 'static,
{
    fn site(&self) -> &Site {
        &self.site
    }

    async fn handle(&self, event: Event) -> Answer {
        let answer = match (event.method(), event.path()) {
            // Without mail nothing is offered that needs it.
            _ if !self.cx.policy.mail => Err(Code::NotFound.into()),
            ("GET", "/auth/forgot") => Ok(self.show_forgot(&event)),
            ("POST", "/auth/forgot") => self.forgot(&event).await,
            ("GET", "/auth/reset") => self.show_reset(&event).await,
            ("POST", "/auth/reset") => self.reset(&event).await,
            ("GET", "/auth/undo") => self.show_undo(&event).await,
            ("POST", "/auth/undo") => self.undo(&event).await,
            ("GET", "/auth/verify") => self.show_verify(&event).await,
            ("POST", "/auth/verify") => self.verify(&event).await,
            _ => Err(Code::NotFound.into()),
        };
        let answer = answer.unwrap_or_else(|problem| self.problem(&event, &problem));
        self.site.finish(&event, answer)
    }
}

impl<S: Store, C: Clock, R: Random, M: Mailer> Mailbox<S, C, R, M> {
    /// Where a new password leads on, the page of a problem says so.
    fn problem(&self, event: &Event, problem: &Problem) -> Answer {
        let leads_on = matches!(
            problem.code,
            Code::ProofExpired | Code::EmailTaken | Code::LastWayIn
        );
        if !leads_on || !event.wants_html() {
            return self.site.problem(event, problem);
        }
        let page = pages::forgot_instead(self.site.frame(event), problem.code);
        self.site.problem_page(problem.code, page)
    }
}

/// The secret of a letter's link.
fn token(text: Option<&str>) -> Result<Secret, Problem> {
    let text = text.ok_or(Code::ProofExpired)?;
    Ok(Secret::parse(text).map_err(|_| Code::ProofExpired)?)
}
