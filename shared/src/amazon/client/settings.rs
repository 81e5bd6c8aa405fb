//! What the client is built from, checked once.

use std::time::Duration;

use http::Uri;
use url::Url;

use super::ClientSecretSource;
use crate::{config::is_loopback_host, domain::AccessToken};

/// What an [`AmazonClient`](super::AmazonClient) is built from.
#[derive(Debug)]
pub struct AmazonSettings {
    /// The base under which Amazon's endpoints lie, e.g. `https://api.amazon.com`. Plain http only
    /// for this machine itself.
    pub api_url: Url,
    /// The id that Amazon gave this site.
    pub client_id: String,
    /// The ids of the site's apps, whose access tokens are taken, too.
    pub app_client_ids: Vec<String>,
    /// The return URL, exactly as the authorization request named it.
    pub redirect_uri: String,
    /// Where the client secret comes from.
    pub secret: ClientSecretSource,
    /// How long Amazon may take.
    pub timeouts: AmazonTimeouts,
}

/// How long Amazon may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmazonTimeouts {
    /// To open a connection.
    pub connect: Duration,
    /// For one call, from opening the connection to the last byte of the answer.
    pub call: Duration,
    /// For everything: the secret, the exchange, profile and token check, and any second try.
    pub total: Duration,
}

impl Default for AmazonTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            call: Duration::from_secs(5),
            total: Duration::from_secs(12),
        }
    }
}

/// Why a client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The base address cannot be used.
    #[error("amazon's api address {0}")]
    ApiUrl(&'static str),
    /// The client id is empty or has blanks or other than ASCII characters in it.
    #[error("the client id is empty or has blanks or control characters in it")]
    ClientId,
    /// One of the apps' client ids is empty or has blanks or other than ASCII characters in it.
    #[error("an app's client id is empty or has blanks or control characters in it")]
    AppClientId,
    /// The return URL is empty or has blanks or other than ASCII characters in it.
    #[error("the return address is empty or has blanks or control characters in it")]
    RedirectUri,
}

/// Amazon's endpoints.
#[derive(Clone, Debug)]
pub(super) struct Endpoints {
    /// The root of their host; nothing lies there.
    pub(super) root: Uri,
    pub(super) token: Uri,
    pub(super) token_info: Uri,
    pub(super) profile: Uri,
}

impl Endpoints {
    pub(super) fn under(base: &Url) -> Result<Self, BuildError> {
        let is_bare = base.query().is_none()
            && base.fragment().is_none()
            && base.username().is_empty()
            && base.password().is_none();
        if !is_bare {
            return Err(BuildError::ApiUrl("has a query, a fragment or a user"));
        }
        match base.scheme() {
            "https" => {}
            "http" if is_loopback_host(base) => {}
            "http" => return Err(BuildError::ApiUrl("is plain http on another machine")),
            _ => return Err(BuildError::ApiUrl("is not https")),
        }
        let address = |path: &str| {
            let mut url = base.clone();
            url.set_path(path);
            let address = url.as_str().parse();
            address.map_err(|_| BuildError::ApiUrl("is not an address"))
        };
        let below = base.path().trim_end_matches('/');
        let endpoint = |path: &str| address(&format!("{below}{path}"));
        Ok(Self {
            root: address("/")?,
            token: endpoint("/auth/o2/token")?,
            token_info: endpoint("/auth/o2/tokeninfo")?,
            profile: endpoint("/user/profile")?,
        })
    }

    /// Where a token is described. The documented way to ask takes it in the query, percent-encoded: it
    /// contains `|`.
    pub(super) fn token_info_of(&self, token: &AccessToken) -> Uri {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("access_token", token.expose())
            .finish();
        let Ok(address) = format!("{}?{query}", self.token_info).parse() else {
            unreachable!("an address with a percent-encoded query is one");
        };
        address
    }
}

/// A setting without the white space that pasting leaves around it; `None` if it cannot be meant.
pub(super) fn checked(text: &str) -> Option<String> {
    let text = text.trim();
    let is_plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    is_plain.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints(base: &str) -> Result<Endpoints, BuildError> {
        Endpoints::under(&Url::parse(base).unwrap())
    }

    #[test]
    fn endpoints_lie_under_the_base_with_or_without_a_slash_at_its_end() {
        for base in ["https://api.amazon.com", "https://api.amazon.com/"] {
            let endpoints = endpoints(base).unwrap();

            assert_eq!(
                endpoints.token.to_string(),
                "https://api.amazon.com/auth/o2/token"
            );
            assert_eq!(
                endpoints.token_info.to_string(),
                "https://api.amazon.com/auth/o2/tokeninfo"
            );
            assert_eq!(
                endpoints.profile.to_string(),
                "https://api.amazon.com/user/profile"
            );
        }
        let below = endpoints("http://localhost:3001/lwa/").unwrap();
        assert_eq!(
            below.profile.to_string(),
            "http://localhost:3001/lwa/user/profile"
        );
        assert_eq!(below.root.to_string(), "http://localhost:3001/");
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for good in [
            "https://api.amazon.co.uk",
            "http://localhost:3001",
            "http://lwa.localhost",
            "http://127.0.0.1:1",
            "http://127.8.9.10",
            "http://[::1]:3001",
        ] {
            assert!(endpoints(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.amazon.com",
            "http://localhost.example",
            "http://notlocalhost",
            "http://128.0.0.1",
            "http://10.0.0.1",
            "http://[::2]",
            "http://0.0.0.0",
            "ftp://localhost",
            "file:///auth",
            "https://user@api.amazon.com",
            "https://:pass@api.amazon.com",
            "https://api.amazon.com?a=b",
            "https://api.amazon.com#a",
        ] {
            assert!(endpoints(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pasted_white_space_is_taken_off_and_inner_white_space_refused() {
        assert_eq!(checked(" id\n").as_deref(), Some("id"));
        for bad in ["", " ", "amzn1. id", "a\tb", "é"] {
            assert_eq!(checked(bad), None, "{bad:?}");
        }
    }
}
