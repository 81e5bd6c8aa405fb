//! The client: built directly, without `aws-config`, whose full chain costs every cold start a
//! second HTTP client and an STS client that a Lambda function has no use for.

use std::time::Duration;

pub use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedHttpClient};
use aws_sdk_dynamodb::types::KeysAndAttributes;
use aws_sdk_dynamodb::{Client, Config};

use super::{DynamoStore, expr, keys};
use crate::{config::CaBundle, https};

/// Amazon's root certificates, all that AWS endpoints chain up to: Amazon Root CA 1 to 4 and
/// Starfield Services G2, the first of which ends in December 2037. The system's 145 would cost a
/// cold start 9 million instructions.
const ROOTS: &[u8] = include_bytes!("amazon-roots.pem");

/// Tries of the SDK's own, within each of ours: one more, for a connection that died in a freeze.
const SDK_ATTEMPTS: u32 = 2;
const CONNECT_TIMEOUT: Duration = Duration::from_millis(800);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(3);
/// Below what load balancers keep, so that a thawed function seldom meets a dead connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(50);
const WARM_UP_TIMEOUT: Duration = Duration::from_secs(1);

/// Where the table is, and as whom to speak to it.
#[derive(Clone, Debug)]
pub struct DynamoSettings {
    /// The AWS region, e.g. `eu-central-1`.
    pub region: String,
    /// The function's credentials; their `Debug` form shows no secret.
    pub credentials: Credentials,
    /// Another address than the region's own, e.g. that of a local engine.
    pub endpoint: Option<String>,
    /// Other certificate authorities than Amazon's.
    pub ca_bundle: Option<CaBundle>,
}

/// A client with bounded time and few attempts. Opens nothing yet: see [`DynamoStore::warm_up`].
#[must_use]
pub fn connect(settings: &DynamoSettings) -> Client {
    Client::from_conf(config(settings, https_client(settings.ca_bundle.as_ref())).build())
}

/// The same through another HTTP client.
pub(super) fn config(
    settings: &DynamoSettings,
    http_client: SharedHttpClient,
) -> aws_sdk_dynamodb::config::Builder {
    let mut config = Config::builder();
    config.set_endpoint_url(settings.endpoint.clone());
    config
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .credentials_provider(settings.credentials.clone())
        .http_client(http_client)
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(SDK_ATTEMPTS)
                .with_initial_backoff(Duration::from_millis(25))
                .with_max_backoff(Duration::from_millis(200)),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                .operation_timeout(OPERATION_TIMEOUT)
                .build(),
        )
}

/// The HTTP client for AWS endpoints: rustls with ring, trusting Amazon's roots and no others, or
/// those of the bundle instead.
#[must_use]
pub fn https_client(bundle: Option<&CaBundle>) -> SharedHttpClient {
    let roots = bundle.map_or(ROOTS, CaBundle::pem);
    https::client(roots, CONNECT_TIMEOUT, IDLE_TIMEOUT)
}

impl DynamoStore {
    /// Opens the connection, during a function's init, when it has a full core: reads a key that is
    /// never written, by `BatchGetItem`, which every function that has a table may call, if it names
    /// what it reads. Takes at most a second; a failure changes nothing, the first call then opens the
    /// connection.
    pub async fn warm_up(&self) {
        let Ok(asked) = KeysAndAttributes::builder()
            .keys(keys::nobody().attributes())
            .projection_expression(expr::KEY)
            .set_expression_attribute_names(Some(expr::names(&[expr::KEY])))
            .build()
        else {
            return;
        };
        let once = aws_sdk_dynamodb::config::Builder::new().retry_config(RetryConfig::disabled());
        let read = self
            .client
            .batch_get_item()
            .request_items(&self.table, asked)
            .customize()
            .config_override(once)
            .send();
        if !matches!(tokio::time::timeout(WARM_UP_TIMEOUT, read).await, Ok(Ok(_))) {
            tracing::debug!("the table did not answer during init");
        }
    }
}
