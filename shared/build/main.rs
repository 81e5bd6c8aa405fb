//! Turns the messages of the pages into Rust, so that no function parses any (docs/decisions/0013).

mod messages;
mod rust;

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pages/messages");
    println!("cargo::rerun-if-changed={}", directory.display());
    let catalogues = messages::read(&directory)?;
    messages::check(&catalogues)?;
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(
        Path::new(&out).join("messages.rs"),
        rust::write(&catalogues),
    )?;
    Ok(())
}
