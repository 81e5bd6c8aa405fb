//! What every flow does that asks a site which keeps its own accounts.

use crate::{
    domain::{Account, AccountId, Device, Digest, ExternalId},
    existing::ExistingAccountsError,
    problem::Code,
    store::{AccountStore, SiteStore, StoreError},
};

/// Why a flow does not go on: the table or the site has no answer for us.
pub(super) enum Stopped {
    Store(StoreError),
    Site(ExistingAccountsError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ExistingAccountsError> for Stopped {
    fn from(error: ExistingAccountsError) -> Self {
        Self::Site(error)
    }
}

impl Stopped {
    /// What to tell the customer, if the table answered.
    pub(super) fn code(self) -> Result<Code, StoreError> {
        match self {
            Self::Store(error) => Err(error),
            Self::Site(error) => Ok(report(&error)),
        }
    }
}

/// Logs why the site gave no answer, and says what to tell the customer: never that somebody is
/// unknown, or a password wrong.
pub(super) fn report(error: &ExistingAccountsError) -> Code {
    match error {
        ExistingAccountsError::Misconfigured { .. } => {
            tracing::error!(%error, "the site refuses our calls: check address and signing key");
        }
        ExistingAccountsError::BadAnswer { .. } => {
            tracing::error!(%error, "the site's answer is not what was agreed");
        }
        ExistingAccountsError::Timeout | ExistingAccountsError::Unavailable { .. } => {
            tracing::warn!(%error, "the site gave no answer");
        }
    }
    Code::ExistingAccountsUnavailable
}

/// Who stands here for an account of the site.
pub(super) enum Stand {
    /// This account.
    Account(Box<Account>),
    /// Nobody, or one that was deleted, in whose place another may be put.
    Nobody { replaced: Option<AccountId> },
}

/// Looks who stands for the account with this id, and in the same round trip whether it knows a
/// browser.
pub(super) async fn find_stand<S: AccountStore + SiteStore>(
    store: &S,
    id: &ExternalId,
    device: Option<Digest>,
) -> Result<(Stand, Option<Device>), StoreError> {
    let Some(account_id) = store.find_external(id).await? else {
        return Ok((Stand::Nobody { replaced: None }, None));
    };
    let (account, device) = store.find_account(account_id, device).await?;
    match account {
        Some(account) if account.is_tombstone() => {
            let replaced = Some(account_id);
            Ok((Stand::Nobody { replaced }, None))
        }
        Some(account) if account.external_id.as_ref() == Some(id) => {
            Ok((Stand::Account(Box::new(account)), device))
        }
        _ => Err(StoreError::Corrupt {
            entity: "external",
            reason: "the account it names is missing or has another id".to_owned(),
        }),
    }
}
