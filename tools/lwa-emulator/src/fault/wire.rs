//! How each fault looks on the wire.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::Value;
use tokio::time::sleep;

use super::{Endpoint, Fault, FaultPlan, broken};
use crate::{
    answer::{Answer, Refusal},
    config::FOREIGN_CLIENT_ID,
    pages,
};

const PADDING: usize = 70 * 1024;
const NOT_UTF8: &[u8] = b"\xc3\x28";

/// Gives the right answer, or what the planned fault makes of it.
pub(crate) async fn answer(
    endpoint: Endpoint,
    plan: Option<FaultPlan>,
    right: impl FnOnce() -> Answer,
) -> Response {
    let Some(FaultPlan { fault, ms, .. }) = plan else {
        return right().into_response();
    };
    match instead(fault, endpoint) {
        Some(response) => response,
        None => spoil(fault, Duration::from_millis(ms), right()).await,
    }
}

/// The faults that come instead of the right answer.
fn instead(fault: Fault, endpoint: Endpoint) -> Option<Response> {
    let refusal = match fault {
        Fault::InvalidToken => Refusal::invalid_token(),
        Fault::InvalidClient => Refusal::invalid_client(),
        Fault::InsufficientScope => Refusal::insufficient_scope(),
        Fault::InvalidGrant => Refusal::invalid_grant("code"),
        Fault::ServerError => Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "ServerError",
            "The server encountered a runtime error",
        ),
        Fault::Unavailable => Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "server_error",
            "The service is temporarily unavailable",
        ),
        Fault::TooManyRequests => Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequests",
            "The request was throttled",
        ),
        Fault::Html => return Some(pages::puzzle()),
        Fault::Redirect => return Some(redirect()),
        _ => return None,
    };
    let mut response = refusal.into_answer(endpoint).into_response();
    if fault == Fault::TooManyRequests {
        let wait = HeaderValue::from_static("1");
        response.headers_mut().insert(header::RETRY_AFTER, wait);
    }
    Some(response)
}

fn redirect() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    let trap = HeaderValue::from_static("/_emulator/trap");
    response.headers_mut().insert(header::LOCATION, trap);
    response
}

/// The faults that happen to the right answer.
async fn spoil(fault: Fault, delay: Duration, mut answer: Answer) -> Response {
    match fault {
        Fault::Slow => sleep(delay).await,
        Fault::Timeout => {
            sleep(delay).await;
            return Response::new(broken::dropped());
        }
        Fault::ConnectionDropped => return Response::new(broken::dropped()),
        Fault::ConnectionCut => return cut(&answer),
        Fault::TruncatedJson => {
            let mut body = answer.body().into_bytes();
            body.truncate(body.len() / 2);
            return answer.respond_with(body.into());
        }
        Fault::OversizedStream => {
            answer.fields.push(("padding", padding()));
            let body = Bytes::from(answer.body());
            let step = 8 * 1024;
            let chunks = (0..body.len())
                .step_by(step)
                .map(|from| body.slice(from..body.len().min(from + step)))
                .collect::<Vec<_>>();
            return answer.respond_with(broken::stream(chunks));
        }
        Fault::InvalidUtf8 => return answer.respond_with(invalid_utf8(&answer).into()),
        Fault::Oversized => answer.fields.push(("padding", padding())),
        Fault::WrongContentType => answer.content_type = "text/html;charset=UTF-8",
        Fault::ForeignAudience => answer.replace("aud", Some(FOREIGN_CLIENT_ID.into())),
        Fault::AudienceMissing => answer.replace("aud", None),
        _ => spoil_user_id(fault, &mut answer),
    }
    answer.into_response()
}

fn spoil_user_id(fault: Fault, answer: &mut Answer) {
    let value = match fault {
        Fault::UserIdMissing => None,
        Fault::UserIdEmpty => Some("".into()),
        Fault::UserIdNull => Some(Value::Null),
        Fault::UserIdNumber => Some(1_234_567_890_u64.into()),
        Fault::UserIdMalformed => Some("amzn1.account.AB CD\n#EF".into()),
        Fault::UserIdTooLong => Some(format!("amzn1.account.{}", "A".repeat(2_986)).into()),
        Fault::UserIdDifferent => Some("amzn1.account.OTHERPERSON2345ABCDEFGHIJKLM".into()),
        _ => return,
    };
    answer.replace("user_id", value);
}

fn padding() -> Value {
    "x".repeat(PADDING).into()
}

/// Promises the whole body and delivers half of it.
fn cut(answer: &Answer) -> Response {
    let body = Bytes::from(answer.body());
    let mut response = answer.respond_with(broken::cut(body.slice(..body.len() / 2)));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    response
}

/// Puts the bad bytes into the first text value, where no reader can overlook them.
fn invalid_utf8(answer: &Answer) -> Vec<u8> {
    let mut body = answer.body().into_bytes();
    let after = body
        .windows(3)
        .position(|window| window == b"\":\"")
        .map_or(1, |colon| colon + 3);
    body.splice(after..after, NOT_UTF8.iter().copied());
    body
}
