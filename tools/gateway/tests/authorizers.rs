//! Guarded routes over a real connection, with an authorizer that counts how often it is asked.

#![expect(clippy::unwrap_used, reason = "a failure is the test's result")]

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use gateway::{Function, Gateway, Invoke, InvokeError, Options, Routes};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const TEMPLATE: &str = "
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Kept: { FunctionArn: !GetAtt Guard.Arn, AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true,
                  Identity: { Headers: [X-Who], ReauthorizeEvery: 3600 } }
          KeptByRoute: { FunctionArn: !GetAtt Guard.Arn, AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true,
                         Identity: { Headers: [X-Who], Context: [routeKey], ReauthorizeEvery: 3600 } }
          Asked: { FunctionArn: !GetAtt Guard.Arn, AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true,
                   Identity: { QueryStrings: [who], ReauthorizeEvery: 0 } }
          Bare: { FunctionArn: !GetAtt Guard.Arn, AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true }
  Guard:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: guard } }
    Properties: { Timeout: 1 }
  Echo:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: echo } }
    Properties:
      Events:
        One: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: /one, Auth: { Authorizer: Kept } } }
        Two: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: POST, Path: '/two/{id}', Auth: { Authorizer: Kept } } }
        Three: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: /three, Auth: { Authorizer: KeptByRoute } } }
        Four: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: /four, Auth: { Authorizer: KeptByRoute } } }
        Five: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: /five, Auth: { Authorizer: Asked } } }
        Six: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: /six, Auth: { Authorizer: Bare } } }
";

/// Answers with the event; its guard lets in whom the first identity source names, as it says.
#[derive(Clone, Default)]
struct Functions {
    questions: Arc<Mutex<Vec<Value>>>,
    calls: Arc<Mutex<usize>>,
}

impl Invoke for Functions {
    async fn invoke(&self, function: &Function, event: Value) -> Result<Value, InvokeError> {
        if function.binary == "echo" {
            *self.calls.lock().unwrap() += 1;
            return Ok(json!({"statusCode": 200, "body": event.to_string()}));
        }
        let who = event["identitySource"][0]
            .as_str()
            .unwrap_or("nobody")
            .to_owned();
        self.questions.lock().unwrap().push(event);
        match who.as_str() {
            "fail" => Err(InvokeError::Function("as asked".to_owned())),
            "hang" => std::future::pending().await,
            "panic" => panic!("as asked"),
            "malformed" => Ok(json!({"isAuthorized": "yes"})),
            "mallory" => Ok(json!({"isAuthorized": false, "context": {"who": who}})),
            "bare" => Ok(json!({"isAuthorized": true})),
            _ => Ok(json!({"isAuthorized": true, "context": {"who": who}})),
        }
    }
}

/// A gateway and what its functions saw.
struct Api {
    address: SocketAddr,
    functions: Functions,
}

impl Api {
    async fn start() -> Self {
        let functions = Functions::default();
        let routes = Routes::from_template(TEMPLATE).unwrap();
        let gateway = Gateway::new(routes, functions.clone(), Options::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(gateway::serve(
            listener,
            gateway.router(),
            std::future::pending(),
        ));
        Self { address, functions }
    }

    /// Status and body.
    async fn ask(&self, line: &str, headers: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let head =
            format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).await.unwrap();
        let body = response.split_once("\r\n\r\n").unwrap().1;
        (
            response[9..12].parse().unwrap(),
            serde_json::from_str(body).unwrap(),
        )
    }

    /// As somebody by header: the status, and whom the function was told.
    async fn ask_as(&self, line: &str, who: &str) -> (u16, Value) {
        let (status, body) = self.ask(line, &format!("X-Who: {who}\r\n")).await;
        (
            status,
            body["requestContext"]["authorizer"]["lambda"]["who"].clone(),
        )
    }

    fn questions(&self) -> Vec<Value> {
        self.functions.questions.lock().unwrap().clone()
    }

    fn calls(&self) -> usize {
        *self.functions.calls.lock().unwrap()
    }
}

#[tokio::test]
async fn whom_the_authorizer_lets_in_the_function_is_told_of() {
    let api = Api::start().await;

    assert_eq!(api.ask_as("GET /one", "ada").await, (200, json!("ada")));

    let (status, event) = api.ask("GET /one", "x-who: bare\r\n").await;
    assert_eq!(status, 200);
    assert_eq!(
        event["requestContext"]["authorizer"],
        json!({"lambda": null})
    );
    assert_eq!(event["identitySource"], Value::Null);
}

