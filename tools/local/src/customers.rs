//! The customers that the existing account system has from the start.

use std::path::Path;

use accounts::{
    clock::{Clock as _, SystemClock},
    domain::{
        Account, AccountStatus, Claim, ClaimKind, EmailAddress, Event, EventKind, PersonName,
    },
    password::Passwords,
    store::{AccountStore, CreateOutcome, NewAccount},
    token::{OsRandom, Random as _},
};
use serde::Deserialize;

use crate::StartError;

/// A customer as a line of the file tells.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Customer {
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) password: String,
}

/// The sample customers, whose passwords the start page tells.
pub(crate) fn samples() -> Vec<Customer> {
    [
        (
            "alice@example.com",
            "Alice Sample",
            "alice-likes-long-passwords",
        ),
        ("bob@example.com", "Bob Sample", "bob-likes-long-passwords"),
    ]
    .map(|(email, name, password)| Customer {
        email: email.to_owned(),
        name: Some(name.to_owned()),
        password: password.to_owned(),
    })
    .into()
}

/// Reads JSON Lines; a line that is wrong is named.
pub(crate) fn read(path: &Path) -> Result<Vec<Customer>, StartError> {
    let wrong = |problem: String| StartError::Customers {
        file: path.to_owned(),
        problem,
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line)
                .map_err(|error| wrong(format!("line {}: {error}", index + 1)))
        })
        .collect()
}

/// Puts them in the table with verified addresses. One that is there already stays as it is.
pub(crate) async fn import(
    store: &impl AccountStore,
    customers: &[Customer],
) -> Result<(), StartError> {
    let passwords = Passwords::new();
    for (index, customer) in customers.iter().enumerate() {
        let wrong = |problem: &str| StartError::Customer {
            number: index + 1,
            problem: problem.to_owned(),
        };
        let email =
            EmailAddress::parse(&customer.email).map_err(|_| wrong("not an e-mail address"))?;
        let hash = passwords
            .hash(customer.password.as_bytes(), &OsRandom)
            .map_err(|_| wrong("its password can't be hashed"))?;
        let now = SystemClock.now();
        let new = NewAccount {
            account: Account {
                id: OsRandom.account_id(),
                version: NewAccount::FIRST_VERSION,
                epoch: NewAccount::FIRST_EPOCH,
                status: AccountStatus::Active,
                created_at: now,
                external_id: None,
                credential_version: None,
                merged_into: None,
                address_held_until: None,
                name: customer
                    .name
                    .as_deref()
                    .and_then(|name| PersonName::parse(name).ok()),
                postal_code: None,
                identities: Vec::new(),
                claim: Some(Claim {
                    email,
                    kind: ClaimKind::Import { verified: true },
                }),
                password: Some(hash),
            },
            identity: None,
            event: Event::new(EventKind::Imported, now, OsRandom.bytes(), None),
            session: None,
            device: None,
            attempt: None,
        };
        match store.create_account(&new).await {
            Ok(CreateOutcome::Created | CreateOutcome::EmailTaken) => {}
            Ok(other) => return Err(wrong(&format!("{other:?}"))),
            Err(error) => return Err(wrong(&error.to_string())),
        }
    }
    Ok(())
}
