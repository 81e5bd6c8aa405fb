//! `admin explain`, the real binary, on lines as Lambda and the AWS command line write them.
#![expect(clippy::unwrap_used, reason = "a test that can't go on ends")]

use std::{
    fs,
    io::Write as _,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// What a function writes about a request, in an invocation.
fn answered(request_id: &str, invocation: &str, status: u16, outcome: &str) -> String {
    json!({
        "timestamp": "2026-11-25T23:37:23.320267Z", "level": "INFO", "message": "answered",
        "request.id": request_id, "http.method": "GET", "http.path": "/auth/amazon/callback",
        "http.status": status, "outcome": outcome, "duration_ms": 412,
        "target": "accounts::http::serve",
        "span": {"requestId": invocation, "name": "Lambda runtime invoke"}
    })
    .to_string()
}

fn warned(invocation: &str, message: &str, error: &str) -> String {
    json!({
        "timestamp": "2026-11-25T23:37:23.1Z", "level": "WARN", "message": message,
        "error": error, "span": {"requestId": invocation}
    })
    .to_string()
}

fn explain(lines: &str, arguments: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_admin"))
        .arg("explain")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines.as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn explained(lines: &str, request_id: &str) -> Value {
    let output = explain(lines, &[request_id, "--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_request_is_told_from_others_with_all_that_its_invocation_noted() {
    let lines = [
        "INIT_START Runtime Version: provided:al2023".to_owned(),
        answered("other=", "i-1", 303, "ok"),
        // As `aws logs tail --format short` begins a line.
        format!(
            "2026-11-25T23:37:23 {}",
            warned(
                "i-2",
                "amazon gave no profile",
                "amazon did not answer in time"
            )
        ),
        warned(
            "i-3",
            "amazon gave no profile",
            "amazon is unavailable: 503",
        ),
        answered("mine=", "i-2", 502, "amazon_unavailable"),
    ]
    .join("\n");

    let told = explained(&lines, "mine=");

    assert_eq!(told["route"], "GET /auth/amazon/callback");
    assert_eq!(
        (&told["status"], &told["outcome"]),
        (&502.into(), &"amazon_unavailable".into())
    );
    assert_eq!(
        told["meanwhile"],
        json!(["warn: amazon gave no profile: amazon did not answer in time"])
    );
    let saw = told["customer_saw"].as_str().unwrap();
    assert!(
        saw.starts_with("Amazon did not answer as expected"),
        "{saw}"
    );
    let advice = told["advice"].as_str().unwrap();
    assert!(
        advice.contains("check its id, its secret and the return URL"),
        "{advice}"
    );

    let by_invocation = explained(&lines, "i-2");
    assert_eq!(by_invocation["outcome"], "amazon_unavailable");
}

#[test]
fn a_request_that_went_well_names_its_account_and_asks_for_nothing() {
    let created = json!({
        "timestamp": "2026-11-25T23:37:23.2Z", "level": "INFO", "message": "account created",
        "account.id": "aaaaaaaaaaaaaaaaaaaaaaaaaa", "span": {"requestId": "i-1"}
    });
    let lines = format!("{created}\n{}\n", answered("mine=", "i-1", 303, "ok"));

    let told = explained(&lines, "mine=");

    assert_eq!(told["account_ids"], json!(["aaaaaaaaaaaaaaaaaaaaaaaaaa"]));
    assert_eq!(
        (&told["customer_saw"], &told["advice"]),
        (&Value::Null, &"Nothing.".into())
    );
    let people = explain(&lines, &["mine="]);
    let text = String::from_utf8(people.stdout).unwrap();
    assert!(text.contains("info: account created"), "{text}");
    assert!(
        text.contains("More: admin events aaaaaaaaaaaaaaaaaaaaaaaaaa"),
        "{text}"
    );
}

#[test]
fn an_invocation_that_never_answered_is_told_by_lambdas_own_lines() {
    for (status, advice) in [
        ("timeout", "time-out"),
        ("error", "crashed"),
        ("failure", "crashed"),
    ] {
        let report = json!({
            "time": "2026-11-25T23:37:33Z", "type": "platform.report",
            "record": {"requestId": "i-9", "status": status, "metrics": {"durationMs": 10000}}
        });

        let told = explained(&report.to_string(), "i-9");

        assert_eq!(told["outcome"], Value::Null);
        assert!(told["advice"].as_str().unwrap().contains(advice), "{told}");
        let noted = told["meanwhile"][0].as_str().unwrap();
        assert!(noted.ends_with(status), "{noted}");
    }
}

#[test]
fn an_authorizers_line_is_explained_by_its_route() {
    let line = json!({
        "level": "INFO", "message": "authorized", "request.id": "mine=",
        "http.route": "GET /api/orders", "outcome": "denied", "duration_ms": 3
    });

    let told = explained(&line.to_string(), "mine=");

    assert_eq!(told["route"], "the authorizer, before GET /api/orders");
    assert_eq!(
        told["summary"],
        "the request was turned away: no live session"
    );
}

#[test]
fn lines_without_the_request_or_no_lines_at_all_end_with_4_and_a_missing_file_with_1() {
    let others = answered("other=", "i-1", 200, "ok");
    let missing = explain(&others, &["mine="]);
    assert_eq!(missing.status.code(), Some(4));
    let said = String::from_utf8(missing.stderr).unwrap();
    assert!(
        said.contains("none of the 1 lines is about this request"),
        "{said}"
    );

    let nothing = explain("no JSON\n\u{fffd}\n", &["mine="]);
    assert_eq!(nothing.status.code(), Some(4));

    let no_file = explain("", &["mine=", "--log-file", "/nowhere/lines"]);
    assert_eq!(no_file.status.code(), Some(1));
}

#[test]
fn a_file_of_lines_is_read_whatever_bytes_are_in_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("lines");
    let line = answered("mine=", "i-1", 401, "wrong_password");
    fs::write(
        &path,
        [b"\xff\xfe{ \n".as_slice(), line.as_bytes()].concat(),
    )
    .unwrap();

    let output = explain(
        "",
        &["mine=", "--json", "--log-file", path.to_str().unwrap()],
    );

    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["outcome"], "wrong_password");
}
