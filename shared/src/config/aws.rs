//! What an AWS client needs to know, from the variables that Lambda sets.

use std::fmt;

use secrecy::SecretString;

use super::{ConfigError, Vars};

/// Region, credentials and endpoint. Read straight from the environment: inside a Lambda they are
/// always there, and the SDK's general chain costs a second HTTP client at every cold start.
#[derive(Clone)]
pub struct AwsSettings {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: SecretString,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: Option<SecretString>,
    /// The service's own `AWS_ENDPOINT_URL_…`, or `AWS_ENDPOINT_URL`, where a local engine is used.
    pub endpoint_url: Option<String>,
}

impl AwsSettings {
    /// Reads them, with the endpoint variable of one service.
    pub fn from_vars(vars: &Vars<'_>, endpoint: &'static str) -> Result<Self, ConfigError> {
        Ok(Self {
            region: vars.required("AWS_REGION")?,
            access_key_id: vars.required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: vars.required("AWS_SECRET_ACCESS_KEY")?.into(),
            session_token: vars.optional("AWS_SESSION_TOKEN").map(Into::into),
            endpoint_url: vars
                .optional(endpoint)
                .or_else(|| vars.optional("AWS_ENDPOINT_URL")),
        })
    }
}

impl fmt::Debug for AwsSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsSettings")
            .field("region", &self.region)
            .field("endpoint_url", &self.endpoint_url)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "aws")]
impl AwsSettings {
    /// The credentials as the SDK takes them. They last as long as the sandbox does.
    #[must_use]
    pub fn credentials(&self) -> aws_credential_types::Credentials {
        use secrecy::ExposeSecret as _;
        aws_credential_types::Credentials::new(
            self.access_key_id.clone(),
            self.secret_access_key.expose_secret(),
            self.session_token
                .as_ref()
                .map(|token| token.expose_secret().to_owned()),
            None,
            "environment",
        )
    }
}

#[cfg(feature = "dynamo")]
impl crate::store::dynamo::DynamoStore {
    /// The store on `TABLE_NAME`, reached with the function's own credentials.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        use super::CaBundle;
        use crate::store::dynamo::{DynamoSettings, connect};
        let aws = AwsSettings::from_vars(vars, "AWS_ENDPOINT_URL_DYNAMODB")?;
        let client = connect(&DynamoSettings {
            region: aws.region.clone(),
            credentials: aws.credentials(),
            endpoint: aws.endpoint_url,
            ca_bundle: CaBundle::from_vars(vars)?,
        });
        Ok(Self::new(client, vars.required("TABLE_NAME")?))
    }
}

/// What lies behind an ARN in Secrets Manager, reached with the function's own credentials.
#[cfg(all(feature = "secrets", feature = "dynamo"))]
fn stored<T>(
    vars: &Vars<'_>,
    arn: String,
) -> Result<crate::stored_secret::SecretSource<T>, ConfigError> {
    use crate::stored_secret::{SecretSource, secrets_manager_client};
    let aws = AwsSettings::from_vars(vars, "AWS_ENDPOINT_URL_SECRETS_MANAGER")?;
    let bundle = super::CaBundle::from_vars(vars)?;
    let client = secrets_manager_client(
        aws.region.clone(),
        aws.credentials(),
        aws.endpoint_url,
        crate::store::dynamo::connect::https_client(bundle.as_ref()),
    );
    Ok(SecretSource::SecretsManager { arn, client })
}

#[cfg(all(feature = "existing", feature = "dynamo"))]
impl crate::existing::ExistingAccountsClient {
    /// The client of the site at `EXISTING_ACCOUNTS_URL`, if it keeps its own accounts, with the key of
    /// exactly one of `EXISTING_ACCOUNTS_KEY_ARN` and `EXISTING_ACCOUNTS_KEY`. A key without an address
    /// is refused: forgetting one setting must not make an account system of its own.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Option<Self>, ConfigError> {
        use crate::existing::{ExistingAccountsSettings, SigningKey};
        use crate::stored_secret::SecretSource;
        const URL: &str = "EXISTING_ACCOUNTS_URL";
        const KEY: &str = "EXISTING_ACCOUNTS_KEY";
        const ARN: &str = "EXISTING_ACCOUNTS_KEY_ARN";
        let (key, arn) = (vars.optional(KEY), vars.optional(ARN));
        let Some(url) = vars.optional(URL) else {
            return match key.or(arn) {
                Some(_) => Err(ConfigError::new(URL, "must be set together with the key")),
                None => Ok(None),
            };
        };
        let key = match (key, arn) {
            (Some(key), None) => {
                SigningKey::parse(&key)
                    .map(SecretSource::Fixed)
                    .map_err(|_| {
                        let problem = "must be at least 32 printable characters without blanks";
                        ConfigError::new(KEY, problem)
                    })?
            }
            (None, Some(arn)) => stored(vars, arn)?,
            (Some(_), Some(_)) => {
                let problem = "must not be set together with the ARN";
                return Err(ConfigError::new(KEY, problem));
            }
            (None, None) => return Err(ConfigError::new(ARN, "must be set")),
        };
        let url = url
            .parse()
            .map_err(|_| ConfigError::new(URL, "must be an address"))?;
        Self::new(ExistingAccountsSettings { url, key })
            .map(Some)
            .map_err(|error| ConfigError::new(URL, error.to_string()))
    }
}

