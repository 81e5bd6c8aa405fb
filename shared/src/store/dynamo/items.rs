//! Items as they lie in the table, and the way to and from the domain. They never leave the store.
//!
//! Every item carries its keys, its `entity` and the `schema` version it was written in. Reading
//! parses: an item of another entity, an unknown version or a value out of form is an error that
//! names the attribute and never repeats the value.

mod account;
mod event;
mod login;
mod mailbox;
mod session;
mod unique;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

use super::keys::{self, Key};
use crate::domain::{AccountId, Timestamp};
use crate::store::StoreError;

pub(super) use account::{AccountRecord, OwnerRecord, active_status, disabled_status, kind_text};
pub(super) use event::EventRecord;
pub(super) use login::{AttemptRecord, LimitRecord, OutcomeRecord, TicketRecord};
pub(super) use mailbox::ProofRecord;
pub(super) use session::{DeviceRecord, SessionRecord};
pub(super) use unique::{ClaimRecord, ExternalRecord, IdentityRecord, ImportRecord};

/// An item as the SDK gives and takes it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// The version in which items are written, and the only one that is read.
pub(super) const SCHEMA: u32 = 1;
const SCHEMA_TEXT: &str = "1";

/// Attributes that every item has.
pub(super) const ENTITY: &str = "entity";
/// See [`ENTITY`].
pub(super) const SCHEMA_NAME: &str = "schema";

/// A kind of item.
pub(super) trait Record: Serialize + DeserializeOwned {
    /// What its `entity` attribute says.
    const ENTITY: &'static str;
}

/// The attribute whose value does not have its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bad(pub(super) &'static str);

/// Says which attribute a text that does not parse is in.
pub(super) fn attribute<T, E>(name: &'static str, parsed: Result<T, E>) -> Result<T, Bad> {
    parsed.map_err(|_| Bad(name))
}

/// The same for an attribute that may be missing.
pub(super) fn optional<T, E>(
    name: &'static str,
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, Bad> {
    attribute(name, text.map(parse).transpose())
}

/// The item for a record.
pub(super) fn write<R: Record>(record: &R) -> Result<Item, StoreError> {
    let mut item: Item = to_item(record)
        .map_err(|_| corrupt(R::ENTITY, "it cannot be written as an item".to_owned()))?;
    item.insert(ENTITY.to_owned(), AttributeValue::S(R::ENTITY.to_owned()));
    item.insert(
        SCHEMA_NAME.to_owned(),
        AttributeValue::N(SCHEMA_TEXT.to_owned()),
    );
    Ok(item)
}

/// What an item says.
pub(super) fn read<R, T>(item: &Item) -> Result<T, StoreError>
where
    R: Record,
    T: TryFrom<R, Error = Bad>,
{
    read_record::<R>(item)?
        .try_into()
        .map_err(|Bad(name)| corrupt(R::ENTITY, format!("{name} is out of form")))
}

/// The same for an item that may be absent.
pub(super) fn read_if<R, T>(item: Option<&Item>) -> Result<Option<T>, StoreError>
where
    R: Record,
    T: TryFrom<R, Error = Bad>,
{
    item.map(read::<R, T>).transpose()
}

/// The record in an item, its values not looked at yet.
pub(super) fn read_record<R: Record>(item: &Item) -> Result<R, StoreError> {
    if text(item, ENTITY) != Some(R::ENTITY) {
        return Err(corrupt(R::ENTITY, format!("{ENTITY} is another")));
    }
    match item.get(SCHEMA_NAME) {
        Some(AttributeValue::N(version)) if version == SCHEMA_TEXT => {}
        _ => {
            return Err(corrupt(
                R::ENTITY,
                format!("{SCHEMA_NAME} is an unknown version"),
            ));
        }
    }
    from_item(item.clone()).map_err(|error| {
        // Only the message for a missing attribute is known to repeat no value.
        let message = error.to_string();
        let reason = if message.starts_with("missing field") {
            message
        } else {
            format!("{} is of another type", culprit::<R>(item))
        };
        corrupt(R::ENTITY, reason)
    })
}

/// The attribute without which the item would read, or would at most miss that attribute.
fn culprit<R: Record>(item: &Item) -> &str {
    item.keys()
        .find(|name| {
            let mut rest = item.clone();
            rest.remove(*name);
            from_item::<R>(rest)
                .err()
                .is_none_or(|error| error.to_string() == format!("missing field `{name}`"))
        })
        .map_or("an attribute", String::as_str)
}

/// Takes the item with this key out of several that were read together.
pub(super) fn take(items: &mut Vec<Item>, key: &Key) -> Option<Item> {
    let index = items.iter().position(|item| {
        text(item, keys::PK) == Some(&key.pk) && text(item, keys::SK) == Some(&key.sk)
    })?;
    Some(items.swap_remove(index))
}

/// An item that says something this code never writes.
pub(super) fn corrupt(entity: &'static str, reason: String) -> StoreError {
    StoreError::Corrupt { entity, reason }
}

/// Whether an identity, a claim or a site's id belongs to this account.
pub(super) fn belongs_to(item: &Item, account_id: AccountId) -> bool {
    text(item, "account_id") == Some(account_id.to_string().as_str())
}

fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name) {
        Some(AttributeValue::S(text)) => Some(text),
        _ => None,
    }
}

const fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Device, Digest, Epoch};

    fn item() -> Item {
        let device = Device {
            digest: Digest::of(b"d"),
            epoch: Epoch(1),
            seen_at: at(1_000),
        };
        write(&DeviceRecord::new(AccountId::from_bytes([1; 16]), &device)).unwrap()
    }

    fn reason(item: &Item) -> String {
        match read::<DeviceRecord, Device>(item) {
            Err(StoreError::Corrupt { entity, reason }) => format!("{entity}: {reason}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_corrupt_item_is_named_by_its_attribute_and_never_by_its_value() {
        let with = |name: &str, value: AttributeValue| {
            let mut item = item();
            item.insert(name.to_owned(), value);
            reason(&item)
        };
        let secret = || AttributeValue::S("secret".to_owned());
        let mut without_epoch = item();
        without_epoch.remove("epoch");

        assert_eq!(reason(&without_epoch), "device: missing field `epoch`");
        assert_eq!(with("epoch", secret()), "device: epoch is of another type");
        assert_eq!(
            with("epoch", AttributeValue::N("-1".to_owned())),
            "device: epoch is of another type"
        );
        assert_eq!(with("sk", secret()), "device: sk is out of form");
        assert_eq!(with("entity", secret()), "device: entity is another");
        assert_eq!(
            with("schema", AttributeValue::N("2".to_owned())),
            "device: schema is an unknown version"
        );
        assert_eq!(
            with("schema", AttributeValue::S("1".to_owned())),
            "device: schema is an unknown version"
        );
    }

    #[test]
    fn attributes_that_are_not_known_are_let_be() {
        let mut item = item();
        item.insert("later".to_owned(), AttributeValue::Bool(true));

        assert!(read::<DeviceRecord, Device>(&item).is_ok());
    }
}
