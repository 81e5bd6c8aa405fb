//! A browser and a server, both as simple as HTTP/1.1 allows, so that nothing is hidden.

use std::{
    future::pending,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use lwa_emulator::{Config, Emulator};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::form_urlencoded;

pub(crate) const CLIENT_ID: &str = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
pub(crate) const SECRET: &str = "local-secret";
pub(crate) const REDIRECT_URI: &str = "http://localhost:3000/auth/amazon/callback";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const START: u64 = 1_800_000_000;

pub(crate) type Fields<'a> = Vec<(&'a str, &'a str)>;

/// A good authorization request.
pub(crate) fn authorization() -> Fields<'static> {
    vec![
        ("client_id", CLIENT_ID),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "profile"),
        ("state", "s-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]
}

/// A good exchange of this code.
pub(crate) fn exchange(code: &str) -> Fields<'_> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("client_id", CLIENT_ID),
        ("client_secret", SECRET),
        ("code_verifier", VERIFIER),
    ]
}

/// The same fields, one of them with another value.
pub(crate) fn with<'a>(fields: &Fields<'a>, name: &'a str, value: &'a str) -> Fields<'a> {
    let mut changed = without(fields, name);
    changed.push((name, value));
    changed
}

/// The same fields but one.
pub(crate) fn without<'a>(fields: &Fields<'a>, name: &str) -> Fields<'a> {
    let mut changed = fields.clone();
    changed.retain(|(key, _)| *key != name);
    changed
}

pub(crate) fn encode(fields: &Fields<'_>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// A running emulator whose clock stands still until it is set.
pub(crate) struct Amazon {
    pub(crate) emulator: Emulator,
    clock: Arc<AtomicU64>,
    address: SocketAddr,
}

impl Amazon {
    pub(crate) async fn start() -> Self {
        Self::start_with(Config::new(CLIENT_ID, SECRET, REDIRECT_URI)).await
    }

    pub(crate) async fn start_with(config: Config) -> Self {
        let clock = Arc::new(AtomicU64::new(START));
        let read = Arc::clone(&clock);
        let emulator = Emulator::with_clock(config, move || read.load(Ordering::Relaxed));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(emulator.clone().serve(listener, pending()));
        Self {
            emulator,
            clock,
            address,
        }
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) async fn get(&self, target: &str) -> Reply {
        self.send("GET", target, &[], "").await
    }

    pub(crate) async fn get_with(&self, target: &str, header: (&str, &str)) -> Reply {
        self.send("GET", target, &[header], "").await
    }

    pub(crate) async fn post(&self, target: &str, fields: &Fields<'_>) -> Reply {
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        self.send("POST", target, &[form], &encode(fields)).await
    }

    pub(crate) async fn json(&self, method: &str, target: &str, body: &str) -> Reply {
        let json = ("Content-Type", "application/json");
        self.send(method, target, &[json], body).await
    }

    pub(crate) async fn token(&self, fields: &Fields<'_>) -> Reply {
        self.post("/auth/o2/token", fields).await
    }

    pub(crate) async fn profile(&self, token: &str) -> Reply {
        let value = format!("Bearer {token}");
        self.get_with("/user/profile", ("Authorization", &value))
            .await
    }

    pub(crate) async fn tokeninfo(&self, token: &str) -> Reply {
        let query = encode(&vec![("access_token", token)]);
        self.get(&format!("/auth/o2/tokeninfo?{query}")).await
    }

    /// Allows everything a request asks for.
    pub(crate) async fn allow(&self, persona: &str, request: &Fields<'_>) -> Reply {
        let mut fields = with(request, "persona", persona);
        fields.push(("decision", "allow"));
        self.post("/ap/oa", &fields).await
    }

    /// A code for the good request.
    pub(crate) async fn code(&self) -> String {
        let reply = self.allow("new-customer", &authorization()).await;
        reply.query("code").unwrap()
    }

    /// The token answer for the good request.
    pub(crate) async fn tokens(&self) -> Value {
        let code = self.code().await;
        self.token(&exchange(&code)).await.to_json()
    }

    /// What comes back when a connection is used for one request; nothing if it is dropped.
    pub(crate) async fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Reply {
        Reply::parse(&self.raw(method, target, headers, body).await)
    }

    pub(crate) async fn raw(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Vec<u8> {
        let mut head = format!("{method} {target} HTTP/1.1\r\nHost: {}", self.address);
        for (name, value) in headers {
            head.extend(["\r\n", name, ": ", value]);
        }
        let length = body.len();
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request =
            format!("{head}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        // A dropped connection may end in a reset; what was read until then counts.
        let _ = stream.read_to_end(&mut bytes).await;
        bytes
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    headers: Vec<(String, String)>,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        Self {
            status: status.parse().unwrap(),
            body: bytes[end + 4..].to_vec(),
            headers: lines
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn to_json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 302, "{}", self.text());
        self.header("location").unwrap()
    }

    /// A parameter of the address to which this answer redirects.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.location().split_once('?')?;
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The keys of the JSON object, in the order in which they came.
    pub(crate) fn keys(&self) -> Vec<String> {
        let values = self.to_json();
        let mut keys: Vec<_> = values.as_object().unwrap().keys().cloned().collect();
        keys.sort_by_key(|key| self.text().find(&format!("\"{key}\":")));
        keys
    }
}
