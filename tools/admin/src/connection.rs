//! The way to the table.

use std::time::Duration;

use accounts::{
    config::{AwsSettings, CaBundle, Vars},
    store::dynamo::{Credentials, DynamoStore, connect::https_client},
};
use aws_config::{BehaviorVersion, Region, timeout::TimeoutConfig};
use aws_sdk_dynamodb::Client;

use crate::{cli::Global, failure::Failure};

/// Bulk writes on a new table wait for it to scale: longer than a function would.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
const OPERATION_TIMEOUT: Duration = Duration::from_mins(1);

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) table: String,
    pub(crate) client: Client,
    /// Where DynamoDB is.
    pub(crate) address: String,
    pub(crate) store: DynamoStore,
}

impl Connection {
    /// Connects to the table by the SDK's own chain of credentials; with `--endpoint` and none in
    /// the environment, by made-up ones, which local engines take.
    pub(crate) async fn open(global: &Global) -> Result<Self, Failure> {
        let table = global.table.clone().ok_or(Failure::NoTable)?;
        let vars = Vars::from_env();
        let ca_bundle = CaBundle::from_vars(&vars)?;
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(https_client(ca_bundle.as_ref()));
        if let Some(endpoint) = &global.endpoint {
            loader = loader.endpoint_url(endpoint);
            if AwsSettings::from_vars(&vars, "AWS_ENDPOINT_URL_DYNAMODB").is_err() {
                loader = loader
                    .region(Region::new("us-east-1"))
                    .credentials_provider(Credentials::from_keys("local", "local", None));
            }
        }
        let config = loader.load().await;
        let region = config.region().ok_or(Failure::NoRegion)?;
        let address = (global.endpoint.clone())
            .or_else(|| vars.optional("AWS_ENDPOINT_URL_DYNAMODB"))
            .or_else(|| config.endpoint_url().map(str::to_owned))
            .unwrap_or_else(|| format!("https://dynamodb.{region}.amazonaws.com"));
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(5))
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .operation_timeout(OPERATION_TIMEOUT)
            .build();
        let config = aws_sdk_dynamodb::config::Builder::from(&config)
            .timeout_config(timeouts)
            .build();
        let client = Client::from_conf(config);
        let store = DynamoStore::new(client.clone(), table.clone());
        Ok(Self {
            table,
            client,
            address,
            store,
        })
    }
}
