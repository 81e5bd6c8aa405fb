//! Looking after single accounts: finding, showing, changing and deleting them.

mod change;
mod export;
mod find;
mod person;
mod relink;
mod sign;
mod trail;

use accounts::{
    clock::{Clock as _, SystemClock},
    config::Vars,
    domain::{AccountId, Timestamp},
    flow::{self, Policy},
    store::dynamo::DynamoStore,
};

pub(crate) use self::{
    change::{Asked, change},
    export::Export,
    person::Person,
    relink::relink,
    trail::{SignedIn, Trail},
};
use crate::{
    cli::{Global, Selector},
    connection::Connection,
    failure::Failure,
};

/// The table, and how the site reads it.
pub(crate) struct Desk {
    cx: flow::Context<DynamoStore>,
}

impl Desk {
    /// Connects. How long sessions live is a setting of the functions; it is read from the same
    /// variables.
    pub(crate) async fn open(global: &Global) -> Result<Self, Failure> {
        let session_life = Vars::from_env().session_life()?;
        let connection = Connection::open(global).await?;
        let policy = Policy {
            session_life,
            ..Policy::default()
        };
        let cx = flow::Context::new(connection.store, policy);
        Ok(Self { cx })
    }

    fn store(&self) -> &DynamoStore {
        &self.cx.store
    }

    fn now() -> Timestamp {
        SystemClock.now()
    }

    /// Who this is.
    pub(crate) async fn show(&self, selector: &Selector) -> Result<Person, Failure> {
        let account_id = self.find(selector).await?;
        self.person(account_id).await
    }

    /// Where the account is signed in.
    pub(crate) async fn sessions(&self, selector: &Selector) -> Result<SignedIn, Failure> {
        let account_id = self.find(selector).await?;
        self.sessions_of(account_id).await
    }

    /// What happened to the account.
    pub(crate) async fn events(&self, selector: &Selector) -> Result<Trail, Failure> {
        let account_id = self.find(selector).await?;
        self.trail_of(account_id).await
    }

    /// Everything about one person.
    pub(crate) async fn export(&self, selector: &Selector) -> Result<Export, Failure> {
        let account_id: AccountId = self.find(selector).await?;
        self.export_of(account_id).await
    }
}
