//! Secrets of others' that a function needs: where they come from, and who keeps them.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_secretsmanager::config::retry::RetryConfig;
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_secretsmanager::{Client, Config};

use crate::domain::Invalid;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(3);
const ATTEMPTS: u32 = 2;
const BACKOFF: Duration = Duration::from_millis(50);

/// A secret that may lie in AWS Secrets Manager as a bare string.
pub trait StoredSecret: Clone + Eq + Send + Sync + 'static {
    /// What it is called in a log.
    const NAME: &'static str;

    /// Takes the string.
    fn parse_stored(text: &str) -> Result<Self, Invalid>;
}

/// Where a secret comes from.
#[derive(Clone)]
pub enum SecretSource<T> {
    /// From a setting; for local runs only.
    Fixed(T),
    /// From AWS Secrets Manager: the bare string behind an ARN, fetched when it is first needed and
    /// once more when it is no longer accepted.
    SecretsManager {
        /// The ARN of the secret.
        arn: String,
        /// See [`secrets_manager_client`].
        client: Client,
    },
}

impl<T: fmt::Debug> fmt::Debug for SecretSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(secret) => f.debug_tuple("Fixed").field(secret).finish(),
            Self::SecretsManager { arn, .. } => f
                .debug_struct("SecretsManager")
                .field("arn", arn)
                .finish_non_exhaustive(),
        }
    }
}

/// A client of AWS Secrets Manager with bounded time, built directly: the general chain of
/// `aws-config` costs every cold start a second HTTP client that a function has no use for.
///
/// `http_client` is best shared with the other AWS clients of the process.
#[must_use]
pub fn secrets_manager_client(
    region: String,
    credentials: Credentials,
    endpoint_url: Option<String>,
    http_client: SharedHttpClient,
) -> Client {
    let mut config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .credentials_provider(credentials)
        .http_client(http_client)
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(ATTEMPTS)
                .with_initial_backoff(BACKOFF),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .operation_timeout(OPERATION_TIMEOUT)
                .build(),
        );
    config.set_endpoint_url(endpoint_url);
    Client::from_conf(config.build())
}

/// Why there is no secret. There is nothing to fall back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoSecret {
    /// It cannot be fetched now.
    Unavailable,
    /// What lies there is not a bare string of its form.
    NotBare,
}

/// Keeps the secret once it was fetched. Two requests that both find it missing fetch it twice,
/// which is harmless; nothing is held locked while one waits.
pub(crate) struct SecretKeeper<T> {
    pub(crate) source: SecretSource<T>,
    kept: Mutex<Option<T>>,
}

impl<T: StoredSecret> SecretKeeper<T> {
    pub(crate) const fn new(source: SecretSource<T>) -> Self {
        Self {
            source,
            kept: Mutex::new(None),
        }
    }

    /// The secret to use now.
    pub(crate) async fn current(&self) -> Result<T, NoSecret> {
        let (arn, client) = match &self.source {
            SecretSource::Fixed(secret) => return Ok(secret.clone()),
            SecretSource::SecretsManager { arn, client } => (arn, client),
        };
        if let Some(secret) = self.kept() {
            return Ok(secret);
        }
        let secret: T = fetch(client, arn).await?;
        self.keep(secret.clone());
        Ok(secret)
    }

    /// The secret to use after `used` was refused; `None` if it is still the same.
    pub(crate) async fn changed_since(&self, used: &T) -> Result<Option<T>, NoSecret> {
        let SecretSource::SecretsManager { arn, client } = &self.source else {
            return Ok(None);
        };
        let secret: T = fetch(client, arn).await?;
        self.keep(secret.clone());
        Ok((secret != *used).then_some(secret))
    }

    fn kept(&self) -> Option<T> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, secret: T) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret);
    }
}

async fn fetch<T: StoredSecret>(client: &Client, arn: &str) -> Result<T, NoSecret> {
    let answer = client
        .get_secret_value()
        .secret_id(arn)
        .send()
        .await
        .map_err(|error| {
            let code = error.code().unwrap_or_else(|| kind(&error));
            tracing::warn!(code, secret = T::NAME, "a secret cannot be fetched");
            NoSecret::Unavailable
        })?;
    answer
        .secret_string()
        .and_then(|text| T::parse_stored(text).ok())
        .ok_or(NoSecret::NotBare)
}

fn kind<E, R>(error: &SdkError<E, R>) -> &'static str {
    match error {
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "an answer that is not understood",
        _ => "unknown",
    }
}
