//! `cargo run`: the local stack.

use std::process::ExitCode;

use accounts::{config::Vars, telemetry};
use clap::Parser as _;
use local::{Options, Stack};

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    telemetry::init(&Vars::from_env());
    let stack = match Stack::start(&options).await {
        Ok(stack) => stack,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    print!("{}", stack.banner());
    // The last line, once everything answers: other programs wait for it.
    println!("listening on {}", stack.url());
    let ended = tokio::signal::ctrl_c().await;
    println!("\nstopping");
    stack.stop().await;
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: Ctrl-C can't be waited for: {error}");
            ExitCode::FAILURE
        }
    }
}
