//! The forms of the control page. Each leads back to the page.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    extract::{Path, State as Handle},
    http::StatusCode,
    response::Response,
};
use serde_json::Value;
use url::form_urlencoded;

use crate::{
    emulator::Emulator,
    fault::FaultPlan,
    pages,
    persona::PostalCode,
    state::{RefreshAnswer, Switches},
};

const PAGE: &str = "/_emulator";

pub(super) async fn fault(Handle(emulator): Handle<Emulator>, body: Bytes) -> Response {
    let fields = read(&body);
    let text = |name| fields.get(name).cloned().map_or(Value::Null, Value::String);
    let number = |name| {
        let parsed = fields.get(name).and_then(|value| value.parse::<u64>().ok());
        parsed.map_or(Value::Null, Value::from)
    };
    let mut plan = serde_json::Map::new();
    plan.insert("endpoint".to_owned(), text("endpoint"));
    plan.insert("fault".to_owned(), text("fault"));
    plan.insert("times".to_owned(), number("times"));
    if !number("ms").is_null() {
        plan.insert("ms".to_owned(), number("ms"));
    }
    let planned = serde_json::from_value::<FaultPlan>(Value::Object(plan))
        .map_err(|error| error.to_string())
        .and_then(|plan| emulator.set_fault(plan).map_err(|error| error.to_string()));
    match planned {
        Ok(()) => pages::see_other(PAGE),
        Err(error) => refuse(&error),
    }
}

pub(super) async fn clear_faults(Handle(emulator): Handle<Emulator>) -> Response {
    emulator.clear_faults();
    pages::see_other(PAGE)
}

pub(super) async fn switches(Handle(emulator): Handle<Emulator>, body: Bytes) -> Response {
    let fields = read(&body);
    let is_ticked = |name| fields.contains_key(name);
    emulator.set_switches(Switches {
        html_escape_state: is_ticked("html_escape_state"),
        expires_in_string: is_ticked("expires_in_string"),
        legacy_profile: is_ticked("legacy_profile"),
        refresh_answer: match fields.get("refresh_answer").map(String::as_str) {
            Some("same") => RefreshAnswer::Same,
            Some("absent") => RefreshAnswer::Absent,
            _ => RefreshAnswer::New,
        },
    });
    pages::see_other(PAGE)
}

pub(super) async fn persona(
    Handle(emulator): Handle<Emulator>,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let fields = read(&body);
    let given = |name| fields.get(name).filter(|value| !value.is_empty()).cloned();
    let is_known = emulator.update_persona(&id, |persona| {
        persona.name = given("name");
        persona.email = given("email");
        let postal_code = given("postal_code");
        let shown = persona.postal_code.as_ref().map(ToString::to_string);
        if postal_code != shown {
            persona.postal_code = postal_code.map(PostalCode::Text);
        }
    });
    if is_known {
        pages::see_other(PAGE)
    } else {
        refuse("no such persona")
    }
}

pub(super) fn clock(emulator: &Emulator, body: &[u8]) -> Response {
    let fields = read(body);
    let seconds = fields.get("advance_s").and_then(|value| value.parse().ok());
    match seconds {
        Some(seconds) => {
            emulator.advance_clock(seconds);
            pages::see_other(PAGE)
        }
        None => refuse("advance_s has to be a number"),
    }
}

fn read(body: &[u8]) -> HashMap<String, String> {
    form_urlencoded::parse(body).into_owned().collect()
}

fn refuse(reason: &str) -> Response {
    pages::refused(StatusCode::BAD_REQUEST, reason, &Vec::new())
}
