//! Measures the release binaries of the functions as Lambda runs them: docs/performance.md.

mod authority;
mod guard;
mod http;
mod instructions;
mod measure;
mod peers;
mod report;
mod runtime_api;
mod sandbox;
mod size;
mod subjects;
mod table;
mod world;

use std::{error::Error, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use world::World;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures the functions' release binaries, on loopback alone.
#[derive(Debug, Parser)]
#[command(name = "bench", version)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints what each function takes, beside what it is compared with
    Report(Report),
    /// Fails where a function takes more than budgets.toml allows
    Guard {
        /// The directory of the release binaries
        #[arg(long, value_name = "DIR", default_value = "target/release")]
        functions: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Report {
    /// The directory of the release binaries
    #[arg(long, value_name = "DIR", default_value = "target/release")]
    functions: PathBuf,
    /// Runs of each contender; they take turns, and medians are shown
    #[arg(long, default_value_t = 21)]
    runs: usize,
    /// Warm calls in each run
    #[arg(long, default_value_t = 100)]
    calls: usize,
    /// Only contenders whose name contains this
    #[arg(long, default_value = "")]
    only: String,
    /// Also Node and Python with their AWS SDKs, installed into target/peers
    #[arg(long)]
    peers: bool,
    /// Also instructions; needs valgrind
    #[arg(long)]
    instructions: bool,
}

fn main() -> ExitCode {
    let outcome = match Options::parse().command {
        Command::Report(report) => {
            World::start(&report.functions).and_then(|mut world| report::print(&mut world, &report))
        }
        Command::Guard { functions } => {
            World::start(&functions).and_then(|mut world| guard::hold(&mut world))
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
