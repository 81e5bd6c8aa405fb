//! I8: no token of Amazon's, no code, and no secret of ours lies in the table or stands in a log, whatever
//! happened; and logs tell of nobody.

#![expect(clippy::unwrap_used, reason = "a failure is the test's result")]

use std::{
    io,
    sync::{Arc, Mutex},
};

use acceptance::{Browser, FaultyTable, Persona, Plan, Site};
use accounts::{
    amazon::{AmazonError, ProfileSource},
    clock::{Clock as _, SystemClock},
    config::Vars,
    domain::{
        AccessToken, AmazonProfile, AmazonUserId, AuthorizationCode, Intent, LoginAttempt,
        PersonName, ReturnTo, Secret,
    },
    flow::{Context, Policy},
    http::{Event, serve},
    telemetry,
    token::{OsRandom, Random as _},
};
use callback::Callback;
use serde_json::json;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::{filter::filter_fn, fmt, layer::SubscriberExt as _};

/// The client secret that the local stack's functions and its emulated Amazon share.
const CLIENT_SECRET: &str = "sample-secret-of-the-local-stack";

/// Everything that this thread logs. Each test has one thread for all: browser, functions, Amazon.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Begins to log the most that can be asked for, but for the engine's lines, which is not deployed.
    fn begin() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let lines = fmt::layer()
            .with_ansi(false)
            .with_writer(move || writer.clone());
        let ours = filter_fn(|line| !line.target().starts_with("dynoxide"));
        let most = telemetry::level(&Vars::from_fn(|_| Some("trace".to_owned())));
        let subscriber = tracing_subscriber::registry()
            .with(most)
            .with(ours)
            .with(lines);
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// What must not be found, each with what it is.
#[derive(Default)]
struct Secrets {
    /// Neither in the table nor in a log.
    everywhere: Vec<(&'static str, String)>,
    /// In the table, but in no log.
    in_logs: Vec<(&'static str, String)>,
}

impl Secrets {
    /// Amazon's tokens by what they begin with, and the secret between the site and Amazon.
    fn of_amazon() -> Self {
        let mut secrets = Self::default();
        for (kind, text) in [
            ("access token", "Atza|"),
            ("refresh token", "Atzr|"),
            ("client secret", CLIENT_SECRET),
        ] {
            secrets.add(kind, text);
        }
        secrets
    }

    fn add(&mut self, kind: &'static str, text: &str) {
        self.everywhere.push((kind, text.to_owned()));
    }

    /// Takes in all cookies that a browser holds.
    fn add_cookies(&mut self, browser: &Browser) {
        for name in browser.cookie_names() {
            let value = browser.cookie(&name).unwrap();
            // Of an attempt's cookie the second part is the secret.
            let secret = value.split('.').nth(1).unwrap_or(value);
            self.add("cookie", secret);
        }
    }

    /// Where a secret is found in the table or the log.
    fn found_in(&self, table: &str, log: &str) -> Vec<String> {
        let stored = self.everywhere.iter().filter(|(_, it)| table.contains(it));
        let logged = self.everywhere.iter().chain(&self.in_logs);
        let logged = logged.filter(|(_, it)| log.contains(it));
        stored
            .map(|(kind, _)| format!("{kind} in the table"))
            .chain(logged.map(|(kind, _)| format!("{kind} in the log")))
            .collect()
    }
}

/// A person at one browser, who notes everything that is nobody else's business.
struct Person<'a> {
    browser: Browser,
    secrets: &'a mut Secrets,
}

impl Person<'_> {
    async fn signs_in_with_amazon(&mut self, persona: &Persona) {
        let callback = self.browser.be_sent_back_by_amazon(persona).await;
        for (name, value) in callback.query_pairs() {
            match &*name {
                "code" => self.secrets.add("code", &value),
                "state" => self.secrets.add("state", &value),
                _ => {}
            }
        }
        self.secrets.add_cookies(&self.browser);
        self.browser.deliver(callback.clone()).await;
        self.secrets.add_cookies(&self.browser);
        // And once more, as by a refresh.
        self.browser.deliver(callback).await;
        self.browser.arrive().await;
        self.secrets.add_cookies(&self.browser);
    }

    async fn types(&mut self, email: &str, password: &str) {
        self.secrets.add("password", password);
        self.browser.sign_in(email, password).await;
        self.secrets.add_cookies(&self.browser);
    }

    async fn answers_link(&mut self, password: &str) {
        self.secrets.add("password", password);
        if self.browser.last().form("/auth/amazon/link").is_some() {
            self.browser.answer_link(password).await;
            self.secrets.add_cookies(&self.browser);
        }
    }
}

