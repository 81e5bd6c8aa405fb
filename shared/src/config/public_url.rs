//! The address under which the site's customers reach these functions.

use std::{net::IpAddr, str::FromStr};

use url::{Host, Url};

/// `PUBLIC_URL`: scheme and host, e.g. `https://shop.example`. Plain http only on loopback, where
/// cookies then have neither `Secure` nor the `__Host-` prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    secure: bool,
}

impl PublicUrl {
    /// Scheme, host and port as a browser writes them in `Origin` (RFC 6454 6.1).
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host alone, e.g. `shop.example`.
    #[must_use]
    pub fn host(&self) -> &str {
        let (_, host) = self.origin.split_once("://").unwrap_or_default();
        match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        }
    }

    /// Whether it is https.
    #[must_use]
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// The whole address of a path on this site.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The OAuth 2.0 redirect URI, which must be registered at Amazon to the letter.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        self.join("/auth/amazon/callback")
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| "must be an address like https://shop.example")?;
        let is_bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !is_bare {
            return Err("must have no path, query or user: only scheme, host and port");
        }
        let secure = match url.scheme() {
            "https" => true,
            "http" if is_loopback_host(&url) => false,
            "http" => return Err("must be https; plain http is for localhost alone"),
            _ => return Err("must begin with https://"),
        };
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            secure,
        })
    }
}

/// Whether an address names this machine: `localhost`, `*.localhost`, 127.0.0.0/8 or `[::1]`.
#[must_use]
pub fn is_loopback_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_anywhere_and_http_on_loopback_are_accepted() {
        for (text, origin, secure) in [
            ("https://shop.example/", "https://shop.example", true),
            ("https://SHOP.example:443", "https://shop.example", true),
            ("http://localhost:3000", "http://localhost:3000", false),
            ("http://a.localhost", "http://a.localhost", false),
            ("http://127.8.9.1:1", "http://127.8.9.1:1", false),
            ("http://[::1]:3000", "http://[::1]:3000", false),
        ] {
            let url: PublicUrl = text.parse().unwrap();

            assert_eq!((url.origin(), url.is_secure()), (origin, secure));
        }
    }

    #[test]
    fn the_host_is_without_scheme_and_port() {
        for (text, host) in [
            ("https://shop.example", "shop.example"),
            ("http://localhost:3000", "localhost"),
            ("http://[::1]:3000", "[::1]"),
            ("http://[::1]", "[::1]"),
        ] {
            let url: PublicUrl = text.parse().unwrap();

            assert_eq!(url.host(), host);
        }
    }

    /// Threats: GHSA-8fpg-xm3f-6cx3, R-2.1/4.1
    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "",
            "shop.example",
            "http://shop.example",
            "http://localhost.shop.example",
            "http://127.0.0.1.nip.example",
            "ftp://localhost",
            "https://shop.example/auth",
            "https://shop.example?x",
            "https://u:p@shop.example",
            "javascript:alert(1)",
        ] {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }
}
