//! Where a customer goes after signing in: always a path on the site's own host.

use super::Invalid;

/// A path on our own site, with query, e.g. `/cart?id=3`.
///
/// Refused is everything that a browser could read as another host or scheme (RFC 9700 4.11):
/// `//evil`, `/\evil`, `\evil`, `https:evil`, control characters, blanks and anything not ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTo(String);

impl ReturnTo {
    /// The longest path kept, in bytes; a longer one becomes `/`. It rides in a cookie, and a
    /// request's line and headers must stay under API Gateway's 10,240 bytes.
    pub const MAX_LEN: usize = 512;

    /// The site's start page.
    #[must_use]
    pub fn home() -> Self {
        Self("/".to_owned())
    }

    /// Reads a path; a path that is merely too long becomes `/`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let is_path = text.starts_with('/')
            && !text.starts_with("//")
            && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        if !is_path {
            return Err(Invalid::new("return path"));
        }
        // Dot segments and tabs are resolved by browsers before they look for a host: let the
        // standard's own parser say where this leads.
        let base =
            url::Url::parse("https://site.invalid/").map_err(|_| Invalid::new("return path"))?;
        let stays = base
            .join(text)
            .is_ok_and(|to| to.origin() == base.origin() && !to.path().starts_with("//"));
        if !stays {
            return Err(Invalid::new("return path"));
        }
        if text.len() > Self::MAX_LEN {
            return Ok(Self::home());
        }
        Ok(Self(text.to_owned()))
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ReturnTo {
    fn default() -> Self {
        Self::home()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_on_the_site_are_kept() {
        for good in ["/", "/cart", "/a/b?c=d&e=%2F#f", "/?next=//x", "/a:b@c"] {
            assert_eq!(ReturnTo::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn whatever_could_leave_the_site_is_refused() {
        for bad in [
            "",
            "cart",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\tevil",
            "/a b",
            "/\n/evil.example",
            "/é",
            "/.//evil.example",
            "/a/..//evil.example",
            "/%2e//evil.example",
            "\u{0}/",
            " /",
            "/\u{7f}",
        ] {
            assert!(ReturnTo::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_path_that_is_too_long_becomes_the_start_page() {
        let longest = format!("/{}", "a".repeat(511));

        assert_eq!(ReturnTo::parse(&longest).unwrap().as_str(), longest);
        assert_eq!(
            ReturnTo::parse(&format!("{longest}a")).unwrap(),
            ReturnTo::home()
        );
    }

    proptest! {
        #[test]
        fn no_accepted_path_leaves_the_site(text in "[/\\\\.:@?#%a-z0-9 \t]{0,40}") {
            if let Ok(path) = ReturnTo::parse(&text) {
                let base = url::Url::parse("https://shop.example/deep/page").unwrap();
                let target = base.join(path.as_str()).unwrap();
                prop_assert_eq!(target.origin(), base.origin());
            }
        }
    }
}
