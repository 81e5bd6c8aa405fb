//! Requests of any form, for those who are not bound to what browsers do.

use reqwest::{
    Method,
    header::{HeaderMap, HeaderName, HeaderValue},
};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use url::Url;

use crate::{answer::Answer, form, site::Site};

/// A request with just the headers that it was given.
#[derive(Clone, Debug)]
pub struct Raw {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Raw {
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    /// With one more header; one of the same name stays.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        let value = HeaderValue::from_str(value).unwrap();
        self.headers.append(name, value);
        self
    }

    /// As a person who wants a page.
    #[must_use]
    pub fn for_a_page(self) -> Self {
        self.header("accept", "text/html")
    }

    /// With a body of this media type; none is named if it is empty.
    #[must_use]
    pub fn body(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut request = self;
        if !media_type.is_empty() {
            request = request.header("content-type", media_type);
        }
        request.body = body.into();
        request
    }

    /// With a form's body.
    #[must_use]
    pub fn form(self, body: impl Into<Vec<u8>>) -> Self {
        self.body("application/x-www-form-urlencoded", body)
    }

    /// With a form of these fields.
    #[must_use]
    pub fn fields(self, fields: &[(&str, &str)]) -> Self {
        self.form(form::encode(fields))
    }

    /// With a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }
}

impl Site {
    /// Sends bytes over a connection of its own and reads what comes back until it is closed.
    pub async fn send_bytes(&self, bytes: &[u8]) -> Answer {
        let url = self.url("/");
        let (host, port) = (
            url.host_str().unwrap(),
            url.port_or_known_default().unwrap(),
        );
        let mut stream = TcpStream::connect((host, port)).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        // A server that has heard enough may reset the connection; what came until then counts.
        drop(stream.read_to_end(&mut answer).await);
        parse(url, &answer)
    }
}

fn parse(url: Url, bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    Answer {
        url,
        status: status.parse().unwrap(),
        headers,
        body: bytes[end + 4..].to_vec(),
    }
}
