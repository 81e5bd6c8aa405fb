//! The process pool, with a real function: `examples/echo.rs`.

#![expect(clippy::unwrap_used, reason = "a failure is the test's result")]

mod calls;
mod ending;
mod starting;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use gateway::{Function, Invoke, InvokeError, runtime_api::Functions};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

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
