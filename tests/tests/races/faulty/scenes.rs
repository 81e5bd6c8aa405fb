//! The races: thirty-two callers each, brought to the moment before.

use acceptance::{Browser, Persona, Site, Table};
use url::Url;

use super::callers::{Doing, Ready};
use crate::at_once::asked;

/// A race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scene {
    /// 32 browsers bring first callbacks of one Amazon account.
    FirstOfOne,
    /// 32 browsers bring first callbacks of two Amazon accounts with one e-mail.
    FirstOfTwo,
    /// One browser delivers one callback 32 times.
    OneCallback,
    /// One browser answers one link question 32 times.
    OneLink,
    /// Four browsers send a registration eight times each, all with an address that Amazon alone brought.
    Registrations,
    /// First and returning sign-ins, copies of a callback and of a link, and sign-outs.
    Mix,
}

/// A race about to begin.
pub(super) struct Prepared {
    pub(super) before: Before,
    pub(super) callers: Vec<Ready>,
}

/// How things stood before a race.
pub(super) struct Before {
    pub(super) table: Table,
    /// How many codes had been exchanged at Amazon.
    pub(super) exchanges: u64,
}

impl Scene {
    pub(super) async fn prepare(self, site: &Site) -> Prepared {
        let mut cast = Cast::new(site);
        match self {
            Self::FirstOfOne => {
                let nora = cast.somebody("nora", None).await;
                cast.callbacks(&nora, 32, 1).await;
            }
            Self::FirstOfTwo => {
                let email = cast.address();
                for id in ["tim", "tom"] {
                    let twin = cast.somebody(id, Some(&email)).await;
                    cast.callbacks(&twin, 16, 1).await;
                }
            }
            Self::OneCallback => {
                let nora = cast.somebody("nora", None).await;
                cast.callbacks(&nora, 1, 32).await;
            }
            Self::OneLink => cast.links(32).await,
            Self::Registrations => {
                let email = cast.address();
                let first = cast.somebody("first", Some(&email)).await;
                Browser::new(site).sign_in_with_amazon(&first).await;
                cast.registrations(&email, 4, 8).await;
            }
            Self::Mix => {
                let nora = cast.somebody("nora", None).await;
                let otto = cast.somebody("otto", None).await;
                cast.sign_outs(&otto, 8).await;
                cast.callbacks(&otto, 8, 1).await;
                cast.callbacks(&otto, 1, 4).await;
                cast.callbacks(&nora, 8, 1).await;
                cast.links(4).await;
            }
        }
        assert_eq!(cast.callers.len(), 32);
        Prepared {
            before: Before {
                table: site.table().await,
                exchanges: site.requests_at_amazon().await.code_exchanges,
            },
            callers: cast.callers,
        }
    }
}

/// The people of one round; their names are drawn, so that rounds don't meet.
struct Cast<'a> {
    site: &'a Site,
    round: String,
    callers: Vec<Ready>,
    callbacks: usize,
}

impl<'a> Cast<'a> {
    fn new(site: &'a Site) -> Self {
        Self {
            site,
            round: acceptance::new_name(),
            callers: Vec::new(),
            callbacks: 0,
        }
    }

    /// An address that nobody holds.
    fn address(&self) -> String {
        format!("{}@example.com", self.round)
    }

    async fn somebody(&self, id: &str, email: Option<&str>) -> Persona {
        let id = format!("{id}-{}", self.round);
        let own = format!("{id}@example.org");
        self.site
            .new_persona(&id, "Somebody", Some(email.unwrap_or(&own)))
            .await
    }

    /// Browsers that Amazon has just sent back, and copies of each.
    async fn callbacks(&mut self, persona: &Persona, browsers: usize, copies: usize) {
        for _ in 0..browsers {
            let mut browser = Browser::new(self.site);
            let url: Url = browser.be_sent_back_by_amazon(persona).await;
            let ready = Ready {
                browser,
                doing: Doing::Callback {
                    number: self.callbacks,
                    url,
                    persona: persona.clone(),
                },
            };
            self.callbacks += 1;
            self.callers.extend(vec![ready; copies]);
        }
    }

    /// Copies of a browser that was asked for the password of an account.
    async fn links(&mut self, copies: usize) {
        let erin = self
            .site
            .existing_customer(&format!("erin-{}", self.address()))
            .await;
        let likeness = self.somebody("likeness", Some(&erin.email)).await;
        let ready = Ready {
            browser: asked(self.site, &likeness).await,
            doing: Doing::Link {
                persona: likeness,
                account_id: erin.account_id,
                password: erin.password,
            },
        };
        self.callers.extend(vec![ready; copies]);
    }

    /// Browsers that have the registration form before them, and copies of each.
    async fn registrations(&mut self, email: &str, browsers: usize, copies: usize) {
        for form in 0..browsers {
            let mut browser = Browser::new(self.site);
            browser.open("/auth/register").await;
            let email = email.to_owned();
            let doing = Doing::Register { form, email };
            self.callers.extend(vec![Ready { browser, doing }; copies]);
        }
    }

    /// Browsers that are signed in and have the form to sign out before them.
    async fn sign_outs(&mut self, persona: &Persona, browsers: usize) {
        for _ in 0..browsers {
            let mut browser = Browser::new(self.site);
            browser.sign_in_with_amazon(persona).await;
            browser.open("/auth/sign-in").await;
            let doing = Doing::SignOut;
            self.callers.push(Ready { browser, doing });
        }
    }
}
