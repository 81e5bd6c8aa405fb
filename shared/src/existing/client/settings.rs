//! What the client is built from, checked once.

use http::Uri;
use url::Url;

use super::signature::{Call, SigningKey};
use crate::{config::is_loopback_host, stored_secret::SecretSource};

/// What an [`ExistingAccountsClient`](super::ExistingAccountsClient) is built from.
#[derive(Debug)]
pub struct ExistingAccountsSettings {
    /// The base under which the three calls lie. Plain http only for this machine itself.
    pub url: Url,
    /// Where the signing key comes from.
    pub key: SecretSource<SigningKey>,
}

/// Why the site's address cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(&'static str);

/// The addresses of the calls.
#[derive(Clone, Debug)]
pub(super) struct Base([Uri; 3]);

impl Base {
    pub(super) fn parse(url: &Url) -> Result<Self, SettingsError> {
        let is_bare = url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !is_bare {
            return Err(SettingsError("has a query, a fragment or a user"));
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback_host(url) => {}
            "http" => return Err(SettingsError("is plain http on another machine")),
            _ => return Err(SettingsError("is not https")),
        }
        let base = url.as_str().trim_end_matches('/');
        let address = |call: Call| {
            let address = format!("{base}/{}", call.as_str()).parse();
            address.map_err(|_| SettingsError("is not an address"))
        };
        Ok(Self([
            address(Call::Find)?,
            address(Call::Verify)?,
            address(Call::Create)?,
        ]))
    }

    /// Where a call is sent.
    pub(super) fn call(&self, call: Call) -> Uri {
        let [find, verify, create] = &self.0;
        match call {
            Call::Find => find.clone(),
            Call::Verify => verify.clone(),
            Call::Create => create.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Result<Base, SettingsError> {
        Base::parse(&Url::parse(url).unwrap())
    }

    #[test]
    fn calls_lie_under_the_base_with_or_without_a_slash_at_its_end() {
        for url in [
            "https://shop.example/accounts",
            "https://shop.example/accounts/",
        ] {
            let find = base(url).unwrap().call(Call::Find);

            assert_eq!(find, "https://shop.example/accounts/find");
        }
        let create = base("http://localhost:8000").unwrap().call(Call::Create);
        assert_eq!(create, "http://localhost:8000/create");
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for bad in [
            "http://shop.example",
            "http://10.0.0.1",
            "ftp://localhost",
            "https://user@shop.example",
            "https://shop.example?a=b",
            "https://shop.example#a",
        ] {
            assert!(base(bad).is_err(), "{bad}");
        }
        for good in ["http://127.0.0.1:8000/x", "http://[::1]:1", "https://a.b"] {
            assert!(base(good).is_ok(), "{good}");
        }
    }
}
