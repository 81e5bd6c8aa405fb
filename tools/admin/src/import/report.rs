//! What an import came to.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::{Deserialize, Serialize};

/// Records by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// Accounts that this run made.
    pub(crate) created: u64,
    /// Accounts that an earlier import had made.
    pub(crate) already_there: u64,
    /// Accounts that an earlier import had made and that were deleted since: left so.
    pub(crate) deleted: u64,
    /// Another account holds the address.
    pub(crate) email_taken: u64,
    /// Another account has the site's own id.
    pub(crate) external_id_taken: u64,
    /// Records that do not parse or whose hash is not taken.
    pub(crate) malformed: u64,
    /// Records that share an address or a site id with another record of the file.
    pub(crate) duplicates: u64,
}

impl Counts {
    /// Records that somebody has to look at.
    pub(crate) const fn rejected(&self) -> u64 {
        self.email_taken + self.external_id_taken + self.malformed + self.duplicates
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.created += other.created;
        self.already_there += other.already_there;
        self.deleted += other.deleted;
        self.email_taken += other.email_taken;
        self.external_id_taken += other.external_id_taken;
        self.malformed += other.malformed;
        self.duplicates += other.duplicates;
    }
}

/// The last word on an import.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) records: u64,
    pub(crate) dry_run: bool,
    /// Whether an interrupted import was gone on with.
    pub(crate) resumed: bool,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    /// Records that can be imported, by the format of their password's hash.
    pub(crate) password_hashes: BTreeMap<&'static str, u64>,
    /// Known passwords that agreed with the file.
    pub(crate) sample_passwords: u64,
    pub(crate) seconds: f64,
    pub(crate) accounts_per_second: f64,
    /// The records that were not imported, as they came.
    pub(crate) rejected_file: Option<PathBuf>,
    /// Why, line by line.
    pub(crate) problems_file: Option<PathBuf>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = &self.counts;
        writeln!(f, "{:>10} records", self.records)?;
        for (scheme, count) in &self.password_hashes {
            writeln!(f, "{count:>14} with a password hash: {scheme}")?;
        }
        let verb = if self.dry_run {
            "could be created"
        } else {
            "created"
        };
        for (count, what) in [
            (counts.created, verb),
            (counts.already_there, "imported before"),
            (
                counts.deleted,
                "imported before and deleted since (--recreate)",
            ),
            (
                counts.email_taken,
                "not imported: another account holds the address",
            ),
            (
                counts.external_id_taken,
                "not imported: another account has the site's id",
            ),
            (counts.malformed, "rejected: not as documented"),
            (counts.duplicates, "rejected: more than once in the file"),
        ] {
            if count > 0 || what == verb {
                writeln!(f, "{count:>10} {what}")?;
            }
        }
        if self.sample_passwords > 0 {
            writeln!(f, "{:>10} sample passwords agreed", self.sample_passwords)?;
        }
        if let (Some(rejected), Some(problems)) = (&self.rejected_file, &self.problems_file) {
            writeln!(f, "rejected records: {}", rejected.display())?;
            writeln!(f, "why:              {}", problems.display())?;
        }
        write!(
            f,
            "{:.1} s, {:.0} accounts a second",
            self.seconds, self.accounts_per_second
        )
    }
}
