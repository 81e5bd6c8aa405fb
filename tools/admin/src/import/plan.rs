//! From a customer to the account that is made of one.

use accounts::{
    domain::{
        Account, AccountId, AccountStatus, Claim, ClaimKind, Digest, Event, EventKind, Secret,
        Timestamp,
    },
    store::NewAccount,
};
use serde::{Deserialize, Serialize};

use super::customer::Customer;

/// One import of one file, however often it is interrupted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Random.
    pub(crate) id: String,
    /// Seconds since 1970.
    pub(crate) started_at: i64,
}

/// How accounts are made.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The table's own; see `ImportStore::import_secret`.
    pub(crate) secret: Secret,
    pub(crate) run: Run,
}

impl Plan {
    /// The account for a customer. Its id follows from the table and what the site calls the
    /// customer, its event's id from the account and the run: the same line gives the same items
    /// whenever it is read again.
    ///
    /// `generation` is 1; each deletion that is made good again adds one.
    pub(crate) fn account(&self, customer: &Customer, generation: u32) -> NewAccount {
        let id = self.account_id(customer, generation);
        let now = Timestamp::from_unix_seconds(self.run.started_at);
        let marker = Digest::of(format!("{} {id}", self.run.id).as_bytes()).to_string();
        let mut unique = [0; 8];
        unique.copy_from_slice(&marker.as_bytes()[..8]);
        let status = if customer.is_disabled {
            AccountStatus::Disabled
        } else {
            AccountStatus::Active
        };
        NewAccount {
            account: Account {
                id,
                version: NewAccount::FIRST_VERSION,
                epoch: NewAccount::FIRST_EPOCH,
                status,
                created_at: customer.created_at.unwrap_or(now),
                external_id: customer.external_id.clone(),
                credential_version: None,
                merged_into: None,
                address_held_until: None,
                name: customer.name.clone(),
                postal_code: None,
                identities: Vec::new(),
                claim: Some(Claim {
                    email: customer.email.clone(),
                    kind: ClaimKind::Import {
                        verified: customer.is_verified,
                    },
                }),
                password: customer.password.clone(),
            },
            identity: None,
            event: Event::new(EventKind::Imported, now, unique, None),
            session: None,
            device: None,
            attempt: None,
        }
    }

    fn account_id(&self, customer: &Customer, generation: u32) -> AccountId {
        let (kind, name) = customer
            .external_id
            .as_ref()
            .map_or(("email", customer.email.normalised().as_str()), |id| {
                ("external id", id.as_str())
            });
        let fields = [kind.as_bytes(), name.as_bytes(), &generation.to_be_bytes()];
        let derived = self.secret.derive("imported account", &fields);
        let mut bytes = [0; AccountId::LEN];
        bytes.copy_from_slice(&derived.expose_bytes()[..AccountId::LEN]);
        AccountId::from_bytes(bytes)
    }
}
