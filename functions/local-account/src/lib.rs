//! The site's own accounts: `GET, POST /auth/sign-in` and `/auth/register`, `POST /auth/sign-out`, and
//! the files that pages refer to, `GET /auth/assets/{file}`.

mod register;
#[cfg(test)]
mod tests;

use accounts::{
    clock::{Clock, SystemClock},
    config::{ConfigError, OriginSecrets, Vars},
    domain::{EmailAddress, ReturnTo, SessionToken},
    existing::{ExistingAccounts, ExistingAccountsClient},
    flow::{
        Context, Holder,
        password_sign_in::{self, PasswordSignIn, SignedIn},
        session, site_sign_in,
    },
    http::{Answer, CookieName, Event, Handler, Site, csrf_token, guard},
    mail::{ConfiguredMailer, Mailer, NoMail},
    pages::{self, SignInForm, assets::Asset},
    password::Passwords,
    problem::{Code, Problem},
    store::{Store, dynamo::DynamoStore},
    token::{OsRandom, Random},
};
use serde::Deserialize;
use serde_json::json;

/// The function.
#[derive(Debug)]
pub struct LocalAccount<
    S = DynamoStore,
    C = SystemClock,
    R = OsRandom,
    E = Option<ExistingAccountsClient>,
    M = ConfiguredMailer,
> {
    site: Site,
    cx: Context<S, C, R>,
    passwords: Passwords,
    existing: E,
    mailer: M,
}

/// An app's sign-in. It sets no cookie and reads none.
#[derive(Deserialize)]
struct AppSignIn {
    email: String,
    password: String,
}

impl LocalAccount {
    /// Reads the settings of the table, of the site that keeps its own accounts, of mail and of the policy, opens
    /// the connection and touches the memory that hashing needs.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::from_vars(vars)?.behind(OriginSecrets::from_vars(vars)?);
        let store = DynamoStore::from_vars(vars)?;
        let existing = ExistingAccountsClient::from_vars(vars)?;
        let mailer = ConfiguredMailer::from_vars(vars)?;
        tokio::join!(store.warm_up(), async {
            if let Some(existing) = &existing {
                existing.warm_up().await;
            }
        });
        let cx = Context::new(store, vars.password_policy()?);
        let function = Self::new(site, cx).with_existing(existing);
        Ok(function.with_mailer(mailer))
    }
}

impl<S, C, R> LocalAccount<S, C, R> {
    /// The function on these parts, where all accounts are here and no mail is sent.
    pub fn new(site: Site, cx: Context<S, C, R>) -> Self {
        Self {
            site,
            cx,
            passwords: Passwords::new(),
            existing: None,
            mailer: ConfiguredMailer::Off(NoMail),
        }
    }

    /// The same where the site keeps its own accounts.
    pub fn with_existing<E>(self, existing: E) -> LocalAccount<S, C, R, E> {
        LocalAccount {
            site: self.site,
            cx: self.cx,
            passwords: self.passwords,
            existing,
            mailer: self.mailer,
        }
    }
}

impl<S, C, R, E, M> LocalAccount<S, C, R, E, M> {
    /// The same with letters that go out by `mailer`.
    pub fn with_mailer<N>(self, mailer: N) -> LocalAccount<S, C, R, E, N> {
        LocalAccount {
            site: self.site,
            cx: self.cx,
            passwords: self.passwords,
            existing: self.existing,
            mailer,
        }
    }

    /// How many passwords were hashed so far.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.passwords.hashed()
    }
}

impl<S, C, R, E, M> Handler for LocalAccount<S, C, R, E, M>
where
    S: Store + 'static,
    C: Clock + 'static,
    R: Random + 'static,
    E: ExistingAccounts + 'static,
    M: Mailer + 'static,
{
    fn site(&self) -> &Site {
        &self.site
    }

    async fn handle(&self, event: Event) -> Answer {
        let answer = match (event.method(), event.path()) {
            ("GET", "/auth/sign-in") => self.show_sign_in(&event).await,
            ("POST", "/auth/sign-in") if event.has_json() => self.sign_in_app(&event).await,
            ("POST", "/auth/sign-in") => self.sign_in_form(&event).await,
            // Whoever keeps the accounts registers customers.
            (_, "/auth/register") if self.existing.are_kept() => Err(Code::NotFound.into()),
            ("GET", "/auth/register") => self.show_register(&event).await,
            ("POST", "/auth/register") if event.has_json() => self.register_app(&event).await,
            ("POST", "/auth/register") => self.register_form(&event).await,
            ("POST", "/auth/sign-out") => self.sign_out(&event).await,
            ("GET", path) => self.asset(path),
            _ => Err(Code::NotFound.into()),
        };
        let answer = answer.unwrap_or_else(|problem| self.site.problem(&event, &problem));
        self.site.finish(&event, answer)
    }
}

impl<S: Store, C: Clock, R: Random, E: ExistingAccounts, M: Mailer> LocalAccount<S, C, R, E, M> {
    async fn show_sign_in(&self, event: &Event) -> Result<Answer, Problem> {
        let return_to = event.query()?.return_to()?;
        if let Some(page) = self.already_signed_in(event, &return_to).await? {
            return Ok(page);
        }
        Ok(self.form_page(event, &return_to, "", None))
    }

