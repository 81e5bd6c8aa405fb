//! Amazon's authorization page, where a login attempt goes to.

use url::Url;

use crate::{
    config::{ConfigError, Vars, is_loopback_host},
    domain::LoginAttempt,
};

/// Amazon's authorization page for this client.
#[derive(Debug)]
pub struct AuthorizationPage {
    url: Url,
    client_id: String,
    scope: String,
}

impl AuthorizationPage {
    /// Amazon's page for North America.
    const DEFAULT_URL: &str = "https://www.amazon.com/ap/oa";

    /// Reads `LWA_CLIENT_ID`, `LWA_AUTHORIZE_URL` and `LWA_SCOPE`.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        let url = vars.parsed(
            "LWA_AUTHORIZE_URL",
            "the whole address of Amazon's authorization page",
            Self::default_url()?,
        )?;
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback_host(&url)) {
            return Err(ConfigError::new("LWA_AUTHORIZE_URL", "must be https"));
        }
        let scope = vars
            .optional("LWA_SCOPE")
            .unwrap_or_else(|| "profile".to_owned());
        let known = ["profile", "profile:user_id", "postal_code"];
        if !scope.split(' ').all(|one| known.contains(&one)) {
            return Err(ConfigError::new(
                "LWA_SCOPE",
                "must be profile, profile:user_id or postal_code, or several with blanks between",
            ));
        }
        let client_id = vars.required("LWA_CLIENT_ID")?;
        if !client_id.bytes().all(|b| b.is_ascii_graphic()) || client_id.len() > 100 {
            return Err(ConfigError::new(
                "LWA_CLIENT_ID",
                "must be at most 100 characters without blanks",
            ));
        }
        Ok(Self {
            url,
            client_id,
            scope,
        })
    }

    fn default_url() -> Result<Url, ConfigError> {
        Url::parse(Self::DEFAULT_URL)
            .map_err(|_| ConfigError::new("LWA_AUTHORIZE_URL", "must be an address"))
    }

    /// The authorization request (RFC 6749 4.1.1, RFC 7636 4.3).
    #[must_use]
    pub fn address(&self, attempt: &LoginAttempt, redirect_uri: &str) -> String {
        let mut url = self.url.clone();
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("scope", &self.scope)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("state", attempt.state().as_str())
            .append_pair("code_challenge", &attempt.code_challenge())
            .append_pair("code_challenge_method", "S256");
        // Amazon documents `%20` between scopes. No value here has a plus sign of its own.
        String::from(url).replace('+', "%20")
    }
}
