//! The `login` function.

use std::process::ExitCode;

use accounts::http::serve;
use login::Login;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    serve::start(async |vars| Login::from_vars(vars)).await
}
