//! A DynamoDB endpoint on the way to an engine, with the faults that a real table shows and no local
//! engine does: conflicts, throttles, breakdowns, lost requests and replies, duplicates, delays.
//!
//! What befalls a request follows from a seed, the kind of the request and how many of that kind came
//! before ([`Plan`]). So one seed strikes the same requests again, while the scheduler decides, as it
//! does in life, who sends which of them. A [`Breakage`] is something else: a table that does not
//! keep its promises, to show that whoever looks at the results would notice.

mod breakage;
mod call;
mod plan;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use accounts::config::Vars;
use dynoxide::Database;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::watch, task::AbortHandle, time::sleep};
use url::Url;

pub use breakage::Breakage;
pub use plan::{Fault, Plan};

use call::{Call, Reply};

use crate::site::install_crypto_provider;

/// Longer than the functions' client waits for one answer: what arrives later, it has sent again.
const LATE: Duration = Duration::from_millis(1_200);

/// A faulty way to an engine. It ends with its last handle.
#[derive(Clone)]
pub struct FaultyTable(Arc<Inner>);

struct Inner {
    url: Url,
    engine: Url,
    is_shared: bool,
    state: Arc<State>,
    tasks: Vec<AbortHandle>,
}

struct State {
    engine: Url,
    http: reqwest::Client,
    weather: Mutex<Weather>,
    /// How many requests are on their way.
    open: watch::Sender<usize>,
}

/// What is done to requests at the moment.
#[derive(Default)]
struct Weather {
    plan: Option<Plan>,
    breakage: Option<Breakage>,
    /// How many requests of each kind came since.
    seen: BTreeMap<String, u64>,
    /// What struck, in order.
    struck: Vec<Strike>,
}

/// A fault that struck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    /// The kind of request, e.g. `PutItem LOGIN`.
    pub kind: String,
    /// Which of its kind, counted from zero.
    pub number: u64,
    /// What befell it.
    pub fault: Fault,
}

/// Ends a connection without a reply.
#[derive(Debug)]
struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a planned fault ended the connection")
    }
}

impl std::error::Error for Dropped {}

impl FaultyTable {
    /// Before the engine that `ACCOUNTS_DYNAMODB_ENDPOINT` names, or before an embedded one.
    pub async fn start() -> Self {
        match Vars::from_env().optional("ACCOUNTS_DYNAMODB_ENDPOINT") {
            Some(endpoint) => Self::before(Url::parse(&endpoint).unwrap(), Vec::new()).await,
            None => Self::embedded().await,
        }
    }

    /// Before an embedded engine of its own.
    pub async fn embedded() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let engine = format!("http://{}", listener.local_addr().unwrap());
        let database = Database::memory().unwrap();
        let serving = tokio::spawn(dynoxide::server::serve_on(listener, database));
        Self::before(Url::parse(&engine).unwrap(), vec![serving.abort_handle()]).await
    }

    async fn before(engine: Url, mut tasks: Vec<AbortHandle>) -> Self {
        install_crypto_provider();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(State {
            engine: engine.clone(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            weather: Mutex::default(),
            open: watch::Sender::new(0),
        });
        let is_shared = tasks.is_empty();
        tasks.push(tokio::spawn(serve(listener, state.clone())).abort_handle());
        Self(Arc::new(Inner {
            url: Url::parse(&url).unwrap(),
            engine,
            is_shared,
            state,
            tasks,
        }))
    }

    /// The faulty endpoint.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    /// The engine behind it, which has no faults.
    #[must_use]
    pub fn engine(&self) -> &Url {
        &self.0.engine
    }

    /// Whether other tests use the engine, too.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.0.is_shared
    }

    /// From now on faults strike as planned; counting begins anew.
    pub fn storm(&self, plan: Plan) {
        *self.weather() = Weather {
            plan: Some(plan),
            ..Weather::default()
        };
    }

    /// From now on the table does not keep this promise.
    pub fn break_promise(&self, breakage: Breakage) {
        *self.weather() = Weather {
            breakage: Some(breakage),
            ..Weather::default()
        };
    }

    /// Ends faults and broken promises, waits until nothing is on its way any more, and tells what
    /// struck.
    pub async fn calm(&self) -> Vec<Strike> {
        let weather = std::mem::take(&mut *self.weather());
        let mut open = self.0.state.open.subscribe();
        open.wait_for(|open| *open == 0).await.unwrap();
        weather.struck
    }

    fn weather(&self) -> std::sync::MutexGuard<'_, Weather> {
        self.0.state.weather()
    }
}

