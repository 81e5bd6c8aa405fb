//! The emulator's own interface, under `/_emulator`.
//!
//! `GET /_emulator` is a page for people. For programs, with JSON bodies:
//!
//! | request | body | answer |
//! |---|---|---|
//! | `GET /_emulator/personas` | | a list of personas |
//! | `GET /_emulator/personas/{id}` | | one of them |
//! | `PUT /_emulator/personas/{id}` | `{"email":"new@example.org","name":null}` | the persona; what is not named stays, `null` removes, an unknown id makes a new persona |
//! | `GET /_emulator/faults` | | the planned faults |
//! | `PUT /_emulator/faults` | `{"endpoint":"token","fault":"slow","times":1,"ms":200}` or a list | the planned faults; those of the endpoint are replaced, by a list all of them |
//! | `DELETE /_emulator/faults` | | an empty list |
//! | `GET /_emulator/switches` | | the switches |
//! | `PUT /_emulator/switches` | `{"expires_in_string":true}` | the switches; what is not named stays |
//! | `POST /_emulator/tokens` | `{"persona":"new-customer","client_id":"...","scope":"profile","expires_in":3600}` | `{"access_token","token_type","expires_in","user_id"}`; all but `persona` may be left out |
//! | `GET /_emulator/requests` | | the counts |
//! | `DELETE /_emulator/requests` | | the counts, all zero |
//! | `GET /_emulator/consents` | | a list of consents |
//! | `DELETE /_emulator/consents` | `{"person":"new-customer","client_id":"..."}` | the consents left |
//! | `GET /_emulator/clients` | | `[{"client_id","app_name","company","redirect_uris"}]` |
//! | `POST /_emulator/clock` | `{"advance_s":301}` | `{"now"}` |
//! | `POST /_emulator/reset` | | `{}` |
//!
//! A request that cannot be served is answered 400 or 404 with `{"error":"..."}`. The names
//! of the faults are those of [`Fault::ALL`](crate::Fault::ALL), the values of
//! `refresh_answer` are `new`, `same` and `absent`.

mod forms;
mod json;

use axum::{
    Router,
    extract::State as Handle,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use crate::{emulator::Emulator, pages};

pub(crate) fn router(emulator: Emulator) -> Router {
    Router::new()
        .route("/_emulator", get(page))
        .route("/_emulator/style.css", get(style))
        .route("/_emulator/trap", get(trap).post(trap))
        .route("/_emulator/personas", get(json::personas))
        .route(
            "/_emulator/personas/{id}",
            get(json::persona)
                .put(json::put_persona)
                .post(forms::persona),
        )
        .route(
            "/_emulator/faults",
            get(json::faults)
                .put(json::put_faults)
                .delete(json::clear_faults)
                .post(forms::fault),
        )
        .route("/_emulator/faults/clear", post(forms::clear_faults))
        .route(
            "/_emulator/switches",
            get(json::switches)
                .put(json::put_switches)
                .post(forms::switches),
        )
        .route("/_emulator/tokens", post(json::mint_token))
        .route(
            "/_emulator/requests",
            get(json::requests).delete(json::clear_requests),
        )
        .route(
            "/_emulator/consents",
            get(json::consents).delete(json::remove_consent),
        )
        .route("/_emulator/clients", get(json::clients))
        .route("/_emulator/clock", post(clock))
        .route("/_emulator/reset", post(reset))
        .with_state(emulator)
}

async fn page(Handle(emulator): Handle<Emulator>) -> Response {
    pages::console(&emulator)
}

async fn style() -> Response {
    pages::respond(StatusCode::OK, "text/css;charset=UTF-8", pages::STYLE)
}

/// Where the `redirect` fault leads: a client that gets here has followed a redirect.
async fn trap(Handle(emulator): Handle<Emulator>) -> Response {
    emulator.state().requests.redirects_followed += 1;
    StatusCode::IM_A_TEAPOT.into_response()
}

async fn clock(
    Handle(emulator): Handle<Emulator>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Response {
    if is_form(&headers) {
        forms::clock(&emulator, &body)
    } else {
        json::clock(&emulator, &body)
    }
}

async fn reset(Handle(emulator): Handle<Emulator>, headers: HeaderMap) -> Response {
    emulator.reset();
    if is_form(&headers) {
        pages::see_other("/_emulator")
    } else {
        axum::Json(serde_json::json!({})).into_response()
    }
}

/// Whether a browser's form asks, and a page is the right answer.
fn is_form(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| {
        value
            .as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    })
}
