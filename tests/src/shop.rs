//! A site that keeps its own accounts, as docs/hook.md wants it: a real HTTP server with an own table of
//! users, which checks signatures by code of its own and can be told to misbehave.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

mod books;

use books::Books;

/// The key that the local stack signs with, unless it is told otherwise.
const KEY: &str = "sample-key-of-the-local-stack-0123456789";
/// How far apart the clocks may be.
const SKEW_S: u64 = 300;

/// The site. It ends with the last handle.
#[derive(Clone, Debug)]
pub struct Shop(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    url: Url,
    state: Arc<Mutex<Books>>,
    serving: JoinHandle<()>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A call that arrived with a good signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// `find`, `verify` or `create`.
    pub call: String,
    /// What was sent.
    pub body: Value,
}

/// What a call meets instead of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// A fault of the site's.
    Fault,
    /// An answer after four seconds.
    Slow,
    /// A page instead of JSON.
    Page,
    /// JSON that breaks off.
    HalfJson,
    /// An answer of another account.
    AnotherId,
    /// An answer that leaves out whose account it is.
    NoAccount,
    /// A redirect.
    Redirect,
    /// An answer that never ends.
    Endless,
    /// No such address.
    NotFound,
    /// The site's own limit.
    TooMany,
    /// A right password of nobody's.
    RightOfNobody,
    /// An account that this key did not make.
    OfAnotherKey,
}

/// Something that happens at the site while a call is answered.
#[derive(Clone, Debug)]
pub enum Meanwhile {
    /// The account gets another password.
    Password(String, &'static str),
    /// Somebody registers with this address.
    Registers(&'static str),
}

impl Shop {
    /// Opens a site without customers.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = Url::parse(&format!("http://{address}/accounts")).unwrap();
        let state = Arc::new(Mutex::new(Books {
            key: KEY.to_owned(),
            users: BTreeMap::new(),
            made: BTreeMap::new(),
            calls: Vec::new(),
            faults: BTreeMap::new(),
            before_answer: BTreeMap::new(),
            reserved: None,
            next_id: 41,
        }));
        let router = Router::new()
            .route("/accounts/{call}", post(answer))
            .with_state(Arc::clone(&state));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self(Arc::new(Inner {
            url,
            state,
            serving,
        }))
    }

    /// Where its three calls are.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0.url
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        books(&self.0.state)
    }

    /// A customer of the site's own, with a password; their id.
    #[must_use]
    pub fn customer(&self, email: &str, password: &str) -> String {
        self.books().add(Some(email), None, Some(password))
    }

    /// A customer who has no password there.
    #[must_use]
    pub fn customer_without_password(&self, email: &str) -> String {
        self.books().add(Some(email), None, None)
    }

    /// The customer has another password from now on.
    pub fn set_password(&self, id: &str, password: &str) {
        self.books().set_password(id, password);
    }

    /// The customer has another address from now on.
    pub fn set_email(&self, id: &str, email: &str) {
        self.books().user(id).email = Some(email.to_owned());
    }

    /// The site lets the customer in no more, or again.
    pub fn set_active(&self, id: &str, active: bool) {
        self.books().user(id).active = active;
    }

    /// The customer is gone.
    pub fn remove(&self, id: &str) {
        self.books().users.remove(id);
    }

    /// The ids of all accounts.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.books().users.keys().cloned().collect()
    }

    /// Name and address of an account.
    #[must_use]
    pub fn who_is(&self, id: &str) -> (Option<String>, Option<String>) {
        let mut books = self.books();
        let user = books.user(id);
        (user.name.clone(), user.email.clone())
    }

    /// The site believes that this key has made that account, whoever's it is.
    pub fn mistake(&self, key: &str, id: &str) {
        self.books().made.insert(key.to_owned(), id.to_owned());
    }

    /// The site calls this address taken, though it finds nobody by it: it compares in two ways.
    pub fn reserve(&self, email: &str) {
        self.books().reserved = Some(email.to_owned());
    }

    /// The site knows another key from now on.
    pub fn change_key(&self) {
        "another key, which nobody else knows yet".clone_into(&mut self.books().key);
    }

    /// The next calls of this name meet these mishaps, one each.
    pub fn plan(&self, call: &str, mishaps: &[Mishap]) {
        let planned = mishaps.iter().copied().collect();
        self.books().faults.insert(call.to_owned(), planned);
    }

    /// Something happens once the next call of this name was decided, before its answer arrives.
    pub fn meanwhile(&self, call: &str, event: Meanwhile) {
        self.books().before_answer.insert(call.to_owned(), event);
    }

    /// Forgets what arrived so far.
    pub fn forget_calls(&self) {
        self.books().calls.clear();
    }

    /// What arrived so far, and forgets it.
    #[must_use]
    pub fn take_calls(&self) -> Vec<Called> {
        std::mem::take(&mut self.books().calls)
    }

    /// The names of the calls that arrived so far, and forgets them.
    #[must_use]
    pub fn take_call_names(&self) -> Vec<String> {
        self.take_calls().into_iter().map(|it| it.call).collect()
    }
}

