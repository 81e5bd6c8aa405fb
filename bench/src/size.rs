//! What is uploaded: the binary, and the zip that holds it.

use std::{fs, io::Write as _, path::Path};

use flate2::{Compression, write::DeflateEncoder};

use crate::Result;

/// Sizes in KiB, rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) binary_kib: u64,
    pub(crate) zip_kib: u64,
}

/// A zip of one file has a header, the deflated file, and a directory; the rest is some 150 bytes.
const ZIP_FRAME: usize = 150;

/// Measures a binary.
pub(crate) fn of(binary: &Path) -> Result<Size> {
    let bytes = fs::read(binary).map_err(|error| format!("{}: {error}", binary.display()))?;
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(&bytes)?;
    let zip = deflated.finish()?.len() + ZIP_FRAME;
    Ok(Size {
        binary_kib: u64::try_from(bytes.len())?.div_ceil(1024),
        zip_kib: u64::try_from(zip)?.div_ceil(1024),
    })
}
