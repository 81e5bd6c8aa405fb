//! The client against stand-ins for Amazon that answer well, badly, late or not at all. None of
//! them shares code with the emulator of the local stack.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;

mod answers;
mod app_token;
mod connections;
mod exchange;
mod peer;
mod silence;
mod stored_secret;

const CODE: &str = "ANdNAVhyhqirUelHGEHA";
const TOKEN: &str = "Atza|IQEBLzAtAhRPpMJxdwVz2Nn6f2y-tpJX_2DeX";
const REFRESH_TOKEN: &str = "Atzr|IQEBLjAsAhRmHjNgHpi0U-Dme37rR6CuUpSR";
const CLIENT_ID: &str = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
const APP_CLIENT_ID: &str = "amzn1.application-oa2-client.abcdef0123456789abcdef0123456789";
const CLIENT_SECRET: &str = "amzn1.oa2-cs.v1.fedcba9876543210";
const REDIRECT_URI: &str = "https://shop.example/auth/amazon/callback";
const USER_ID: &str = "amzn1.account.AEJQ234567ABCDEFGHIJKLMNOPQR";

fn code() -> AuthorizationCode {
    AuthorizationCode::parse(CODE).unwrap()
}

fn verifier() -> Secret {
    Secret::from_bytes([7; 32])
}

fn settings(api_url: &str) -> AmazonSettings {
    AmazonSettings {
        api_url: Url::parse(api_url).unwrap(),
        client_id: CLIENT_ID.to_owned(),
        app_client_ids: vec![format!(" {APP_CLIENT_ID} ")],
        redirect_uri: REDIRECT_URI.to_owned(),
        secret: ClientSecretSource::Fixed(ClientSecret::parse(CLIENT_SECRET).unwrap()),
        timeouts: AmazonTimeouts::default(),
    }
}

fn client(api_url: &str) -> AmazonClient {
    AmazonClient::new(settings(api_url)).unwrap()
}

/// A client that gives up soon, so that a test of silence is short.
fn hasty_client(api_url: &str) -> AmazonClient {
    AmazonClient::new(AmazonSettings {
        timeouts: AmazonTimeouts {
            call: Duration::from_millis(700),
            ..AmazonTimeouts::default()
        },
        ..settings(api_url)
    })
    .unwrap()
}

async fn sign_in(api_url: &str) -> Result<AmazonProfile, AmazonError> {
    client(api_url).profile_for_code(&code(), &verifier()).await
}

/// What a stand-in answers: all well, unless a test says otherwise.
struct Amazon {
    token: ResponseTemplate,
    token_info: ResponseTemplate,
    profile: ResponseTemplate,
}

impl Default for Amazon {
    fn default() -> Self {
        Self {
            token: answer(200, &token_body()),
            token_info: answer(200, &token_info_body()),
            profile: answer(200, &profile_body()),
        }
    }
}

impl Amazon {
    async fn start(self) -> MockServer {
        let server = MockServer::start().await;
        for (verb, at, answer) in [
            ("POST", "/auth/o2/token", self.token),
            ("GET", "/auth/o2/tokeninfo", self.token_info),
            ("GET", "/user/profile", self.profile),
        ] {
            Mock::given(method(verb))
                .and(path(at))
                .respond_with(answer)
                .mount(&server)
                .await;
        }
        server
    }
}

/// As Amazon writes it, its odd content type included.
fn answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body.to_string(), "application/json;charset UTF-8")
}

fn refusal(status: u16, error: &str, description: &str) -> ResponseTemplate {
    answer(
        status,
        &json!({
            "error_index": "QWxhZGRpbjpvcGVuIHNlc2FtZQ",
            "error_description": description,
            "error": error,
            "request_id": "7f2d4c1e-0000-4000-8000-000000000000",
        }),
    )
}

fn token_body() -> Value {
    json!({
        "access_token": TOKEN,
        "token_type": "bearer",
        "expires_in": 3600,
        "refresh_token": REFRESH_TOKEN,
    })
}

fn token_info_body() -> Value {
    json!({
        "aud": CLIENT_ID,
        "user_id": USER_ID,
        "iss": "https://www.amazon.com",
        "exp": 3597,
        "app_id": "amzn1.application.0123456789abcdef0123456789abcdef",
        "iat": 1_446_510_240,
    })
}

fn profile_body() -> Value {
    json!({
        "user_id": USER_ID,
        "email": "jane@example.com",
        "name": "Jane Doe",
        "postal_code": "98101",
    })
}

/// The requests that reached one path, in order.
async fn requests(server: &MockServer, at: &str) -> Vec<Request> {
    let mut requests = server.received_requests().await.unwrap();
    requests.retain(|request| request.url.path() == at);
    requests
}
