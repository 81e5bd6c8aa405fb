//! Several items, all or nothing.

use std::collections::HashMap;
use std::ops::Range;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update,
};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use super::expr;
use super::items::Item;
use super::keys::Key;
use super::send::{Fate, Repeat, SendError, fate, gave_up, is_not_done, send, unavailable};
use super::single::present;
use crate::store::StoreError;

const OPERATION: &str = "TransactWriteItems";
const CONDITION_FAILED: &str = "ConditionalCheckFailed";

/// Which item of a transaction; a cancelled one is read by these names, not by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Attempt,
    Ticket,
    /// A proof of a mailbox.
    Proof,
    /// An account that was deleted, and is replaced by another.
    Deleted,
    Account,
    Identity,
    /// An identity that another takes the place of.
    OldIdentity,
    Email,
    /// An address that is given up.
    OldEmail,
    /// What gives it back.
    Undo,
    External,
    Event,
    Session,
    Device,
    /// An account that loses its address to the new one.
    Holder,
    HolderEvent,
    /// The session by which an account is changed.
    ActingSession,
    /// A session that is ended.
    EndedSession,
}

impl Position {
    /// What a failed condition gives back: the item, where it tells our own earlier success from a
    /// lost race. An account is not shown: its password does not leave the table for this.
    const fn shown(self) -> ReturnValuesOnConditionCheckFailure {
        match self {
            Self::Attempt
            | Self::Ticket
            | Self::Proof
            | Self::Identity
            | Self::Email
            | Self::External
            | Self::EndedSession => ReturnValuesOnConditionCheckFailure::AllOld,
            Self::Deleted
            | Self::Account
            | Self::OldIdentity
            | Self::OldEmail
            | Self::Undo
            | Self::Event
            | Self::Session
            | Self::Device
            | Self::Holder
            | Self::HolderEvent
            | Self::ActingSession => ReturnValuesOnConditionCheckFailure::None,
        }
    }
}

/// A transaction being put together.
pub(super) struct Transaction<'a> {
    table: &'a str,
    positions: Vec<Position>,
    items: Vec<TransactWriteItem>,
    content: Sha256,
}

/// The conditions that failed, each with the item that stands there, where it is shown.
#[derive(Debug)]
pub(super) struct Refused(Vec<Failed>);

/// A condition that failed.
#[derive(Debug)]
struct Failed {
    /// The item's number in the transaction.
    number: usize,
    position: Position,
    item: Option<Item>,
}

impl Refused {
    /// Whether the condition at this position failed.
    pub(super) fn is_at(&self, position: Position) -> bool {
        self.0.iter().any(|failed| failed.position == position)
    }

    /// The item that stands where the condition failed.
    pub(super) fn item(&self, position: Position) -> Option<&Item> {
        self.0
            .iter()
            .find(|failed| failed.position == position)
            .and_then(|failed| failed.item.as_ref())
    }

    /// What failed among these of the transaction's items: of one account of several.
    pub(super) fn among(&self, numbers: Range<usize>) -> Vec<(Position, Option<&Item>)> {
        self.0
            .iter()
            .filter(|failed| numbers.contains(&failed.number))
            .map(|failed| (failed.position, failed.item.as_ref()))
            .collect()
    }
}

impl<'a> Transaction<'a> {
    pub(super) fn new(table: &'a str) -> Self {
        Self {
            table,
            positions: Vec::new(),
            items: Vec::new(),
            content: Sha256::new(),
        }
    }

    /// How many items it has so far.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Puts an item where there is none.
    pub(super) fn create(&mut self, position: Position, item: Item) -> Result<(), StoreError> {
        self.put(position, item, expr::ABSENT, [])
    }

