//! Where each item lives. Every access is by exact key; nothing is looked up by an index.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::domain::{
    AccountId, AmazonUserId, Digest, EmailAddress, ExternalId, Invalid, Limit, NormalisedEmail,
    SessionRef,
};

/// Name of the partition key.
pub(super) const PK: &str = "pk";
/// Name of the sort key.
pub(super) const SK: &str = "sk";

const ACCOUNT: &str = "ACCOUNT";
const IDENTITY: &str = "IDENTITY";
const EXTERNAL: &str = "EXTERNAL";
const EMAIL: &str = "EMAIL";
const LOGIN: &str = "LOGIN";
const LINK: &str = "LINK";
const PROOF: &str = "PROOF";
const LIMIT: &str = "LIMIT";
const IMPORT: &str = "IMPORT";
/// What the sort keys of an account's known browsers begin with.
pub(super) const DEVICE_PREFIX: &str = "DEVICE#";
/// What the sort keys of an account's sessions begin with.
pub(super) const SESSION_PREFIX: &str = "SESSION#";
/// What the sort keys of an account's audit events begin with.
pub(super) const EVENT_PREFIX: &str = "EVENT#";

/// The key of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) pk: String,
    pub(super) sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }

    /// The key as a call takes it.
    pub(super) fn attributes(&self) -> HashMap<String, AttributeValue> {
        HashMap::from([
            (PK.to_owned(), AttributeValue::S(self.pk.clone())),
            (SK.to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

/// The key of an item that was read.
pub(super) fn of(item: &HashMap<String, AttributeValue>) -> Option<Key> {
    let text = |name| item.get(name).and_then(|value| value.as_s().ok()).cloned();
    Some(Key::new(text(PK)?, text(SK)?))
}

/// A key that is never written: reading it opens the connection and costs next to nothing.
pub(super) fn nobody() -> Key {
    Key::new("WARM-UP".to_owned(), "WARM-UP")
}

/// The account itself.
pub(super) fn account(id: AccountId) -> Key {
    Key::new(format!("{ACCOUNT}#{id}"), ACCOUNT)
}

/// A session, in its account's partition.
pub(super) fn session(session: SessionRef) -> Key {
    Key::new(
        account(session.account_id).pk,
        format!("{SESSION_PREFIX}{}", session.digest),
    )
}

/// A known browser, in its account's partition.
pub(super) fn device(id: AccountId, digest: Digest) -> Key {
    Key::new(account(id).pk, format!("{DEVICE_PREFIX}{digest}"))
}

/// An audit event, in its account's partition.
pub(super) fn event(id: AccountId, event_id: &str) -> Key {
    Key::new(account(id).pk, format!("{EVENT_PREFIX}{event_id}"))
}

/// The one item that says which account an Amazon account opens.
pub(super) fn identity(user_id: &AmazonUserId) -> Key {
    Key::new(format!("{IDENTITY}#amazon#{}", user_id.as_str()), IDENTITY)
}

/// The one item that says which account has this id at the site.
pub(super) fn external(id: &ExternalId) -> Key {
    Key::new(format!("{EXTERNAL}#{}", id.as_str()), EXTERNAL)
}

/// The one item that says who holds an address.
pub(super) fn email(email: &NormalisedEmail) -> Key {
    Key::new(format!("{EMAIL}#{}", email.as_str()), EMAIL)
}

/// A consumed login attempt.
pub(super) fn attempt(key: Digest) -> Key {
    Key::new(format!("{LOGIN}#{key}"), LOGIN)
}

/// A link ticket.
pub(super) fn ticket(key: Digest) -> Key {
    Key::new(format!("{LINK}#{key}"), LINK)
}

/// The secret of imported accounts' ids, one for the table.
pub(super) fn import() -> Key {
    Key::new(IMPORT.to_owned(), IMPORT)
}

/// A counter.
pub(super) fn limit(limit: &Limit) -> Key {
    let pk = format!(
        "{LIMIT}#{}#{}#{}",
        limit.kind.as_str(),
        limit.subject,
        limit.window
    );
    Key::new(pk, LIMIT)
}

/// The account in whose partition an item lies.
pub(super) fn parse_account(pk: &str) -> Result<AccountId, Invalid> {
    AccountId::parse(strip(pk, ACCOUNT)?)
}

/// The Amazon account of an identity item.
pub(super) fn parse_identity(pk: &str) -> Result<AmazonUserId, Invalid> {
    AmazonUserId::parse(
        strip(pk, IDENTITY)?
            .strip_prefix("amazon#")
            .ok_or(WRONG_KEY)?,
    )
}

/// The address of a claim item. Only a text that normalises to itself is one.
pub(super) fn parse_email(pk: &str) -> Result<NormalisedEmail, Invalid> {
    let text = strip(pk, EMAIL)?;
    let email = EmailAddress::parse(text)?;
    if email.normalised().as_str() == text {
        Ok(email.normalised().clone())
    } else {
        Err(WRONG_KEY)
    }
}

/// The attempt's own key.
pub(super) fn parse_attempt(pk: &str) -> Result<Digest, Invalid> {
    Digest::parse(strip(pk, LOGIN)?)
}

/// A proof of a mailbox.
pub(super) fn proof(key: Digest) -> Key {
    Key::new(format!("{PROOF}#{key}"), PROOF)
}

/// The proof's own key.
pub(super) fn parse_proof(pk: &str) -> Result<Digest, Invalid> {
    Digest::parse(strip(pk, PROOF)?)
}

/// The ticket's own key.
pub(super) fn parse_ticket(pk: &str) -> Result<Digest, Invalid> {
    Digest::parse(strip(pk, LINK)?)
}

/// The session's digest.
pub(super) fn parse_session(sk: &str) -> Result<Digest, Invalid> {
    Digest::parse(sk.strip_prefix(SESSION_PREFIX).ok_or(WRONG_KEY)?)
}

/// The browser's digest.
pub(super) fn parse_device(sk: &str) -> Result<Digest, Invalid> {
    Digest::parse(sk.strip_prefix(DEVICE_PREFIX).ok_or(WRONG_KEY)?)
}

/// The event's id.
pub(super) fn parse_event(sk: &str) -> Result<&str, Invalid> {
    sk.strip_prefix(EVENT_PREFIX).ok_or(WRONG_KEY)
}

const WRONG_KEY: Invalid = Invalid::new("key");

fn strip<'a>(pk: &'a str, entity: &str) -> Result<&'a str, Invalid> {
    pk.strip_prefix(entity)
        .and_then(|rest| rest.strip_prefix('#'))
        .ok_or(WRONG_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_documented_form_and_read_back() {
        let id = AccountId::from_bytes([0; 16]);
        let digest = Digest::of(b"x");
        let user_id = AmazonUserId::parse("amzn1.account.K2LI23KL2LK2").unwrap();
        let address = EmailAddress::parse("Alice@Example.com").unwrap();
        let session_ref = SessionRef {
            account_id: id,
            digest,
        };

        assert_eq!(account(id).pk, "ACCOUNT#aaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_eq!(account(id).sk, "ACCOUNT");
        assert_eq!(session(session_ref).pk, account(id).pk);
        assert_eq!(session(session_ref).sk, format!("SESSION#{digest}"));
        assert_eq!(device(id, digest).sk, format!("DEVICE#{digest}"));
        assert_eq!(event(id, "0f").sk, "EVENT#0f");
        assert_eq!(
            identity(&user_id).pk,
            "IDENTITY#amazon#amzn1.account.K2LI23KL2LK2"
        );
        assert_eq!(email(address.normalised()).pk, "EMAIL#alice@example.com");
        assert_eq!(attempt(digest).pk, format!("LOGIN#{digest}"));
        assert_eq!(ticket(digest).pk, format!("LINK#{digest}"));
        assert_eq!(proof(digest).pk, format!("PROOF#{digest}"));

        assert_eq!(parse_account(&account(id).pk), Ok(id));
        assert_eq!(parse_session(&session(session_ref).sk), Ok(digest));
        assert_eq!(parse_device(&device(id, digest).sk), Ok(digest));
        assert_eq!(parse_event(&event(id, "0f").sk), Ok("0f"));
        assert_eq!(parse_identity(&identity(&user_id).pk), Ok(user_id));
        assert_eq!(
            parse_email(&email(address.normalised()).pk).as_ref(),
            Ok(address.normalised())
        );
        assert_eq!(parse_attempt(&attempt(digest).pk), Ok(digest));
        assert_eq!(parse_ticket(&ticket(digest).pk), Ok(digest));
        assert_eq!(parse_proof(&proof(digest).pk), Ok(digest));
    }

    #[test]
    fn a_key_of_another_entity_or_an_address_that_is_not_normalised_does_not_parse() {
        assert!(parse_account("ACCOUNTS#aaaaaaaaaaaaaaaaaaaaaaaaaa").is_err());
        assert!(parse_ticket(&attempt(Digest::of(b"x")).pk).is_err());
        assert!(parse_email("EMAIL#Alice@example.com").is_err());
    }

    #[test]
    fn no_key_grows_past_what_the_table_takes() {
        let longest = ExternalId::parse(&"x".repeat(128)).unwrap();

        assert!(external(&longest).pk.len() < 2048);
    }
}
