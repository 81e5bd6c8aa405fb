//! DynamoDB's protocol: a request as it came, and replies in DynamoDB's words.

use axum::body::{Body, to_bytes};
use hyper::{
    Request, Response,
    body::Incoming,
    header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderValue, TRANSFER_ENCODING},
};
use serde_json::{Value, json};

/// DynamoDB takes no more than 16 MB in one request.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// A request to the table.
#[derive(Clone, Debug)]
pub(super) struct Call {
    operation: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
}

/// A reply.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    status: u16,
    headers: HeaderMap,
    pub(super) body: String,
}

impl Call {
    /// Reads a request; `None` if it is not one of DynamoDB's.
    pub(super) async fn read(request: Request<Incoming>) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let mut headers = parts.headers;
        let target = headers.get("x-amz-target")?.to_str().ok()?;
        let operation = target.rsplit('.').next()?.to_owned();
        strip(&mut headers);
        let body = to_bytes(Body::new(body), MAX_BODY).await.ok()?;
        Some(Self {
            operation,
            headers,
            body: serde_json::from_slice(&body).ok()?,
        })
    }

    pub(super) fn operation(&self) -> &str {
        &self.operation
    }

    /// The operation and the kinds of its items, e.g. `PutItem LOGIN`.
    pub(super) fn kind(&self) -> String {
        let kinds: Vec<_> = self.keys().into_iter().map(kind_of).collect();
        format!("{} {}", self.operation, kinds.join("+"))
    }

    /// The item or key of each write or read.
    fn keys(&self) -> Vec<&Value> {
        let body = &self.body;
        if let Some(actions) = body["TransactItems"].as_array() {
            let actions = actions.iter().filter_map(Value::as_object);
            return actions.flat_map(|it| it.values().map(key_of)).collect();
        }
        if let Some(tables) = body["RequestItems"].as_object() {
            let keys = tables.values().filter_map(|it| it["Keys"].as_array());
            return keys.flatten().collect();
        }
        vec![key_of(body)]
    }

    /// Somebody else's transaction is at work here.
    pub(super) fn conflict(&self, items: u64) -> Reply {
        let Some(actions) = self.body["TransactItems"].as_array() else {
            return Reply::error("TransactionConflictException");
        };
        // At least one.
        let first = usize::try_from(items % actions.len() as u64).unwrap_or_default();
        self.cancelled(|item| {
            let is_struck = item == first || (items >> (item % 64)) & 1 == 1;
            is_struck.then_some("TransactionConflict")
        })
    }

    /// Not now: a transaction says so of an item, or, like anything else, as a whole.
    pub(super) fn throttled(&self) -> Reply {
        match self.operation.as_str() {
            "TransactWriteItems" => {
                self.cancelled(|item| (item == 1).then_some("ProvisionedThroughputExceeded"))
            }
            "PutItem" => Reply::error("ProvisionedThroughputExceededException"),
            _ => Reply::error("ThrottlingException"),
        }
    }

    fn cancelled(&self, reason: impl Fn(usize) -> Option<&'static str>) -> Reply {
        let items = self.body["TransactItems"].as_array().map_or(0, Vec::len);
        let reasons: Vec<_> = (0..items)
            .map(|item| json!({"Code": reason(item).unwrap_or("None")}))
            .collect();
        let mut error = error("TransactionCanceledException");
        error["CancellationReasons"] = reasons.into();
        Reply::new(400, &error)
    }

    /// Every key is to be asked for again.
    pub(super) fn unprocessed(&self) -> Reply {
        let keys = &self.body["RequestItems"];
        Reply::new(200, &json!({"Responses": {}, "UnprocessedKeys": keys}))
    }
}

impl Reply {
    fn new(status: u16, body: &Value) -> Self {
        let kind = HeaderValue::from_static("application/x-amz-json-1.0");
        Self {
            status,
            headers: HeaderMap::from_iter([(hyper::header::CONTENT_TYPE, kind)]),
            body: body.to_string(),
        }
    }

    fn error(code: &str) -> Self {
        Self::new(400, &error(code))
    }

    pub(super) fn internal_error() -> Self {
        Self::new(500, &error("InternalServerError"))
    }

    /// A write that was done and gives nothing back.
    pub(super) fn done() -> Self {
        Self::new(200, &json!({}))
    }

    /// Reads an engine's reply; `None` if it breaks off.
    pub(super) async fn read(response: reqwest::Response) -> Option<Self> {
        let status = response.status().as_u16();
        let mut headers = response.headers().clone();
        strip(&mut headers);
        let body = response.text().await.ok()?;
        Some(Self {
            status,
            headers,
            body,
        })
    }

    pub(super) fn into_response(self) -> Response<String> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status.try_into().unwrap();
        *response.headers_mut() = self.headers;
        response
    }
}

fn error(code: &str) -> Value {
    json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "a planned fault"})
}

/// Takes out what belongs to one connection.
fn strip(headers: &mut HeaderMap) {
    for name in [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(name);
    }
}

/// Where a write or read says which item it means.
fn key_of(request: &Value) -> &Value {
    if request["Key"].is_object() {
        &request["Key"]
    } else {
        &request["Item"]
    }
}

/// `SESSION` for `SESSION#…`.
pub(super) fn kind_of(item: &Value) -> &str {
    let sk = item["sk"]["S"].as_str().unwrap_or_default();
    sk.split('#').next().unwrap_or_default()
}
