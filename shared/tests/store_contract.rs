//! The store's contract, held by DynamoDB's embedded stand-in always, and by the engine or table at
//! `ACCOUNTS_DYNAMODB_ENDPOINT` when that is set.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

use std::io::Write as _;
use std::pin::Pin;
use std::time::{Duration, Instant};

use accounts::domain::Digest;
use accounts::store::dynamo::{Credentials, DynamoSettings, DynamoStore, connect, create_table};
use accounts::store::{AttemptStore as _, StoreError};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;

fn settings(endpoint: String) -> DynamoSettings {
    DynamoSettings {
        region: "eu-central-1".to_owned(),
        credentials: Credentials::from_keys("local", "local", None),
        endpoint: Some(endpoint),
        ca_bundle: None,
    }
}

/// An engine of its own, which ends with the test.
async fn engine() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let database = dynoxide::Database::memory().unwrap();
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    endpoint
}

async fn table_at(endpoint: String, table: &str) -> DynamoStore {
    // Hundreds of calls at once on a busy machine: what is tested is the outcome, not the time.
    let patient = TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_mins(1))
        .operation_timeout(Duration::from_mins(1))
        .build();
    let config = connect(&settings(endpoint)).config().to_builder();
    let client = Client::from_conf(config.timeout_config(patient).build());
    create_table(&client, table).await.unwrap();
    DynamoStore::new(client, table)
}

macro_rules! on_the_embedded_engine {
    ($($group:ident { $($claim:ident)* })*) => {
        mod embedded {
            $(mod $group {
                use crate::{engine, table_at};

                $(#[tokio::test]
                async fn $claim() {
                    let store = table_at(engine().await, "accounts").await;
                    ::accounts::store::contract::$group::$claim(&store).await.unwrap();
                })*
            })*
        }
    };
}

accounts::for_each_store_claim!(on_the_embedded_engine);

// The store that the race explorer explores promises the same.
macro_rules! on_the_store_in_memory {
    ($($group:ident { $($claim:ident)* })*) => {
        mod memory {
            $(mod $group {
                $(#[tokio::test]
                async fn $claim() {
                    let store = ::accounts::store::memory::MemoryStore::default();
                    ::accounts::store::contract::$group::$claim(&store).await.unwrap();
                })*
            })*
        }
    };
}

accounts::for_each_store_claim!(on_the_store_in_memory);

/// A claim that is about to be tried.
type Trying<'store> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + 'store>>;

// Each made in a function of its own: side by side they would not fit on a test's stack.
macro_rules! claims {
    ($($group:ident { $($claim:ident)* })*) => {
        const CLAIMS: &[(&str, fn(&DynamoStore) -> Trying<'_>)] = &[$($((
            stringify!($claim),
            |store| Box::pin(accounts::store::contract::$group::$claim(store)),
        ),)*)*];
    };
}

accounts::for_each_store_claim!(claims);

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the engine to test against is named by whoever runs the tests"
)]
async fn the_contract_holds_on_the_engine_named_by_the_environment() {
    let Ok(endpoint) = std::env::var("ACCOUNTS_DYNAMODB_ENDPOINT") else {
        // Not by eprintln!, which the test runner keeps to itself when a test passes.
        writeln!(
            std::io::stderr(),
            "\n*** ACCOUNTS_DYNAMODB_ENDPOINT is not set: \
             the store's contract ran on the embedded engine ONLY ***\n"
        )
        .unwrap();
        return;
    };
    let store = table_at(endpoint, "accounts-contract").await;

    for (name, claim) in CLAIMS {
        let held = claim(&store).await;
        held.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    }
}

#[tokio::test]
async fn making_the_table_again_changes_nothing_and_warming_up_finds_nothing() {
    let endpoint = engine().await;
    let first = table_at(endpoint.clone(), "accounts").await;
    first.warm_up().await;

    let second = table_at(endpoint, "accounts").await;

    let key = Digest::of(b"nothing");
    assert_eq!(second.find_attempt(key).await.unwrap(), None);
}

#[tokio::test]
async fn warming_up_ends_within_its_second_when_nobody_answers() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let store = DynamoStore::new(connect(&settings(endpoint)), "accounts");
    let begun = Instant::now();

    store.warm_up().await;

    assert!(begun.elapsed() < Duration::from_secs(2));
}
