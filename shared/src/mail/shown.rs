//! What others chose and a letter shows: cut down until nobody can write letters of their own with it.

use std::borrow::Cow;

use crate::domain::PersonName;

/// The longest name that a letter shows, in characters.
const MAX_NAME_CHARS: usize = 64;

/// A name from Amazon as a letter may show it: whoever sets it there can have it sent to an address of
/// their choice. One that could be an address to follow is not shown at all, a long one is cut.
pub(super) fn name(name: &PersonName) -> Option<String> {
    let name = name.as_str();
    let lower = name.to_lowercase();
    let leads_elsewhere = lower.contains("://")
        || lower.contains("www.")
        || lower.contains('@')
        || has_domain(&lower);
    if leads_elsewhere || name.chars().any(char::is_control) {
        return None;
    }
    let cut: String = name.chars().take(MAX_NAME_CHARS).collect();
    Some(cut.trim().to_owned()).filter(|cut| !cut.is_empty())
}

/// Whether there is something that a mail program makes a link of by itself, like `prize.example`. Not
/// the dots of `J.R.R. Tolkien`.
fn has_domain(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-'))
        .any(|word| {
            let mut labels = word.trim_matches('.').split('.');
            labels.next().is_some_and(|first| !first.is_empty())
                && labels.any(|label| label.chars().filter(|c| c.is_alphanumeric()).count() >= 2)
        })
}

/// One line: what would begin another becomes a blank.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if text.contains(breaks) {
        Cow::Owned(text.replace(breaks, " "))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        name(&PersonName::parse(text).unwrap())
    }

    #[test]
    fn a_name_that_could_be_followed_or_answered_is_not_shown() {
        for bad in [
            "You won http://prize.example",
            "HTTPS://x",
            "go to WWW.prize",
            "prize@example",
            "You won: prize.example/now",
            "bit.ly",
        ] {
            assert_eq!(shown(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_name_is_shown_and_a_long_one_is_cut() {
        for good in ["田中 花子", "J.R.R. Tolkien", "Dr. Zoë O’Hara-Łuk", "A. B."] {
            assert_eq!(shown(good).as_deref(), Some(good));
        }
        assert_eq!(shown(&"é".repeat(65)), Some("é".repeat(64)));
        // Looked at before it is cut.
        assert_eq!(shown(&format!("{} http://x", "a ".repeat(40))), None);
    }

    #[test]
    fn a_line_stays_one() {
        assert_eq!(line("Shop\r\nBcc: a\u{2028}b"), "Shop  Bcc: a b");
        assert!(matches!(line("Shop"), Cow::Borrowed("Shop")));
    }
}
