//! Files of customers, read one record at a time.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader},
    path::{Path, PathBuf},
};

use csv::StringRecord;
use data_encoding::HEXLOWER;
use indicatif::{ProgressBar, ProgressBarIter};
use sha2::{Digest as _, Sha256};

mod json;

use self::json::{Lines, Objects};
use crate::{cli::Format, failure::Failure};

/// The longest record that is read. What is longer is skipped, and rejected.
const MAX_BYTES: usize = 64 * 1024;
/// The columns that a CSV file may have.
pub(crate) const COLUMNS: [&str; 7] = [
    "email",
    "name",
    "email_verified",
    "created_at",
    "external_id",
    "password_hash",
    "disabled",
];

/// A record as it stands in the file.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    /// The line on which it begins.
    pub(crate) line: u64,
    pub(crate) body: Body,
}

/// What a record says.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Json(String),
    Csv(StringRecord),
    TooLong,
}

/// Where the columns of a CSV file are.
#[derive(Clone, Debug)]
pub(crate) struct Columns(StringRecord);

impl Columns {
    fn parse(header: &StringRecord) -> Result<Self, String> {
        for name in header {
            if !COLUMNS.contains(&name) {
                return Err(format!(
                    "the header names a column {name:?}; there are {COLUMNS:?}"
                ));
            }
            if header.iter().filter(|other| *other == name).count() > 1 {
                return Err(format!("the header names the column {name:?} twice"));
            }
        }
        if !header.iter().any(|name| name == "email") {
            return Err("the first line must name the columns, among them email".to_owned());
        }
        Ok(Self(header.clone()))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|column| column == name)
    }

    pub(crate) const fn header(&self) -> &StringRecord {
        &self.0
    }
}

/// A file of customers.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
    /// Moved on by the bytes that are read.
    bar: ProgressBar,
}

type Input = BufReader<ProgressBarIter<File>>;

/// The records of a file in order.
type Records = Box<dyn Iterator<Item = Result<Raw, Failure>> + Send>;
/// The records of a file with their numbers, counted from 0.
pub(crate) type Numbered = Box<dyn Iterator<Item = (u32, Result<Raw, Failure>)> + Send>;

impl Source {
    /// Takes the format from the file's name where none is given.
    pub(crate) fn new(path: &Path, format: Option<Format>) -> Self {
        let is_csv = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        Self {
            path: path.to_owned(),
            format: format.unwrap_or(if is_csv { Format::Csv } else { Format::Jsonl }),
            bar: ProgressBar::hidden(),
        }
    }

    /// The same, with a bar that its reading moves on.
    pub(crate) fn watched(&self, bar: ProgressBar) -> Self {
        let (path, format) = (self.path.clone(), self.format);
        Self { path, format, bar }
    }

    /// Its length in bytes.
    pub(crate) fn len(&self) -> Result<u64, Failure> {
        let metadata = std::fs::metadata(&self.path).map_err(Failure::file(&self.path))?;
        Ok(metadata.len())
    }

    /// Of all its bytes, in hexadecimal.
    pub(crate) fn sha256(&self) -> Result<String, Failure> {
        let mut input = self.open()?;
        let mut hash = Sha256::new();
        loop {
            let length = match input.fill_buf() {
                Ok([]) => return Ok(HEXLOWER.encode(&hash.finalize())),
                Ok(bytes) => {
                    hash.update(bytes);
                    bytes.len()
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
                Err(error) => return Err(Failure::file(&self.path)(error)),
            };
            input.consume(length);
        }
    }

    /// The columns of a CSV file; of others none.
    pub(crate) fn columns(&self) -> Result<Option<Columns>, Failure> {
        if self.format != Format::Csv {
            return Ok(None);
        }
        let mut reader = csv_reader(self.open()?);
        let header = reader
            .headers()
            .map_err(|error| Failure::bad_file(&self.path, error.to_string()))?;
        Columns::parse(header)
            .map(Some)
            .map_err(|problem| Failure::bad_file(&self.path, problem))
    }

    /// Begins to read.
    fn records(&self) -> Result<Records, Failure> {
        let input = self.open()?;
        let path = self.path.clone();
        Ok(match self.format {
            Format::Csv => {
                let failed = move |error: csv::Error| Failure::bad_file(&path, error.to_string());
                let records = csv_reader(input).into_records();
                Box::new(records.map(move |record| record.map(from_csv).map_err(&failed)))
            }
            Format::Jsonl | Format::Auth0 => {
                Box::new(Lines::new(input).map(move |raw| raw.map_err(Failure::file(&path))))
            }
            Format::Firebase => {
                Box::new(Objects::new(input).map(move |raw| raw.map_err(Failure::file(&path))))
            }
        })
    }

    /// The records with their numbers, counted from 0.
    pub(crate) fn numbered(&self) -> Result<Numbered, Failure> {
        let path = self.path.clone();
        let numbered = (0_u64..).zip(self.records()?);
        let checked = numbered.map(move |(number, raw)| {
            if let Ok(number) = u32::try_from(number) {
                return (number, raw);
            }
            let too_many = Failure::bad_file(&path, "more than 4,294,967,295 records");
            (u32::MAX, Err(too_many))
        });
        Ok(Box::new(checked))
    }

    fn open(&self) -> Result<Input, Failure> {
        let file = File::open(&self.path).map_err(Failure::file(&self.path))?;
        Ok(BufReader::with_capacity(
            256 * 1024,
            self.bar.wrap_read(file),
        ))
    }
}

fn csv_reader(input: Input) -> csv::Reader<Input> {
    // A line of another length is that line's problem, not the file's.
    csv::ReaderBuilder::new().flexible(true).from_reader(input)
}

fn from_csv(record: StringRecord) -> Raw {
    let line = record.position().map_or(0, csv::Position::line);
    let body = if record.as_slice().len() > MAX_BYTES {
        Body::TooLong
    } else {
        Body::Csv(record)
    };
    Raw { line, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_known_columns_once() {
        let parse = |header: &[&str]| Columns::parse(&StringRecord::from(header.to_vec()));

        assert!(parse(&["name", "email"]).is_ok());
        for bad in [&["name"][..], &["email", "email"], &["email", "Email"]] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
    }
}
