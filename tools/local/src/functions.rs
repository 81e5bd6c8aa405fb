//! The functions, called in this process exactly as their binaries call them.

use accounts::{
    config::{ConfigError, Vars},
    http::{Event, Handler, serve},
};
use callback::Callback;
use gateway::{Function, Invoke, InvokeError};
use link_confirm::LinkConfirm;
use local_account::LocalAccount;
use login::Login;
use serde_json::Value;
use session_check::SessionCheck;

/// Every function of the template, built from settings as its `main` would.
#[derive(Debug)]
pub(crate) struct InProcess {
    login: Login,
    callback: Callback,
    link_confirm: LinkConfirm,
    session_check: SessionCheck,
    local_account: LocalAccount,
}

impl InProcess {
    pub(crate) async fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            login: Login::from_vars(vars)?,
            callback: Callback::from_vars(vars).await?,
            link_confirm: LinkConfirm::from_vars(vars).await?,
            session_check: SessionCheck::from_vars(vars).await?,
            local_account: LocalAccount::from_vars(vars).await?,
        })
    }

    /// How many passwords were hashed so far, whoever was asked for.
    pub(crate) fn hashed(&self) -> u64 {
        self.link_confirm.hashed() + self.local_account.hashed()
    }
}

impl Invoke for InProcess {
    async fn invoke(&self, function: &Function, event: Value) -> Result<Value, InvokeError> {
        match function.binary.as_str() {
            "login" => call(&self.login, event).await,
            "callback" => call(&self.callback, event).await,
            "link-confirm" => call(&self.link_confirm, event).await,
            "session-check" => call(&self.session_check, event).await,
            "local-account" => call(&self.local_account, event).await,
            other => Err(InvokeError::Unknown(other.to_owned())),
        }
    }
}

async fn call(handler: &impl Handler, event: Value) -> Result<Value, InvokeError> {
    let failed = |error: serde_json::Error| InvokeError::Function(error.to_string());
    let event: Event = serde_json::from_value(event).map_err(failed)?;
    serde_json::to_value(serve::answer(handler, event).await).map_err(failed)
}
