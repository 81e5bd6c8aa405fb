//! Free text about a person: cleaned at the border, so that nothing odd travels further.

use super::Invalid;

/// Takes control and invisible formatting characters out (they can reverse or hide what a page
/// says), trims, and keeps at most `max_chars`.
fn clean(text: &str, max_chars: usize) -> String {
    let visible = text.chars().filter(|c| {
        !c.is_control()
            && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    });
    let kept: String = visible.take(max_chars).collect();
    kept.trim().to_owned()
}

macro_rules! person_text {
    ($(#[$doc:meta])* $name:ident, $max:expr, $what:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The most characters kept; more are cut off, never refused.
            pub const MAX_CHARS: usize = $max;

            /// Cleans `text`; refuses it only when nothing visible is left.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                let cleaned = clean(text, Self::MAX_CHARS);
                if cleaned.is_empty() {
                    return Err(Invalid::new($what));
                }
                Ok(Self(cleaned))
            }

            /// The cleaned text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

person_text!(
    /// A person's name: one free text in any script, never split into parts.
    PersonName,
    256,
    "name"
);

impl PersonName {
    /// Reads a name that a customer types in here, who can be asked again: control characters and
    /// more than [`PersonName::MAX_CHARS`] are refused, not taken out.
    pub fn parse_typed(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.chars().any(char::is_control) || text.chars().count() > Self::MAX_CHARS {
            return Err(Invalid::new("name"));
        }
        Self::parse(text)
    }
}

person_text!(
    /// A postal code as Amazon or the customer wrote it, e.g. `94703-1111`.
    PostalCode,
    32,
    "postal code"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_any_script_and_lose_what_cannot_be_seen() {
        assert_eq!(
            PersonName::parse(" 田中 花子 ").unwrap().as_str(),
            "田中 花子"
        );
        assert_eq!(
            PersonName::parse("a\u{202E}b\u{0}c\n").unwrap().as_str(),
            "abc"
        );
    }

    #[test]
    fn a_typed_name_is_trimmed_and_taken_whole_or_not_at_all() {
        let longest = "é".repeat(256);

        assert_eq!(
            PersonName::parse_typed("  Zoë  O’Hara ").unwrap().as_str(),
            "Zoë  O’Hara"
        );
        assert_eq!(PersonName::parse_typed(&longest).unwrap().as_str(), longest);
        for bad in ["", " ", "\u{200B}", "a\0b", "a\nb", &"é".repeat(257)] {
            assert!(PersonName::parse_typed(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn an_empty_name_is_no_name_and_a_long_one_is_cut() {
        assert!(PersonName::parse(" \u{200B}\t").is_err());
        assert_eq!(
            PersonName::parse(&"é".repeat(5_000))
                .unwrap()
                .as_str()
                .chars()
                .count(),
            256
        );
    }
}
