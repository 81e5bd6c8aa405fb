//! The `mailbox` function.

use std::process::ExitCode;

use accounts::http::serve;
use mailbox::Mailbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    serve::start(async |vars| Mailbox::from_vars(vars).await).await
}
