//! Who letters come from.

use std::{fmt, str::FromStr};

use data_encoding::BASE64;

use crate::domain::{EmailAddress, Invalid};

/// The sender of every letter: an address, and a name before it if there is one.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender(String);

impl Sender {
    /// The longest name, in characters.
    const MAX_NAME_CHARS: usize = 60;
    /// What one encoded word holds, in bytes, so that it has at most 75 characters (RFC 2047 2).
    const WORD_BYTES: usize = 45;

    /// The value of `From`, in ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name as a header has it: quoted, or encoded if it is not ASCII.
    fn phrase(name: &str) -> String {
        if name.is_ascii() {
            let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
            return format!("\"{escaped}\"");
        }
        let mut words = vec![String::new()];
        for c in name.chars() {
            match words.last_mut() {
                Some(word) if word.len() + c.len_utf8() <= Self::WORD_BYTES => word.push(c),
                _ => words.push(c.to_string()),
            }
        }
        let words = words
            .iter()
            .map(|word| format!("=?UTF-8?B?{}?=", BASE64.encode(word.as_bytes())));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// The address as SMTP carries it: the local part as it was typed, since upper case may count there,
/// the domain in ASCII.
pub(super) fn on_the_wire(address: &EmailAddress) -> String {
    let local = address.as_str().split_once('@').map_or("", |(it, _)| it);
    let domain = address.normalised().as_str().split_once('@');
    format!("{local}@{}", domain.map_or("", |(_, it)| it))
}

/// `address` or `Name <address>`. Anything that could begin another header is refused.
impl FromStr for Sender {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        const WHAT: Invalid = Invalid {
            what: "sender of mail",
        };
        let text = text.trim();
        if text.chars().any(char::is_control) {
            return Err(WHAT);
        }
        let Some(before) = text.strip_suffix('>') else {
            return EmailAddress::parse(text).map(|address| Self(on_the_wire(&address)));
        };
        let (name, address) = before.rsplit_once('<').ok_or(WHAT)?;
        let address = EmailAddress::parse(address)?;
        let name = name.trim();
        let bare = name.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let name = bare.unwrap_or(name);
        if name.is_empty()
            || name.chars().count() > Self::MAX_NAME_CHARS
            || name.contains(['<', '>', '@'])
        {
            return Err(WHAT);
        }
        let phrase = Self::phrase(name);
        Ok(Self(format!("{phrase} <{}>", on_the_wire(&address))))
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(text: &str) -> Option<String> {
        text.parse().ok().map(|Sender(header)| header)
    }

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        for (text, header) in [
            (" accounts@shop.example ", "accounts@shop.example"),
            ("Accounts@Shop.Example", "Accounts@shop.example"),
            ("a@bücher.example", "a@xn--bcher-kva.example"),
            (
                "Harbour Lane <a@shop.example>",
                "\"Harbour Lane\" <a@shop.example>",
            ),
            (
                "\"Lane, Inc.\" <a@shop.example>",
                "\"Lane, Inc.\" <a@shop.example>",
            ),
            (
                "5\" \\ 6 <a@shop.example>",
                "\"5\\\" \\\\ 6\" <a@shop.example>",
            ),
            (
                "Bücher <a@shop.example>",
                "=?UTF-8?B?QsO8Y2hlcg==?= <a@shop.example>",
            ),
        ] {
            assert_eq!(sender(text).as_deref(), Some(header), "{text}");
        }
    }

    #[test]
    fn a_long_name_is_encoded_in_several_words() {
        let header = sender(&format!("{} <a@shop.example>", "店".repeat(60))).unwrap();

        let words: Vec<_> = header.split(' ').collect();
        assert_eq!(words.len(), 5);
        assert!(words.iter().all(|word| word.len() <= 75 && word.is_ascii()));
    }

    #[test]
    fn what_could_begin_another_header_or_address_is_refused() {
        for bad in [
            "",
            "Shop",
            "Shop <a@shop.example>\r\nBcc: b@shop.example",
            "Shop\r\nBcc: b@shop.example <a@shop.example>",
            "a@shop.example, b@shop.example",
            "Shop <b@shop.example> <a@shop.example>",
            "<a@shop.example>",
            "Shop <a@shop.example",
            "Shop <a>",
            "b@shop.example <a@shop.example>",
        ] {
            assert_eq!(sender(bad), None, "{bad:?}");
        }
        assert_eq!(sender(&format!("{} <a@b.example>", "x".repeat(61))), None);
    }
}
