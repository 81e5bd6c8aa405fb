//! The gateway over a real connection, byte by byte.

#![expect(clippy::unwrap_used, reason = "a failure is the test's result")]

use std::{net::SocketAddr, time::Duration};

use axum::{Router, routing::get};
use gateway::{Function, Gateway, Invoke, InvokeError, Options, Routes};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

const TEMPLATE: &str = "
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: echo } }
    Properties:
      Timeout: 1
      Events:
        Session: { Type: HttpApi, Properties: { Method: GET, Path: /auth/session } }
        Any: { Type: HttpApi, Properties: { Method: ANY, Path: '/any/{rest+}' } }
        Short: { Type: HttpApi, Properties: { Method: GET, Path: /short, TimeoutInMillis: 50 } }
";
const NOT_FOUND: &str = r#"{"message":"Not Found"}"#;

/// Answers with the event, or does what the query says.
#[derive(Default)]
struct Echo {
    /// Told how a slow call gets on.
    progress: Option<mpsc::UnboundedSender<&'static str>>,
}

impl Echo {
    fn tell(&self, progress: &'static str) {
        if let Some(listener) = &self.progress {
            listener.send(progress).unwrap();
        }
    }
}

impl Invoke for Echo {
    async fn invoke(&self, _: &Function, event: Value) -> Result<Value, InvokeError> {
        match event["rawQueryString"].as_str().unwrap_or_default() {
            "fail" => return Err(InvokeError::Function("as asked".to_owned())),
            "panic" => panic!("as asked"),
            "hang" => std::future::pending().await,
            "slow" => {
                self.tell("begun");
                tokio::time::sleep(Duration::from_millis(200)).await;
                self.tell("finished");
            }
            "malformed" => return Ok(json!({ "statusCode": "many" })),
            "huge" => return Ok(json!({ "statusCode": 200, "body": "x".repeat(6 * 1024 * 1024) })),
            "cookies" => return Ok(json!({ "statusCode": 204, "cookies": ["a=1", "b=2"] })),
            _ => {}
        }
        Ok(json!({ "statusCode": 200, "headers": { "x-sent": "1" }, "body": event.to_string() }))
    }
}

async fn start(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(gateway::serve(listener, router, std::future::pending()));
    address
}

fn gateway(echo: Echo) -> Gateway<Echo> {
    Gateway::new(
        Routes::from_template(TEMPLATE).unwrap(),
        echo,
        Options::default(),
    )
}

async fn api() -> SocketAddr {
    start(gateway(Echo::default()).router()).await
}

/// Sends bytes and reads until the server closes.
async fn exchange(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    String::from_utf8(response).unwrap()
}

/// A request for one line and further headers.
fn request(line: &str, headers: &str) -> Vec<u8> {
    format!("{line} HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\n{headers}\r\n")
        .into_bytes()
}

async fn ask(line: &str) -> String {
    exchange(api().await, &request(line, "")).await
}

fn status(response: &str) -> &str {
    &response[9..12]
}

fn body(response: &str) -> &str {
    response.split_once("\r\n\r\n").unwrap().1
}

fn event(response: &str) -> Value {
    serde_json::from_str(body(response)).unwrap()
}

#[tokio::test]
async fn a_request_reaches_its_function_and_the_reply_its_client() {
    let response = ask("GET /auth/session?a=1").await;

    assert_eq!(status(&response), "200");
    assert!(response.contains("x-sent: 1\r\n"));
    assert!(response.contains("apigw-requestid: "));
    assert_eq!(event(&response)["routeKey"], "GET /auth/session");
    assert_eq!(event(&response)["rawQueryString"], "a=1");
}

#[tokio::test]
async fn the_source_is_the_peer_of_the_connection() {
    let response = ask("GET /auth/session").await;

    assert_eq!(
        event(&response)["requestContext"]["http"]["sourceIp"],
        "127.0.0.1"
    );
}

#[tokio::test]
async fn an_unknown_path_gets_the_gateways_own_404() {
    let response = ask("GET /elsewhere").await;

    assert_eq!((status(&response), body(&response)), ("404", NOT_FOUND));
}

