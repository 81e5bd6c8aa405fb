//! An account as it is shown: everything but secrets.

use std::fmt;

use accounts::{
    domain::{Account, AccountId, EmailAddress, Identity, PersonName, PostalCode},
    store::AccountStore as _,
};
use serde::Serialize;

use super::Desk;
use crate::failure::Failure;

/// An account and the Amazon accounts that open it.
#[derive(Debug, Serialize)]
pub(crate) struct Person {
    pub(crate) account_id: String,
    /// `active`, `disabled` or `deleted`.
    pub(crate) status: &'static str,
    created_at: String,
    external_id: Option<String>,
    name: Option<String>,
    postal_code: Option<String>,
    pub(crate) email: Option<String>,
    /// How it holds the address: `amazon_only`, `registered`, `import_unverified`, `import_verified`,
    /// `mailbox`.
    email_claim: Option<&'static str>,
    has_password: bool,
    amazon_accounts: Vec<AmazonAccount>,
}

/// An Amazon account, with what Amazon showed last.
#[derive(Debug, Serialize)]
struct AmazonAccount {
    user_id: String,
    linked_at: Option<String>,
    used_at: Option<String>,
    email_seen: Option<String>,
    name_seen: Option<String>,
    postal_code_seen: Option<String>,
}

impl Desk {
    /// The account with this id, deleted or not.
    pub(super) async fn person(&self, account_id: AccountId) -> Result<Person, Failure> {
        let account = self.account(account_id).await?;
        let mut amazon_accounts = Vec::new();
        for user_id in &account.identities {
            let identity = self.store().find_identity(user_id).await?;
            // One that was unlinked between the two readings is shown by its id alone.
            let identity = identity.filter(|identity| identity.account_id == account_id);
            let identity = identity.as_ref();
            let seen =
                |text: fn(&Identity) -> Option<&str>| identity.and_then(text).map(str::to_owned);
            amazon_accounts.push(AmazonAccount {
                user_id: user_id.as_str().to_owned(),
                linked_at: identity.map(|it| it.linked_at.to_string()),
                used_at: identity.map(|it| it.used_at.to_string()),
                email_seen: seen(|it| it.email_seen.as_ref().map(EmailAddress::as_str)),
                name_seen: seen(|it| it.name_seen.as_ref().map(PersonName::as_str)),
                postal_code_seen: seen(|it| it.postal_code_seen.as_ref().map(PostalCode::as_str)),
            });
        }
        Ok(Person {
            account_id: account_id.to_string(),
            status: status(&account),
            created_at: account.created_at.to_string(),
            external_id: (account.external_id.as_ref()).map(|id| id.as_str().to_owned()),
            name: (account.name.as_ref()).map(|name| name.as_str().to_owned()),
            postal_code: (account.postal_code.as_ref()).map(|code| code.as_str().to_owned()),
            email: (account.claim.as_ref()).map(|claim| claim.email.as_str().to_owned()),
            email_claim: (account.claim.as_ref()).map(|claim| claim.kind.as_str()),
            has_password: account.password.is_some(),
            amazon_accounts,
        })
    }

    pub(super) async fn account(&self, account_id: AccountId) -> Result<Account, Failure> {
        let (account, _) = self.store().find_account(account_id, None).await?;
        account.ok_or_else(|| Failure::Refused("there is no such account".to_owned()))
    }
}

fn status(account: &Account) -> &'static str {
    if account.is_active() {
        "active"
    } else if account.is_tombstone() {
        "deleted"
    } else {
        "disabled"
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = || "–".to_owned();
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(none);
        let email = match (&self.email, self.email_claim) {
            (Some(email), Some(kind)) => format!("{email} ({kind})"),
            _ => none(),
        };
        let password = if self.has_password { "yes" } else { "no" };
        for (label, value) in [
            ("account", self.account_id.clone()),
            ("status", self.status.to_owned()),
            ("created", self.created_at.clone()),
            ("id at the site", or_none(&self.external_id)),
            ("name", or_none(&self.name)),
            ("postal code", or_none(&self.postal_code)),
            ("e-mail", email),
            ("password", password.to_owned()),
        ] {
            writeln!(f, "{label:<15} {value}")?;
        }
        write!(
            f,
            "{:<15} {}",
            "Amazon accounts",
            self.amazon_accounts.len()
        )?;
        for it in &self.amazon_accounts {
            let linked_at = it.linked_at.as_deref().unwrap_or("–");
            let used_at = it.used_at.as_deref().unwrap_or("–");
            let email = it.email_seen.as_deref().unwrap_or("–");
            write!(
                f,
                "\n  {}  linked {linked_at}  used {used_at}  {email}",
                it.user_id
            )?;
        }
        Ok(())
    }
}
