//! What no engine shows by itself: conflicts, throttles, breakdowns, lost replies, unprocessed
//! keys, corrupt items, and what each call costs.
//!
//! The store talks to the embedded engine through [`Wire`], which does to each request what its
//! script says and notes what was sent.

mod changes;
mod corrupt;
mod cost;
mod faults;
mod import;
mod operator;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{HttpClient, RuntimeComponents, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde_json::Value;

use super::{DynamoSettings, DynamoStore, connect, create_table};

/// What happens to one request.
#[derive(Clone, Debug)]
enum Step {
    /// It is answered by the engine.
    Pass,
    /// The engine does it; the answer never arrives.
    LoseReply,
    /// The engine does it, and says that it broke down.
    BreakAfter,
    /// It never reaches the engine, which is said to have answered this.
    Answer(u16, Value),
    /// Nobody answers.
    Hang,
}

impl Step {
    /// An error as DynamoDB words it.
    fn error(code: &str) -> Self {
        Self::Answer(400, serde_json::json!({ "__type": type_of(code) }))
    }

    /// A transaction that was cancelled, with a reason per item.
    fn cancelled(reasons: &[&str]) -> Self {
        let reasons: Vec<_> = reasons
            .iter()
            .map(|code| serde_json::json!({ "Code": code }))
            .collect();
        Self::Answer(
            400,
            serde_json::json!({
                "__type": type_of("TransactionCanceledException"),
                "CancellationReasons": reasons,
            }),
        )
    }
}

fn type_of(code: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810#{code}")
}

/// A request that was sent, and what the engine said it costs.
#[derive(Clone, Debug)]
struct Sent {
    operation: String,
    body: Value,
    units: f64,
}

#[derive(Debug, Default)]
struct Script {
    steps: VecDeque<Step>,
    /// What happens when the steps are through.
    rest: Option<Step>,
    sent: Vec<Sent>,
}

/// The way to the engine.
#[derive(Clone, Debug)]
struct Wire {
    inner: SharedHttpClient,
    script: Arc<Mutex<Script>>,
}

#[derive(Debug)]
struct WireConnector {
    inner: SharedHttpConnector,
    script: Arc<Mutex<Script>>,
}

impl Wire {
    /// The next requests, then passing again.
    fn expect(&self, steps: impl IntoIterator<Item = Step>) {
        let mut script = self.script.lock().unwrap();
        script.steps = steps.into_iter().collect();
        script.rest = None;
        script.sent.clear();
    }

    /// All requests from now on.
    fn always(&self, step: Step) {
        self.expect([]);
        self.script.lock().unwrap().rest = Some(step);
    }

    /// What was sent since.
    fn sent(&self) -> Vec<Sent> {
        self.script.lock().unwrap().sent.clone()
    }
}

impl HttpClient for Wire {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(WireConnector {
            inner: self.inner.http_connector(settings, components),
            script: self.script.clone(),
        })
    }
}

impl HttpConnector for WireConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (step, number) = {
            let mut script = self.script.lock().unwrap();
            let step = script.steps.pop_front().or_else(|| script.rest.clone());
            script.sent.push(note(&request));
            (step.unwrap_or(Step::Pass), script.sent.len() - 1)
        };
        let script = self.script.clone();
        let inner = self.inner.clone();
        HttpConnectorFuture::new(async move {
            let lost = || ConnectorError::io("the reply was lost".into());
            match step {
                Step::Answer(status, body) => Ok(answer(status, &body)),
                Step::Hang => std::future::pending().await,
                Step::LoseReply => inner.call(request).await.and_then(|_| Err(lost())),
                Step::BreakAfter => inner.call(request).await.map(|_| {
                    let error = serde_json::json!({ "__type": type_of("InternalServerError") });
                    answer(500, &error)
                }),
                Step::Pass => {
                    let (reply, units) = price(inner.call(metered(request)).await?).await;
                    if let Some(sent) = script.lock().unwrap().sent.get_mut(number) {
                        sent.units = units;
                    }
                    Ok(reply)
                }
            }
        })
    }
}

fn note(request: &HttpRequest) -> Sent {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    Sent {
        operation: target.rsplit('.').next().unwrap_or_default().to_owned(),
        body: serde_json::from_slice(request.body().bytes().unwrap()).unwrap(),
        units: 0.0,
    }
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    let mut response =
        HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body.to_string()));
    response
        .headers_mut()
        .insert("content-type", "application/x-amz-json-1.0");
    response
}

/// The request, asking what it costs.
fn metered(request: HttpRequest) -> HttpRequest {
    let mut body: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
    body["ReturnConsumedCapacity"] = "TOTAL".into();
    let body = body.to_string();
    let mut request = request.map(|_| SdkBody::from(body.as_str()));
    request
        .headers_mut()
        .insert("content-length", body.len().to_string());
    request
}

/// The reply, and the units that it says were consumed.
async fn price(mut reply: HttpResponse) -> (HttpResponse, f64) {
    let body = std::mem::replace(reply.body_mut(), SdkBody::empty());
    let bytes = ByteStream::new(body).collect().await.unwrap().into_bytes();
    let said: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let units = |consumed: &Value| consumed["CapacityUnits"].as_f64().unwrap_or_default();
    let total = match &said["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(units).sum(),
        one => units(one),
    };
    *reply.body_mut() = SdkBody::from(bytes);
    (reply, total)
}

/// A store on an engine of its own, and the wire in between.
async fn wired() -> (DynamoStore, Wire) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let database = dynoxide::Database::memory().unwrap();
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    let settings = DynamoSettings {
        region: "eu-central-1".to_owned(),
        credentials: Credentials::from_keys("local", "local", None),
        endpoint: Some(endpoint),
        ca_bundle: None,
    };
    create_table(&connect(&settings), "accounts").await.unwrap();
    let wire = Wire {
        inner: connect::https_client(None),
        script: Arc::default(),
    };
    let http_client = SharedHttpClient::new(wire.clone());
    let client = Client::from_conf(connect::config(&settings, http_client).build());
    (DynamoStore::new(client, "accounts"), wire)
}

/// The operations, in the order sent.
fn operations(sent: &[Sent]) -> Vec<&str> {
    sent.iter().map(|sent| sent.operation.as_str()).collect()
}
