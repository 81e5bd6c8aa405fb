//! Whatever fails, nothing that is secret or personal gets out: not into a log, not into an error,
//! not into the debug form of anything.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use tracing_subscriber::fmt::MakeWriter;

use super::peer::{Peer, Reply};
use super::*;

/// Takes up everything that is logged.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Listens on this thread, to everything, libraries included. Without the time of day: its microseconds
    /// can spell a postal code.
    pub(super) fn listen(&self) -> tracing::subscriber::DefaultGuard {
        // With just one subscriber alive, tracing decides about a place in the code by asking the
        // thread that comes there first, which may be another test's and not listening.
        static SECOND: LazyLock<tracing::Dispatch> =
            LazyLock::new(|| tracing::Dispatch::new(tracing_subscriber::registry()));
        LazyLock::force(&SECOND);
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .without_time()
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Everything that must not get out, in every form it takes on the way.
fn secrets() -> Vec<String> {
    let verifier = verifier().expose_base64url();
    let mut secrets = vec![
        CODE.to_owned(),
        TOKEN.to_owned(),
        REFRESH_TOKEN.to_owned(),
        CLIENT_SECRET.to_owned(),
        verifier,
        USER_ID.to_owned(),
        "jane@example.com".to_owned(),
        "Jane Doe".to_owned(),
        "98101".to_owned(),
    ];
    secrets.push(TOKEN.replace('|', "%7C"));
    secrets.push("access_token=".to_owned());
    // What is left of a token if something else escapes or cuts its beginning.
    secrets.push(TOKEN[5..].to_owned());
    secrets.push(REFRESH_TOKEN[5..].to_owned());
    secrets
}

fn assert_silent(text: &str, about: &str) {
    for secret in secrets() {
        assert!(!text.contains(&secret), "{about}: {secret} in {text}");
    }
}

/// A body that repeats everything it was told, as a careless server does.
fn telltale() -> Value {
    json!({
        "error": CODE,
        "error_description": secrets().join(" "),
        "request_id": format!("{TOKEN} {CLIENT_SECRET}"),
        "aud": TOKEN,
        "user_id": secrets().join(" "),
        "token_type": CLIENT_SECRET,
        "access_token": format!("{TOKEN} {CODE}"),
    })
}

/// Every way in which an endpoint can fail by HTTP.
fn failures() -> Vec<ResponseTemplate> {
    let mut failures = vec![
        answer(200, &telltale()),
        answer(
            200,
            &json!({"aud": TOKEN, "user_id": CODE, "token_type": "bearer"}),
        ),
        ResponseTemplate::new(200).set_body_raw(telltale().to_string(), "text/html"),
        ResponseTemplate::new(200).set_body_raw(TOKEN.repeat(3_000), "application/json"),
        ResponseTemplate::new(302).insert_header("location", format!("/?a={CODE}").as_str()),
        ResponseTemplate::new(500)
            .insert_header("x-amzn-RequestId", format!("{TOKEN} {CODE}").as_str()),
        answer(200, &token_body()).set_delay(Duration::from_secs(2)),
    ];
    for status in [400, 401, 403, 404, 429, 500, 503] {
        failures.push(answer(status, &telltale()));
    }
    for error in [
        "invalid_grant",
        "invalid_client",
        "invalid_request",
        "invalid_token",
        "unauthorized_client",
        "unsupported_grant_type",
        "insufficient_scope",
        "ServerError",
    ] {
        failures.push(refusal(400, error, &secrets().join(" ")));
    }
    failures
}

/// Threats: M6, ASVS-16.2.5
#[tokio::test]
async fn no_failure_tells_a_secret() {
    let log = Log::default();
    let listening = log.listen();
    for (at, failure) in failures().into_iter().enumerate() {
        for endpoint in 0..3 {
            let mut amazon = Amazon::default();
            *[
                &mut amazon.token,
                &mut amazon.token_info,
                &mut amazon.profile,
            ][endpoint] = failure.clone();
            let amazon = amazon.start().await;
            let client = hasty_client(&amazon.uri());

            let error = client
                .profile_for_code(&code(), &verifier())
                .await
                .unwrap_err();

            let about = format!("failure {at} of endpoint {endpoint}");
            assert_silent(&format!("{error} {error:?} {client:?}"), &about);
        }
    }
    drop(listening);

    let log = log.text();
    assert!(log.contains("a call to amazon failed"));
    assert_silent(&log, "log");
}

#[tokio::test]
async fn no_lost_connection_tells_a_secret() {
    let log = Log::default();
    let listening = log.listen();
    for lost in [
        "POST /auth/o2/token",
        "GET /auth/o2/tokeninfo",
        "GET /user/profile",
    ] {
        let peer = Peer::start(move |arrived, _| match arrived.what.as_str() {
            what if what == lost => Reply::Cut(format!("HTTP/1.1 200 OK\r\n{TOKEN}")),
            "POST /auth/o2/token" => Reply::json(&token_body()),
            "GET /user/profile" => Reply::json(&profile_body()),
            _ => Reply::json(&token_info_body()),
        })
        .await;

        let error = sign_in(&peer.url).await.unwrap_err();

        assert_silent(&format!("{error} {error:?}"), lost);
    }
    drop(listening);

    assert_silent(&log.text(), "log");
}

#[tokio::test]
async fn a_sign_in_that_works_tells_nothing_either() {
    let log = Log::default();
    let listening = log.listen();
    let amazon = Amazon::default().start().await;
    let client = client(&amazon.uri());

    client.warm_up().await;
    client.profile_for_code(&code(), &verifier()).await.unwrap();
    drop(listening);

    assert_silent(&log.text(), "log");
    assert_silent(&format!("{:?}", settings(&amazon.uri())), "settings");
}

#[tokio::test]
async fn a_failure_is_logged_once_with_amazons_request_id() {
    let log = Log::default();
    let listening = log.listen();
    let amazon = Amazon {
        token: refusal(
            400,
            "invalid_grant",
            "The request has an invalid grant parameter : code",
        ),
        ..Amazon::default()
    }
    .start()
    .await;

    sign_in(&amazon.uri()).await.unwrap_err();
    drop(listening);

    let log = log.text();
    let lines: Vec<_> = log
        .lines()
        .filter(|line| line.contains("a call to amazon failed"))
        .collect();
    let [line] = lines[..] else {
        panic!("one line, not {lines:?}");
    };
    for part in [
        "call=\"token\"",
        "status=400",
        "request_id=\"7f2d4c1e-0000-4000-8000-000000000000\"",
        "invalid_grant",
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }
}