/// A whole day: everybody who can come, everything that can go wrong at Amazon and at the table.
async fn whole_day(site: &Site, table: &FaultyTable, secrets: &mut Secrets) {
    let mut erin = site.existing_customer("erin@example.com").await;
    erin.email = erin.email.to_lowercase();
    let nora = site
        .new_persona("nora", "Nora Nightingale", Some("nora@example.org"))
        .await;
    let likeness = site
        .new_persona("likeness", "Erin Everywhere", Some(&erin.email))
        .await;
    for (kind, text) in [
        ("e-mail", erin.email.as_str()),
        ("e-mail", "nora@example.org"),
        ("name", "Nora Nightingale"),
        ("name", "Erin Everywhere"),
        ("name", erin.name.as_str()),
    ] {
        secrets.in_logs.push((kind, text.to_owned()));
    }
    for storm in [None, Some(1), Some(2), Some(3)] {
        if let Some(seed) = storm {
            table.storm(Plan { seed, one_in: 3 });
        }
        let browser = Browser::new(site);
        let mut person = Person { browser, secrets };
        person.signs_in_with_amazon(&nora).await;
        person.signs_in_with_amazon(&nora).await;
        person.browser = Browser::new(site);
        person.signs_in_with_amazon(&likeness).await;
        person.answers_link("not her password at all").await;
        person.answers_link(&erin.password).await;
        person.browser = Browser::new(site);
        person.types(&erin.email, "nor is this one").await;
        table.calm().await;
        person.types(&erin.email, &erin.password).await;
        person.browser.session().await.unwrap();
        person.browser.sign_out().await;
    }
    let anywhere = [
        "server_error",
        "html",
        "truncated_json",
        "connection_dropped",
    ];
    for (endpoint, own) in [
        ("token", ["invalid_client", "invalid_grant"]),
        ("tokeninfo", ["invalid_token", "foreign_audience"]),
        ("profile", ["invalid_token", "user_id_different"]),
    ] {
        for fault in anywhere.into_iter().chain(own) {
            site.break_amazon(endpoint, fault).await;
            let browser = Browser::new(site);
            let mut person = Person { browser, secrets };
            person.signs_in_with_amazon(&nora).await;
            site.mend_amazon().await;
        }
    }
    let mut browser = Browser::new(site);
    browser.cancel_at_amazon().await;
    secrets.add_cookies(&browser);
}

#[tokio::test]
async fn no_token_code_or_secret_lies_in_the_table_or_stands_in_a_log_and_logs_tell_of_nobody() {
    let (log, _guard) = Log::begin();
    let table = FaultyTable::embedded().await;
    let site = Site::behind(&table).await;
    let mut secrets = Secrets::of_amazon();

    whole_day(&site, &table, &mut secrets).await;

    let (dump, log) = (site.table().await.dump(), log.text());
    for line in [
        "account created",
        "identity linked",
        "a call to amazon failed",
        "answered",
    ] {
        assert!(log.contains(line), "{line:?} was not logged");
    }
    assert!(log.contains("the table is asked again"));
    assert!(
        secrets.everywhere.len() > 200,
        "{}",
        secrets.everywhere.len()
    );
    assert_eq!(secrets.found_in(&dump, &log), [""; 0]);
}

/// A way in which an access token or a code could stay behind.
#[derive(Clone, Copy, Debug)]
enum Leak {
    Nowhere,
    TokenAtRest,
    CodeAtRest,
    TokenInLog,
    CodeInLog,
}

/// An Amazon client that lets something stay behind.
struct Leaky(Leak);

const TOKEN: &str = "Atza|IwEBIExampleOfATokenThatStaysBehind";
const CODE: &str = "ANdNAVhyhqirUelHGEHA";

impl ProfileSource for Leaky {
    async fn profile_for_code(
        &self,
        code: &AuthorizationCode,
        _: &Secret,
    ) -> Result<AmazonProfile, AmazonError> {
        match self.0 {
            Leak::TokenInLog => tracing::debug!(token = TOKEN, "exchanged"),
            Leak::CodeInLog => tracing::debug!(code = code.expose(), "exchanged"),
            _ => {}
        }
        let name = match self.0 {
            Leak::TokenAtRest => TOKEN,
            Leak::CodeAtRest => code.expose(),
            _ => "Nora",
        };
        Ok(AmazonProfile {
            user_id: AmazonUserId::parse("amzn1.account.AEXAMPLE23").unwrap(),
            email: None,
            name: PersonName::parse(name).ok(),
            postal_code: None,
        })
    }

    // No app signs in here.
    async fn check_app_token(&self, _: &AccessToken) -> Result<AmazonUserId, AmazonError> {
        Err(AmazonError::WrongAudience)
    }

    async fn profile_for_app_token(
        &self,
        _: &AccessToken,
        _: &AmazonUserId,
    ) -> Result<AmazonProfile, AmazonError> {
        Err(AmazonError::WrongAudience)
    }
}

/// Delivers a callback to a function with this leak, and gives what is found.
async fn found_after(leak: Leak) -> Vec<String> {
    let (log, _guard) = Log::begin();
    let table = FaultyTable::embedded().await;
    let site = Site::behind(&table).await;
    let attempt = LoginAttempt::begin(
        OsRandom.secret(),
        SystemClock.now(),
        Intent::SignIn,
        ReturnTo::home(),
    );
    let state = attempt.state();
    let event = json!({
        "rawPath": "/auth/amazon/callback",
        "rawQueryString": format!("code={CODE}&state={}", state.as_str()),
        "cookies": [format!("login-{}={}", state.cookie_suffix(), attempt.expose())],
        "requestContext": {"http": {"method": "GET", "sourceIp": "192.0.2.1"}},
    });
    let event: Event = serde_json::from_value(event).unwrap();
    let url = site
        .url("/")
        .as_str()
        .trim_end_matches('/')
        .parse()
        .unwrap();
    let context = Context::new(site.store(), Policy::default());
    let callback = Callback::new(accounts::http::Site::new(url), context, Leaky(leak));

    let answer = serve::answer(&callback, event).await;

    assert_eq!(answer.status_code, 303, "{}", answer.body);
    let mut secrets = Secrets::of_amazon();
    secrets.add("code", CODE);
    secrets.add("state", state.as_str());
    secrets.found_in(&site.table().await.dump(), &log.text())
}

#[tokio::test]
async fn a_token_or_code_that_stays_behind_is_found() {
    assert_eq!(found_after(Leak::Nowhere).await, [""; 0]);
    for (leak, found) in [
        (Leak::TokenAtRest, "access token in the table"),
        (Leak::CodeAtRest, "code in the table"),
        (Leak::TokenInLog, "access token in the log"),
        (Leak::CodeInLog, "code in the log"),
    ] {
        assert_eq!(found_after(leak).await, [found], "{leak:?}");
    }
}
