//! Files of customers, read one record at a time.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    path::{Path, PathBuf},
};

use csv::StringRecord;

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
}

/// The records of a file in order.
pub(crate) type Records = Box<dyn Iterator<Item = Result<Raw, Failure>> + Send>;

impl Source {
    /// Takes the format from the file's name where none is given.
    pub(crate) fn new(path: &Path, format: Option<Format>) -> Self {
        let is_csv = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        Self {
            path: path.to_owned(),
            format: format.unwrap_or(if is_csv { Format::Csv } else { Format::Jsonl }),
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
    pub(crate) fn records(&self) -> Result<Records, Failure> {
        let input = self.open()?;
        let path = self.path.clone();
        Ok(match self.format {
            Format::Csv => {
                let failed = move |error: csv::Error| Failure::bad_file(&path, error.to_string());
                let records = csv_reader(input).into_records();
                Box::new(records.map(move |record| record.map(from_csv).map_err(&failed)))
            }
            Format::Jsonl | Format::Auth0 => {
                Box::new(Lines { input, line: 0 }.map(move |raw| raw.map_err(Failure::file(&path))))
            }
            Format::Firebase => {
                Box::new(Objects::new(input).map(move |raw| raw.map_err(Failure::file(&path))))
            }
        })
    }

    fn open(&self) -> Result<BufReader<File>, Failure> {
        let file = File::open(&self.path).map_err(Failure::file(&self.path))?;
        Ok(BufReader::with_capacity(256 * 1024, file))
    }
}

fn csv_reader(input: BufReader<File>) -> csv::Reader<BufReader<File>> {
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

/// The lines of a file that are not blank.
struct Lines<R> {
    input: R,
    line: u64,
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Raw>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut bytes = Vec::new();
            let mut limited = (&mut self.input).take(MAX_BYTES as u64 + 1);
            match limited.read_until(b'\n', &mut bytes) {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(error) => return Some(Err(error)),
            }
            let line = self.line;
            if bytes.len() > MAX_BYTES && !bytes.ends_with(b"\n") {
                if let Err(error) = self.input.skip_until(b'\n') {
                    return Some(Err(error));
                }
                let body = Body::TooLong;
                return Some(Ok(Raw { line, body }));
            }
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim();
            if !text.is_empty() {
                let body = Body::Json(text.to_owned());
                return Some(Ok(Raw { line, body }));
            }
        }
    }
}

/// The objects of a JSON array, wherever it begins (`{"users": [ … ]}`), or one after the other.
/// It only finds where an object ends; whether it is one is the parser's to say.
struct Objects<R> {
    bytes: io::Bytes<R>,
    line: u64,
    /// Whether an object that names the array was seen; its own brace is none of ours.
    in_array: bool,
}

impl<R: BufRead> Objects<R> {
    fn new(input: R) -> Self {
        Self {
            bytes: input.bytes(),
            line: 1,
            in_array: false,
        }
    }

    fn byte(&mut self) -> Option<io::Result<u8>> {
        let byte = self.bytes.next()?;
        if matches!(byte, Ok(b'\n')) {
            self.line += 1;
        }
        Some(byte)
    }

    /// The rest of an object whose brace was just read.
    fn object(&mut self) -> Option<io::Result<Raw>> {
        let line = self.line;
        let mut text = vec![b'{'];
        let (mut depth, mut in_string, mut escaped) = (1_u32, false, false);
        let mut is_too_long = false;
        while depth > 0 {
            let byte = match self.byte() {
                Some(Ok(byte)) => byte,
                Some(Err(error)) => return Some(Err(error)),
                // The file ends within it: the parser will say so.
                None => break,
            };
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' if !in_string => depth += 1,
                b'}' if !in_string => depth -= 1,
                b'[' if !in_string && depth == 1 && !self.in_array && names_users(&text) => {
                    self.in_array = true;
                    return self.next();
                }
                _ => {}
            }
            if text.len() < MAX_BYTES {
                // On one line, as it goes into the file of rejected ones.
                text.push(if byte == b'\n' || byte == b'\r' {
                    b' '
                } else {
                    byte
                });
            } else {
                is_too_long = true;
            }
        }
        let body = if is_too_long {
            Body::TooLong
        } else {
            Body::Json(String::from_utf8_lossy(&text).into_owned())
        };
        Some(Ok(Raw { line, body }))
    }
}

fn names_users(text: &[u8]) -> bool {
    let bare: Vec<_> = text.iter().filter(|b| !b.is_ascii_whitespace()).collect();
    bare.iter().map(|b| **b).eq(*b"{\"users\":")
}

impl<R: BufRead> Iterator for Objects<R> {
    type Item = io::Result<Raw>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.byte()? {
                Ok(b'{') => return self.object(),
                Ok(b']') if self.in_array => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objects(text: &str) -> Vec<(u64, String)> {
        Objects::new(text.as_bytes())
            .map(|raw| {
                let raw = raw.unwrap();
                match raw.body {
                    Body::Json(text) => (raw.line, text),
                    other => panic!("{other:?}"),
                }
            })
            .collect()
    }

    #[test]
    fn users_are_told_apart_whatever_is_in_them() {
        let text = "{\"users\": [\n{\"a\": \"}]\\\"{\"},\n{\"b\": [{\"c\": 1}]}\n]}\n";

        assert_eq!(
            objects(text),
            [
                (2, "{\"a\": \"}]\\\"{\"}".to_owned()),
                (3, "{\"b\": [{\"c\": 1}]}".to_owned())
            ]
        );
    }

    #[test]
    fn users_one_after_the_other_are_read_as_well() {
        let text = "{\"a\": [1]}\n{\"users\": 2}\n";
        let found: Vec<_> = objects(text).into_iter().map(|(line, _)| line).collect();

        assert_eq!(found, [1, 2]);
    }

    #[test]
    fn a_line_that_is_too_long_is_skipped_and_counted() {
        let long = "x".repeat(3 * MAX_BYTES);
        let text = format!("{{}}\n{long}\n\n{{}}\n");
        let lines = Lines {
            input: text.as_bytes(),
            line: 0,
        };

        let read: Vec<_> = lines
            .map(|raw| raw.unwrap())
            .map(|raw| (raw.line, matches!(raw.body, Body::TooLong)))
            .collect();
        assert_eq!(read, [(1, false), (2, true), (4, false)]);
    }

    #[test]
    fn a_header_names_known_columns_once() {
        let parse = |header: &[&str]| Columns::parse(&StringRecord::from(header.to_vec()));

        assert!(parse(&["name", "email"]).is_ok());
        for bad in [&["name"][..], &["email", "email"], &["email", "Email"]] {
            assert!(parse(bad).is_err(), "{bad:?}");
        }
    }
}
