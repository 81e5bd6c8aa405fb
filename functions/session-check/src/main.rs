//! The `session-check` function.

use std::process::ExitCode;

use accounts::http::serve;
use session_check::SessionCheck;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    serve::start(async |vars| SessionCheck::from_vars(vars).await).await
}
