//! The interface for programs.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State as Handle},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    emulator::Emulator,
    fault::FaultPlan,
    persona::Persona,
    state::{Requests, Switches, TOKEN_LIFE_S},
};

pub(super) async fn personas(Handle(emulator): Handle<Emulator>) -> Json<Vec<Persona>> {
    Json(emulator.personas())
}

pub(super) async fn persona(
    Handle(emulator): Handle<Emulator>,
    Path(id): Path<String>,
) -> Response {
    match emulator.state().persona(&id) {
        Some(persona) => Json(persona).into_response(),
        None => fail(StatusCode::NOT_FOUND, "no such persona"),
    }
}

pub(super) async fn put_persona(
    Handle(emulator): Handle<Emulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let known = emulator.state().persona(&id).cloned();
    let known = known.unwrap_or_else(|| Persona::new(id.clone()));
    match overlay(&known, &body) {
        Ok(changed) if changed.id != id => {
            fail(StatusCode::BAD_REQUEST, "the id of a persona never changes")
        }
        Ok(changed) => {
            emulator.add_persona(changed.clone());
            Json(changed).into_response()
        }
        Err(error) => fail(StatusCode::BAD_REQUEST, &error),
    }
}

pub(super) async fn faults(Handle(emulator): Handle<Emulator>) -> Json<Vec<FaultPlan>> {
    Json(emulator.faults())
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Plans {
    One(FaultPlan),
    All(Vec<FaultPlan>),
}

pub(super) async fn put_faults(Handle(emulator): Handle<Emulator>, body: Bytes) -> Response {
    let planned = match parse(&body) {
        Ok(Plans::One(plan)) => emulator.set_fault(plan),
        Ok(Plans::All(plans)) => emulator.replace_faults(plans),
        Err(error) => return fail(StatusCode::BAD_REQUEST, &error),
    };
    match planned {
        Ok(()) => Json(emulator.faults()).into_response(),
        Err(error) => fail(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

pub(super) async fn clear_faults(Handle(emulator): Handle<Emulator>) -> Json<Vec<FaultPlan>> {
    emulator.clear_faults();
    Json(emulator.faults())
}

pub(super) async fn switches(Handle(emulator): Handle<Emulator>) -> Json<Switches> {
    Json(emulator.switches())
}

pub(super) async fn put_switches(Handle(emulator): Handle<Emulator>, body: Bytes) -> Response {
    match overlay(&emulator.switches(), &body) {
        Ok(switches) => {
            emulator.set_switches(switches);
            Json(switches).into_response()
        }
        Err(error) => fail(StatusCode::BAD_REQUEST, &error),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mint {
    persona: String,
    client_id: Option<String>,
    #[serde(default = "profile_scope")]
    scope: String,
    #[serde(default = "token_life")]
    expires_in: u64,
}

fn profile_scope() -> String {
    "profile".to_owned()
}

fn token_life() -> u64 {
    TOKEN_LIFE_S
}

pub(super) async fn mint_token(Handle(emulator): Handle<Emulator>, body: Bytes) -> Response {
    let wanted: Mint = match parse(&body) {
        Ok(wanted) => wanted,
        Err(error) => return fail(StatusCode::BAD_REQUEST, &error),
    };
    let client_id = wanted
        .client_id
        .unwrap_or_else(|| emulator.clients()[0].client_id.clone());
    match emulator.mint_token_for(
        &wanted.persona,
        &client_id,
        &wanted.scope,
        wanted.expires_in,
    ) {
        Ok(token) => Json(json!({
            "access_token": token,
            "token_type": "bearer",
            "expires_in": wanted.expires_in,
            "user_id": emulator.user_id(&wanted.persona, &client_id),
        }))
        .into_response(),
        Err(error) => fail(StatusCode::BAD_REQUEST, &error.to_string()),
    }
}

pub(super) async fn requests(Handle(emulator): Handle<Emulator>) -> Json<Requests> {
    Json(emulator.requests())
}

pub(super) async fn clear_requests(Handle(emulator): Handle<Emulator>) -> Json<Requests> {
    emulator.clear_requests();
    Json(emulator.requests())
}

pub(super) async fn consents(Handle(emulator): Handle<Emulator>) -> Response {
    Json(emulator.consents()).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Remove {
    person: String,
    client_id: String,
}

pub(super) async fn remove_consent(Handle(emulator): Handle<Emulator>, body: Bytes) -> Response {
    match parse::<Remove>(&body) {
        Ok(wanted) if emulator.remove_consent(&wanted.person, &wanted.client_id) => {
            Json(emulator.consents()).into_response()
        }
        Ok(_) => fail(StatusCode::NOT_FOUND, "no such consent"),
        Err(error) => fail(StatusCode::BAD_REQUEST, &error),
    }
}

pub(super) async fn clients(Handle(emulator): Handle<Emulator>) -> Json<Vec<Value>> {
    let shown = emulator.clients().iter().map(|client| {
        json!({
            "client_id": client.client_id,
            "app_name": client.app_name,
            "company": client.company,
            "redirect_uris": client.redirect_uris,
        })
    });
    Json(shown.collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: u64,
}

pub(super) fn clock(emulator: &Emulator, body: &[u8]) -> Response {
    match parse::<Advance>(body) {
        Ok(Advance { advance_s }) => {
            emulator.advance_clock(advance_s);
            Json(json!({ "now": emulator.now() })).into_response()
        }
        Err(error) => fail(StatusCode::BAD_REQUEST, &error),
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

/// Lays the keys of a JSON object over a value.
fn overlay<T: Serialize + DeserializeOwned>(known: &T, body: &[u8]) -> Result<T, String> {
    let changes: serde_json::Map<String, Value> = parse(body)?;
    let mut value = serde_json::to_value(known).map_err(|error| error.to_string())?;
    if let Value::Object(fields) = &mut value {
        fields.extend(changes);
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn fail(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}
