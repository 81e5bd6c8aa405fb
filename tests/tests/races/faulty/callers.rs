//! Who does what at once, and what each was told.

use std::time::{Duration, Instant};

use acceptance::{Answer, Browser, Persona, Site};
use accounts::domain::SessionToken;
use url::Url;

/// What a caller is about to do.
#[derive(Clone, Debug)]
pub(super) enum Doing {
    /// Delivers a callback; copies of one have the same number.
    Callback {
        number: usize,
        url: Url,
        persona: Persona,
    },
    /// Answers the link question with the right password.
    Link {
        persona: Persona,
        account_id: String,
        password: String,
    },
    /// Registers with an address; copies of one form have the same number.
    Register { form: usize, email: String },
    /// Signs out.
    SignOut,
}

/// A caller before the race.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    pub(super) browser: Browser,
    pub(super) doing: Doing,
}

/// A caller after the race.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) doing: Doing,
    /// The session that the browser held before.
    pub(super) held: Option<SessionKey>,
    pub(super) told: Told,
    pub(super) took: Duration,
}

/// What a caller was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Signed in, by this session.
    SignedIn(SessionKey),
    /// Sent on without a session.
    SentOn,
    /// A problem with a code.
    Problem(u16, String),
    /// Something that is not defined.
    Undefined(String),
}

/// Where the table keeps a session.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SessionKey {
    pub(super) account_id: String,
    pub(super) pk: String,
    pub(super) sk: String,
}

impl SessionKey {
    fn of(token: &str) -> Self {
        let session_ref = SessionToken::parse(token).unwrap().session_ref();
        let account_id = session_ref.account_id.to_string();
        Self {
            pk: format!("ACCOUNT#{account_id}"),
            sk: format!("SESSION#{}", session_ref.digest),
            account_id,
        }
    }

    fn held_by(browser: &Browser) -> Option<Self> {
        browser.cookie("session").map(Self::of)
    }
}

impl Told {
    fn of(answer: &Answer, browser: &Browser) -> Self {
        match (answer.status, answer.media_type()) {
            (303, _) => match answer.set_cookie(&browser.site().cookie_name("session")) {
                Some(cookie) if cookie.max_age() > 0 => {
                    Self::SignedIn(SessionKey::of(&cookie.value))
                }
                _ => Self::SentOn,
            },
            // The page that says why this is an account of its own.
            (200, "text/html") if answer.set_cookie("session").is_some() => {
                Self::SignedIn(SessionKey::held_by(browser).unwrap())
            }
            (400.., "text/html" | "application/problem+json") => {
                Self::Problem(answer.status, answer.code())
            }
            (status, media_type) => {
                Self::Undefined(format!("{status} {media_type} {}", answer.text()))
            }
        }
    }
}

/// Lets all of them start at the same moment.
pub(super) async fn all_at_once(ready: Vec<Ready>) -> Vec<Caller> {
    crate::at_once::all_at_once(ready.into_iter().map(act)).await
}

async fn act(ready: Ready) -> Caller {
    let Ready { mut browser, doing } = ready;
    let held = SessionKey::held_by(&browser);
    let begun = Instant::now();
    let answer = match &doing {
        Doing::Callback { url, .. } => browser.deliver(url.clone()).await,
        Doing::Link { password, .. } => browser.answer_link(password).await,
        Doing::Register { email, .. } => {
            let password = "four plain words here";
            let contents = [("name", "Zoë"), ("email", email), ("password", password)];
            browser.submit("/auth/register", &contents).await
        }
        Doing::SignOut => browser.submit("/auth/sign-out", &[]).await,
    };
    Caller {
        held,
        told: Told::of(&answer, &browser),
        took: begun.elapsed(),
        doing,
    }
}

impl Caller {
    /// Whether this one wanted to get in and was told to come back later.
    pub(super) fn was_sent_away(&self) -> bool {
        let wanted = matches!(self.doing, Doing::Callback { .. });
        wanted && matches!(self.told, Told::Problem(..))
    }

    /// Comes back in a new browser when all is well again.
    pub(super) async fn tries_again(&self, site: &Site) {
        let Doing::Callback { persona, .. } = &self.doing else {
            return;
        };
        let mut browser = Browser::new(site);
        browser.sign_in_with_amazon(persona).await;
        let who = browser.session().await.expect("nobody is locked out");
        let account_id = who["account_id"].as_str().unwrap();
        let user_id = site.user_id(persona).await;
        let table = site.table().await;
        let identity = table.item(&format!("IDENTITY#amazon#{user_id}"), "IDENTITY");
        assert_eq!(identity.unwrap()["account_id"]["S"], account_id);
    }
}
