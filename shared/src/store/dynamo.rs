//! The store on DynamoDB.
//!
//! `docs/table.md` lists every access: pattern, key, call, condition. Single items are written by
//! one conditional call; where several must agree, by one transaction. Conflicts and throttles are
//! tried again for about a second; a failed condition is never tried again, it is the answer.

mod accounts;
pub mod actions;
mod attempts;
mod changes;
pub mod connect;
mod creation;
mod expr;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod import;
mod items;
mod keys;
mod limits;
mod mailbox;
mod merge;
mod operator;
mod send;
mod sessions;
mod single;
mod sites;
pub mod table;
#[cfg(test)]
mod tests;
mod tickets;
mod transaction;

use aws_sdk_dynamodb::Client;

pub use connect::{Credentials, DynamoSettings, connect};
pub use table::create_table;

use super::StoreError;

/// The store on one DynamoDB table.
#[derive(Clone, Debug)]
pub struct DynamoStore {
    client: Client,
    table: String,
}

impl DynamoStore {
    /// A store on `table`, through a client as [`connect()`] makes it.
    #[must_use]
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self {
            client,
            table: table.into(),
        }
    }

    /// Makes the table if it is not there: see [`create_table`].
    pub async fn create_table(&self) -> Result<(), StoreError> {
        create_table(&self.client, &self.table).await
    }
}
