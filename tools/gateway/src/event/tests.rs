use std::{sync::Arc, time::Duration};

use axum::http::{HeaderValue, Request, request::Builder};
use serde_json::json;
use time::{Date, Month, Time};

use super::*;
use crate::{Outcome, Routes};

const TEMPLATE: &str = "
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Metadata: { BuildProperties: { Binary: echo } }
    Properties:
      Events:
        Any: { Type: HttpApi, Properties: { Method: ANY, Path: '/auth/assets/{file}' } }
        Default: { Type: HttpApi }
";

fn event(request: Builder, body: &[u8]) -> Value {
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let routes = Routes::from_template(TEMPLATE).unwrap();
    let Outcome::Found(found) = routes.find(&parts.method, parts.uri.path()) else {
        panic!("no route")
    };
    let host = host(&parts).unwrap_or_else(|| Authority::from_static("localhost:3000"));
    let stamp = Stamp {
        request_id: "JKJaXmPLvHcESHA=".to_owned(),
        trace_id: "Root=1-5e6722a7-cc56c26946db7ae02d4da47e".to_owned(),
        now: OffsetDateTime::new_utc(
            Date::from_calendar_date(2026, Month::November, 22).unwrap(),
            Time::from_hms_milli(16, 0, 0, 7).unwrap(),
        ),
    };
    let peer = "203.0.113.9:50000".parse().unwrap();
    build(
        &parts,
        body,
        &found,
        &host,
        peer,
        &Options::default(),
        &stamp,
    )
    .unwrap()
}

fn get(target: &str) -> Builder {
    Request::get(target)
}

fn posted(content_type: &str, body: &[u8]) -> (Value, Value) {
    let mut event = event(
        Request::post("/x").header("content-type", content_type),
        body,
    );
    (event["body"].take(), event["isBase64Encoded"].take())
}

#[test]
fn a_representative_request_becomes_this_event() {
    let request = Request::post("/auth/assets/a%20b.css?x=1&y=%26&x=2")
        .header("Host", "localhost:3000")
        .header("User-Agent", "curl/8.2.1")
        .header("Accept", "text/html")
        .header("Accept", "*/*")
        .header("Content-Type", "application/json")
        .header("Cookie", "session=a; form=b=c")
        .header("Connection", "keep-alive");

    let event = event(request, b"{}");

    let expected = json!({
        "version": "2.0",
        "routeKey": "ANY /auth/assets/{file}",
        "rawPath": "/auth/assets/a b.css",
        "rawQueryString": "x=1&y=%26&x=2",
        "cookies": ["session=a", "form=b=c"],
        "headers": {
            "accept": "text/html,*/*",
            "content-length": "2",
            "content-type": "application/json",
            "host": "localhost:3000",
            "user-agent": "curl/8.2.1",
            "x-amzn-trace-id": "Root=1-5e6722a7-cc56c26946db7ae02d4da47e",
            "x-forwarded-for": "203.0.113.9",
            "x-forwarded-port": "3000",
            "x-forwarded-proto": "http",
        },
        "queryStringParameters": { "x": "1,2", "y": "&" },
        "pathParameters": { "file": "a b.css" },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "local",
            "domainName": "localhost",
            "domainPrefix": "localhost",
            "http": {
                "method": "POST",
                "path": "/auth/assets/a b.css",
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.9",
                "userAgent": "curl/8.2.1",
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": "ANY /auth/assets/{file}",
            "stage": "$default",
            "time": "22/Nov/2026:16:00:00 +0000",
            "timeEpoch": 1_795_363_200_007_i64,
        },
        "body": "{}",
        "isBase64Encoded": false,
    });
    assert_eq!(event, expected);
}

#[test]
fn what_a_request_does_not_have_is_absent() {
    let event = event(get("/"), b"");

    for name in ["cookies", "queryStringParameters", "pathParameters", "body"] {
        assert!(event.get(name).is_none(), "{name}");
    }
    assert_eq!(event["rawQueryString"], "");
    assert_eq!(event["isBase64Encoded"], false);
}

#[test]
fn the_default_route_is_named_so() {
    assert_eq!(event(get("/else"), b"")["routeKey"], "$default");
}

#[test]
fn the_raw_query_is_left_as_it_was_sent() {
    assert_eq!(
        event(get("/?b=%7e&&a+b"), b"")["rawQueryString"],
        "b=%7e&&a+b"
    );
}

