//! E-mail addresses: as typed, and as compared.

use std::fmt;

use super::Invalid;

/// An e-mail address whose mailbox nobody has promised anything about.
///
/// Accepted is the plain form `local@domain`: a dot-atom of at most 64 ASCII characters (RFC 5321
/// 4.5.3.1, RFC 5322 3.2.3) before one `@`, and a domain of at least two labels. Refused are
/// quoted local parts, comments, lists, address literals and any look-alike of `@`: these are what
/// parsers disagree about (Auth.js CVE-2026-73420, CVE-2022-35924).
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    typed: String,
    normalised: NormalisedEmail,
}

/// The form in which addresses are compared and claimed: local part in ASCII lower case, domain by
/// UTS 46 (IDNA) in its ASCII form. No NFKC, no dropping of dots or `+tags`: two mailboxes must
/// never become one.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NormalisedEmail(String);

impl EmailAddress {
    /// Version of the normalising rules, stored with every claim, so that they can change.
    pub const RULES_VERSION: u32 = 1;
    /// The longest address that SMTP carries, in bytes (RFC 5321 4.5.3.1.3).
    pub const MAX_LEN: usize = 254;

    /// Reads an address, ignoring white space around it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        const WHAT: Invalid = Invalid::new("e-mail address");
        let typed = text.trim();
        if typed.len() > Self::MAX_LEN {
            return Err(WHAT);
        }
        let (local, domain) = typed.split_once('@').ok_or(WHAT)?;
        if local.len() > 64 || !is_dot_atom(local) {
            return Err(WHAT);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| WHAT)?;
        let labels = domain.split('.').collect::<Vec<_>>();
        let is_host = labels.len() >= 2
            && labels.iter().all(|label| {
                !label.is_empty()
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            })
            && labels
                .last()
                .is_some_and(|top| top.bytes().any(|b| b.is_ascii_alphabetic()));
        let normalised = format!("{}@{domain}", local.to_ascii_lowercase());
        if !is_host || normalised.len() > Self::MAX_LEN {
            return Err(WHAT);
        }
        Ok(Self {
            typed: typed.to_owned(),
            normalised: NormalisedEmail(normalised),
        })
    }

    /// The address as it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// The form to compare and to claim by.
    #[must_use]
    pub const fn normalised(&self) -> &NormalisedEmail {
        &self.normalised
    }

    /// The address with most of its local part hidden, e.g. `a•••@example.com`. The length of what
    /// is hidden does not show (threat E3).
    #[must_use]
    pub fn masked(&self) -> String {
        let domain = self.typed.split_once('@').map_or("", |(_, domain)| domain);
        let first = self.typed.chars().next().unwrap_or('•');
        format!("{first}•••@{domain}")
    }
}

impl NormalisedEmail {
    /// The normalised text, e.g. `alice@example.com`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

impl fmt::Debug for NormalisedEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NormalisedEmail(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normalised(text: &str) -> Option<String> {
        EmailAddress::parse(text)
            .ok()
            .map(|email| email.normalised().as_str().to_owned())
    }

    #[test]
    fn case_and_international_domains_compare_equal() {
        assert_eq!(
            normalised(" Alice@Example.COM ").unwrap(),
            "alice@example.com"
        );
        assert_eq!(
            normalised("a@bücher.example").unwrap(),
            "a@xn--bcher-kva.example"
        );
        assert_eq!(
            normalised("a@BÜCHER.example"),
            normalised("a@xn--bcher-kva.example")
        );
    }

    #[test]
    fn different_mailboxes_stay_different() {
        assert_ne!(normalised("a.b@example.com"), normalised("ab@example.com"));
        assert_ne!(normalised("a+x@example.com"), normalised("a@example.com"));
    }

    /// Threats: CVE-2026-73420, CVE-2022-35924, GHSA-5jpx-9hw9-2fx4
    #[test]
    fn what_parsers_disagree_about_is_refused() {
        for bad in [
            "",
            "a",
            "@",
            "a@",
            "@b.c",
            "a@b",
            "a@b@c.d",
            "\"a\"@b.c",
            "\"a@evil.com\"@b.c",
            "a@evil.com,b@c.d",
            "a b@c.d",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a＠b.com",
            "á@b.com",
            "a..b@c.d",
            ".a@c.d",
            "a.@c.d",
            "a@.c.d",
            "a@c..d",
            "a@c.d.",
            "a@b.c\0",
            "a\n@b.c",
            "a@b.c<x@y.z>",
            "a(x)@b.c",
            "null",
            "a@-b.c d",
        ] {
            assert_eq!(normalised(bad), None, "{bad:?}");
        }
        assert_eq!(normalised(&format!("{}@b.co", "a".repeat(65))), None);
        assert!(normalised(&format!("{}@b.co", "a".repeat(64))).is_some());
    }

    #[test]
    fn a_masked_address_shows_one_letter_and_the_domain() {
        let email = EmailAddress::parse("alice@example.com").unwrap();

        assert_eq!(email.masked(), "a•••@example.com");
        assert_eq!(format!("{email:?}"), "EmailAddress(…)");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in ".{0,40}@.{0,40}") {
            if let Some(once) = normalised(&text) {
                prop_assert!(once.is_ascii());
                prop_assert_eq!(normalised(&once), Some(once.clone()));
            }
        }
    }
}
