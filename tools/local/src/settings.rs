//! The environment that the functions of the local stack see.

use std::collections::BTreeMap;

use accounts::config::Vars;
use lwa_emulator::SIBLING_CLIENT_ID;
use url::Url;

use crate::site::BRAND;

/// Settings that may come from our own environment instead of the template's defaults.
const PASSED_ON: [&str; 23] = [
    "ACCENT_COLOR",
    "ALLOWED_ORIGINS",
    "AWS_REGION",
    "FIRST_SIGN_IN",
    "LIMIT_LINK_AMAZON",
    "LIMIT_LINK_DAY",
    "LIMIT_LINK_HOUR",
    "LIMIT_MAIL_ADDRESS",
    "LIMIT_MAIL_SOURCE",
    "LIMIT_PASSWORD",
    "LIMIT_PASSWORD_TOTAL",
    "LIMIT_PER_SOURCE",
    "LIMIT_REGISTER",
    "LOGO_URL",
    "LWA_APP_CLIENT_IDS",
    "LWA_SCOPE",
    "MERGE_WITHIN_HOURS",
    "PASSWORD_MIN_CHARS",
    "PRIVACY_URL",
    "SESSION_ABSOLUTE_DAYS",
    "SESSION_IDLE_HOURS",
    "SITE_NAME",
    "TERMS_URL",
];

/// Name of the table.
pub(crate) const TABLE: &str = "accounts";

/// The key by which calls to the site's own accounts are signed, unless the environment has another.
pub(crate) const SAMPLE_SIGNING_KEY: &str = "sample-key-of-the-local-stack-0123456789";

/// Who letters come from.
const SENDER: &str = "Harbour Lane <accounts@harbour-lane.example>";

/// Login with Amazon, as the functions reach it.
pub(crate) struct Amazon {
    pub(crate) authorize_url: String,
    pub(crate) api_url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
}

impl Amazon {
    /// The four addresses below `base`, with the client of our environment or the sample one.
    pub(crate) fn at(base: &Url, env: &Vars<'_>) -> Self {
        let base = base.as_str().trim_end_matches('/');
        Self {
            authorize_url: format!("{base}/ap/oa"),
            api_url: base.to_owned(),
            client_id: env.optional("LWA_CLIENT_ID").unwrap_or_else(|| {
                "amzn1.application-oa2-client.10ca15ed0f5a3b1e9d8c7b6a59483726".to_owned()
            }),
            client_secret: env
                .optional("LWA_CLIENT_SECRET")
                .unwrap_or_else(|| "sample-secret-of-the-local-stack".to_owned()),
        }
    }
}

/// Every setting, by the name of its environment variable.
pub(crate) fn environment(
    public_url: &str,
    amazon: &Amazon,
    dynamodb_url: &str,
    existing_accounts_url: Option<&Url>,
    env: &Vars<'_>,
) -> BTreeMap<String, String> {
    let credential = |name| env.optional(name).unwrap_or_else(|| "local".to_owned());
    let mut settings: BTreeMap<String, String> = [
        ("PUBLIC_URL", public_url),
        // Where a front end's own server usually is on a laptop.
        ("ALLOWED_ORIGINS", "http://localhost:8080"),
        ("TABLE_NAME", TABLE),
        ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_url),
        ("AWS_REGION", "us-east-1"),
        ("LWA_AUTHORIZE_URL", &amazon.authorize_url),
        ("LWA_API_URL", &amazon.api_url),
        ("LWA_CLIENT_ID", &amazon.client_id),
        ("LWA_CLIENT_SECRET", &amazon.client_secret),
        // The emulator's second app of the same company stands for the site's mobile app.
        ("LWA_APP_CLIENT_IDS", SIBLING_CLIENT_ID),
        // One machine is one source: no limit, or load tests would find it.
        ("LIMIT_MAIL_SOURCE", "0"),
        ("LIMIT_PER_SOURCE", "0"),
        ("LIMIT_REGISTER", "0"),
        ("AWS_ACCESS_KEY_ID", &credential("AWS_ACCESS_KEY_ID")),
        (
            "AWS_SECRET_ACCESS_KEY",
            &credential("AWS_SECRET_ACCESS_KEY"),
        ),
    ]
    .into_iter()
    .chain(BRAND)
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    for name in PASSED_ON {
        if let Some(value) = env.optional(name) {
            settings.insert(name.to_owned(), value);
        }
    }
    if let Some(url) = existing_accounts_url {
        let key = env.optional("EXISTING_ACCOUNTS_KEY");
        let key = key.unwrap_or_else(|| SAMPLE_SIGNING_KEY.to_owned());
        settings.insert("EXISTING_ACCOUNTS_URL".to_owned(), url.to_string());
        settings.insert("EXISTING_ACCOUNTS_KEY".to_owned(), key);
    }
    if let Some(token) = env.optional("AWS_SESSION_TOKEN") {
        settings.insert("AWS_SESSION_TOKEN".to_owned(), token);
    }
    settings
}

/// What sends mail to the outbox at this address.
pub(crate) fn mail(outbox_url: String) -> [(String, String); 2] {
    [
        ("MAIL_FROM".to_owned(), SENDER.to_owned()),
        ("AWS_ENDPOINT_URL_SESV2".to_owned(), outbox_url),
    ]
}
