//! The `callback` function.

use std::process::ExitCode;

use accounts::http::serve;
use callback::Callback;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    serve::start(async |vars| Callback::from_vars(vars).await).await
}
