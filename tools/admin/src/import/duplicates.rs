//! Lines of a file that name the same customer, found before anything is written.
//!
//! Of every line 16 bytes are kept for its address and 16 for its site id: 12 of a SHA-256, and the
//! line's number. A million lines take 32 MB, and up to as much again while the lists grow. Two
//! different addresses have the same 12 bytes once in 10^17 such files.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

type Entry = ([u8; 12], u32);

/// What was seen so far.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    emails: Vec<Entry>,
    external_ids: Vec<Entry>,
}

/// The records that share something with another one, by their number, and what.
pub(crate) type Duplicates = BTreeMap<u32, Vec<String>>;

impl Seen {
    /// Notes what record number `number` is called by.
    pub(crate) fn note(&mut self, number: u32, email: &str, external_id: Option<&str>) {
        self.emails.push((digest(email), number));
        if let Some(id) = external_id {
            self.external_ids.push((digest(id), number));
        }
    }

    /// All that share an address or a site id, the first one included: nobody can tell which is
    /// right. `line_of` gives the line on which a record begins.
    pub(crate) fn into_duplicates(self) -> Duplicates {
        let mut found = Duplicates::new();
        for (what, mut entries) in [("email", self.emails), ("external_id", self.external_ids)] {
            entries.sort_unstable();
            for same in entries.chunk_by(|one, other| one.0 == other.0) {
                if let [(_, first), _, ..] = same {
                    for (_, number) in same {
                        let others = same.len() - 1;
                        found.entry(*number).or_default().push(format!(
                            "{what}: {others} more with the same, the first is record {}",
                            first + 1
                        ));
                    }
                }
            }
        }
        found
    }
}

fn digest(text: &str) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes.copy_from_slice(&Sha256::digest(text.as_bytes())[..12]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lines_that_share_an_address_or_an_id_are_found_and_no_others() {
        let mut seen = Seen::default();
        for (number, email, id) in [
            (0, "a@b.c", Some("1")),
            (1, "b@b.c", None),
            (2, "a@b.c", None),
            (3, "c@b.c", Some("1")),
            (4, "a@b.c", Some("2")),
            (5, "d@b.c", Some("a@b.c")),
        ] {
            seen.note(number, email, id);
        }

        let found = seen.into_duplicates();

        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [0, 2, 3, 4]);
        assert_eq!(found[&0].len(), 2);
        assert_eq!(
            found[&4],
            ["email: 2 more with the same, the first is record 1"]
        );
    }
}
