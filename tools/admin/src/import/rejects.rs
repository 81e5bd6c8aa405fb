//! The files of what was not imported: the records as they came, to be mended and fed back, and
//! beside them why.

use std::{
    fs::{File, OpenOptions},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::source::{Body, Columns, Raw};
use crate::failure::Failure;

/// How far both files were written when the import was interrupted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lengths {
    records: u64,
    problems: u64,
}

/// Both files, open.
#[derive(Debug)]
pub(crate) struct Rejects {
    records: Output,
    problems: Output,
}

/// Why one record was not imported.
#[derive(Debug, Serialize)]
struct Problems<'a> {
    line: u64,
    problems: &'a [String],
}

#[derive(Debug)]
struct Output {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Rejects {
    /// Opens them beside `input`, cut to what they held at `lengths`.
    pub(crate) fn open(
        input: &Path,
        columns: Option<&Columns>,
        lengths: Lengths,
    ) -> Result<Self, Failure> {
        let extension = if columns.is_some() { "csv" } else { "jsonl" };
        let mut rejects = Self {
            records: Output::open(
                beside(input, &format!("rejected.{extension}")),
                lengths.records,
            )?,
            problems: Output::open(beside(input, "problems.jsonl"), lengths.problems)?,
        };
        if let (0, Some(columns)) = (lengths.records, columns) {
            let header =
                csv_line(columns.header()).map_err(Failure::file(&rejects.records.path))?;
            rejects.records.write(&header)?;
        }
        Ok(rejects)
    }

    /// Adds a record and what is wrong with it.
    pub(crate) fn add(&mut self, raw: &Raw, problems: &[String]) -> Result<(), Failure> {
        let path = &self.records.path;
        match &raw.body {
            Body::Json(text) => self.records.write(format!("{text}\n").as_bytes())?,
            Body::Csv(record) => {
                let line = csv_line(record).map_err(Failure::file(path))?;
                self.records.write(&line)?;
            }
            // Its line number leads to it.
            Body::TooLong => {}
        }
        let line = raw.line;
        let problems = serde_json::to_string(&Problems { line, problems })
            .map_err(|error| Failure::bad_file(&self.problems.path, error.to_string()))?;
        self.problems.write(format!("{problems}\n").as_bytes())
    }

    /// How long they are now, on disk.
    pub(crate) fn sync(&mut self) -> Result<Lengths, Failure> {
        self.records.sync()?;
        self.problems.sync()?;
        Ok(Lengths {
            records: self.records.length,
            problems: self.problems.length,
        })
    }

    /// Their paths, if there is anything in them; otherwise they are removed.
    pub(crate) fn finish(mut self) -> Result<Option<(PathBuf, PathBuf)>, Failure> {
        self.sync()?;
        if self.problems.length > 0 {
            return Ok(Some((self.records.path, self.problems.path)));
        }
        for path in [&self.records.path, &self.problems.path] {
            std::fs::remove_file(path).map_err(Failure::file(path))?;
        }
        Ok(None)
    }
}

impl Output {
    fn open(path: PathBuf, length: u64) -> Result<Self, Failure> {
        let open = || -> io::Result<File> {
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)?;
            file.set_len(length)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = open().map_err(Failure::file(&path))?;
        Ok(Self { path, file, length })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.file
            .write_all(bytes)
            .map_err(Failure::file(&self.path))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn sync(&mut self) -> Result<(), Failure> {
        self.file.sync_data().map_err(Failure::file(&self.path))
    }
}

/// `customers.csv` becomes `customers.csv.<suffix>`.
pub(crate) fn beside(input: &Path, suffix: &str) -> PathBuf {
    let mut name = input.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(suffix);
    input.with_file_name(name)
}

fn csv_line(record: &csv::StringRecord) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(record)?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}
