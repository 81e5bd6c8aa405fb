//! Customers whom the site had before Login with Amazon.

use accounts::{
    clock::{Clock as _, SystemClock},
    domain::{
        Account, AccountStatus, Claim, ClaimKind, EmailAddress, Event, EventKind, Limit, LimitKind,
        PersonName,
    },
    password::Passwords,
    store::{AccountStore as _, Counted, CreateOutcome, LimitStore as _, NewAccount},
    token::{OsRandom, Random as _},
};

use crate::site::Site;

const PASSWORD: &str = "erin has had this password for years";

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
        self.customer(email, ClaimKind::Import { verified: true }, PASSWORD)
            .await
    }

    /// Somebody who registered with an address that may be somebody else's: the mailbox was never proven.
    pub async fn registered_customer(&self, email: &str) -> Customer {
        self.customer(email, ClaimKind::Registered, PASSWORD).await
    }

    /// A customer from before, with a password of their own choice.
    pub async fn customer_with_password(&self, email: &str, password: &str) -> Customer {
        self.customer(email, ClaimKind::Import { verified: true }, password)
            .await
    }

    /// A customer from before who has no password with us.
    pub async fn customer_without_password(&self, email: &str) -> Customer {
        let customer = self.nobody_yet(email, "");
        let mut account = imported(&customer, ClaimKind::Import { verified: true });
        account.account.password = None;
        self.put_account(&account).await;
        customer
    }

    /// As many wrong passwords for an address as this, as if they had come from everywhere.
    pub async fn wrong_passwords_from_everywhere(&self, email: &str, count: u32) {
        let (email, store) = (EmailAddress::parse(email).unwrap(), self.store());
        let now = SystemClock.now();
        let total = Limit::for_email(LimitKind::PasswordTotal, email.normalised(), now, u32::MAX);
        for _ in 0..count {
            assert_eq!(store.count(&total).await.unwrap(), Counted::Within);
        }
    }

    async fn customer(&self, email: &str, kind: ClaimKind, password: &str) -> Customer {
        let customer = self.nobody_yet(email, password);
        self.put_account(&imported(&customer, kind)).await;
        customer
    }

    fn nobody_yet(&self, email: &str, password: &str) -> Customer {
        Customer {
            account_id: OsRandom.account_id().to_string(),
            name: "Erin Example".to_owned(),
            email: self.address(email),
            password: password.to_owned(),
        }
    }

    async fn put_account(&self, account: &NewAccount) {
        let outcome = self.store().create_account(account).await;
        assert_eq!(outcome.unwrap(), CreateOutcome::Created);
    }
}

fn imported(customer: &Customer, kind: ClaimKind) -> NewAccount {
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
            credential_version: None,
            merged_into: None,
            address_held_until: None,
            name: PersonName::parse(&customer.name).ok(),
            postal_code: None,
            identities: Vec::new(),
            claim: Some(Claim {
                email: EmailAddress::parse(&customer.email).unwrap(),
                kind,
            }),
            password: Some(password.unwrap()),
        },
        identity: None,
        event: Event::new(EventKind::Imported, now, OsRandom.bytes(), None),
        session: None,
        device: None,
        attempt: None,
    }
}