#[test]
fn a_path_ends_at_a_decoded_question_mark() {
    assert_eq!(
        event(get("/users/me%3Fadmin=1?a=b"), b"")["rawPath"],
        "/users/me"
    );
}

#[test]
fn several_cookie_headers_become_one_array() {
    let event = event(
        get("/")
            .header("cookie", "a=1;b=2;")
            .header("cookie", "c=3"),
        b"",
    );

    assert_eq!(event["cookies"], json!(["a=1", "b=2", "c=3"]));
    assert!(event["headers"].get("cookie").is_none());
}

#[test]
fn a_form_comes_as_base64() {
    let sent = posted("application/x-www-form-urlencoded", b"email=a%40b");

    assert_eq!(sent, (json!("ZW1haWw9YSU0MGI="), json!(true)));
}

#[test]
fn a_body_without_a_type_comes_as_base64() {
    let event = event(Request::post("/x"), b"hi");

    assert_eq!(
        (&event["body"], &event["isBase64Encoded"]),
        (&json!("aGk="), &json!(true))
    );
}

#[test]
fn text_json_xml_and_javascript_come_as_text() {
    for kind in [
        "text/plain",
        "text/html; charset=utf-8",
        "Application/JSON",
        "application/json;charset=utf-8",
        "application/xml",
        "application/javascript",
    ] {
        assert_eq!(posted(kind, b"hi"), (json!("hi"), json!(false)), "{kind}");
    }
}

#[test]
fn other_kinds_of_json_come_as_base64() {
    assert_eq!(
        posted("application/problem+json", b"hi"),
        (json!("aGk="), json!(true))
    );
}

#[test]
fn text_that_is_not_utf8_comes_as_base64() {
    assert_eq!(posted("text/plain", b"\xff"), (json!("/w=="), json!(true)));
}

#[test]
fn a_clients_own_forwarded_for_stays_on_the_left() {
    let event = event(get("/").header("x-forwarded-for", "10.0.0.1"), b"");

    assert_eq!(event["headers"]["x-forwarded-for"], "10.0.0.1, 203.0.113.9");
    assert_eq!(event["requestContext"]["http"]["sourceIp"], "203.0.113.9");
}

#[test]
fn a_client_cannot_claim_another_scheme_or_port() {
    let request = get("/")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-port", "443");

    let event = event(request, b"");

    assert_eq!(event["headers"]["x-forwarded-proto"], "http");
    assert_eq!(event["headers"]["x-forwarded-port"], "3000");
}

#[test]
fn the_domain_prefix_is_the_first_label() {
    let event = event(get("/").header("host", "shop.example.com"), b"");

    assert_eq!(event["requestContext"]["domainName"], "shop.example.com");
    assert_eq!(event["requestContext"]["domainPrefix"], "shop");
    assert_eq!(event["headers"]["x-forwarded-port"], "80");
}

#[test]
fn headers_of_one_connection_are_left_out() {
    let request = get("/")
        .header("connection", "close, x-mine")
        .header("x-mine", "1")
        .header("te", "trailers");

    let event = event(request, b"");

    for name in ["connection", "x-mine", "te"] {
        assert!(event["headers"].get(name).is_none(), "{name}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_replaced() {
    let raw = HeaderValue::from_bytes(b"caf\xe9").unwrap();
    let request = get("/a%ff?q=%ff")
        .header("x-name", raw.clone())
        .header("cookie", raw);

    let event = event(request, b"");

    assert_eq!(event["headers"]["x-name"], "caf\u{fffd}");
    assert_eq!(event["cookies"], json!(["caf\u{fffd}"]));
    assert_eq!(event["rawPath"], "/a\u{fffd}");
    assert_eq!(event["queryStringParameters"]["q"], "\u{fffd}");
}

#[test]
fn a_host_that_no_api_could_have_is_not_accepted() {
    for named in ["", "a b", "user@localhost", "\u{fffd}", ":3000"] {
        let (parts, ()) = get("/")
            .header("host", named.as_bytes())
            .body(())
            .unwrap()
            .into_parts();
        assert!(host(&parts).is_none(), "{named}");
    }
}

#[test]
fn every_function_of_a_template_is_shared_not_copied() {
    let routes = Routes::from_template(TEMPLATE).unwrap();

    assert!(Arc::ptr_eq(
        routes.routes()[0].function(),
        routes.routes()[1].function()
    ));
    assert_eq!(routes.functions()[0].timeout, Duration::from_secs(3));
}
