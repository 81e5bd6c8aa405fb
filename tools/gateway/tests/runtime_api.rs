//! The process pool, with a real function: `examples/echo.rs`.

#![expect(clippy::unwrap_used, reason = "a failure is the test's result")]

use std::{
    collections::BTreeSet,
    env, fs,
    num::NonZeroU32,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use gateway::{Function, Gateway, Invoke, InvokeError, Options, Routes, runtime_api::Functions};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// Where cargo puts the examples: beside the directory of the tests.
fn examples() -> PathBuf {
    let test = env::current_exe().unwrap();
    let directory = test.ancestors().nth(2).unwrap().join("examples");
    assert!(
        directory.join("echo").is_file(),
        "build it: cargo build -p gateway --example echo"
    );
    directory
}

fn echo() -> Function {
    Function {
        resource: "Echo".to_owned(),
        binary: "echo".to_owned(),
        timeout: Duration::from_secs(20),
        memory_mb: 256,
        variables: BTreeSet::new(),
    }
}

fn functions() -> Functions {
    functions_that_start("")
}

fn functions_that_start(how: &str) -> Functions {
    let how = how.to_owned();
    Functions::new(examples(), move |_| {
        vec![("ECHO_START".to_owned(), how.clone())]
    })
}

async fn call(functions: &Functions, event: Value) -> Result<Value, InvokeError> {
    functions.invoke(&echo(), event).await
}

async fn pid(functions: &Functions) -> u64 {
    call(functions, json!({})).await.unwrap()["pid"]
        .as_u64()
        .unwrap()
}

fn is_running(pid: u64) -> bool {
    Command::new("kill")
        .args(["-0", &pid.to_string()])
        .output()
        .unwrap()
        .status
        .success()
}

async fn until(mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting)
        .await
        .unwrap();
}

/// A call that lasts until the file is there.
fn held(functions: &Functions, file: &Path) -> JoinHandle<Result<Value, InvokeError>> {
    let functions = functions.clone();
    let event = json!({ "do": "wait for file", "file": file });
    tokio::spawn(async move { call(&functions, event).await })
}

/// Waits until so many held calls have begun.
async fn begun(directory: &TempDir, calls: usize) {
    until(|| fs::read_dir(directory.path()).unwrap().count() == calls).await;
}

#[tokio::test]
async fn an_event_is_answered_by_the_process() {
    let functions = functions();
    let event = json!({ "headers": { "x-amzn-trace-id": "Self=1;Root=1-5e6722a7-cc56c26946db7ae02d4da47e" } });

    let reply = call(&functions, event.clone()).await.unwrap();

    assert_eq!(reply["payload"], event);
    assert_eq!(reply["requestId"].as_str().unwrap().len(), 36);
    assert!(reply["deadline"].as_u64().unwrap() > 1_700_000_000_000);
    assert_eq!(
        reply["arn"],
        "arn:aws:lambda:us-east-1:123456789012:function:echo"
    );
    let trace = reply["traceId"].as_str().unwrap();
    assert!(
        trace.starts_with("Root=1-5e6722a7-cc56c26946db7ae02d4da47e;Parent="),
        "{trace}"
    );
}

#[tokio::test]
async fn a_process_sees_the_given_variables_and_lambdas_own_and_no_others() {
    let functions = functions();

    let reply = call(&functions, json!({})).await.unwrap();

    let variables = reply["variables"].as_object().unwrap();
    assert_eq!(variables["ECHO_START"], "");
    assert_eq!(variables["AWS_LAMBDA_FUNCTION_NAME"], "echo");
    assert_eq!(variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "256");
    assert!(
        variables["AWS_LAMBDA_RUNTIME_API"]
            .as_str()
            .unwrap()
            .starts_with("127.0.0.1:")
    );
    assert!(!variables.contains_key("CARGO_MANIFEST_DIR"));
}

#[tokio::test]
async fn calls_one_after_another_share_a_warm_process() {
    let functions = functions();

    assert_eq!(pid(&functions).await, pid(&functions).await);
}

#[tokio::test]
async fn calls_at_the_same_time_have_processes_of_their_own() {
    let (functions, directory) = (functions(), TempDir::new().unwrap());
    let file = directory.path().join("go");

    let first = held(&functions, &file);
    let second = held(&functions, &file);
    begun(&directory, 2).await;
    let third = pid(&functions).await;
    fs::write(&file, "").unwrap();
    let pids = [
        first.await.unwrap().unwrap()["pid"].as_u64().unwrap(),
        second.await.unwrap().unwrap()["pid"].as_u64().unwrap(),
        third,
    ];

    assert_eq!(BTreeSet::from(pids).len(), 3);
    assert!(pids.contains(&pid(&functions).await));
}