#[tokio::test]
async fn without_its_identity_source_a_request_reaches_nothing() {
    let api = Api::start().await;

    for (line, headers) in [
        ("GET /one", ""),
        ("GET /one", "X-Who: \r\n"),
        ("GET /one", "X-Whose: ada\r\n"),
        ("GET /three", ""),
        ("GET /five", "X-Who: ada\r\n"),
        ("GET /five?who=", ""),
        ("GET /five?Who=ada", ""),
    ] {
        let answer = api.ask(line, headers).await;
        assert_eq!(
            answer,
            (401, json!({"message": "Unauthorized"})),
            "{line} {headers}"
        );
    }
    assert_eq!((api.questions().len(), api.calls()), (0, 0));
}

#[tokio::test]
async fn whom_the_authorizer_refuses_the_function_never_sees() {
    let api = Api::start().await;

    for _ in 0..2 {
        let answer = api.ask("GET /one", "X-Who: mallory\r\n").await;
        assert_eq!(answer, (403, json!({"message": "Forbidden"})));
    }

    // A refusal is kept as well.
    assert_eq!((api.questions().len(), api.calls()), (1, 0));
}

#[tokio::test]
async fn an_authorizer_that_fails_opens_nothing_and_is_asked_again() {
    let api = Api::start().await;

    for (asked, who) in ["fail", "fail", "malformed", "malformed", "panic", "hang"]
        .iter()
        .enumerate()
    {
        let answer = api.ask("GET /one", &format!("X-Who: {who}\r\n")).await;
        assert_eq!(
            answer,
            (500, json!({"message": "Internal Server Error"})),
            "{who}"
        );
        assert_eq!(api.questions().len(), asked + 1, "{who}");
    }
    assert_eq!(api.calls(), 0);
}

/// "By default, API Gateway uses the cached authorizer response for all routes of an API that use
/// the authorizer."
#[tokio::test]
async fn an_answer_is_kept_by_the_sources_values_for_all_routes() {
    let api = Api::start().await;

    for _ in 0..2 {
        assert_eq!(api.ask_as("GET /one", "ada").await, (200, json!("ada")));
        assert_eq!(api.ask_as("POST /two/1", "ada").await, (200, json!("ada")));
        assert_eq!(api.ask_as("GET /one", "bob").await, (200, json!("bob")));
    }

    assert_eq!((api.questions().len(), api.calls()), (2, 6));
}

#[tokio::test]
async fn with_the_route_among_the_sources_each_route_asks_for_itself() {
    let api = Api::start().await;

    for _ in 0..2 {
        assert_eq!(api.ask_as("GET /three", "ada").await, (200, json!("ada")));
        assert_eq!(api.ask_as("GET /four", "ada").await, (200, json!("ada")));
    }

    let sources: Vec<_> = api
        .questions()
        .iter()
        .map(|it| it["identitySource"].clone())
        .collect();
    assert_eq!(
        sources,
        [json!(["ada", "GET /three"]), json!(["ada", "GET /four"])]
    );
}

#[tokio::test]
async fn without_a_time_or_a_source_every_request_asks() {
    let api = Api::start().await;

    for _ in 0..2 {
        assert_eq!(api.ask("GET /five?who=ada", "").await.0, 200);
        assert_eq!(api.ask("GET /six", "").await.0, 200);
    }

    let sources: Vec<_> = api
        .questions()
        .iter()
        .map(|it| it["identitySource"].clone())
        .collect();
    let (ada, none) = (json!(["ada"]), Value::Null);
    assert_eq!(sources, [ada.clone(), none.clone(), ada, none]);
}

#[tokio::test]
async fn the_question_is_the_request_without_its_body() {
    let api = Api::start().await;
    let headers = "X-Who: ada\r\nx-who: bob\r\nCookie: a=1; b=2\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nhi";

    let (status, event) = api.ask("POST /two/a%20b?c=d", headers).await;

    assert_eq!(status, 200);
    assert_eq!(event["body"], "hi");
    let question = &api.questions()[0];
    assert_eq!(question["version"], "2.0");
    assert_eq!(question["type"], "REQUEST");
    assert_eq!(
        question["routeArn"],
        "arn:aws:execute-api:us-east-1:123456789012:local/$default/POST/two/a b"
    );
    assert_eq!(question["identitySource"], json!(["ada,bob"]));
    assert_eq!(question["routeKey"], "POST /two/{id}");
    assert_eq!(question["pathParameters"], json!({"id": "a b"}));
    assert_eq!(question["rawQueryString"], "c=d");
    assert_eq!(question["cookies"], json!(["a=1", "b=2"]));
    assert_eq!(question["headers"]["x-who"], "ada,bob");
    assert_eq!(question["requestContext"]["http"]["method"], "POST");
    assert_eq!(question["requestContext"]["authorizer"], Value::Null);
    assert_eq!(question.get("body"), None);
    assert_eq!(question.get("isBase64Encoded"), None);
}
