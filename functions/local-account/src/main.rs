//! The `local-account` function.

use std::process::ExitCode;

use accounts::http::serve;
use local_account::LocalAccount;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    serve::start(async |vars| LocalAccount::from_vars(vars).await).await
}