#[tokio::test]
async fn a_call_beyond_the_bound_waits_for_a_process() {
    let functions = Functions::with_concurrency(NonZeroU32::MIN, examples(), |_| Vec::new());
    let directory = TempDir::new().unwrap();
    let file = directory.path().join("go");
    pid(&functions).await;

    let first = held(&functions, &file);
    begun(&directory, 1).await;
    let second = held(&functions, &file);
    fs::write(&file, "").unwrap();

    assert_eq!(
        first.await.unwrap().unwrap()["pid"],
        second.await.unwrap().unwrap()["pid"]
    );
}

#[tokio::test]
async fn a_call_past_the_functions_timeout_ends_with_its_process() {
    let functions = functions();
    let warm = pid(&functions).await;
    let hasty = Function {
        timeout: Duration::from_millis(100),
        ..echo()
    };

    let error = functions
        .invoke(&hasty, json!({ "do": "hang" }))
        .await
        .unwrap_err();

    assert!(matches!(error, InvokeError::TimedOut(after) if after == hasty.timeout));
    assert!(!is_running(warm));
    assert_ne!(pid(&functions).await, warm);
}

#[tokio::test]
async fn after_a_crash_the_next_call_has_a_fresh_process() {
    let functions = functions();

    let error = call(&functions, json!({ "do": "exit" })).await.unwrap_err();

    assert_eq!(
        error.to_string(),
        "function ended during a call: exit status: 7"
    );
    assert!(is_running(pid(&functions).await));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_process_that_ends_between_calls_costs_no_call() {
    let functions = functions();
    let reply = call(&functions, json!({ "do": "exit after the reply" }))
        .await
        .unwrap();
    let ended = reply["pid"].as_u64().unwrap();
    // A zombie until the pool looks at it, so ask what it does instead of whether it is there.
    until(|| {
        fs::read_to_string(format!("/proc/{ended}/stat")).is_ok_and(|stat| stat.contains(") Z "))
    })
    .await;

    assert_ne!(pid(&functions).await, ended);
}

#[tokio::test]
async fn an_error_of_the_handler_leaves_the_process_alive() {
    let functions = functions();
    let warm = pid(&functions).await;

    let error = call(&functions, json!({ "do": "fail" })).await.unwrap_err();

    assert!(
        matches!(&error, InvokeError::Function(report) if report.ends_with(": as asked")),
        "{error}"
    );
    assert_eq!(pid(&functions).await, warm);
}

#[tokio::test]
async fn a_reply_over_six_megabytes_is_refused() {
    let functions = functions();

    let error = call(&functions, json!({ "do": "fill" })).await.unwrap_err();

    assert!(matches!(error, InvokeError::ReplyTooLarge), "{error}");
}

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

#[tokio::test]
async fn a_shutdown_leaves_no_process() {
    let (functions, directory) = (functions(), TempDir::new().unwrap());
    let busy = pid(&functions).await;
    let held = held(&functions, &directory.path().join("never"));
    begun(&directory, 1).await;
    let idle = pid(&functions).await;

    functions.shutdown().await;

    assert_ne!(busy, idle);
    assert!(!is_running(busy) && !is_running(idle));
    assert!(matches!(
        held.await.unwrap(),
        Err(InvokeError::ShuttingDown)
    ));
    assert!(matches!(
        call(&functions, json!({})).await,
        Err(InvokeError::ShuttingDown)
    ));
}

#[tokio::test]
async fn a_dropped_pool_leaves_no_process() {
    let functions = functions();
    let pid = pid(&functions).await;

    drop(functions);

    until(|| !is_running(pid)).await;
}

#[tokio::test]
async fn an_abandoned_call_leaves_no_process() {
    let (functions, directory) = (functions(), TempDir::new().unwrap());
    let warm = pid(&functions).await;
    let held = held(&functions, &directory.path().join("never"));
    begun(&directory, 1).await;

    held.abort();
    assert!(held.await.unwrap_err().is_cancelled());
    drop(functions);

    until(|| !is_running(warm)).await;
}

#[tokio::test]
async fn a_gateway_leads_to_processes() {
    let yaml = "
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: echo } }
    Properties: { Events: { E: { Type: HttpApi, Properties: { Method: GET, Path: /echo } } } }
";
    let gateway = Gateway::new(
        Routes::from_template(yaml).unwrap(),
        functions(),
        Options::default(),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(gateway::serve(
        listener,
        gateway.router(),
        std::future::pending(),
    ));

    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = b"GET /echo?a=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();

    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"));
    let reply: Value = serde_json::from_str(body).unwrap();
    assert_eq!(reply["payload"]["routeKey"], "GET /echo");
}
