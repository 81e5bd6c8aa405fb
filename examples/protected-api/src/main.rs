//! The `orders` function.

use std::convert::Infallible;

use lambda_runtime::{Error, LambdaEvent, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(async |event: LambdaEvent<orders::Event>| {
        Ok::<_, Infallible>(orders::answer(&event.payload))
    }))
    .await
}
