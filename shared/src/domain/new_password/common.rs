//! The passwords that are tried first: docs/decisions/0011.

use super::shape::{is_run, unit};

/// One per line, in lower case, sorted by bytes.
const LIST: &str = include_str!("common-passwords.txt");

/// Whether this is a listed password, one over and over, or one with something around it that adds
/// little: less than it has itself, or a mere run.
pub(super) fn is_common(folded: &[char]) -> bool {
    if is_listed_once_or_more(folded) {
        return true;
    }
    let is_letter = |c: &char| c.is_alphabetic();
    let (Some(begin), Some(last)) = (
        folded.iter().position(is_letter),
        folded.iter().rposition(is_letter),
    ) else {
        return false;
    };
    let (before, core, after) = (&folded[..begin], &folded[begin..=last], &folded[last + 1..]);
    let outweighs = core.len() * 2 >= folded.len();
    (outweighs || (is_run(before) && is_run(after))) && is_listed_once_or_more(core)
}

fn is_listed_once_or_more(text: &[char]) -> bool {
    is_listed(text) || unit(text).is_some_and(is_listed)
}

/// A search in the text itself: nothing is built at start, and only a few of its pages are read.
fn is_listed(wanted: &[char]) -> bool {
    let wanted: String = wanted.iter().collect();
    let list = LIST.as_bytes();
    let (mut low, mut high) = (0, list.len());
    // Lines that begin in low..high are still to be looked at.
    while low < high {
        let middle = low.midpoint(high);
        let begin = begin_of_line(list, middle);
        let end = end_of_line(list, middle);
        match list[begin..end].cmp(wanted.as_bytes()) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = begin,
        }
    }
    false
}

fn begin_of_line(list: &[u8], at: usize) -> usize {
    let before = list[..at].iter().rposition(|byte| *byte == b'\n');
    before.map_or(0, |newline| newline + 1)
}

fn end_of_line(list: &[u8], at: usize) -> usize {
    let after = list[at..].iter().position(|byte| *byte == b'\n');
    after.map_or(list.len(), |len| at + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_found_and_nothing_between_them() {
        let mut lines = 0;
        let mut last = "";
        for line in LIST.lines() {
            let folded: Vec<char> = line.chars().collect();
            assert!(is_listed(&folded), "{line}");
            assert!(last < line, "sorted by bytes: {last} {line}");
            assert!(!is_listed(&[&folded[..], &['\u{1}']].concat()));
            last = line;
            lines += 1;
        }

        assert!(lines > 3_000, "ASVS 6.2.4 asks for the top 3,000");
        for absent in [
            "",
            "\n",
            "zzzzzzzzzzzzzzzzzz",
            "!",
            "correcthorsebatterystaple",
        ] {
            assert!(!is_listed(&absent.chars().collect::<Vec<_>>()), "{absent}");
        }
    }
}
