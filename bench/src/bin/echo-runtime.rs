//! `lambda_runtime` and nothing else: answers each event with itself.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let echo = service_fn(|event: LambdaEvent<Value>| async move { Ok::<_, Error>(event.payload) });
    lambda_runtime::run(echo).await
}
