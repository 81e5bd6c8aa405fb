//! The table's endpoint: TLS before the embedded engine, counting what passes.

use std::{
    collections::HashMap,
    io::{self, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

use crate::http::{self, Message};

/// Operations that change nothing.
const READS: [&str; 3] = ["GetItem", "BatchGetItem", "Query"];

/// An endpoint of DynamoDB on a port of its own.
///
/// Equal reads between two writes are answered from memory: the engine's own time, which differs
/// from call to call, is then in no measured figure of a function that only reads.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    port: u16,
    shared: Arc<Shared>,
}

/// A call of DynamoDB and what it consumed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) read_units: f64,
    pub(crate) write_units: f64,
}

/// The answer to a read, by what was asked.
type Known = (Call, Vec<u8>);

#[derive(Debug)]
struct Shared {
    engine: String,
    calls: Mutex<Vec<Call>>,
    known: Mutex<HashMap<Vec<u8>, Known>>,
}

impl Table {
    /// Serves the engine at `engine` (`host:port`) over TLS.
    pub(crate) fn start(engine: String, tls: Arc<ServerConfig>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            engine,
            calls: Mutex::default(),
            known: Mutex::default(),
        });
        let served = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, tls) = (Arc::clone(&served), Arc::clone(&tls));
                thread::spawn(move || {
                    let _ = stream.set_nodelay(true);
                    let Ok(session) = ServerConnection::new(tls) else {
                        return;
                    };
                    // A measured process that is killed leaves its connection broken.
                    drop(serve(StreamOwned::new(session, stream), &shared));
                });
            }
        });
        Ok(Self { port, shared })
    }

    /// What `AWS_ENDPOINT_URL_DYNAMODB` is set to.
    pub(crate) fn url(&self) -> String {
        format!("https://127.0.0.1:{}", self.port)
    }

    /// The calls since this was last asked.
    pub(crate) fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut *lock(&self.shared.calls))
    }
}

fn serve(stream: impl Read + Write, shared: &Shared) -> io::Result<()> {
    let mut client = BufReader::new(stream);
    let mut engine = None;
    while let Some(request) = Message::read(&mut client)? {
        let target = request.header("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let is_read = READS.contains(&operation.as_str());
        let known = is_read.then(|| lock(&shared.known).get(&request.body).cloned());
        let (status, call, body) = if let Some((call, body)) = known.flatten() {
            ("200 OK".to_owned(), call, body)
        } else {
            let connection = match &mut engine {
                Some(connection) => connection,
                none => none.insert(BufReader::new(TcpStream::connect(&shared.engine)?)),
            };
            let (status, call, body) = ask(connection, &request, operation)?;
            if !is_read {
                lock(&shared.known).clear();
            } else if status.starts_with("200") {
                let answer = (call.clone(), body.clone());
                lock(&shared.known).insert(request.body, answer);
            }
            (status, call, body)
        };
        // Before the answer leaves, or the one who waits for it could look too early.
        lock(&shared.calls).push(call);
        http::write(
            client.get_mut(),
            &format!("HTTP/1.1 {status}"),
            &[("content-type", "application/x-amz-json-1.0")],
            &body,
        )?;
    }
    Ok(())
}

/// Asks the engine, and what it consumes; the answer is as DynamoDB's without that question.
fn ask(
    engine: &mut BufReader<TcpStream>,
    request: &Message,
    operation: String,
) -> io::Result<(String, Call, Vec<u8>)> {
    let mut body: Value = serde_json::from_slice(&request.body)?;
    body["ReturnConsumedCapacity"] = "TOTAL".into();
    let passed_on: Vec<_> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| {
            name.starts_with("x-amz") || matches!(*name, "authorization" | "host" | "content-type")
        })
        .collect();
    http::write(
        engine.get_mut(),
        "POST / HTTP/1.1",
        &passed_on,
        body.to_string().as_bytes(),
    )?;
    let answer = Message::read(engine)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = answer
        .first_line
        .split_once(' ')
        .map_or("", |(_, status)| status);
    let mut said: Value = serde_json::from_slice(&answer.body)?;
    let consumed = said
        .as_object_mut()
        .and_then(|answer| answer.remove("ConsumedCapacity"));
    let units = units(consumed.as_ref());
    let is_read = READS.contains(&operation.as_str());
    let call = Call {
        operation,
        read_units: if is_read { units } else { 0.0 },
        write_units: if is_read { 0.0 } else { units },
    };
    Ok((status.to_owned(), call, said.to_string().into_bytes()))
}

/// `ConsumedCapacity` is one for a call on one item, and a list for the others.
fn units(consumed: Option<&Value>) -> f64 {
    let of_table = |table: &Value| table["CapacityUnits"].as_f64().unwrap_or_default();
    match consumed {
        Some(Value::Array(tables)) => tables.iter().map(of_table).sum(),
        Some(table) => of_table(table),
        None => 0.0,
    }
}

/// Nothing done under these locks can leave their contents half changed.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