#[tokio::test]
async fn a_known_path_under_another_method_gets_404() {
    assert_eq!(status(&ask("POST /auth/session").await), "404");
    assert_eq!(status(&ask("HEAD /auth/session").await), "404");
}

#[tokio::test]
async fn a_reply_to_head_has_no_body() {
    let response = ask("HEAD /any/thing").await;

    assert_eq!((status(&response), body(&response)), ("200", ""));
}

#[tokio::test]
async fn several_cookies_are_several_headers() {
    let response = ask("GET /auth/session?cookies").await;

    assert!(
        response.contains("set-cookie: a=1\r\nset-cookie: b=2\r\n"),
        "{response}"
    );
}

#[tokio::test]
async fn the_site_gets_what_no_route_knows() {
    let site = Router::new().route("/", get(async || "the shop"));
    let address = start(gateway(Echo::default()).with_fallback(site).router()).await;

    let shop = exchange(address, &request("GET /", "")).await;
    let session = exchange(address, &request("GET /auth/session", "")).await;
    let wrong_method = exchange(address, &request("POST /auth/session", "")).await;

    assert_eq!(body(&shop), "the shop");
    assert_eq!(event(&session)["routeKey"], "GET /auth/session");
    assert_eq!(body(&wrong_method), NOT_FOUND);
}

