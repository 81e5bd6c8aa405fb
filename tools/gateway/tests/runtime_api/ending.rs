//! How processes end, with their calls or without.

use std::{fs, time::Duration};

use gateway::{Function, Invoke, InvokeError};
use serde_json::json;
use tempfile::TempDir;

use super::{begun, call, echo, functions, held, is_running, pid, until};

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
