//! "Not me" where the site keeps its own accounts: another one is made there, without the address that
//! belongs to whom was found.

use super::new_account;
use crate::{
    domain::{Account, AccountId, Ticket, decide::NewClaim},
    existing::ExistingAccounts,
    flow::{
        Clock, Context, Random,
        site::{MadeAtSite, Stopped, make_at_site},
    },
    problem::Code,
    store::{Store, StoreError},
};

/// What came of it.
pub(super) enum Made {
    /// The account that is to stand here for the one at the site.
    Account(Box<Account>),
    /// Another request of the same customer was faster.
    Opened,
    /// Nothing.
    Failed(Code),
}

/// Makes it at the site. The account that was found is passed over, even if an earlier try of the same
/// Amazon account made it: it has a password by now, which is asked for.
pub(super) async fn make<S: Store, E: ExistingAccounts, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    existing: &E,
    ticket: &Ticket,
) -> Result<Made, StoreError> {
    let found = ticket.at_site.as_ref().map(|found| &found.id);
    let made = match make_at_site(&cx.store, existing, &ticket.profile, None, found).await {
        Ok(MadeAtSite::Free(made)) => made,
        Ok(MadeAtSite::Opened | MadeAtSite::EmailTaken) => return Ok(Made::Opened),
        Err(stopped) => return Ok(Made::Failed(Stopped::code(stopped)?)),
    };
    if !made.active {
        return Ok(Made::Failed(Code::AccountDisabled));
    }
    Ok(Made::Account(Box::new(Account {
        id: AccountId::at_site(&made.id, None),
        external_id: Some(made.id),
        credential_version: Some(made.credential_version),
        ..new_account(cx, ticket, NewClaim::Leave)
    })))
}