    /// Puts an item on a condition.
    pub(super) fn put<const N: usize>(
        &mut self,
        position: Position,
        item: Item,
        condition: &'static str,
        values: [(&'static str, AttributeValue); N],
    ) -> Result<(), StoreError> {
        let values = expr::values(values);
        self.note(position, &[condition], &item);
        feed_map(&mut self.content, &values);
        let put = Put::builder()
            .table_name(self.table)
            .set_item(Some(item))
            .condition_expression(condition)
            .set_expression_attribute_names(Some(expr::names(&[condition])))
            .set_expression_attribute_values((N > 0).then_some(values))
            .return_values_on_condition_check_failure(position.shown())
            .build()
            .map_err(unbuilt)?;
        self.items
            .push(TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    /// Updates an item on a condition.
    pub(super) fn update<const N: usize>(
        &mut self,
        position: Position,
        key: &Key,
        update: &'static str,
        condition: &'static str,
        values: [(&'static str, AttributeValue); N],
    ) -> Result<(), StoreError> {
        let values = expr::values(values);
        self.note(position, &[&key.pk, &key.sk, update, condition], &values);
        let update = Update::builder()
            .table_name(self.table)
            .set_key(Some(key.attributes()))
            .update_expression(update)
            .condition_expression(condition)
            .set_expression_attribute_names(Some(expr::names(&[update, condition])))
            .set_expression_attribute_values(Some(values))
            .return_values_on_condition_check_failure(position.shown())
            .build()
            .map_err(unbuilt)?;
        self.items
            .push(TransactWriteItem::builder().update(update).build());
        Ok(())
    }

    /// Deletes an item on a condition.
    pub(super) fn delete<const N: usize>(
        &mut self,
        position: Position,
        key: &Key,
        condition: &'static str,
        values: [(&'static str, AttributeValue); N],
    ) -> Result<(), StoreError> {
        let values = expr::values(values);
        self.note(position, &["-", &key.pk, &key.sk, condition], &values);
        let delete = Delete::builder()
            .table_name(self.table)
            .set_key(Some(key.attributes()))
            .condition_expression(condition)
            .set_expression_attribute_names(Some(expr::names(&[condition])))
            .set_expression_attribute_values((N > 0).then_some(values))
            .return_values_on_condition_check_failure(position.shown())
            .build()
            .map_err(unbuilt)?;
        self.items
            .push(TransactWriteItem::builder().delete(delete).build());
        Ok(())
    }

    /// Requires a condition of an item that is not written.
    pub(super) fn require<const N: usize>(
        &mut self,
        position: Position,
        key: &Key,
        condition: &'static str,
        values: [(&'static str, AttributeValue); N],
    ) -> Result<(), StoreError> {
        let values = expr::values(values);
        self.note(position, &[&key.pk, &key.sk, condition], &values);
        let check = ConditionCheck::builder()
            .table_name(self.table)
            .set_key(Some(key.attributes()))
            .condition_expression(condition)
            .set_expression_attribute_names(Some(expr::names(&[condition])))
            .set_expression_attribute_values(Some(values))
            .return_values_on_condition_check_failure(position.shown())
            .build()
            .map_err(unbuilt)?;
        self.items
            .push(TransactWriteItem::builder().condition_check(check).build());
        Ok(())
    }

    /// Sends it until it is done or a condition failed. The idempotency token is derived from the
    /// content: the same transaction sent again within ten minutes is the same, another content
    /// never meets the token of this one.
    pub(super) async fn send(self, client: &Client) -> Result<Result<(), Refused>, StoreError> {
        let token = BASE64URL_NOPAD.encode(&self.content.finalize()[..24]);
        let request = client
            .transact_write_items()
            .set_transact_items(Some(self.items))
            .client_request_token(token);
        let sent = send(OPERATION, Repeat::Always, fate_of_transaction, || {
            request.clone().send()
        })
        .await;
        let Err(error) = sent else {
            return Ok(Ok(()));
        };
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
            error.as_service_error()
        else {
            return Err(unavailable(OPERATION, &error));
        };
        let reasons = cancelled.cancellation_reasons();
        if reasons.len() != self.positions.len() {
            return Err(gave_up(OPERATION, "cancelled without a reason per item"));
        }
        let failed: Vec<_> = self
            .positions
            .into_iter()
            .zip(reasons)
            .enumerate()
            .filter(|(_, (_, reason))| reason.code() == Some(CONDITION_FAILED))
            .map(|(number, (position, reason))| Failed {
                number,
                position,
                item: present(reason.item.as_ref()),
            })
            .collect();
        if failed.is_empty() {
            return Err(unavailable(OPERATION, &error));
        }
        Ok(Err(Refused(failed)))
    }

    fn note(
        &mut self,
        position: Position,
        texts: &[&str],
        values: &HashMap<String, AttributeValue>,
    ) {
        self.positions.push(position);
        for text in texts {
            feed(&mut self.content, b't', text.as_bytes());
        }
        feed_map(&mut self.content, values);
    }
}

/// A cancelled transaction is tried again when nothing but conflicts and throttles cancelled it.
fn fate_of_transaction(error: &SendError<TransactWriteItemsError>) -> Fate {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return fate(error);
    };
    let mut codes = cancelled
        .cancellation_reasons()
        .iter()
        .filter_map(|reason| reason.code())
        .filter(|code| *code != "None")
        .peekable();
    if codes.peek().is_some() && codes.all(is_not_done) {
        Fate::NotDone
    } else {
        Fate::Refused
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
fn unbuilt(error: BuildError) -> StoreError {
    gave_up(OPERATION, error.to_string())
}

fn feed(content: &mut Sha256, tag: u8, bytes: &[u8]) {
    content.update([tag]);
    content.update((bytes.len() as u64).to_be_bytes());
    content.update(bytes);
}

fn feed_map(content: &mut Sha256, map: &HashMap<String, AttributeValue>) {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|(name, _)| *name);
    feed(content, b'm', &(entries.len() as u64).to_be_bytes());
    for (name, value) in entries {
        feed(content, b'k', name.as_bytes());
        feed_value(content, value);
    }
}

fn feed_value(content: &mut Sha256, value: &AttributeValue) {
    match value {
        AttributeValue::S(text) => feed(content, b's', text.as_bytes()),
        AttributeValue::N(number) => feed(content, b'n', number.as_bytes()),
        AttributeValue::M(map) => feed_map(content, map),
        AttributeValue::L(list) => {
            feed(content, b'l', &(list.len() as u64).to_be_bytes());
            for value in list {
                feed_value(content, value);
            }
        }
        // No item of ours has another type.
        other => feed(content, b'?', format!("{other:?}").as_bytes()),
    }
}
