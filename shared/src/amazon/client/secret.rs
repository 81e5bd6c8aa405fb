//! The client secret: where it comes from, and who keeps it.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_sdk_secretsmanager::config::retry::RetryConfig;
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use aws_sdk_secretsmanager::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_secretsmanager::{Client, Config};
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

use super::AmazonError;
use crate::domain::Invalid;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(3);
const ATTEMPTS: u32 = 2;
const BACKOFF: Duration = Duration::from_millis(50);

/// The secret that Amazon gave this site. Never shown: `Debug` is redacted, there is no `Display`
/// and no `Serialize`; the text is wiped on drop.
#[derive(Clone)]
pub struct ClientSecret(SecretString);

impl ClientSecret {
    /// Takes a secret without the white space around it, which pasting leaves. Refuses one that is
    /// empty, has blanks or anything but printable ASCII in it, or is a JSON object, the form in
    /// which the console of Secrets Manager likes to store things. No upper bound on its length:
    /// Amazon's are longer than its documents say.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        super::settings::checked(text)
            .filter(|secret| !secret.starts_with('{'))
            .map(|secret| Self(SecretString::from(secret)))
            .ok_or(Invalid::new("client secret"))
    }

    /// The secret itself, for the one request that needs it.
    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for ClientSecret {
    fn eq(&self, other: &Self) -> bool {
        self.expose()
            .as_bytes()
            .ct_eq(other.expose().as_bytes())
            .into()
    }
}

impl Eq for ClientSecret {}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

/// Where the client secret comes from.
#[derive(Clone)]
pub enum ClientSecretSource {
    /// From a setting; for local runs only.
    Fixed(ClientSecret),
    /// From AWS Secrets Manager: the bare string behind an ARN, fetched when it is first needed and
    /// once more when Amazon stops accepting it.
    SecretsManager {
        /// The ARN of the secret.
        arn: String,
        /// See [`secrets_manager_client`].
        client: Client,
    },
}

impl fmt::Debug for ClientSecretSource {
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

/// Keeps the secret once it was fetched. Two requests that both find it missing fetch it twice,
/// which is harmless; nothing is held locked while one waits.
pub(super) struct SecretKeeper {
    pub(super) source: ClientSecretSource,
    kept: Mutex<Option<ClientSecret>>,
}

impl SecretKeeper {
    pub(super) const fn new(source: ClientSecretSource) -> Self {
        Self {
            source,
            kept: Mutex::new(None),
        }
    }

    /// The secret to use now.
    pub(super) async fn current(&self) -> Result<ClientSecret, AmazonError> {
        let (arn, client) = match &self.source {
            ClientSecretSource::Fixed(secret) => return Ok(secret.clone()),
            ClientSecretSource::SecretsManager { arn, client } => (arn, client),
        };
        if let Some(secret) = self.kept() {
            return Ok(secret);
        }
        let secret = fetch(client, arn).await?;
        self.keep(secret.clone());
        Ok(secret)
    }

    /// The secret to use after Amazon refused `used`; `None` if it is still the same.
    pub(super) async fn changed_since(
        &self,
        used: &ClientSecret,
    ) -> Result<Option<ClientSecret>, AmazonError> {
        let ClientSecretSource::SecretsManager { arn, client } = &self.source else {
            return Ok(None);
        };
        let secret = fetch(client, arn).await?;
        self.keep(secret.clone());
        Ok((secret != *used).then_some(secret))
    }

    fn kept(&self) -> Option<ClientSecret> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, secret: ClientSecret) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret);
    }
}

/// Without the secret there is no sign-in; there is nothing to fall back to.
async fn fetch(client: &Client, arn: &str) -> Result<ClientSecret, AmazonError> {
    let answer = client
        .get_secret_value()
        .secret_id(arn)
        .send()
        .await
        .map_err(|error| {
            let code = error.code().unwrap_or_else(|| kind(&error));
            tracing::warn!(code, "the client secret cannot be fetched");
            AmazonError::Unavailable {
                reason: "the client secret cannot be fetched".to_owned(),
            }
        })?;
    answer
        .secret_string()
        .and_then(|text| ClientSecret::parse(text).ok())
        .ok_or(AmazonError::Misconfigured {
            error: "the client secret is not a bare string",
        })
}

fn kind<E, R>(error: &SdkError<E, R>) -> &'static str {
    match error {
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ResponseError(_) => "an answer that is not understood",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_loses_pasted_white_space_and_never_shows_itself() {
        let secret = ClientSecret::parse(" amzn1.oa2-cs.v1.abcdef \n").unwrap();

        assert_eq!(secret.expose(), "amzn1.oa2-cs.v1.abcdef");
        assert_eq!(format!("{secret:?}"), "ClientSecret(…)");
        assert_eq!(
            format!("{:?}", ClientSecretSource::Fixed(secret)),
            "Fixed(ClientSecret(…))"
        );
    }

    #[test]
    fn a_secret_that_cannot_be_one_is_refused() {
        for bad in ["", " \n", "a b", "a\nb", "é", "{\"secret\":\"a\"}"] {
            assert!(ClientSecret::parse(bad).is_err(), "{bad:?}");
        }
        assert!(ClientSecret::parse(&"a".repeat(500)).is_ok());
    }
}