    /// The page for somebody who is signed in, in place of either form.
    async fn already_signed_in(
        &self,
        event: &Event,
        return_to: &ReturnTo,
    ) -> Result<Option<Answer>, Problem> {
        let Some(held) = self.site.cookies().session(event) else {
            return Ok(None);
        };
        let found = session::find_live(&self.cx, &held)
            .await
            .map_err(|error| Site::unavailable(&error))?;
        Ok(found.map(|(_, owner)| {
            let email = owner.claim.as_ref().map(|claim| &claim.email);
            let token = csrf_token(held.secret());
            let page = pages::already_signed_in(self.site.frame(event), email, &token, return_to);
            self.site.page(200, page)
        }))
    }

    async fn sign_in_form(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let cookies = self.site.cookies();
        let form = event.form()?;
        let secret = cookies.secret(event, &CookieName::Form);
        guard::check_csrf(&form, secret.as_ref())?;
        let return_to = form.return_to()?;
        let email = form.one("email")?.ok_or(Code::InvalidRequest)?;
        let password = form.one("password")?.ok_or(Code::InvalidRequest)?;
        let held = cookies.session(event);
        let device = cookies.secret(event, &CookieName::Device);
        let holder = Holder::Browser {
            device: device.as_ref(),
            user_agent: event.user_agent(),
        };
        let typed = (email, password);
        match self.sign_in(event, typed, held.as_ref(), holder).await? {
            Ok(signed_in) => {
                let life = self.cx.policy.session_life;
                Ok(self
                    .site
                    .see_other(return_to.as_str())
                    .for_account(&signed_in.token)
                    .with_cookie(cookies.set_session(&signed_in.token, life))
                    .with_cookie(cookies.clear(&CookieName::Form))
                    .with_cookies(signed_in.device.map(|device| cookies.set_device(&device))))
            }
            Err(code @ (Code::WrongPassword | Code::TooManyAttempts)) => {
                Ok(self.form_page(event, &return_to, email, Some(code)))
            }
            Err(code) => Err(code.into()),
        }
    }

    /// JSON: cookies are neither read nor set, so there is nothing that another site could abuse.
    async fn sign_in_app(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let body: AppSignIn = event.json()?;
        let typed = (body.email.as_str(), body.password.as_str());
        let signed_in = self.sign_in(event, typed, None, Holder::App).await??;
        let body = json!({
            "session_token": signed_in.token.expose(),
            "account_id": signed_in.account_id.to_string(),
        });
        Ok(self.site.json(200, &body).for_account(&signed_in.token))
    }

    /// An address of no form that we accept belongs to nobody; it costs the same hashing, where that
    /// happens here.
    async fn sign_in(
        &self,
        event: &Event,
        (email, password): (&str, &str),
        held: Option<&SessionToken>,
        holder: Holder<'_>,
    ) -> Result<Result<SignedIn, Code>, Problem> {
        let password = password.as_bytes();
        let Ok(email) = EmailAddress::parse(email) else {
            if self.existing.are_kept() {
                return Ok(Err(Code::WrongPassword));
            }
            self.passwords
                .verify(None, password)
                .map_err(|_| Code::Unavailable)?;
            return Ok(Err(Code::WrongPassword));
        };
        let request = PasswordSignIn {
            email: &email,
            password,
            held,
            holder,
            source: self.site.source(event),
        };
        let signed_in = if self.existing.are_kept() {
            // Boxed, or the state machines of both sign-ins would be laid out as one.
            Box::pin(site_sign_in::sign_in(&self.cx, &self.existing, request)).await
        } else {
            password_sign_in::sign_in(&self.cx, &self.passwords, request).await
        };
        signed_in.map_err(|error| Site::unavailable(&error))
    }

    async fn sign_out(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let unavailable = |error| Site::unavailable(&error);
        if let Some(token) = event.bearer()? {
            if let Ok(token) = SessionToken::parse(token) {
                session::sign_out(&self.cx, &token)
                    .await
                    .map_err(unavailable)?;
            }
            return Ok(self.site.no_content());
        }
        let cookies = self.site.cookies();
        let form = event.form()?;
        let return_to = form.return_to()?;
        if let Some(held) = cookies.session(event) {
            guard::check_csrf(&form, Some(held.secret()))?;
            session::sign_out(&self.cx, &held)
                .await
                .map_err(unavailable)?;
        }
        Ok(self
            .site
            .see_other(return_to.as_str())
            .with_cookies(cookies.clear_sign_in(event)))
    }

    fn asset(&self, path: &str) -> Result<Answer, Problem> {
        let asset = path
            .strip_prefix("/auth/assets/")
            .and_then(Asset::find)
            .ok_or(Code::NotFound)?;
        Ok(self.site.asset(asset))
    }

    /// The sign-in page.
    fn form_page(
        &self,
        event: &Event,
        return_to: &ReturnTo,
        email: &str,
        problem: Option<Code>,
    ) -> Answer {
        self.site
            .form_page(event, &self.cx.random, problem, |csrf_token| {
                let form = SignInForm {
                    csrf_token,
                    return_to,
                    email,
                    problem,
                    registers: !self.existing.are_kept(),
                    forgets: self.cx.policy.mail,
                };
                pages::sign_in(self.site.frame(event), &form)
            })
    }
}
