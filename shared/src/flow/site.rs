//! What every flow does that asks a site which keeps its own accounts.

use crate::{
    domain::{
        Account, AccountId, AmazonProfile, Device, Digest, EmailAddress, ExternalId, SiteAccount,
    },
    existing::{CreatedAtSite, ExistingAccounts, ExistingAccountsError, Newcomer, idempotency_key},
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

/// How many accounts that one customer had made through Amazon, and deleted here or unlinked, are
/// passed over to make the next.
const MAX_PASSED_OVER: usize = 10;

/// What making a customer at the site came to.
pub(super) enum MadeAtSite {
    /// They are there, and nobody stands for them here.
    Free(SiteAccount),
    /// An account that this Amazon account opens stands for them: another request was faster.
    Opened,
    /// A customer there has the address.
    EmailTaken,
}

/// Makes a customer of Amazon's at the site, who is new to it. The same key makes the same account
/// there however often this is tried, so that a request which dies in between leaves nobody with two.
/// An account in use here, or deleted here, or `not` wanted, is passed over.
pub(super) async fn make_at_site<S: AccountStore + SiteStore, E: ExistingAccounts>(
    store: &S,
    existing: &E,
    profile: &AmazonProfile,
    email: Option<&EmailAddress>,
    not: Option<&ExternalId>,
) -> Result<MadeAtSite, Stopped> {
    let mut key = idempotency_key(&profile.user_id, None);
    for _ in 0..MAX_PASSED_OVER {
        let newcomer = Newcomer {
            key,
            name: profile.name.as_ref(),
            email,
        };
        let made = match existing.create(newcomer).await? {
            CreatedAtSite::Created(made) => made,
            CreatedAtSite::EmailTaken if email.is_some() => return Ok(MadeAtSite::EmailTaken),
            CreatedAtSite::EmailTaken => {
                let reason = "an address is taken where none was given";
                return Err(ExistingAccountsError::BadAnswer { reason }.into());
            }
        };
        if not != Some(&made.id) {
            match find_stand(store, &made.id, None).await?.0 {
                Stand::Nobody { replaced: None } => return Ok(MadeAtSite::Free(made)),
                Stand::Account(account) if account.identities.contains(&profile.user_id) => {
                    return Ok(MadeAtSite::Opened);
                }
                // An id that is in use signs nobody in, and neither does that of a deleted account.
                Stand::Account(_) | Stand::Nobody { .. } => {}
            }
        }
        key = idempotency_key(&profile.user_id, Some(&made.id));
    }
    let reason = "one account in use after the other";
    Err(ExistingAccountsError::BadAnswer { reason }.into())
}
