//! `GET, POST /auth/amazon/link`: which account was found, which Amazon account asks for it, and
//! the account's own password, after which they are linked; or the session that asked to connect it;
//! or, at a first sign-in, whether there is an account at all.

mod app;
mod by_code;

use accounts::{
    clock::{Clock, SystemClock},
    config::{ConfigError, OriginSecrets, Vars},
    domain::{EmailAddress, Proof, Secret, SessionToken, Ticket},
    existing::{ExistingAccounts, ExistingAccountsClient},
    flow::{
        Context, Holder,
        confirm_link::{self, Answered, Confirmation, Confirmed, Question},
        connect,
        first_sign_in::{self, OwnAccount},
    },
    http::{Answer, CookieName, Event, Handler, Site, csrf_token, guard},
    mail::{ConfiguredMailer, Mailer},
    pages::{self, ChoiceForm, ConnectForm, LinkForm, Page},
    password::Passwords,
    problem::{Code, Problem},
    store::{Store, dynamo::DynamoStore},
    token::{OsRandom, Random},
};
/// The function.
#[derive(Debug)]
pub struct LinkConfirm<
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

/// What an answer says.
#[derive(Clone, Copy)]
struct Given<'a> {
    password: Option<&'a str>,
    email: Option<&'a str>,
    choice: Option<&'a str>,
    code: Option<&'a str>,
    connects: bool,
}

impl LinkConfirm {
    /// Reads the settings of the table, of the site that keeps its own accounts and of the policy, opens
    /// the connection and touches the memory that hashing needs.
    pub async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let site = Site::from_vars(vars)?.behind(OriginSecrets::from_vars(vars)?);
        let store = DynamoStore::from_vars(vars)?;
        let existing = ExistingAccountsClient::from_vars(vars)?;
        tokio::join!(store.warm_up(), async {
            if let Some(existing) = &existing {
                existing.warm_up().await;
            }
        });
        let cx = Context::new(store, vars.link_policy()?);
        let mailer = ConfiguredMailer::from_vars(vars)?;
        Ok(Self::new(site, cx, mailer).with_existing(existing))
    }
}

impl<S, C, R, M> LinkConfirm<S, C, R, Option<ExistingAccountsClient>, M> {
    /// The function on these parts, where all accounts are here.
    pub fn new(site: Site, cx: Context<S, C, R>, mailer: M) -> Self {
        Self {
            site,
            cx,
            passwords: Passwords::new(),
            existing: None,
            mailer,
        }
    }

    /// The same where the site keeps its own accounts.
    pub fn with_existing<E>(self, existing: E) -> LinkConfirm<S, C, R, E, M> {
        LinkConfirm {
            site: self.site,
            cx: self.cx,
            passwords: self.passwords,
            existing,
            mailer: self.mailer,
        }
    }
}

impl<S, C, R, E, M> LinkConfirm<S, C, R, E, M> {
    /// How many passwords were hashed so far.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.passwords.hashed()
    }
}

impl<S, C, R, E, M> Handler for LinkConfirm<S, C, R, E, M>
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

impl<S: Store, C: Clock, R: Random, E: ExistingAccounts, M: Mailer> LinkConfirm<S, C, R, E, M> {
    async fn show(&self, event: &Event) -> Result<Answer, Problem> {
        let secret = self.ticket(event)?;
        let held = self.site.cookies().session(event);
        let question = confirm_link::find_question(&self.cx, &secret, held.as_ref())
            .await
            .map_err(|error| Site::unavailable(&error))?;
        match question {
            Question::Open(ticket) if ticket.proof == Proof::Session => {
                self.show_connection(event, (&secret, &ticket), held.as_ref())
                    .await
            }
            Question::Open(ticket) => {
                let asked = (&*ticket, held.as_ref());
                let page = self.question_page(event, asked, &csrf_token(&secret), ("", None));
                Ok(self.site.page(200, page))
            }
            Question::Answered(answered) => Ok(self.answered(&answered)),
            Question::Closed => Err(Problem::of(Code::LinkExpired)),
        }
    }

    /// The question's page for a browser with this session, after a try with what was typed.
    fn question_page(
        &self,
        event: &Event,
        (ticket, held): (&Ticket, Option<&SessionToken>),
        csrf_token: &str,
        (email, problem): (&str, Option<Code>),
    ) -> Page {
        let frame = self.site.frame(event);
        if ticket.proof == Proof::Choice {
            let form = ChoiceForm {
                ticket,
                csrf_token,
                email,
                problem,
            };
            return pages::first_sign_in(frame, &form);
        }
        let form = LinkForm {
            ticket,
            csrf_token,
            problem,
            mails_codes: self.cx.policy.mail && ticket.takes_code(),
            is_offer: is_offer(ticket, held),
        };
        pages::link(frame, &form)
    }

