//! The admin command of the accounts: brings existing customers over.

mod cli;
mod connection;
mod failure;
mod import;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::{CommandFactory as _, Parser as _};
use serde::Serialize;

use crate::{
    cli::{Cli, Command},
    failure::Failure,
};

/// See the exit codes of `admin --help`.
const DONE_WITH_FINDINGS: u8 = 3;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.global.json;
    match run(cli).await {
        Ok(code) => code,
        Err(failure) => {
            if json {
                println!("{}", serde_json::json!({ "error": failure.to_string() }));
            } else {
                eprintln!("error: {failure}");
            }
            failure.exit_code()
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Import(args) => {
            let report = import::import(&cli.global, &args).await?;
            let rejected = report.counts.rejected();
            answer(cli.global.json, &report)?;
            Ok(if rejected > 0 {
                ExitCode::from(DONE_WITH_FINDINGS)
            } else {
                ExitCode::SUCCESS
            })
        }
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "admin", &mut io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Prints what came of a command, for people or as JSON.
fn answer(json: bool, it: &(impl Serialize + std::fmt::Display)) -> Result<(), Failure> {
    let text = if json {
        serde_json::to_string(it)
            .map_err(|error| Failure::bad_file("the answer", error.to_string()))?
    } else {
        it.to_string()
    };
    writeln!(io::stdout(), "{text}").map_err(Failure::file("standard output"))
}
