//! The items that make identity, address and site id unique, and the secret of imports.

use serde::{Deserialize, Serialize};

use super::account::{kind_text, parse_kind};
use super::{Bad, Record, at, attribute, optional};
use crate::domain::{
    AccountId, ClaimKind, EmailAddress, EmailClaim, ExternalId, Identity, NormalisedEmail,
    PersonName, PostalCode, Secret, Timestamp,
};
use crate::store::dynamo::keys;

/// Which account an Amazon account opens.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct IdentityRecord {
    pk: String,
    sk: String,
    account_id: String,
    linked_at: i64,
    /// Absent of one that was stored before this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email_seen: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name_seen: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    postal_code_seen: Option<String>,
}

impl Record for IdentityRecord {
    const ENTITY: &'static str = "identity";
}

impl From<&Identity> for IdentityRecord {
    fn from(identity: &Identity) -> Self {
        let key = keys::identity(&identity.user_id);
        Self {
            pk: key.pk,
            sk: key.sk,
            account_id: identity.account_id.to_string(),
            linked_at: identity.linked_at.unix_seconds(),
            used_at: Some(identity.used_at.unix_seconds()),
            email_seen: identity
                .email_seen
                .as_ref()
                .map(|email| email.as_str().to_owned()),
            name_seen: (identity.name_seen.as_ref()).map(|name| name.as_str().to_owned()),
            postal_code_seen: (identity.postal_code_seen.as_ref())
                .map(|code| code.as_str().to_owned()),
        }
    }
}

impl TryFrom<IdentityRecord> for Identity {
    type Error = Bad;

    fn try_from(record: IdentityRecord) -> Result<Self, Bad> {
        Ok(Self {
            user_id: attribute("pk", keys::parse_identity(&record.pk))?,
            account_id: attribute("account_id", AccountId::parse(&record.account_id))?,
            linked_at: at(record.linked_at),
            used_at: at(record.used_at.unwrap_or(record.linked_at)),
            email_seen: optional(
                "email_seen",
                record.email_seen.as_deref(),
                EmailAddress::parse,
            )?,
            name_seen: optional("name_seen", record.name_seen.as_deref(), PersonName::parse)?,
            postal_code_seen: optional(
                "postal_code_seen",
                record.postal_code_seen.as_deref(),
                PostalCode::parse,
            )?,
        })
    }
}

/// Who holds an address.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct ClaimRecord {
    pk: String,
    sk: String,
    account_id: String,
    claim_kind: String,
    /// Version of the rules by which the key was normalised.
    rules: u32,
    /// When an address that was given up is anybody's again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
}

impl Record for ClaimRecord {
    const ENTITY: &'static str = "email";
}

impl ClaimRecord {
    pub(in crate::store::dynamo) fn new(
        email: &NormalisedEmail,
        account_id: AccountId,
        kind: ClaimKind,
    ) -> Self {
        let key = keys::email(email);
        Self {
            pk: key.pk,
            sk: key.sk,
            account_id: account_id.to_string(),
            claim_kind: kind_text(kind).to_owned(),
            rules: EmailAddress::RULES_VERSION,
            expires_at: None,
        }
    }

    /// The same for an address that is kept for the account that gave it up. The table's own sweeping frees
    /// it, some time after `until`.
    pub(in crate::store::dynamo) fn held(
        email: &NormalisedEmail,
        account_id: AccountId,
        until: Timestamp,
    ) -> Self {
        Self {
            expires_at: Some(until.unix_seconds()),
            ..Self::new(email, account_id, ClaimKind::Held)
        }
    }
}

impl TryFrom<ClaimRecord> for EmailClaim {
    type Error = Bad;

    fn try_from(record: ClaimRecord) -> Result<Self, Bad> {
        if record.rules != EmailAddress::RULES_VERSION {
            return Err(Bad("rules"));
        }
        Ok(Self {
            email: attribute("pk", keys::parse_email(&record.pk))?,
            account_id: attribute("account_id", AccountId::parse(&record.account_id))?,
            kind: parse_kind(&record.claim_kind)?,
        })
    }
}

/// Which account has this id at the site.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct ExternalRecord {
    pk: String,
    sk: String,
    account_id: String,
}

impl Record for ExternalRecord {
    const ENTITY: &'static str = "external";
}

impl ExternalRecord {
    pub(in crate::store::dynamo) fn new(id: &ExternalId, account_id: AccountId) -> Self {
        let key = keys::external(id);
        Self {
            pk: key.pk,
            sk: key.sk,
            account_id: account_id.to_string(),
        }
    }
}

/// The secret from which ids of imported accounts are derived.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct ImportRecord {
    pk: String,
    sk: String,
    secret: String,
}

impl Record for ImportRecord {
    const ENTITY: &'static str = "import";
}

impl ImportRecord {
    pub(in crate::store::dynamo) fn new(secret: &Secret) -> Self {
        let key = keys::import();
        Self {
            pk: key.pk,
            sk: key.sk,
            secret: secret.expose_base64url(),
        }
    }
}

impl TryFrom<ImportRecord> for Secret {
    type Error = Bad;

    fn try_from(record: ImportRecord) -> Result<Self, Bad> {
        attribute("secret", Self::parse(&record.secret))
    }
}

impl TryFrom<ExternalRecord> for AccountId {
    type Error = Bad;

    fn try_from(record: ExternalRecord) -> Result<Self, Bad> {
        attribute("account_id", Self::parse(&record.account_id))
    }
}