fn books(state: &Mutex<Books>) -> MutexGuard<'_, Books> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    State(state): State<Arc<Mutex<Books>>>,
    Path(call): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let key = books(&state).key.clone();
    if !is_signed(&key, &call, &headers, &body) {
        return refusal(StatusCode::UNAUTHORIZED, "bad_signature");
    }
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    let body: Value = serde_json::from_slice(&body).unwrap();
    let mishap = {
        let mut books = books(&state);
        let called = Called {
            call: call.clone(),
            body: body.clone(),
        };
        books.calls.push(called);
        let planned = books.faults.get_mut(&call);
        planned.and_then(VecDeque::pop_front)
    };
    let (status, mut answer) = {
        let mut books = books(&state);
        let answer = match call.as_str() {
            "find" => (StatusCode::OK, books.find(&body)),
            "verify" => (StatusCode::OK, books.verify(&body)),
            "create" => books.create(&body),
            other => panic!("no such call: {other}"),
        };
        match books.before_answer.remove(&call) {
            Some(Meanwhile::Password(id, password)) => books.set_password(&id, password),
            Some(Meanwhile::Registers(email)) => {
                books.add(Some(email), None, Some("somebody's own password"));
            }
            None => {}
        }
        answer
    };
    match mishap {
        None => {}
        Some(Mishap::Fault) => return refusal(StatusCode::SERVICE_UNAVAILABLE, "out_of_order"),
        Some(Mishap::Slow) => tokio::time::sleep(Duration::from_secs(4)).await,
        Some(Mishap::Page) => return (StatusCode::OK, "<h1>Welcome</h1>").into_response(),
        Some(Mishap::HalfJson) => {
            let whole = answer.to_string();
            return json_response(status, whole[..whole.len() / 2].to_owned());
        }
        Some(Mishap::AnotherId) => answer["account"]["id"] = "999999".into(),
        Some(Mishap::NoAccount) => {
            answer.as_object_mut().unwrap().remove("account");
        }
        Some(Mishap::Redirect) => {
            let to = [(header::LOCATION, "/accounts/find")];
            return (StatusCode::TEMPORARY_REDIRECT, to).into_response();
        }
        Some(Mishap::Endless) => answer["padding"] = "x".repeat(70_000).into(),
        Some(Mishap::NotFound) => return refusal(StatusCode::NOT_FOUND, "no_such_thing"),
        Some(Mishap::TooMany) => {
            return refusal(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts");
        }
        Some(Mishap::RightOfNobody) => answer = json!({"verified": true, "account": null}),
        Some(Mishap::OfAnotherKey) => answer["created_by_this_key"] = false.into(),
    }
    json_response(status, answer.to_string())
}

fn refusal(status: StatusCode, error: &str) -> Response {
    json_response(status, json!({ "error": error }).to_string())
}

fn json_response(status: StatusCode, body: String) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, kind, body).into_response()
}

fn is_signed(key: &str, call: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(timestamp), Some(signature)) =
        (text("x-accounts-timestamp"), text("x-accounts-signature"))
    else {
        return false;
    };
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    if timestamp
        .parse::<u64>()
        .is_ok_and(|it| it.abs_diff(now) > SKEW_S)
    {
        return false;
    }
    let mut signed = format!("v1\n{call}\n{timestamp}\n").into_bytes();
    signed.extend_from_slice(body);
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(&signed);
    let hex = signature.strip_prefix("v1=").unwrap_or_default();
    let given = data_encoding::HEXLOWER.decode(hex.as_bytes());
    given.is_ok_and(|given| mac.verify_slice(&given).is_ok())
}
