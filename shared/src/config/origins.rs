//! Other origins of the site that may ask from a browser.

use std::str::FromStr;

use super::{ConfigError, PublicUrl, Vars};

/// `ALLOWED_ORIGINS`: exact origins with commas between them, each as a browser writes it in
/// `Origin`. No wildcard, no `null`: either would hand every page the answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Vec<String>);

impl AllowedOrigins {
    /// Reads the setting; nothing is allowed where it is absent.
    pub fn from_vars(vars: &Vars<'_>) -> Result<Self, ConfigError> {
        const NAME: &str = "ALLOWED_ORIGINS";
        vars.optional(NAME)
            .map_or(Ok(Self::default()), |text| text.parse())
            .map_err(|problem: &str| ConfigError::new(NAME, problem))
    }

    /// The listed origin that equals a request's `Origin`, byte by byte.
    #[must_use]
    pub fn find(&self, origin: &str) -> Option<&str> {
        (self.0.iter())
            .map(String::as_str)
            .find(|listed| *listed == origin)
    }

    /// Whether none is listed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromStr for AllowedOrigins {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',')
            .map(|origin| parse_origin(origin.trim()))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// The rules of `PUBLIC_URL` hold for these too; besides, what a browser would write otherwise is
/// refused, because it would never match.
fn parse_origin(text: &str) -> Result<String, &'static str> {
    if text.contains('*') {
        return Err("must be whole origins: there is no wildcard");
    }
    let url: PublicUrl = text.parse()?;
    if url.origin() == text {
        Ok(text.to_owned())
    } else {
        Err(
            "must be origins as browsers write them: small letters, no slash at the end, no standard port",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_origins_are_found_and_nothing_like_them() {
        let origins: AllowedOrigins =
            "https://www.shop.example, https://app.shop.example:8443,http://localhost:8080"
                .parse()
                .unwrap();

        for listed in [
            "https://www.shop.example",
            "https://app.shop.example:8443",
            "http://localhost:8080",
        ] {
            assert_eq!(origins.find(listed), Some(listed));
        }
        for other in [
            "",
            "null",
            "*",
            "http://www.shop.example",
            "https://www.shop.example:8443",
            "https://www.shop.example.evil.example",
            "https://evil.example",
            "HTTPS://WWW.SHOP.EXAMPLE",
            "https://www.shop.example,https://evil.example",
        ] {
            assert_eq!(origins.find(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for bad in [
            "*",
            "null",
            "https://*.shop.example",
            "http://shop.example",
            "shop.example",
            "https://shop.example/",
            "https://shop.example/app",
            "https://shop.example?x",
            "https://shop.example#x",
            "https://u@shop.example",
            "https://Shop.example",
            "https://shop.example:443",
            "https://shop.example,",
            ",",
            "https://shop.example https://app.shop.example",
        ] {
            assert!(bad.parse::<AllowedOrigins>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_absent_setting_allows_nobody_and_a_wrong_one_is_named() {
        let none = AllowedOrigins::from_vars(&Vars::from_fn(|_| None)).unwrap();
        let error = AllowedOrigins::from_vars(&Vars::from_fn(|_| Some("*".to_owned())));

        assert!(none.is_empty() && none.find("https://shop.example").is_none());
        assert!(
            error
                .unwrap_err()
                .to_string()
                .starts_with("ALLOWED_ORIGINS: ")
        );
    }
}
