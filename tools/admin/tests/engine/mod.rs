//! The embedded engine, for tests of the command against a table of their own.

use accounts::store::dynamo::{Credentials, DynamoSettings, connect};
use aws_sdk_dynamodb::Client;

/// An engine without a table, served as long as the test's runtime lives: a client, and its address.
pub(crate) async fn start() -> (Client, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let database = dynoxide::Database::memory().unwrap();
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    let client = connect(&DynamoSettings {
        region: "us-east-1".to_owned(),
        credentials: Credentials::from_keys("local", "local", None),
        endpoint: Some(endpoint.clone()),
        ca_bundle: None,
    });
    (client, endpoint)
}
