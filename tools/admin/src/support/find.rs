//! Finding an account by what leads to it.

use accounts::{
    domain::AccountId,
    store::{AccountStore as _, SiteStore as _},
};

use super::Desk;
use crate::{cli::Selector, failure::Failure};

impl Desk {
    /// The account that is meant; whether it is there under an id of ours is seen when it is read.
    pub(super) async fn find(&self, selector: &Selector) -> Result<AccountId, Failure> {
        let store = self.store();
        let (found, what) = if let Some(account_id) = selector.account_id {
            (Some(account_id), "has this id")
        } else if let Some(email) = &selector.email {
            let claim = store.find_claim(email.normalised()).await?;
            (claim.map(|claim| claim.account_id), "holds this address")
        } else if let Some(user_id) = &selector.amazon_id {
            let identity = store.find_identity(user_id).await?;
            let account_id = identity.map(|identity| identity.account_id);
            (account_id, "is opened by this Amazon account")
        } else if let Some(external_id) = &selector.external_id {
            let account_id = store.find_external(external_id).await?;
            (account_id, "has this id at the site")
        } else {
            (None, "was named")
        };
        found.ok_or_else(|| Failure::Refused(format!("no account {what}")))
    }
}
