//! The `link-confirm` function.

use std::process::ExitCode;

use accounts::http::serve;
use link_confirm::LinkConfirm;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    serve::start(async |vars| LinkConfirm::from_vars(vars).await).await
}
