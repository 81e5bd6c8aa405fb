//! Reading an authorization request: first where to send the browser, then the rest.

use url::{Host, Url};

use super::{Challenge, Pairs};
use crate::{
    config::Client,
    emulator::Emulator,
    scope::{self, Scope},
};

/// The parameters of the request, which the page's forms carry on.
const PARAMETERS: [&str; 8] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "scope_data",
];

/// A request that may be shown to the customer.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client: Client,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) challenge: Option<Challenge>,
    /// The parameters as they came.
    pub(crate) parameters: Pairs,
    voluntary: Vec<Scope>,
}

impl AuthorizationRequest {
    /// Whether the customer may decline this scope and still sign in.
    pub(crate) fn is_voluntary(&self, scope: Scope) -> bool {
        self.voluntary.contains(&scope)
    }
}

/// Why there is nothing to show.
#[derive(Debug)]
pub(super) enum Refused {
    /// Nobody to send the browser back to: the customer is stuck on Amazon's page.
    Page(String),
    /// The app is told.
    Redirect {
        redirect_uri: String,
        state: Option<String>,
        error: &'static str,
        description: String,
    },
}

/// Checks client and redirect URI first: no redirect goes to an address that is not theirs.
pub(super) fn read(emulator: &Emulator, pairs: &Pairs) -> Result<AuthorizationRequest, Refused> {
    let client_id = only(pairs, "client_id").unwrap_or_default();
    let client = emulator
        .client(client_id)
        .ok_or_else(|| Refused::Page("Unknown client_id".to_owned()))?;
    let redirect_uri = only(pairs, "redirect_uri").unwrap_or_default();
    if !client.redirect_uris.iter().any(|uri| uri == redirect_uri) {
        return Err(Refused::Page(
            "The redirect URI you provided has not been whitelisted for your application. \
             Add it to the Allowed Return URLs in your application's Web Settings."
                .to_owned(),
        ));
    }
    if !is_secure(redirect_uri) {
        return Err(Refused::Page(
            "The redirect URI has to use https, or http on localhost.".to_owned(),
        ));
    }
    let state = only(pairs, "state").map(ToOwned::to_owned);
    read_rest(client, pairs, redirect_uri, state.clone()).map_err(|(error, description)| {
        Refused::Redirect {
            redirect_uri: redirect_uri.to_owned(),
            state,
            error,
            description,
        }
    })
}

fn read_rest(
    client: &Client,
    pairs: &Pairs,
    redirect_uri: &str,
    state: Option<String>,
) -> Result<AuthorizationRequest, (&'static str, String)> {
    if let Some(name) = PARAMETERS
        .into_iter()
        .find(|name| pairs.iter().filter(|(key, _)| key == name).count() > 1)
    {
        return Err(invalid(name));
    }
    match only(pairs, "response_type") {
        Some("code") => {}
        Some(_) => {
            let text = "An unsupported response type was requested".to_owned();
            return Err(("unsupported_response_type", text));
        }
        None => return Err(missing("response_type")),
    }
    let wanted = only(pairs, "scope").ok_or_else(|| missing("scope"))?;
    let scopes = scope::parse_list(wanted).ok_or_else(|| {
        let text = "An unknown scope was requested".to_owned();
        ("invalid_scope", text)
    })?;
    let voluntary = match only(pairs, "scope_data") {
        Some(data) => scope::parse_voluntary(data).ok_or_else(|| invalid("scope_data"))?,
        None => Vec::new(),
    };
    let method = only(pairs, "code_challenge_method");
    let challenge = match only(pairs, "code_challenge") {
        Some(challenge) => Some(Challenge::parse(challenge, method).map_err(invalid)?),
        None if method.is_some() => return Err(missing("code_challenge")),
        None => None,
    };
    Ok(AuthorizationRequest {
        client: client.clone(),
        redirect_uri: redirect_uri.to_owned(),
        state,
        scopes,
        challenge,
        parameters: pairs
            .iter()
            .filter(|(name, _)| PARAMETERS.contains(&name.as_str()))
            .cloned()
            .collect(),
        voluntary,
    })
}

fn missing(name: &str) -> (&'static str, String) {
    let text = format!("The request is missing a required parameter : {name}");
    ("invalid_request", text)
}

fn invalid(name: &str) -> (&'static str, String) {
    let text = format!("The request has an invalid parameter : {name}");
    ("invalid_request", text)
}

/// A parameter that is there exactly once.
fn only<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    let mut values = pairs.iter().filter(|(key, _)| key == name);
    let (_, value) = values.next()?;
    values.next().is_none().then_some(value.as_str())
}

/// https anywhere, http only where it does not leave the machine.
fn is_secure(uri: &str) -> bool {
    let Ok(uri) = Url::parse(uri) else {
        return false;
    };
    let is_loopback = match uri.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    uri.scheme() == "https" || (uri.scheme() == "http" && is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_only() {
        for uri in [
            "https://shop.example/back",
            "http://localhost:3000/back",
            "http://shop.localhost/back",
            "http://127.0.0.1:3000/back",
            "http://[::1]/back",
        ] {
            assert!(is_secure(uri), "{uri}");
        }
        for uri in [
            "http://shop.example/back",
            "http://localhost.example/back",
            "ftp://localhost/back",
            "/back",
        ] {
            assert!(!is_secure(uri), "{uri}");
        }
    }
}
