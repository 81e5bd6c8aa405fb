//! Customers whom the site had before Login with Amazon.

use accounts::{
    clock::{Clock as _, SystemClock},
    domain::{
        Account, AccountStatus, Claim, ClaimKind, EmailAddress, Event, EventKind, PersonName,
    },
    password::Passwords,
    store::{AccountStore as _, CreateOutcome, NewAccount},
    token::{OsRandom, Random as _},
};

use crate::site::Site;

/// A customer with a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// The account.
    pub account_id: String,
    /// The name.
    pub name: String,
    /// The address to sign in with.
    pub email: String,
    /// The password.
    pub password: String,
}

impl Site {
    /// An address that nobody holds yet: this one, or on a shared site one like it.
    #[must_use]
    pub fn address(&self, email: &str) -> String {
        self.prefix()
            .map_or_else(|| email.to_owned(), |prefix| format!("{prefix}.{email}"))
    }

    /// A customer from before, in the table as an import would have put them.
    pub async fn existing_customer(&self, email: &str) -> Customer {
        let email = self.address(email);
        let customer = Customer {
            account_id: OsRandom.account_id().to_string(),
            name: "Erin Example".to_owned(),
            email,
            password: "erin has had this password for years".to_owned(),
        };
        let outcome = self.store().create_account(&imported(&customer)).await;
        assert_eq!(outcome.unwrap(), CreateOutcome::Created);
        customer
    }
}

fn imported(customer: &Customer) -> NewAccount {
    let password = Passwords::new().hash(customer.password.as_bytes(), &OsRandom);
    let now = SystemClock.now();
    NewAccount {
        account: Account {
            id: accounts::domain::AccountId::parse(&customer.account_id).unwrap(),
            version: NewAccount::FIRST_VERSION,
            epoch: NewAccount::FIRST_EPOCH,
            status: AccountStatus::Active,
            created_at: now,
            external_id: None,
            name: PersonName::parse(&customer.name).ok(),
            postal_code: None,
            identities: Vec::new(),
            claim: Some(Claim {
                email: EmailAddress::parse(&customer.email).unwrap(),
                kind: ClaimKind::Import { verified: true },
            }),
            password: Some(password.unwrap()),
        },
        identity: None,
        event: Event::new(EventKind::Imported, now, OsRandom.bytes(), None),
        session: None,
        attempt: None,
    }
}
