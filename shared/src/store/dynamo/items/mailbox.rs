//! Proofs of a mailbox.

use serde::{Deserialize, Serialize};

use super::{Bad, Record, at, attribute, optional};
use crate::domain::{
    AccountId, AmazonUserId, Digest, EmailAddress, Epoch, MailboxProof, PasswordHash, PersonName,
    ProofUse, Purpose, Registration, ReturnTo, Secret, SessionRef,
};
use crate::store::dynamo::keys;

/// A proof of a mailbox. `ends_at` is when it dies; it lies there for longer, so that a late double
/// click still finds how it was used.
#[derive(Serialize, Deserialize)]
pub(in crate::store::dynamo) struct ProofRecord {
    pk: String,
    sk: String,
    #[serde(flatten)]
    purpose: PurposeRecord,
    ends_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_session: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_account: Option<String>,
    expires_at: i64,
}

/// What a proof is good for.
#[derive(Serialize, Deserialize)]
#[serde(tag = "purpose", rename_all = "snake_case")]
enum PurposeRecord {
    Reset {
        account_id: String,
        epoch: u64,
    },
    Register {
        email: String,
        name: String,
        password: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        form: Option<String>,
        return_to: String,
    },
    NewAddress {
        account_id: String,
        epoch: u64,
        email: String,
    },
    UndoLink {
        account_id: String,
        user_id: String,
        linked_at: i64,
    },
    UndoAddress {
        account_id: String,
        email: String,
    },
}

impl ProofRecord {
    /// How long a proof lies in the table past its end, in seconds.
    const KEPT_S: i64 = 3600;
}

impl Record for ProofRecord {
    const ENTITY: &'static str = "proof";
}

impl From<&MailboxProof> for ProofRecord {
    fn from(proof: &MailboxProof) -> Self {
        let key = keys::proof(proof.key);
        let used = proof.used.as_ref();
        let session = used.and_then(|it| it.session_ref);
        Self {
            pk: key.pk,
            sk: key.sk,
            purpose: PurposeRecord::from(&proof.purpose),
            ends_at: proof.expires_at.unix_seconds(),
            mark: used.map(|it| it.mark.expose_base64url()),
            used_session: session.map(|it| it.digest.to_string()),
            used_account: session.map(|it| it.account_id.to_string()),
            expires_at: proof.expires_at.plus_seconds(Self::KEPT_S).unix_seconds(),
        }
    }
}

impl From<&Purpose> for PurposeRecord {
    fn from(purpose: &Purpose) -> Self {
        match purpose {
            Purpose::Reset { account_id, epoch } => Self::Reset {
                account_id: account_id.to_string(),
                epoch: epoch.0,
            },
            Purpose::Register(registration) => Self::Register {
                email: registration.email.as_str().to_owned(),
                name: registration.name.as_str().to_owned(),
                password: registration.password.expose().to_owned(),
                form: registration.form.map(|it| it.to_string()),
                return_to: registration.return_to.as_str().to_owned(),
            },
            Purpose::NewAddress {
                account_id,
                epoch,
                email,
            } => Self::NewAddress {
                account_id: account_id.to_string(),
                epoch: epoch.0,
                email: email.as_str().to_owned(),
            },
            Purpose::UndoLink {
                account_id,
                user_id,
                linked_at,
            } => Self::UndoLink {
                account_id: account_id.to_string(),
                user_id: user_id.as_str().to_owned(),
                linked_at: linked_at.unix_seconds(),
            },
            Purpose::UndoAddress { account_id, email } => Self::UndoAddress {
                account_id: account_id.to_string(),
                email: email.as_str().to_owned(),
            },
        }
    }
}

impl TryFrom<PurposeRecord> for Purpose {
    type Error = Bad;

    fn try_from(record: PurposeRecord) -> Result<Self, Bad> {
        let owner = |text: &str| attribute("account_id", AccountId::parse(text));
        let address = |text: &str| attribute("email", EmailAddress::parse(text));
        Ok(match record {
            PurposeRecord::Reset { account_id, epoch } => Self::Reset {
                account_id: owner(&account_id)?,
                epoch: Epoch(epoch),
            },
            PurposeRecord::NewAddress {
                account_id,
                epoch,
                email,
            } => Self::NewAddress {
                account_id: owner(&account_id)?,
                epoch: Epoch(epoch),
                email: address(&email)?,
            },
            PurposeRecord::UndoLink {
                account_id,
                user_id,
                linked_at,
            } => Self::UndoLink {
                account_id: owner(&account_id)?,
                user_id: attribute("user_id", AmazonUserId::parse(&user_id))?,
                linked_at: at(linked_at),
            },
            PurposeRecord::UndoAddress { account_id, email } => Self::UndoAddress {
                account_id: owner(&account_id)?,
                email: address(&email)?,
            },
            PurposeRecord::Register {
                email,
                name,
                password,
                form,
                return_to,
            } => Self::Register(Registration {
                email: address(&email)?,
                name: attribute("name", PersonName::parse(&name))?,
                password: PasswordHash::new(password),
                form: optional("form", form.as_deref(), Digest::parse)?,
                return_to: attribute("return_to", ReturnTo::parse(&return_to))?,
            }),
        })
    }
}

impl TryFrom<ProofRecord> for MailboxProof {
    type Error = Bad;

    fn try_from(record: ProofRecord) -> Result<Self, Bad> {
        let session_ref = match (&record.used_account, &record.used_session) {
            (Some(account), Some(session)) => Some(SessionRef {
                account_id: attribute("used_account", AccountId::parse(account))?,
                digest: attribute("used_session", Digest::parse(session))?,
            }),
            (None, None) => None,
            (Some(_), None) => return Err(Bad("used_session")),
            (None, Some(_)) => return Err(Bad("used_account")),
        };
        let mark = optional("mark", record.mark.as_deref(), Secret::parse)?;
        if mark.is_none() && session_ref.is_some() {
            return Err(Bad("mark"));
        }
        Ok(Self {
            key: attribute("pk", keys::parse_proof(&record.pk))?,
            purpose: record.purpose.try_into()?,
            expires_at: at(record.ends_at),
            used: mark.map(|mark| ProofUse { mark, session_ref }),
        })
    }
}
