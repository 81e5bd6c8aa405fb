//! Calls on single items: consistent reads, conditional writes.

use std::collections::HashMap;

use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, KeysAndAttributes, ReturnValue, ReturnValuesOnConditionCheckFailure,
};

use super::items::Item;
use super::keys::Key;
use super::send::{Patience, Repeat, fate, gave_up, send, unavailable};
use super::{DynamoStore, expr};
use crate::store::StoreError;

/// What a conditional write came to.
#[derive(Debug)]
pub(super) enum Written {
    /// It is done; the item before or after, where asked for.
    Done(Option<Item>),
    /// The condition failed; the item as it stands, if there is one.
    Refused(Option<Item>),
}

/// Whether a call gives an item back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// What is there afterwards: as it is now, or as it stands in the way.
    Item,
    /// Nothing; what is not needed does not leave the table.
    Nothing,
}

/// Which page of a query.
#[derive(Debug, Default)]
pub(super) struct QueryPage {
    /// The most items on it.
    pub(super) limit: Option<i32>,
    /// The key that the page before ended with.
    pub(super) after: Option<Item>,
}

/// A conditional update of one item.
pub(super) struct Update<'a, const N: usize> {
    pub(super) key: &'a Key,
    pub(super) change: &'static str,
    pub(super) condition: &'static str,
    pub(super) values: [(&'static str, AttributeValue); N],
    pub(super) repeat: Repeat,
    pub(super) shows: Shows,
}

impl<'a> Update<'a, 0> {
    /// The same with another change and its values.
    pub(super) fn with<const N: usize>(
        self,
        change: &'static str,
        values: [(&'static str, AttributeValue); N],
    ) -> Update<'a, N> {
        Update {
            key: self.key,
            change,
            condition: self.condition,
            values,
            repeat: self.repeat,
            shows: self.shows,
        }
    }
}

impl DynamoStore {
    /// Reads one item, strongly consistent.
    pub(super) async fn get(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        const OPERATION: &str = "GetItem";
        let request = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .consistent_read(true);
        let reply = send(OPERATION, Repeat::Always, fate, || request.clone().send())
            .await
            .map_err(|error| unavailable(OPERATION, &error))?;
        Ok(reply.item)
    }

    /// Reads several items in one round trip, each strongly consistent, in no order. An unprocessed
    /// key is asked for again; it is never taken for absent.
    pub(super) async fn batch_get(
        &self,
        keys: &[Key],
        projection: Option<&'static str>,
    ) -> Result<Vec<Item>, StoreError> {
        const OPERATION: &str = "BatchGetItem";
        let asked = KeysAndAttributes::builder()
            .set_keys(Some(keys.iter().map(Key::attributes).collect()))
            .set_projection_expression(projection.map(str::to_owned))
            .set_expression_attribute_names(projection.map(|names| expr::names(&[names])))
            .consistent_read(true)
            .build()
            .map_err(|_| gave_up(OPERATION, "the request could not be built"))?;
        let mut asked = HashMap::from([(self.table.clone(), asked)]);
        let mut found = Vec::with_capacity(keys.len());
        let mut patience = Patience::begin();
        loop {
            let request = self.client.batch_get_item().set_request_items(Some(asked));
            let reply = send(OPERATION, Repeat::Always, fate, || request.clone().send())
                .await
                .map_err(|error| unavailable(OPERATION, &error))?;
            let items = reply
                .responses
                .and_then(|mut tables| tables.remove(&self.table));
            found.extend(items.unwrap_or_default());
            asked = reply.unprocessed_keys.unwrap_or_default();
            if asked.is_empty() {
                return Ok(found);
            }
            if !patience.wait(OPERATION).await {
                return Err(gave_up(OPERATION, "keys were left unprocessed"));
            }
        }
    }

    /// Puts an item on a condition. A refusal gives the item that is there, a success the one that
    /// was.
    pub(super) async fn put<const N: usize>(
        &self,
        item: Item,
        condition: &'static str,
        values: [(&'static str, AttributeValue); N],
    ) -> Result<Written, StoreError> {
        const OPERATION: &str = "PutItem";
        let request = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(condition)
            .set_expression_attribute_names(Some(expr::names(&[condition])))
            .set_expression_attribute_values((N > 0).then(|| expr::values(values)))
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match send(OPERATION, Repeat::Always, fate, || request.clone().send()).await {
            Ok(reply) => Ok(Written::Done(reply.attributes)),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(Written::Refused(present(refusal.item.as_ref())))
                }
                _ => Err(unavailable(OPERATION, &error)),
            },
        }
    }

    /// Updates an item on a condition.
    pub(super) async fn update<const N: usize>(
        &self,
        update: Update<'_, N>,
    ) -> Result<Written, StoreError> {
        const OPERATION: &str = "UpdateItem";
        let (after, refused) = match update.shows {
            Shows::Item => (
                ReturnValue::AllNew,
                ReturnValuesOnConditionCheckFailure::AllOld,
            ),
            Shows::Nothing => (ReturnValue::None, ReturnValuesOnConditionCheckFailure::None),
        };
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(update.key.attributes()))
            .update_expression(update.change)
            .condition_expression(update.condition)
            .set_expression_attribute_names(Some(expr::names(&[update.change, update.condition])))
            .set_expression_attribute_values(Some(expr::values(update.values)))
            .return_values(after)
            .return_values_on_condition_check_failure(refused);
        let repeat = update.repeat;
        let sent = send(OPERATION, repeat, fate, || async {
            match repeat {
                Repeat::Always => request.clone().send().await,
                // The SDK would repeat it after a lost reply.
                Repeat::IfNotDone => {
                    let once = aws_sdk_dynamodb::config::Builder::new()
                        .retry_config(RetryConfig::disabled());
                    request
                        .clone()
                        .customize()
                        .config_override(once)
                        .send()
                        .await
                }
            }
        })
        .await;
        match sent {
            Ok(reply) => Ok(Written::Done(reply.attributes)),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(Written::Refused(present(refusal.item.as_ref())))
                }
                _ => Err(unavailable(OPERATION, &error)),
            },
        }
    }

    /// Deletes an item on a condition. A refusal gives the item that is there, if there is one.
    pub(super) async fn delete<const N: usize>(
        &self,
        key: &Key,
        condition: &'static str,
        values: [(&'static str, AttributeValue); N],
    ) -> Result<Written, StoreError> {
        const OPERATION: &str = "DeleteItem";
        let request = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes()))
            .condition_expression(condition)
            .set_expression_attribute_names(Some(expr::names(&[condition])))
            .set_expression_attribute_values((N > 0).then(|| expr::values(values)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match send(OPERATION, Repeat::Always, fate, || request.clone().send()).await {
            Ok(_) => Ok(Written::Done(None)),
            Err(error) => match error.as_service_error() {
                Some(DeleteItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(Written::Refused(present(refusal.item.as_ref())))
                }
                _ => Err(unavailable(OPERATION, &error)),
            },
        }
    }

    /// Reads one page of the items of one kind in a partition, strongly consistent; the key to go
    /// on from if it is not the last.
    pub(super) async fn query(
        &self,
        pk: &str,
        prefix: &str,
        page: QueryPage,
    ) -> Result<(Vec<Item>, Option<Item>), StoreError> {
        const OPERATION: &str = "Query";
        let request = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression(expr::BEGINNING_WITH)
            .set_expression_attribute_names(Some(expr::names(&[expr::BEGINNING_WITH])))
            .set_expression_attribute_values(Some(expr::values([
                (":pk", expr::text(pk)),
                (":prefix", expr::text(prefix)),
            ])))
            .set_limit(page.limit)
            .set_exclusive_start_key(page.after)
            .consistent_read(true);
        let reply = send(OPERATION, Repeat::Always, fate, || request.clone().send())
            .await
            .map_err(|error| unavailable(OPERATION, &error))?;
        let next = reply.last_evaluated_key.filter(|key| !key.is_empty());
        Ok((reply.items.unwrap_or_default(), next))
    }
}

/// The item that came with a failed condition; an empty one means that there is none.
pub(super) fn present(item: Option<&Item>) -> Option<Item> {
    item.filter(|item| !item.is_empty()).cloned()
}
