//! Consumed login attempts, link tickets and counters.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value;

use super::{Bad, Record, at, attribute, corrupt, optional};
use crate::domain::{
    AccountId, AmazonProfile, AmazonUserId, AttemptOutcome, ConsumedAttempt, CredentialVersion,
    Digest, EmailAddress, Epoch, ExternalId, MailedCode, PersonName, PostalCode, Proof, ReturnTo,
    Secret, SessionRef, SiteRef, Ticket, TicketUse,
};
use crate::store::StoreError;
use crate::store::dynamo::keys;

/// A consumed attempt; without `outcome` it is pending.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct AttemptRecord {
    pk: String,
    sk: String,
    nonce: String,
    consumed_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<OutcomeRecord>,
    expires_at: i64,
}

/// How an attempt ended.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(in crate::store::dynamo) enum OutcomeRecord {
    SignedIn { account_id: String, session: String },
    Asked { ticket: String },
    Failed { code: String },
}

impl Record for AttemptRecord {
    const ENTITY: &'static str = "login";
}

impl From<&ConsumedAttempt> for AttemptRecord {
    fn from(attempt: &ConsumedAttempt) -> Self {
        let key = keys::attempt(attempt.key);
        Self {
            pk: key.pk,
            sk: key.sk,
            nonce: attempt.nonce.expose_base64url(),
            consumed_at: attempt.consumed_at.unix_seconds(),
            outcome: attempt.outcome.as_ref().map(OutcomeRecord::from),
            expires_at: attempt.kept_until.unix_seconds(),
        }
    }
}

impl TryFrom<AttemptRecord> for ConsumedAttempt {
    type Error = Bad;

    fn try_from(record: AttemptRecord) -> Result<Self, Bad> {
        Ok(Self {
            key: attribute("pk", keys::parse_attempt(&record.pk))?,
            nonce: attribute("nonce", Secret::parse(&record.nonce))?,
            consumed_at: at(record.consumed_at),
            kept_until: at(record.expires_at),
            outcome: attribute(
                "outcome",
                record.outcome.map(AttemptOutcome::try_from).transpose(),
            )?,
        })
    }
}

impl OutcomeRecord {
    /// The outcome as an attribute.
    pub(in crate::store::dynamo) fn attribute(
        outcome: &AttemptOutcome,
    ) -> Result<AttributeValue, StoreError> {
        to_attribute_value(Self::from(outcome)).map_err(|_| {
            corrupt(
                AttemptRecord::ENTITY,
                "outcome cannot be written".to_owned(),
            )
        })
    }
}

impl From<&AttemptOutcome> for OutcomeRecord {
    fn from(outcome: &AttemptOutcome) -> Self {
        match outcome {
            AttemptOutcome::SignedIn(session) => Self::SignedIn {
                account_id: session.account_id.to_string(),
                session: session.digest.to_string(),
            },
            AttemptOutcome::Asked(ticket) => Self::Asked {
                ticket: ticket.to_string(),
            },
            AttemptOutcome::Failed(code) => Self::Failed { code: code.clone() },
        }
    }
}

impl TryFrom<OutcomeRecord> for AttemptOutcome {
    type Error = Bad;

    fn try_from(record: OutcomeRecord) -> Result<Self, Bad> {
        Ok(match record {
            OutcomeRecord::SignedIn {
                account_id,
                session,
            } => Self::SignedIn(SessionRef {
                account_id: attribute("outcome", AccountId::parse(&account_id))?,
                digest: attribute("outcome", Digest::parse(&session))?,
            }),
            OutcomeRecord::Asked { ticket } => {
                Self::Asked(attribute("outcome", Digest::parse(&ticket))?)
            }
            OutcomeRecord::Failed { code } => Self::Failed(code),
        })
    }
}

/// A link ticket. `ends_at` is when it dies; it lies there for longer, so that a late double click
/// still finds how it was used.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct TicketRecord {
    pk: String,
    sk: String,
    account_id: String,
    epoch: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    credential_version: Option<String>,
    user_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    postal_code: Option<String>,
    proof: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    return_to: String,
    tries: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    codes_sent: Option<u32>,
    ends_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_session: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_account: Option<String>,
    expires_at: i64,
}

impl TicketRecord {
    /// How long a ticket lies in the table past its end, in seconds.
    const KEPT_S: i64 = 3600;
}

impl Record for TicketRecord {
    const ENTITY: &'static str = "link";
}

fn parse_proof(text: &str) -> Result<Proof, Bad> {
    match text {
        "password" => Ok(Proof::Password),
        "mailbox" => Ok(Proof::Mailbox),
        "session" => Ok(Proof::Session),
        "choice" => Ok(Proof::Choice),
        _ => Err(Bad("proof")),
    }
}