impl fmt::Debug for FaultyTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FaultyTable")
            .field(&self.0.engine.as_str())
            .finish()
    }
}

impl fmt::Display for Strike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} no. {}: {:?}", self.kind, self.number, self.fault)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        // Small replies would otherwise wait for the client's delayed acknowledgement.
        drop(stream.set_nodelay(true));
        let state = state.clone();
        let service = service_fn(move |request| answer(state.clone(), request));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        // One that a fault ended is no news.
        tokio::spawn(async move { drop(connection.await) });
    }
}

/// Answers one request. What is sent to the engine arrives there even if the client has hung up.
async fn answer(
    state: Arc<State>,
    request: Request<Incoming>,
) -> Result<Response<String>, Dropped> {
    let open = Open::new(&state);
    let call = Call::read(request).await.ok_or(Dropped)?;
    let answered = tokio::spawn(async move {
        let reply = state.treat(&call).await;
        drop(open);
        reply
    });
    let reply = answered.await.map_err(|_| Dropped)?.ok_or(Dropped)?;
    Ok(reply.into_response())
}

impl State {
    fn weather(&self) -> std::sync::MutexGuard<'_, Weather> {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does to a request what is planned; `None` when there is no reply.
    async fn treat(&self, call: &Call) -> Option<Reply> {
        let (fault, breakage) = {
            let mut weather = self.weather();
            (weather.next(call), weather.breakage)
        };
        if let Some(breakage) = breakage {
            let reply = self.forward(&breakage.spoil(call)).await?;
            return Some(breakage.hide(reply));
        }
        match fault {
            None => self.forward(call).await,
            Some(Fault::Conflict(items)) => Some(call.conflict(items)),
            Some(Fault::Throttled) => Some(call.throttled()),
            Some(Fault::Unprocessed) => Some(call.unprocessed()),
            Some(Fault::BrokenBefore) => Some(Reply::internal_error()),
            Some(Fault::BrokenAfter) => {
                self.forward(call).await?;
                Some(Reply::internal_error())
            }
            Some(Fault::RequestLost) => None,
            Some(Fault::ReplyLost) => {
                self.forward(call).await?;
                None
            }
            Some(Fault::Slow(pause)) => {
                let reply = self.forward(call).await;
                sleep(pause).await;
                reply
            }
            Some(Fault::Twice) => {
                self.forward(call).await?;
                self.forward(call).await
            }
            Some(Fault::Late) => {
                sleep(LATE).await;
                self.forward(call).await
            }
        }
    }

    async fn forward(&self, call: &Call) -> Option<Reply> {
        let request = self
            .http
            .post(self.engine.clone())
            .headers(call.headers.clone())
            .body(call.body.to_string());
        Reply::read(request.send().await.ok()?).await
    }
}

impl Weather {
    fn next(&mut self, call: &Call) -> Option<Fault> {
        let kind = call.kind();
        let count = self.seen.entry(kind.clone()).or_default();
        let number = *count;
        *count += 1;
        let fault = self.plan?.fault(call.operation(), &kind, number)?;
        self.struck.push(Strike {
            kind,
            number,
            fault,
        });
        Some(fault)
    }
}

/// A request on its way.
struct Open(watch::Sender<usize>);

impl Open {
    fn new(state: &State) -> Self {
        state.open.send_modify(|open| *open += 1);
        Self(state.open.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}
