//! What an interrupted import needs to go on: a small file beside the input, replaced in one step.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    plan::Run,
    rejects::{Lengths, beside},
    report::Counts,
};
use crate::failure::Failure;

const VERSION: u32 = 1;

/// How far an import came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checkpoint {
    version: u32,
    /// Of the input.
    pub(crate) sha256: String,
    /// Where it goes.
    pub(crate) table: String,
    pub(crate) run: Run,
    /// Records from the beginning that are settled, one way or the other.
    pub(crate) records_done: u64,
    pub(crate) counts: Counts,
    pub(crate) rejects: Lengths,
}

impl Checkpoint {
    /// Nothing is done yet.
    pub(crate) fn begin(sha256: &str, table: &str, run: Run) -> Self {
        Self {
            version: VERSION,
            sha256: sha256.to_owned(),
            table: table.to_owned(),
            run,
            records_done: 0,
            counts: Counts::default(),
            rejects: Lengths::default(),
        }
    }

    /// Where it is kept.
    pub(crate) fn path(input: &Path) -> PathBuf {
        beside(input, "import.json")
    }

    /// What an earlier import of `input` left, if it did not end.
    pub(crate) fn read(input: &Path) -> Result<Option<Self>, Failure> {
        let path = Self::path(input);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(Failure::file(&path))?,
        };
        match serde_json::from_str::<Self>(&text) {
            Ok(checkpoint) if checkpoint.version == VERSION => Ok(Some(checkpoint)),
            _ => Err(Failure::bad_file(
                path,
                "not a checkpoint of this version; --restart begins anew",
            )),
        }
    }

    /// Replaces the file: after a crash it is the old one or the new one.
    pub(crate) fn write(&self, input: &Path) -> Result<(), Failure> {
        let path = Self::path(input);
        let next = beside(input, "import.json.next");
        let replace = || -> io::Result<()> {
            let text = serde_json::to_string_pretty(self)?;
            let mut file = File::create(&next)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&next, &path)
        };
        replace().map_err(Failure::file(&path))
    }

    /// The import ended.
    pub(crate) fn remove(input: &Path) -> Result<(), Failure> {
        let path = Self::path(input);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Failure::file(&path)(error))
            }
            _ => Ok(()),
        }
    }
}
