//! The command line.

mod support;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use support::{
    ChangeArgs, DoctorArgs, ExplainArgs, FindArgs, IdentityArgs, RelinkArgs, SelectArgs, Selector,
    Signature,
};

/// Imports customers, and looks after their accounts and the table.
#[derive(Debug, Parser)]
#[command(name = "admin", version, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,

    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the table or a file could not be used; nothing more was done
  2  the command line is wrong
  3  done, except for what is reported: lines that were rejected, findings of doctor
  4  nothing was done: what was asked for is not there, or its state does not allow it";

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// The table
    #[arg(long, global = true, env = "TABLE_NAME", value_name = "NAME")]
    pub(crate) table: Option<String>,

    /// Another DynamoDB endpoint than the region's own, e.g. the local stack's; without credentials
    /// in the environment, made-up ones are used
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Answer in JSON on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Brings existing customers over; never overwrites
    Import(ImportArgs),
    /// Shows an account
    Show(SelectArgs),
    /// Finds the account that an address, an Amazon account or the site's own id leads to
    Find(FindArgs),
    /// Lists where an account is signed in
    Sessions(SelectArgs),
    /// Shows an account's audit trail
    Events(SelectArgs),
    /// Everything known about one person, as JSON, to be given to them
    Export(SelectArgs),
    /// Ends all sessions of an account
    EndSessions(ChangeArgs),
    /// Closes an account and ends its sessions
    Disable(ChangeArgs),
    /// Opens a closed account again
    Enable(ChangeArgs),
    /// Lets an Amazon account open an account, on the site's own responsibility
    Link(IdentityArgs),
    /// Lets an Amazon account no longer open an account
    Unlink(IdentityArgs),
    /// Deletes an account and everything personal; run again, it finishes what was interrupted
    Delete(ChangeArgs),
    /// Gives Amazon accounts their new ids after the site moved to another Amazon developer account
    Relink(RelinkArgs),
    /// Says in plain words what happened in one request, from its log lines
    Explain(ExplainArgs),
    /// Checks the table and, where given, a deployed site
    Doctor(DoctorArgs),
    /// Prints completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// How customers are brought over.
#[derive(Clone, Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct ImportArgs {
    /// JSON Lines or CSV, or an export of Firebase or Auth0
    pub(crate) file: PathBuf,

    /// The file's format; by default told from its name: .csv, else JSON Lines
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Read and check everything, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Write nothing if any line is rejected
    #[arg(long)]
    pub(crate) all_or_nothing: bool,

    /// Create accounts anew that were imported before and deleted since
    #[arg(long)]
    pub(crate) recreate: bool,

    /// CSV with the columns email and password: known passwords that must agree with the file's
    /// hashes before anything is written
    #[arg(long, value_name = "FILE")]
    pub(crate) check_sample: Option<PathBuf>,

    /// The project's "Password hash parameters", as the Firebase console shows them
    #[arg(long, value_name = "FILE")]
    pub(crate) firebase_parameters: Option<PathBuf>,

    /// Transactions at once
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) concurrency: u8,

    /// Begin anew, whatever an interrupted import noted beside the file
    #[arg(long)]
    pub(crate) restart: bool,
}

/// Formats of files with customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object per line
    Jsonl,
    /// Comma-separated values with a header line
    Csv,
    /// `firebase auth:export users.json`
    Firebase,
    /// Auth0's export of users with password hashes, one JSON object per line
    Auth0,
}
