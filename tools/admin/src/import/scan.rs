//! The first reading of a file: everything is checked, nothing is written to the table.

use std::{collections::BTreeMap, sync::Arc};

use accounts::domain::ExternalId;

use super::{
    customer::{Customer, Rules},
    duplicates::{Duplicates, Seen},
    progress,
    sample::Sample,
    source::Source,
};
use crate::failure::Failure;

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Scan {
    /// Of all its bytes: an interrupted import goes on only with the very same file.
    pub(crate) sha256: String,
    /// Records, rejected ones included.
    pub(crate) records: u64,
    /// Records that cannot be imported, duplicates included.
    pub(crate) rejected: u64,
    pub(crate) duplicates: Arc<Duplicates>,
    /// Records that can be, by the format of their password's hash.
    pub(crate) schemes: BTreeMap<&'static str, u64>,
}

impl Scan {
    /// Reads the whole file. Known passwords are checked against it in passing.
    pub(crate) fn of(
        source: &Source,
        rules: &Rules,
        sample: &mut Sample,
        json: bool,
    ) -> Result<Self, Failure> {
        let bytes = source.len()?;
        let parts = Seen::parts(bytes);
        // Once more, for the digest.
        let watched = source.watched(progress::bytes("checking", bytes * (parts + 1), json));
        let mut scan = Self {
            sha256: String::new(),
            records: 0,
            rejected: 0,
            duplicates: Arc::default(),
            schemes: BTreeMap::new(),
        };
        let mut duplicates = Duplicates::new();
        for part in 0..parts {
            let mut seen = Seen::of_part(part, parts);
            for (number, raw) in watched.numbered()? {
                let customer = rules.read(&raw?.body).ok();
                if part == 0 {
                    scan.count(customer.as_ref());
                }
                let Some(customer) = customer else {
                    continue;
                };
                seen.note(
                    number,
                    customer.email.normalised().as_str(),
                    customer.external_id.as_ref().map(ExternalId::as_str),
                );
                if part == 0 {
                    sample.check(&customer);
                }
            }
            seen.find(&mut duplicates);
        }
        scan.rejected += duplicates.len() as u64;
        scan.duplicates = Arc::new(duplicates);
        scan.sha256 = watched.sha256()?;
        Ok(scan)
    }

    fn count(&mut self, customer: Option<&Customer>) {
        self.records += 1;
        match customer {
            Some(customer) => *self.schemes.entry(customer.scheme()).or_default() += 1,
            None => self.rejected += 1,
        }
    }
}
