//! What a call is given, and which process has it.

use std::{collections::BTreeSet, fs, num::NonZeroU32};

use gateway::{Gateway, InvokeError, Options, Routes, runtime_api::Functions};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{begun, call, examples, functions, held, pid};

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
async fn a_reply_over_six_megabytes_is_refused() {
    let functions = functions();

    let error = call(&functions, json!({ "do": "fill" })).await.unwrap_err();

    assert!(matches!(error, InvokeError::ReplyTooLarge), "{error}");
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
