//! Lines of a file that name the same customer, found before anything is written.
//!
//! Of every record 16 bytes are kept for its address and 16 for its site id: 12 of a SHA-256, and
//! the record's number. Two different addresses have the same 12 bytes once in 10^17 files of a
//! million. A large file is gone through in parts, by the digests' first bytes, so that memory does
//! not grow with it: only what is found does.

use std::{collections::BTreeMap, fmt};

use sha2::{Digest as _, Sha256};

type Entry = ([u8; 12], u32);

/// How much of a file one part covers: about three million records, whose entries take 100 MB, and
/// up to as much again while the lists grow.
const BYTES_PER_PART: u64 = 512 * 1024 * 1024;

/// What was seen so far, of one part.
#[derive(Debug)]
pub(crate) struct Seen {
    part: u64,
    parts: u64,
    emails: Vec<Entry>,
    external_ids: Vec<Entry>,
}

/// The records that share something with another one, by their number, and what.
pub(crate) type Duplicates = BTreeMap<u32, Vec<Same>>;

/// What a record shares with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Same {
    what: &'static str,
    others: usize,
    first: u32,
}

impl Seen {
    /// How many parts a file of this length is gone through in.
    pub(crate) fn parts(bytes: u64) -> u64 {
        bytes.div_ceil(BYTES_PER_PART).max(1)
    }

    /// Nothing yet of part `part`, counted from 0, of `parts`.
    pub(crate) const fn of_part(part: u64, parts: u64) -> Self {
        Self {
            part,
            parts,
            emails: Vec::new(),
            external_ids: Vec::new(),
        }
    }

    /// Notes what record number `number` is called by, as far as it is of this part.
    pub(crate) fn note(&mut self, number: u32, email: &str, external_id: Option<&str>) {
        let (part, parts) = (self.part, self.parts);
        let entry = |text: &str| {
            let digest = digest(text);
            let leading = u64::from(u16::from_be_bytes([digest[0], digest[1]]));
            (leading % parts == part).then_some((digest, number))
        };
        self.emails.extend(entry(email));
        self.external_ids.extend(external_id.and_then(entry));
    }

    /// Adds all that share an address or a site id, the first one included: nobody can tell which
    /// is right.
    pub(crate) fn find(self, found: &mut Duplicates) {
        for (what, mut entries) in [("email", self.emails), ("external_id", self.external_ids)] {
            entries.sort_unstable();
            for same in entries.chunk_by(|one, other| one.0 == other.0) {
                if let [(_, first), _, ..] = *same {
                    let others = same.len() - 1;
                    for (_, number) in same {
                        let shared = Same {
                            what,
                            others,
                            first,
                        };
                        found.entry(*number).or_default().push(shared);
                    }
                }
            }
        }
    }
}

impl fmt::Display for Same {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            others,
            first,
        } = self;
        let first = u64::from(*first) + 1;
        write!(
            f,
            "{what}: {others} more with the same, the first is record {first}"
        )
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
    fn all_records_that_share_an_address_or_an_id_are_found_and_no_others() {
        for parts in [1, 2, 7] {
            let mut found = Duplicates::new();
            for part in 0..parts {
                let mut seen = Seen::of_part(part, parts);
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
                seen.find(&mut found);
            }

            assert_eq!(found.keys().copied().collect::<Vec<_>>(), [0, 2, 3, 4]);
            assert_eq!(found[&0].len(), 2);
            assert_eq!(
                found[&4].iter().map(Same::to_string).collect::<Vec<_>>(),
                ["email: 2 more with the same, the first is record 1"]
            );
        }
    }

    #[test]
    fn a_file_has_a_part_for_every_half_gigabyte_begun() {
        let parts = [0, 1, BYTES_PER_PART, BYTES_PER_PART + 1].map(Seen::parts);

        assert_eq!(parts, [1, 1, 1, 2]);
    }
}
