//! A function for the tests of the Runtime API: it does what its event says.

use std::{collections::BTreeMap, env, fs, path::Path, process, time::Duration};

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let variables: BTreeMap<_, _> = env::vars().collect();
    match variables.get("ECHO_START").map(String::as_str) {
        Some("exit") => process::exit(3),
        Some("fail") => return Err("no table name".into()),
        _ => {}
    }
    let variables = &variables;
    lambda_runtime::run(service_fn(async |event| handle(event, variables).await)).await
}

async fn handle(
    event: LambdaEvent<Value>,
    variables: &BTreeMap<String, String>,
) -> Result<Value, Error> {
    let LambdaEvent { payload, context } = event;
    match payload["do"].as_str() {
        Some("fail") => return Err("as asked".into()),
        Some("exit") => process::exit(7),
        Some("hang") => std::future::pending().await,
        Some("fill") => return Ok(Value::String("x".repeat(7 * 1024 * 1024))),
        Some("exit after the reply") => {
            tokio::spawn(async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                process::exit(0)
            });
        }
        // Tells a test that the call has begun, and lets it decide when it ends.
        Some("wait for file") => {
            let path = payload["file"].as_str().unwrap_or_default();
            fs::write(format!("{path}.{}", process::id()), "")?;
            while !Path::new(path).exists() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
        _ => {}
    }
    Ok(json!({
        "pid": process::id(),
        "payload": payload,
        "requestId": context.request_id,
        "deadline": context.deadline,
        "arn": context.invoked_function_arn,
        "traceId": context.xray_trace_id,
        "variables": variables,
    }))
}