#[cfg(all(feature = "amazon", feature = "dynamo"))]
impl crate::amazon::client::AmazonClient {
    /// The client of `LWA_API_URL`, with `LWA_CLIENT_ID`, the apps of `LWA_APP_CLIENT_IDS`, and the secret of exactly one of
    /// `LWA_CLIENT_SECRET_ARN` and `LWA_CLIENT_SECRET`.
    pub fn from_vars(vars: &Vars<'_>, redirect_uri: String) -> Result<Self, ConfigError> {
        use crate::amazon::client::{
            AmazonSettings, AmazonTimeouts, BuildError, ClientSecret, ClientSecretSource,
        };
        const SECRET: &str = "LWA_CLIENT_SECRET";
        const ARN: &str = "LWA_CLIENT_SECRET_ARN";
        let secret = match (vars.optional(SECRET), vars.optional(ARN)) {
            (Some(secret), None) => ClientSecret::parse(&secret)
                .map(ClientSecretSource::Fixed)
                .map_err(|_| ConfigError::new(SECRET, "must be the bare secret, without blanks"))?,
            (None, Some(arn)) => stored(vars, arn)?,
            (Some(_), Some(_)) => {
                return Err(ConfigError::new(
                    SECRET,
                    "must not be set together with the ARN",
                ));
            }
            (None, None) => return Err(ConfigError::new(ARN, "must be set")),
        };
        let api_url = vars
            .optional("LWA_API_URL")
            .unwrap_or_else(|| "https://api.amazon.com".to_owned());
        Self::new(AmazonSettings {
            api_url: api_url
                .parse()
                .map_err(|_| ConfigError::new("LWA_API_URL", "must be an address"))?,
            client_id: vars.required("LWA_CLIENT_ID")?,
            app_client_ids: vars.list("LWA_APP_CLIENT_IDS"),
            redirect_uri,
            secret,
            timeouts: AmazonTimeouts::default(),
        })
        .map_err(|error| {
            let name = match error {
                BuildError::AppClientId => "LWA_APP_CLIENT_IDS",
                BuildError::ClientId => "LWA_CLIENT_ID",
                _ => "LWA_API_URL",
            };
            ConfigError::new(name, error.to_string())
        })
    }
}

#[cfg(all(test, feature = "existing", feature = "dynamo"))]
mod tests {
    use super::*;
    use crate::existing::ExistingAccountsClient;

    const URL: (&str, &str) = ("EXISTING_ACCOUNTS_URL", "https://shop.example/accounts");
    const KEY: (&str, &str) = ("EXISTING_ACCOUNTS_KEY", "0123456789abcdef0123456789abcdef");
    const ARN: (&str, &str) = ("EXISTING_ACCOUNTS_KEY_ARN", "arn:aws:secretsmanager:…");

    /// Whether the site keeps its own accounts, or which setting is wrong.
    fn read(settings: &[(&str, &str)]) -> Result<bool, &'static str> {
        let vars = Vars::from_fn(|name| {
            let set = settings.iter().find(|(key, _)| *key == name);
            let aws = name.starts_with("AWS_") && !name.contains("BUNDLE");
            set.map(|(_, value)| (*value).to_owned())
                .or_else(|| aws.then(|| "http://127.0.0.1:9".to_owned()))
        });
        let client = ExistingAccountsClient::from_vars(&vars);
        client.map(|it| it.is_some()).map_err(|error| error.name)
    }

    #[test]
    fn the_site_is_asked_with_one_key_and_never_without() {
        assert_eq!(read(&[]), Ok(false));
        assert_eq!(read(&[URL, KEY]), Ok(true));
        assert_eq!(read(&[URL, ARN]), Ok(true));
        assert_eq!(read(&[URL]), Err(ARN.0));
        assert_eq!(read(&[URL, KEY, ARN]), Err(KEY.0));
        assert_eq!(read(&[URL, (KEY.0, "too short")]), Err(KEY.0));
    }

    #[test]
    fn an_address_that_is_forgotten_or_not_safe_is_refused() {
        assert_eq!(read(&[KEY]), Err(URL.0));
        assert_eq!(read(&[ARN]), Err(URL.0));
        for bad in ["shop.example", "http://shop.example", "https://a.b?c"] {
            assert_eq!(read(&[(URL.0, bad), KEY]), Err(URL.0), "{bad}");
        }
    }
}
