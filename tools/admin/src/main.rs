//! The admin command of the accounts: brings existing customers over, looks after single accounts, and
//! checks what is deployed.

mod cli;
mod connection;
mod doctor;
mod explain;
mod failure;
mod import;
mod support;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use accounts::flow::operator::Act;
use clap::{CommandFactory as _, Parser as _};
use serde::Serialize;

use crate::{
    cli::{ChangeArgs, Cli, Command, Global},
    failure::Failure,
    support::{Asked, Desk},
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
    let Cli { global, command } = cli;
    let json = global.json;
    match command {
        Command::Import(args) => {
            let report = import::import(&global, &args).await?;
            let rejected = report.counts.rejected();
            answer(json, &report)?;
            Ok(found(rejected > 0))
        }
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "admin", &mut io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Command::Show(args) => {
            let person = Desk::open(&global).await?.show(&args.selector).await?;
            answer(json, &person)
        }
        Command::Find(args) => {
            let person = Desk::open(&global).await?.show(&args.into()).await?;
            answer(json, &person)
        }
        Command::Sessions(args) => {
            let sessions = Desk::open(&global).await?.sessions(&args.selector).await?;
            answer(json, &sessions)
        }
        Command::Events(args) => {
            let trail = Desk::open(&global).await?.events(&args.selector).await?;
            answer(json, &trail)
        }
        Command::Export(args) => {
            let export = Desk::open(&global).await?.export(&args.selector).await?;
            answer(json, &export)
        }
        Command::EndSessions(args) => change(&global, &args, Act::EndSessions).await,
        Command::Disable(args) => change(&global, &args, Act::Disable).await,
        Command::Enable(args) => change(&global, &args, Act::Enable).await,
        Command::Delete(args) => change(&global, &args, Act::Delete).await,
        Command::Link(args) => {
            let (args, identity) = args.parted();
            change(&global, &args, Act::Link(identity)).await
        }
        Command::Unlink(args) => {
            let (args, identity) = args.parted();
            change(&global, &args, Act::Unlink(identity)).await
        }
        Command::Relink(args) => {
            let desk = Desk::open(&global).await?;
            let report = support::relink(&desk, &args).await?;
            answer(json, &report)?;
            Ok(found(report.has_conflicts()))
        }
        Command::Explain(args) => answer(json, &explain::explain(&args)?),
        Command::Doctor(args) => {
            let checkup = doctor::examine(&global, &args).await?;
            answer(json, &checkup)?;
            Ok(found(checkup.has_findings()))
        }
    }
}

async fn change(global: &Global, args: &ChangeArgs, act: Act) -> Result<ExitCode, Failure> {
    let desk = Desk::open(global).await?;
    let asked = Asked {
        selector: &args.selector,
        signature: &args.signature,
        act,
    };
    let changed = support::change(&desk, asked).await?;
    answer(global.json, &changed)
}

/// The exit code of what was done, but for something to look at.
fn found(anything: bool) -> ExitCode {
    if anything {
        ExitCode::from(DONE_WITH_FINDINGS)
    } else {
        ExitCode::SUCCESS
    }
}

/// Prints what came of a command, for people or as JSON.
fn answer(json: bool, it: &(impl Serialize + std::fmt::Display)) -> Result<ExitCode, Failure> {
    let text = if json {
        serde_json::to_string(it)
            .map_err(|error| Failure::bad_file("the answer", error.to_string()))?
    } else {
        it.to_string()
    };
    writeln!(io::stdout(), "{text}").map_err(Failure::file("standard output"))?;
    Ok(ExitCode::SUCCESS)
}
