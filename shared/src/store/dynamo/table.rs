//! The table itself, for the local stack and tests. Deployed, it is made by its own template.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableStatus,
    TimeToLiveSpecification,
};

use super::keys::{PK, SK};
use super::send::{gave_up, unavailable};
use crate::store::StoreError;

const EXPIRES_AT: &str = "expires_at";
const POLLS: u32 = 60;
const POLL_PAUSE: Duration = Duration::from_millis(500);

/// Makes the table, paid by use, its TTL on `expires_at`, and waits until it can be used. Does
/// nothing if it is there. Of two concurrent calls one makes it.
pub async fn create_table(client: &Client, table: &str) -> Result<(), StoreError> {
    const OPERATION: &str = "CreateTable";
    let unbuilt = |_| gave_up(OPERATION, "the request could not be built");
    let mut request = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in [(PK, KeyType::Hash), (SK, KeyType::Range)] {
        request = request
            .attribute_definitions(
                AttributeDefinition::builder()
                    .attribute_name(name)
                    .attribute_type(ScalarAttributeType::S)
                    .build()
                    .map_err(unbuilt)?,
            )
            .key_schema(
                KeySchemaElement::builder()
                    .attribute_name(name)
                    .key_type(kind)
                    .build()
                    .map_err(unbuilt)?,
            );
    }
    if let Err(error) = request.send().await {
        return match error.as_service_error() {
            Some(CreateTableError::ResourceInUseException(_)) => {
                wait_until_active(client, table).await
            }
            _ => Err(unavailable(OPERATION, &error)),
        };
    }
    wait_until_active(client, table).await?;
    let ttl = TimeToLiveSpecification::builder()
        .enabled(true)
        .attribute_name(EXPIRES_AT)
        .build()
        .map_err(unbuilt)?;
    client
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(ttl)
        .send()
        .await
        .map_err(|error| unavailable("UpdateTimeToLive", &error))?;
    Ok(())
}

async fn wait_until_active(client: &Client, table: &str) -> Result<(), StoreError> {
    const OPERATION: &str = "DescribeTable";
    for _ in 0..POLLS {
        let reply = client
            .describe_table()
            .table_name(table)
            .send()
            .await
            .map_err(|error| unavailable(OPERATION, &error))?;
        let status = reply.table.and_then(|table| table.table_status);
        if status == Some(TableStatus::Active) {
            return Ok(());
        }
        tokio::time::sleep(POLL_PAUSE).await;
    }
    Err(gave_up(OPERATION, "the table does not become active"))
}
