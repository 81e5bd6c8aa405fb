//! How processes begin.

use std::fs;

use gateway::{Function, Invoke, InvokeError, Routes, runtime_api::Functions};
use serde_json::json;
use tempfile::TempDir;

use super::{call, echo, examples, functions, functions_that_start, pid};

#[tokio::test]
async fn a_process_that_ends_before_its_first_event_is_reported() {
    let error = call(&functions_that_start("exit"), json!({}))
        .await
        .unwrap_err();

    assert_eq!(
        error.to_string(),
        "function failed to start: exit status: 3 before its first event"
    );
}

#[tokio::test]
async fn a_main_that_returns_an_error_is_reported() {
    let error = call(&functions_that_start("fail"), json!({}))
        .await
        .unwrap_err();

    assert_eq!(
        error.to_string(),
        "function failed to start: exit status: 1 before its first event"
    );
}

#[tokio::test]
async fn a_missing_binary_is_named() {
    let functions = functions();
    let other = Function {
        binary: "nothing".to_owned(),
        ..echo()
    };

    let error = functions.invoke(&other, json!({})).await.unwrap_err();

    assert!(
        matches!(&error, InvokeError::Start { program, .. } if program.ends_with("examples/nothing"))
    );
}

#[test]
fn missing_binaries_are_found_before_the_first_call() {
    let yaml = "
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: echo } }
    Properties: { Events: { E: { Type: HttpApi, Properties: { Method: GET, Path: /echo } } } }
  Other:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: nothing } }
    Properties: { Events: { E: { Type: HttpApi, Properties: { Method: GET, Path: /other } } } }
";
    let routes = Routes::from_template(yaml).unwrap();

    assert_eq!(functions().missing(&routes), [examples().join("nothing")]);
}

#[tokio::test]
async fn binaries_may_lie_as_cargo_lambda_leaves_them() {
    let directory = TempDir::new().unwrap();
    fs::create_dir(directory.path().join("echo")).unwrap();
    std::os::unix::fs::symlink(
        examples().join("echo"),
        directory.path().join("echo/bootstrap"),
    )
    .unwrap();
    let functions = Functions::new(directory.path(), |_| Vec::new());

    assert!(pid(&functions).await > 0);
}