#[tokio::test]
async fn a_head_of_10240_bytes_passes_and_one_more_is_431() {
    let address = api().await;
    let bare = request("GET /auth/session", "X-Fill: \r\n").len() - "\r\n".len();
    let filled = |bytes: usize| format!("X-Fill: {}\r\n", "x".repeat(bytes - bare));

    let passed = exchange(address, &request("GET /auth/session", &filled(10_240))).await;
    let refused = exchange(address, &request("GET /auth/session", &filled(10_241))).await;

    assert_eq!(status(&passed), "200");
    assert_eq!(
        (status(&refused), body(&refused)),
        ("431", r#"{"message":"Request Header Fields Too Large"}"#)
    );
}

#[tokio::test]
async fn a_head_far_too_large_is_refused_by_the_gateway_too() {
    let many = "x-fill: xxxxxxxxxxxxxxxx\r\n".repeat(2_000);

    let long_target = ask(&format!("GET /auth/session?{}", "x".repeat(60_000))).await;
    let many_headers = exchange(api().await, &request("GET /auth/session", &many)).await;

    for response in [long_target, many_headers] {
        assert_eq!(status(&response), "431");
        assert!(body(&response).starts_with(r#"{"message":"#));
    }
}

#[tokio::test]
async fn two_hundred_short_headers_are_no_problem() {
    let many = "x-many: 1\r\n".repeat(200);

    let response = exchange(api().await, &request("GET /auth/session", &many)).await;

    let values = event(&response)["headers"]["x-many"]
        .as_str()
        .unwrap()
        .split(',')
        .count();
    assert_eq!(values, 200);
}

#[tokio::test]
async fn a_body_over_ten_megabytes_is_413() {
    let length = 10 * 1024 * 1024 + 1;
    let mut request = request("POST /any/thing", &format!("Content-Length: {length}\r\n"));
    request.resize(request.len() + length, b'x');

    let response = exchange(api().await, &request).await;

    assert_eq!(
        (status(&response), body(&response)),
        ("413", r#"{"message":"Request Entity Too Large"}"#)
    );
}

#[tokio::test]
async fn a_body_that_does_not_fit_in_an_invocation_is_413() {
    // 5 MB fit, but not as base64.
    let length = 5 * 1024 * 1024;
    let mut request = request("POST /any/thing", &format!("Content-Length: {length}\r\n"));
    request.resize(request.len() + length, b'x');

    assert_eq!(status(&exchange(api().await, &request).await), "413");
}

#[tokio::test]
async fn a_chunked_body_arrives_whole_and_with_its_length() {
    let mut request = request(
        "POST /any/thing",
        "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n",
    );
    request.extend_from_slice(b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");

    let event = event(&exchange(api().await, &request).await);

    assert_eq!(event["body"], "hello");
    assert_eq!(event["headers"]["content-length"], "5");
    assert!(event["headers"].get("transfer-encoding").is_none());
}

#[tokio::test]
async fn a_function_that_fails_panics_or_talks_nonsense_is_500() {
    for query in ["fail", "panic", "malformed", "huge"] {
        let response = ask(&format!("GET /auth/session?{query}")).await;

        assert_eq!(
            (status(&response), body(&response)),
            ("500", r#"{"message":"Internal Server Error"}"#),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_function_past_its_own_timeout_is_500() {
    assert_eq!(status(&ask("GET /auth/session?hang").await), "500");
}

#[tokio::test]
async fn an_integration_past_the_gateways_limit_is_503() {
    let options = Options {
        integration_timeout: Duration::from_millis(50),
        ..Options::default()
    };
    let routes = Routes::from_template(TEMPLATE).unwrap();
    let address = start(Gateway::new(routes, Echo::default(), options).router()).await;

    let response = exchange(address, &request("GET /auth/session?hang", "")).await;

    assert_eq!(
        (status(&response), body(&response)),
        ("503", r#"{"message":"Service Unavailable"}"#)
    );
}

#[tokio::test]
async fn a_route_may_have_a_shorter_limit() {
    assert_eq!(status(&ask("GET /short?hang").await), "503");
}

#[tokio::test]
async fn a_client_that_leaves_does_not_stop_the_function() {
    let (progress, mut told) = mpsc::unbounded_channel();
    let address = start(
        gateway(Echo {
            progress: Some(progress),
        })
        .router(),
    )
    .await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(&request("GET /auth/session?slow", ""))
        .await
        .unwrap();
    assert_eq!(told.recv().await, Some("begun"));

    drop(stream);

    assert_eq!(told.recv().await, Some("finished"));
}

#[tokio::test]
async fn raw_bytes_in_a_target_or_header_do_no_harm() {
    let mut odd = b"GET /any/\xc3\xa9%ff%00?\xc3\xa9=|{ HTTP/1.1\r\nHost: localhost\r\n".to_vec();
    odd.extend_from_slice(b"Connection: close\r\nCookie: \xff\xfe=1; \r\nUser-Agent: \xe9\r\n\r\n");

    let event = event(&exchange(api().await, &odd).await);

    assert_eq!(event["rawPath"], "/any/\u{e9}\u{fffd}\0");
    assert_eq!(event["rawQueryString"], "\u{e9}=|{");
    assert_eq!(event["cookies"], json!(["\u{fffd}\u{fffd}=1"]));
}

#[tokio::test]
async fn a_target_that_is_not_utf8_is_400() {
    let request = b"GET /any/\xff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    assert_eq!(status(&exchange(api().await, request).await), "400");
}

#[tokio::test]
async fn a_host_that_is_none_is_400() {
    let response = exchange(
        api().await,
        b"GET /auth/session HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
    )
    .await;

    assert_eq!(
        (status(&response), body(&response)),
        ("400", r#"{"message":"Bad Request"}"#)
    );
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let mut stream = TcpStream::connect(api().await).await.unwrap();

    for _ in 0..2 {
        stream
            .write_all(b"GET /elsewhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .await
            .unwrap();
        let mut response = Vec::new();
        while !response.ends_with(NOT_FOUND.as_bytes()) {
            assert_ne!(stream.read_buf(&mut response).await.unwrap(), 0);
        }
    }
}

#[tokio::test]
async fn a_server_asked_to_stop_lets_open_requests_finish() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (progress, mut told) = mpsc::unbounded_channel();
    let router = gateway(Echo {
        progress: Some(progress),
    })
    .router();
    let server = tokio::spawn(gateway::serve(listener, router, async {
        let _ = stopped.await;
    }));
    let slow = request("GET /auth/session?slow", "");
    let open = tokio::spawn(async move { exchange(address, &slow).await });
    assert_eq!(told.recv().await, Some("begun"));

    stop.send(()).unwrap();

    assert_eq!(status(&open.await.unwrap()), "200");
    server.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
