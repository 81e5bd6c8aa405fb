//! What the pages show of the site: its name, logo and colour, and where it tells about privacy and
//! terms.

use std::str::FromStr;

use url::Url;

use super::{ConfigError, PublicUrl, Vars};
use crate::{domain::ReturnTo, pages::Colour};

/// `SITE_NAME`, `LOGO_URL`, `ACCENT_COLOR`, `PRIVACY_URL` and `TERMS_URL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// The site's name; its host where it has given none.
    pub name: String,
    /// The logo, in place of the name.
    pub logo: Option<SiteAddress>,
    /// The colour of buttons and links.
    pub accent: Colour,
    /// The page about privacy.
    pub privacy: Option<SiteAddress>,
    /// The terms of use.
    pub terms: Option<SiteAddress>,
}

/// An address that the site's owner has chosen: a path on this host, or a whole https address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteAddress {
    text: String,
    origin: Option<String>,
}

impl Brand {
    /// The longest name, in characters: it stands in titles and above every page.
    pub const MAX_NAME_CHARS: usize = 60;

    /// A site that says nothing about itself.
    pub const PLAIN: Self = Self {
        name: String::new(),
        logo: None,
        accent: Colour::DEFAULT,
        privacy: None,
        terms: None,
    };

    /// Reads the settings.
    pub fn from_vars(vars: &Vars<'_>, public_url: &PublicUrl) -> Result<Self, ConfigError> {
        const NAME: &str = "SITE_NAME";
        let name = vars.optional(NAME);
        let name = name.unwrap_or_else(|| public_url.host().to_owned());
        if name.chars().count() > Self::MAX_NAME_CHARS || name.chars().any(char::is_control) {
            return Err(ConfigError::new(
                NAME,
                "must be one line of at most 60 characters",
            ));
        }
        Ok(Self {
            name,
            logo: setting(vars, "LOGO_URL")?,
            accent: setting(vars, "ACCENT_COLOR")?.unwrap_or(Colour::DEFAULT),
            privacy: setting(vars, "PRIVACY_URL")?,
            terms: setting(vars, "TERMS_URL")?,
        })
    }
}

fn setting<T: FromStr<Err = &'static str>>(
    vars: &Vars<'_>,
    name: &'static str,
) -> Result<Option<T>, ConfigError> {
    let value = vars.optional(name).map(|text| text.parse());
    value
        .transpose()
        .map_err(|problem| ConfigError::new(name, problem))
}

impl SiteAddress {
    /// The address, for an attribute.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its origin, if that is another than this host's.
    #[must_use]
    pub fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }
}

impl FromStr for SiteAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(path) = ReturnTo::parse(text) {
            return Ok(Self {
                text: path.as_str().to_owned(),
                origin: None,
            });
        }
        let wrong = "must be a path like /logo.svg or an https address";
        let url = Url::parse(text).map_err(|_| wrong)?;
        if url.scheme() != "https" || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong);
        }
        Ok(Self {
            origin: Some(url.origin().ascii_serialization()),
            text: url.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(pairs: &'static [(&'static str, &'static str)]) -> Result<Brand, ConfigError> {
        let vars = Vars::from_fn(|name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        Brand::from_vars(&vars, &"https://shop.example".parse().unwrap())
    }

    #[test]
    fn a_site_that_says_nothing_is_called_by_its_host() {
        let brand = brand(&[]).unwrap();

        assert_eq!(brand.name, "shop.example");
        assert_eq!(brand.accent, Colour::DEFAULT);
        assert_eq!((brand.logo, brand.privacy, brand.terms), (None, None, None));
    }

    #[test]
    fn what_the_site_says_is_taken() {
        let brand = brand(&[
            ("SITE_NAME", "Harbour & Lane"),
            ("LOGO_URL", "https://cdn.shop.example:8443/logo.svg?v=2"),
            ("ACCENT_COLOR", "#A1b2C3"),
            ("PRIVACY_URL", "/privacy"),
        ])
        .unwrap();

        assert_eq!(brand.name, "Harbour & Lane");
        let logo = brand.logo.unwrap();
        assert_eq!(logo.origin(), Some("https://cdn.shop.example:8443"));
        assert_eq!(brand.accent.to_string(), "#a1b2c3");
        let privacy = brand.privacy.unwrap();
        assert_eq!((privacy.as_str(), privacy.origin()), ("/privacy", None));
    }

    #[test]
    fn an_address_that_would_run_or_reach_elsewhere_is_refused() {
        for bad in [
            &[("LOGO_URL", "//evil.example/logo.svg")],
            &[("LOGO_URL", "http://shop.example/logo.svg")],
            &[("LOGO_URL", "data:image/svg+xml,<svg/>")],
            &[("PRIVACY_URL", "javascript:alert(1)")],
            &[("TERMS_URL", "https://user@shop.example/")],
            &[("TERMS_URL", "terms")],
            &[("ACCENT_COLOR", "red")],
            &[("ACCENT_COLOR", "#12345")],
            &[("ACCENT_COLOR", "#+12345")],
            &[("ACCENT_COLOR", "#1234567")],
            &[("SITE_NAME", "Harbour\nLane")],
        ] {
            let error = brand(bad).unwrap_err();
            assert_eq!(error.name, bad[0].0, "{bad:?}");
            assert!(!error.to_string().contains(bad[0].1), "{error}");
        }
    }
}
