//! The `authorizer` function.

use std::process::ExitCode;

use accounts::http::serve;
use authorizer::Authorizer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    serve::start(async |vars| Authorizer::from_vars(vars).await).await
}
