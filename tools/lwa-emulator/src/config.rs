//! The apps that are registered with the emulator.

use std::fmt;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};

/// A second app of the main app's own company, always registered by [`Config::new`].
pub const SIBLING_CLIENT_ID: &str = "amzn1.application-oa2-client.51b11e9c0ffee0a1b2c3d4e5f6a7b8c9";

/// An app of another company, always registered by [`Config::new`].
pub const FOREIGN_CLIENT_ID: &str = "amzn1.application-oa2-client.f0e1d2c3b4a5968778695a4b3c2d1e0f";

/// What a developer would enter in Amazon's console.
#[derive(Clone)]
pub struct Config {
    /// The client id of the app under test.
    pub client_id: String,
    /// Its client secret.
    pub client_secret: String,
    /// Its Allowed Return URLs, compared byte by byte. Plain http works on loopback only.
    pub redirect_uris: Vec<String>,
    /// The name shown on the consent page.
    pub app_name: String,
    /// The developer company; a `user_id` is derived from it and from the person.
    pub company: String,
    /// Further apps, of the same or of other companies.
    pub other_clients: Vec<Client>,
}

impl Config {
    /// One app with one return URL, and beside it an app of the same company
    /// ([`SIBLING_CLIENT_ID`]) and one of another ([`FOREIGN_CLIENT_ID`]).
    #[must_use]
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        let company = "Harbour Lane Trading";
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            redirect_uris: vec![redirect_uri.into()],
            app_name: "Harbour Lane".to_owned(),
            company: company.to_owned(),
            other_clients: vec![
                Client {
                    client_id: SIBLING_CLIENT_ID.to_owned(),
                    client_secret: "sibling-secret".to_owned(),
                    redirect_uris: vec!["http://localhost:3000/sibling/callback".to_owned()],
                    app_name: "Harbour Lane Outlet".to_owned(),
                    company: company.to_owned(),
                },
                Client {
                    client_id: FOREIGN_CLIENT_ID.to_owned(),
                    client_secret: "foreign-secret".to_owned(),
                    redirect_uris: vec!["http://localhost:3000/foreign/callback".to_owned()],
                    app_name: "Prize Draw".to_owned(),
                    company: "Somebody Else Ltd".to_owned(),
                },
            ],
        }
    }

    pub(crate) fn into_clients(self) -> Vec<Client> {
        let main = Client {
            client_id: self.client_id,
            client_secret: self.client_secret,
            redirect_uris: self.redirect_uris,
            app_name: self.app_name,
            company: self.company,
        };
        std::iter::once(main).chain(self.other_clients).collect()
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("client_id", &self.client_id)
            .field("redirect_uris", &self.redirect_uris)
            .field("company", &self.company)
            .field("other_clients", &self.other_clients)
            .finish_non_exhaustive()
    }
}

/// One registered app.
#[derive(Clone)]
pub struct Client {
    /// The client id.
    pub client_id: String,
    /// The client secret.
    pub client_secret: String,
    /// The Allowed Return URLs.
    pub redirect_uris: Vec<String>,
    /// The name shown on the consent page.
    pub app_name: String,
    /// The developer company that owns the app.
    pub company: String,
}

impl Client {
    /// The id under which this app's company knows a person.
    pub(crate) fn user_id(&self, person: &str) -> String {
        let digest = Sha256::digest(format!("account\0{}\0{person}", self.company));
        let value = BASE32_NOPAD.encode(&digest);
        format!("amzn1.account.{}", &value[..28])
    }

    /// The security profile, which is not the client id.
    pub(crate) fn app_id(&self) -> String {
        let digest = Sha256::digest(format!("profile\0{}\0{}", self.company, self.app_name));
        let value = HEXLOWER.encode(&digest);
        format!("amzn1.application.{}", &value[..32])
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("client_id", &self.client_id)
            .field("redirect_uris", &self.redirect_uris)
            .field("company", &self.company)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_id_is_28_base_32_characters_and_differs_only_by_company() {
        let clients = Config::new("main", "secret", "https://shop.example/back").into_clients();

        let ids: Vec<_> = clients.iter().map(|client| client.user_id("ann")).collect();

        assert_eq!(ids[0], ids[1]);
        assert_ne!(ids[0], ids[2]);
        assert_ne!(ids[0], clients[0].user_id("ben"));
        let value = ids[0].strip_prefix("amzn1.account.").unwrap();
        assert_eq!(value.len(), 28);
        assert!(
            value
                .bytes()
                .all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b))
        );
    }

    #[test]
    fn secrets_stay_out_of_debug_output() {
        let config = Config::new("main", "hush", "https://shop.example/back");

        let shown = format!("{config:?}");

        assert!(!shown.contains("hush"));
        assert!(!shown.contains("foreign-secret"));
    }
}
