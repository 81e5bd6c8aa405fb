//! The `account` function.

use std::process::ExitCode;

use account::AccountPages;
use accounts::http::serve;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    serve::start(async |vars| AccountPages::from_vars(vars).await).await
}
