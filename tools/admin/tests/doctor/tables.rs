//! Tables as they should be, and as they should not.

use accounts::store::dynamo::create_table;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};

use crate::{checkup::Checkup, engine};

async fn examined(endpoint: &str) -> Checkup {
    Checkup::with(&["--table", "accounts", "--endpoint", endpoint]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_of_ours_is_recognised_and_a_call_the_engine_lacks_is_no_crash() {
    let (client, endpoint) = engine::start().await;
    create_table(&client, "accounts").await.unwrap();

    let checkup = examined(&endpoint).await;

    for check in ["table", "table.key", "table.billing", "table.ttl"] {
        assert_eq!(checkup.of(check).0, "ok", "{checkup:?}");
    }
    let (level, said) = checkup.of("table.recovery");
    assert_eq!(level, "unknown");
    assert!(said.starts_with("can't be told here"), "{said}");
    // The local engine's table can be deleted, and doctor says so.
    assert_eq!(checkup.of("table.protection").0, "problem");
    assert_eq!(checkup.code, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_key_a_fixed_capacity_and_no_ttl_are_found() {
    let (client, endpoint) = engine::start().await;
    let attribute = AttributeDefinition::builder()
        .attribute_name("id")
        .attribute_type(ScalarAttributeType::S)
        .build();
    let key = KeySchemaElement::builder()
        .attribute_name("id")
        .key_type(KeyType::Hash)
        .build();
    let throughput = aws_sdk_dynamodb::types::ProvisionedThroughput::builder()
        .read_capacity_units(1)
        .write_capacity_units(1)
        .build();
    client
        .create_table()
        .table_name("accounts")
        .attribute_definitions(attribute.unwrap())
        .key_schema(key.unwrap())
        .billing_mode(BillingMode::Provisioned)
        .provisioned_throughput(throughput.unwrap())
        .send()
        .await
        .unwrap();

    let checkup = examined(&endpoint).await;

    assert_eq!(checkup.code, 3);
    assert_eq!(checkup.of("table.key").0, "problem");
    assert_eq!(checkup.of("table.billing").0, "warning");
    let (level, said) = checkup.of("table.ttl");
    assert_eq!((level, said.starts_with("TTL is off")), ("problem", true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_is_not_there_is_a_finding() {
    let (_, endpoint) = engine::start().await;

    let checkup = examined(&endpoint).await;

    assert_eq!(checkup.code, 3);
    let (level, said) = checkup.of("table");
    assert_eq!(level, "problem");
    assert!(
        said.starts_with("there is no table accounts at http://127.0.0.1"),
        "{said}"
    );
}
