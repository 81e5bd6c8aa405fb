//! Accounts.

use serde::{Deserialize, Serialize};

use super::{Bad, Record, at, attribute, optional};
use crate::domain::{
    Account, AccountId, AccountStatus, AmazonUserId, Claim, ClaimKind, CredentialVersion,
    EmailAddress, Epoch, ExternalId, PasswordHash, PersonName, PostalCode, SessionOwner, Timestamp,
};
use crate::store::dynamo::keys;

const ACTIVE: &str = "active";
const DISABLED: &str = "disabled";

/// How an open account's `status` is written, for conditions.
pub(in crate::store::dynamo) const fn active_status() -> &'static str {
    ACTIVE
}

/// How a closed account's `status` is written.
pub(in crate::store::dynamo) const fn disabled_status() -> &'static str {
    DISABLED
}

fn status_text(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => ACTIVE,
        AccountStatus::Disabled => DISABLED,
    }
}

fn parse_status(text: &str) -> Result<AccountStatus, Bad> {
    match text {
        ACTIVE => Ok(AccountStatus::Active),
        DISABLED => Ok(AccountStatus::Disabled),
        _ => Err(Bad("status")),
    }
}

/// How a kind of claim is written.
pub(in crate::store::dynamo) const fn kind_text(kind: ClaimKind) -> &'static str {
    kind.as_str()
}

pub(super) fn parse_kind(text: &str) -> Result<ClaimKind, Bad> {
    match text {
        "amazon_only" => Ok(ClaimKind::AmazonOnly),
        "registered" => Ok(ClaimKind::Registered),
        "import_unverified" => Ok(ClaimKind::Import { verified: false }),
        "import_verified" => Ok(ClaimKind::Import { verified: true }),
        "mailbox" => Ok(ClaimKind::Mailbox),
        "held" => Ok(ClaimKind::Held),
        _ => Err(Bad("claim_kind")),
    }
}

/// Address and kind stand or fall together.
fn parse_claim(email: Option<&str>, kind: Option<&str>) -> Result<Option<Claim>, Bad> {
    match (email, kind) {
        (None, None) => Ok(None),
        (Some(email), Some(kind)) => Ok(Some(Claim {
            email: attribute("email", EmailAddress::parse(email))?,
            kind: parse_kind(kind).and_then(|kind| match kind {
                ClaimKind::Held => Err(Bad("claim_kind")),
                held => Ok(held),
            })?,
        })),
        (Some(_), None) => Err(Bad("claim_kind")),
        (None, Some(_)) => Err(Bad("email")),
    }
}

/// An account, with everything that a sign-in decides by.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct AccountRecord {
    pub(in crate::store::dynamo) pk: String,
    sk: String,
    version: u64,
    epoch: u64,
    status: String,
    created_at: i64,
    identities: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    credential_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    merged_into: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address_held_until: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    postal_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim_kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

impl Record for AccountRecord {
    const ENTITY: &'static str = "account";
}

impl From<&Account> for AccountRecord {
    fn from(account: &Account) -> Self {
        let key = keys::account(account.id);
        Self {
            pk: key.pk,
            sk: key.sk,
            version: account.version,
            epoch: account.epoch.0,
            status: status_text(account.status).to_owned(),
            created_at: account.created_at.unix_seconds(),
            identities: account
                .identities
                .iter()
                .map(|user_id| user_id.as_str().to_owned())
                .collect(),
            external_id: account
                .external_id
                .as_ref()
                .map(|id| id.as_str().to_owned()),
            merged_into: account.merged_into.map(|id| id.to_string()),
            address_held_until: account.address_held_until.map(Timestamp::unix_seconds),
            credential_version: (account.credential_version.as_ref())
                .map(|version| version.as_str().to_owned()),
            name: account.name.as_ref().map(|name| name.as_str().to_owned()),
            postal_code: account
                .postal_code
                .as_ref()
                .map(|code| code.as_str().to_owned()),
            email: account
                .claim
                .as_ref()
                .map(|claim| claim.email.as_str().to_owned()),
            claim_kind: account
                .claim
                .as_ref()
                .map(|claim| kind_text(claim.kind).to_owned()),
            password: account
                .password
                .as_ref()
                .map(|hash| hash.expose().to_owned()),
        }
    }
}

impl TryFrom<AccountRecord> for Account {
    type Error = Bad;

    fn try_from(record: AccountRecord) -> Result<Self, Bad> {
        let identities: Result<Vec<_>, _> = record
            .identities
            .iter()
            .map(|text| AmazonUserId::parse(text))
            .collect();
        Ok(Self {
            id: attribute("pk", keys::parse_account(&record.pk))?,
            version: record.version,
            epoch: Epoch(record.epoch),
            status: parse_status(&record.status)?,
            created_at: at(record.created_at),
            external_id: optional(
                "external_id",
                record.external_id.as_deref(),
                ExternalId::parse,
            )?,
            merged_into: optional(
                "merged_into",
                record.merged_into.as_deref(),
                AccountId::parse,
            )?,
            address_held_until: record.address_held_until.map(at),
            credential_version: optional(
                "credential_version",
                record.credential_version.as_deref(),
                CredentialVersion::parse,
            )?,
            name: optional("name", record.name.as_deref(), PersonName::parse)?,
            postal_code: optional(
                "postal_code",
                record.postal_code.as_deref(),
                PostalCode::parse,
            )?,
            identities: attribute("identities", identities)?,
            claim: parse_claim(record.email.as_deref(), record.claim_kind.as_deref())?,
            password: record.password.map(PasswordHash::new),
        })
    }
}

/// The part of an account that session-check reads.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct OwnerRecord {
    pk: String,
    epoch: u64,
    status: String,
    /// At most the first.
    #[serde(default)]
    identities: Vec<String>,
    #[serde(default)]
    external_id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    postal_code: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    claim_kind: Option<String>,
}

impl Record for OwnerRecord {
    const ENTITY: &'static str = AccountRecord::ENTITY;
}

impl TryFrom<OwnerRecord> for SessionOwner {
    type Error = Bad;

    fn try_from(record: OwnerRecord) -> Result<Self, Bad> {
        Ok(Self {
            id: attribute("pk", keys::parse_account(&record.pk))?,
            epoch: Epoch(record.epoch),
            status: parse_status(&record.status)?,
            external_id: optional(
                "external_id",
                record.external_id.as_deref(),
                ExternalId::parse,
            )?,
            claim: parse_claim(record.email.as_deref(), record.claim_kind.as_deref())?,
            name: optional("name", record.name.as_deref(), PersonName::parse)?,
            postal_code: optional(
                "postal_code",
                record.postal_code.as_deref(),
                PostalCode::parse,
            )?,
            amazon_linked: !record.identities.is_empty(),
        })
    }
}