    /// The question of a connection, to the session that may answer it and to no other.
    async fn show_connection(
        &self,
        event: &Event,
        (secret, ticket): (&Secret, &Ticket),
        held: Option<&SessionToken>,
    ) -> Result<Answer, Problem> {
        let found = connect::find_asked(&self.cx, ticket, held)
            .await
            .map_err(|error| Site::unavailable(&error))?;
        let (_, account) = found.ok_or(Code::Unauthenticated)?;
        let form = ConnectForm {
            ticket,
            account: &account,
            csrf_token: &csrf_token(secret),
        };
        let page = pages::connect(self.site.frame(event), &form);
        Ok(self.site.page(200, page))
    }

    async fn confirm_form(&self, event: &Event) -> Result<Answer, Problem> {
        guard::check_origin(event, self.site.public_url())?;
        let secret = self.ticket(event)?;
        let form = event.form()?;
        guard::check_csrf(&form, Some(&secret))?;
        let cookies = self.site.cookies();
        let held = cookies.session(event);
        let device = cookies.secret(event, &CookieName::Device);
        let holder = Holder::Browser {
            device: device.as_ref(),
            user_agent: event.user_agent(),
        };
        let answer = connect::Answer {
            secret: &secret,
            held: held.as_ref(),
            holder,
        };
        if form.has("send_code") {
            return self.send_code_form(event, answer).await;
        }
        let email = form.one("email")?;
        let given = Given {
            password: form.one("password")?,
            email,
            choice: form.one("choice")?,
            code: form.one("code")?,
            connects: form.has("connect"),
        };
        let confirmed = self.answer(event, answer, given).await?;
        match confirmed {
            Confirmed::SignedIn {
                token,
                device,
                return_to,
                linked,
                ..
            } => {
                self.tell(event, linked).await;
                Ok(self
                    .site
                    .see_other(return_to.as_str())
                    .for_account(&token)
                    .with_cookie(cookies.set_session(&token, self.cx.policy.session_life))
                    .with_cookies(device.map(|device| cookies.set_device(&device))))
            }
            Confirmed::Answered(answered) => Ok(self.answered(&answered)),
            Confirmed::WrongCode(ticket) => {
                let asked = (&*ticket, held.as_ref());
                let failed = ("", Some(Code::WrongCode));
                let page = self.question_page(event, asked, &csrf_token(&secret), failed);
                Ok(self.site.problem_page(Code::WrongCode, page))
            }
            Confirmed::WrongPassword(ticket) => {
                let (token, typed) = (csrf_token(&secret), email.unwrap_or_default());
                let failed = (typed, Some(Code::WrongPassword));
                let asked = (&*ticket, held.as_ref());
                let page = self.question_page(event, asked, &token, failed);
                Ok(self.site.problem_page(Code::WrongPassword, page))
            }
            Confirmed::Failed(code) => Err(code.into()),
        }
    }

    /// Each kind of answer goes to its own flow, which looks whether the ticket takes it.
    async fn answer(
        &self,
        event: &Event,
        answer: connect::Answer<'_>,
        given: Given<'_>,
    ) -> Result<Confirmed, Problem> {
        let (cx, passwords) = (&self.cx, &self.passwords);
        let confirmed = match given {
            Given {
                choice: Some("create"),
                password: None,
                ..
            } => first_sign_in::create(cx, &self.existing, answer).await,
            Given {
                code: Some(code),
                choice: None,
                email: None,
                password: None,
                ..
            } => confirm_link::confirm_code(cx, answer, code).await,
            Given {
                choice: None,
                email: Some(email),
                password: Some(password),
                ..
            } => {
                let Ok(email) = EmailAddress::parse(email) else {
                    return Err(Code::InvalidEmail.into());
                };
                let own = OwnAccount {
                    email: &email,
                    password: password.as_bytes(),
                    source: self.site.source(event),
                };
                first_sign_in::link(cx, passwords, &self.existing, answer, own).await
            }
            Given {
                choice: None,
                email: None,
                password: Some(password),
                ..
            } => {
                let confirmation = Confirmation {
                    secret: answer.secret,
                    password: password.as_bytes(),
                    held: answer.held,
                    holder: answer.holder,
                };
                confirm_link::confirm(cx, passwords, &self.existing, confirmation).await
            }
            Given {
                connects: true,
                choice: None,
                ..
            } => connect::confirm(cx, answer).await,
            _ => return Err(Code::InvalidRequest.into()),
        };
        confirmed.map_err(|error| Site::unavailable(&error))
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
