//! The first reading of a file: everything is checked, nothing is written to the table.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use accounts::domain::ExternalId;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::{
    customer::Rules,
    duplicates::{Duplicates, Seen},
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
    pub(crate) duplicates: Duplicates,
    /// Records that can be, by the format of their password's hash.
    pub(crate) schemes: BTreeMap<&'static str, u64>,
}

impl Scan {
    /// Reads the whole file. Known passwords are checked against it in passing.
    pub(crate) fn of(source: &Source, rules: &Rules, sample: &mut Sample) -> Result<Self, Failure> {
        let mut seen = Seen::default();
        let mut schemes = BTreeMap::new();
        let (mut records, mut malformed) = (0_u64, 0_u64);
        for raw in source.records()? {
            let number = u32::try_from(records)
                .map_err(|_| Failure::bad_file(&source.path, "more than 4,294,967,295 records"))?;
            records += 1;
            match rules.read(&raw?.body) {
                Err(_) => malformed += 1,
                Ok(customer) => {
                    let external_id = customer.external_id.as_ref();
                    seen.note(
                        number,
                        customer.email.normalised().as_str(),
                        external_id.map(ExternalId::as_str),
                    );
                    *schemes.entry(customer.scheme()).or_default() += 1;
                    sample.check(&customer);
                }
            }
        }
        let duplicates = seen.into_duplicates();
        Ok(Self {
            sha256: sha256(&source.path)?,
            records,
            rejected: malformed + duplicates.len() as u64,
            duplicates,
            schemes,
        })
    }
}

fn sha256(path: &Path) -> Result<String, Failure> {
    let mut file = File::open(path).map_err(Failure::file(path))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(HEXLOWER.encode(&hash.finalize())),
            Ok(read) => hash.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Failure::file(path)(error)),
        }
    }
}
