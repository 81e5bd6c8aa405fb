//! The functions, called in this process exactly as their binaries call them.

use account::AccountPages;
use accounts::{
    config::{ConfigError, Vars},
    http,
};
use authorizer::Authorizer;
use callback::Callback;
use gateway::{Function, Invoke, InvokeError};
use link_confirm::LinkConfirm;
use local_account::LocalAccount;
use login::Login;
use mailbox::Mailbox;
use serde_json::Value;
use session_check::SessionCheck;

/// Every function of the template, built from settings as its `main` would.
#[derive(Debug)]
pub(crate) struct InProcess {
    login: Login,
    callback: Callback,
    link_confirm: LinkConfirm,
    session_check: SessionCheck,
    authorizer: Authorizer,
    local_account: LocalAccount,
    account: AccountPages,
    mailbox: Mailbox,
}

impl InProcess {
    pub(crate) async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            login: Login::from_vars(vars)?,
            callback: Callback::from_vars(vars).await?,
            link_confirm: LinkConfirm::from_vars(vars).await?,
            session_check: SessionCheck::from_vars(vars).await?,
            authorizer: Authorizer::from_vars(vars).await?,
            local_account: LocalAccount::from_vars(vars).await?,
            account: AccountPages::from_vars(vars).await?,
            mailbox: Mailbox::from_vars(vars).await?,
        })
    }

    /// How many passwords were hashed so far, whoever was asked for.
    pub(crate) fn hashed(&self) -> u64 {
        self.link_confirm.hashed()
            + self.local_account.hashed()
            + self.account.hashed()
            + self.mailbox.hashed()
    }
}

impl Invoke for InProcess {
    async fn invoke(&self, function: &Function, event: Value) -> Result<Value, InvokeError> {
        match function.binary.as_str() {
            "login" => call(&self.login, event).await,
            "callback" => call(&self.callback, event).await,
            "link-confirm" => call(&self.link_confirm, event).await,
            "session-check" => call(&self.session_check, event).await,
            "authorizer" => call(&self.authorizer, event).await,
            "local-account" => call(&self.local_account, event).await,
            "account" => call(&self.account, event).await,
            "mailbox" => call(&self.mailbox, event).await,
            other => Err(InvokeError::Unknown(other.to_owned())),
        }
    }
}

async fn call(function: &impl http::Function, event: Value) -> Result<Value, InvokeError> {
    let event = serde_json::from_value(event).map_err(failed)?;
    let reply = function.call(event).await.map_err(failed)?;
    serde_json::to_value(reply).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> InvokeError {
    InvokeError::Function(error.to_string())
}

/// The project's functions, however they run, with the sample site's own beside them. That one
/// always runs in this process: it is nobody's to deploy with the others.
#[derive(Debug)]
pub(crate) struct WithSample<I>(pub(crate) I);

impl<I: Invoke> Invoke for WithSample<I> {
    async fn invoke(&self, function: &Function, event: Value) -> Result<Value, InvokeError> {
        if function.binary != "orders" {
            return self.0.invoke(function, event).await;
        }
        let event = serde_json::from_value(event).map_err(failed)?;
        Ok(orders::answer(&event))
    }

    fn ends_at_timeout(&self) -> bool {
        self.0.ends_at_timeout()
    }
}