impl From<&Ticket> for TicketRecord {
    fn from(ticket: &Ticket) -> Self {
        let key = keys::ticket(ticket.key);
        let profile = &ticket.profile;
        Self {
            pk: key.pk,
            sk: key.sk,
            account_id: ticket.account_id.to_string(),
            epoch: ticket.epoch.0,
            external_id: (ticket.at_site.as_ref()).map(|it| it.id.as_str().to_owned()),
            credential_version: (ticket.at_site.as_ref())
                .map(|it| it.credential_version.as_str().to_owned()),
            user_id: profile.user_id.as_str().to_owned(),
            email: profile.email.as_ref().map(|it| it.as_str().to_owned()),
            name: profile.name.as_ref().map(|it| it.as_str().to_owned()),
            postal_code: profile
                .postal_code
                .as_ref()
                .map(|it| it.as_str().to_owned()),
            proof: ticket.proof.as_str().to_owned(),
            session: ticket.session.map(|it| it.to_string()),
            return_to: ticket.return_to.as_str().to_owned(),
            tries: ticket.tries,
            code: ticket.mailed.map(|it| it.digest.to_string()),
            codes_sent: ticket.mailed.map(|it| it.sent),
            ends_at: ticket.expires_at.unix_seconds(),
            mark: ticket.used.as_ref().map(|it| it.mark.expose_base64url()),
            used_session: ticket
                .used
                .as_ref()
                .map(|it| it.session_ref.digest.to_string()),
            used_account: ticket
                .used
                .as_ref()
                .map(|it| it.session_ref.account_id.to_string()),
            expires_at: ticket.expires_at.plus_seconds(Self::KEPT_S).unix_seconds(),
        }
    }
}

impl TryFrom<TicketRecord> for Ticket {
    type Error = Bad;

    fn try_from(record: TicketRecord) -> Result<Self, Bad> {
        let account_id = attribute("account_id", AccountId::parse(&record.account_id))?;
        let used = match (record.mark, record.used_session) {
            (None, None) => None,
            (Some(mark), Some(session)) => Some(TicketUse {
                mark: attribute("mark", Secret::parse(&mark))?,
                // Its own account, but for a choice and for "not me".
                session_ref: SessionRef {
                    account_id: optional(
                        "used_account",
                        record.used_account.as_deref(),
                        AccountId::parse,
                    )?
                    .unwrap_or(account_id),
                    digest: attribute("used_session", Digest::parse(&session))?,
                },
            }),
            (Some(_), None) => return Err(Bad("used_session")),
            (None, Some(_)) => return Err(Bad("mark")),
        };
        let at_site = match (record.external_id, record.credential_version) {
            (None, None) => None,
            (Some(id), Some(version)) => Some(SiteRef {
                id: attribute("external_id", ExternalId::parse(&id))?,
                credential_version: attribute(
                    "credential_version",
                    CredentialVersion::parse(&version),
                )?,
            }),
            (Some(_), None) => return Err(Bad("credential_version")),
            (None, Some(_)) => return Err(Bad("external_id")),
        };
        Ok(Self {
            key: attribute("pk", keys::parse_ticket(&record.pk))?,
            account_id,
            epoch: Epoch(record.epoch),
            at_site,
            profile: AmazonProfile {
                user_id: attribute("user_id", AmazonUserId::parse(&record.user_id))?,
                email: optional("email", record.email.as_deref(), EmailAddress::parse)?,
                name: optional("name", record.name.as_deref(), PersonName::parse)?,
                postal_code: optional(
                    "postal_code",
                    record.postal_code.as_deref(),
                    PostalCode::parse,
                )?,
            },
            proof: parse_proof(&record.proof)?,
            session: optional("session", record.session.as_deref(), Digest::parse)?,
            return_to: attribute("return_to", ReturnTo::parse(&record.return_to))?,
            tries: record.tries,
            mailed: match (&record.code, record.codes_sent) {
                (Some(code), Some(sent)) => Some(MailedCode {
                    digest: attribute("code", Digest::parse(code))?,
                    sent,
                }),
                (None, None) => None,
                (Some(_), None) => return Err(Bad("codes_sent")),
                (None, Some(_)) => return Err(Bad("code")),
            },
            expires_at: at(record.ends_at),
            used,
        })
    }
}

/// A counter.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct LimitRecord {
    pub(in crate::store::dynamo) count: u32,
    expires_at: i64,
}

impl Record for LimitRecord {
    const ENTITY: &'static str = "limit";
}
