//! The token endpoint.

mod parameters;

use axum::{
    body::Bytes,
    extract::{Path, RawQuery, State as Handle},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::Value;

use self::parameters::Parameters;
use crate::{
    answer::{Answer, Fields, Refusal},
    authorize::is_verifier,
    emulator::Emulator,
    fault::{self, Endpoint},
    random,
    state::{AccessToken, Grant, RefreshAnswer, State, TOKEN_LIFE_S},
};

/// `POST /auth/o2/token`
pub(crate) async fn token(
    Handle(emulator): Handle<Emulator>,
    Path(o2): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !o2.eq_ignore_ascii_case("o2") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let parameters = Parameters::read(query.as_deref(), &headers, &body);
    let grant_type = parameters
        .as_ref()
        .ok()
        .and_then(|parameters| parameters.find("grant_type"));
    let plan = emulator.admit(Endpoint::Token, |requests| {
        requests.token += 1;
        match grant_type {
            Some("authorization_code") => requests.code_exchanges += 1,
            Some("refresh_token") => requests.refreshes += 1,
            _ => {}
        }
    });
    fault::answer(Endpoint::Token, plan, || {
        match parameters.and_then(|parameters| grant(&emulator, &parameters)) {
            Ok(fields) => Answer::ok(Endpoint::Token, fields),
            Err(refusal) => refusal.into_answer(Endpoint::Token),
        }
    })
    .await
}

fn grant(emulator: &Emulator, parameters: &Parameters) -> Result<Fields, Refusal> {
    match parameters.require("grant_type")? {
        "authorization_code" => exchange_code(emulator, parameters),
        "refresh_token" => refresh(emulator, parameters),
        "client_credentials" => {
            authenticate(emulator, parameters)?;
            match parameters.require("scope")? {
                // The shape of the scopes that exist without a customer, for other products.
                scope if scope.contains("::") => Err(Refusal::unauthorized_client()),
                _ => Err(Refusal::invalid_scope()),
            }
        }
        "device_code" => {
            authenticate(emulator, parameters)?;
            Err(Refusal::unauthorized_client())
        }
        _ => Err(Refusal::unsupported_grant_type()),
    }
}

/// The client's id, once it has shown its secret.
fn authenticate<'a>(
    emulator: &'a Emulator,
    parameters: &'a Parameters,
) -> Result<&'a str, Refusal> {
    let (id, secret) = parameters.client_credentials()?;
    emulator
        .client(id)
        .filter(|client| client.client_secret == secret)
        .map(|client| client.client_id.as_str())
        .ok_or_else(Refusal::invalid_client)
}

fn exchange_code(emulator: &Emulator, parameters: &Parameters) -> Result<Fields, Refusal> {
    let client_id = authenticate(emulator, parameters)?;
    let code = parameters.require("code")?;
    if !(18..=128).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Refusal::invalid("code"));
    }
    let now = emulator.now();
    let mut state = emulator.state();
    let known = state
        .codes
        .get(code)
        .filter(|known| known.grant.client_id == client_id && now < known.expires_at)
        .ok_or_else(|| Refusal::invalid_grant("code"))?;
    if parameters.require("redirect_uri")? != known.redirect_uri {
        return Err(Refusal::invalid_grant("redirect_uri"));
    }
    match (&known.challenge, parameters.find("code_verifier")) {
        (None, None) => {}
        (Some(_), None) => return Err(Refusal::missing("code_verifier")),
        (_, Some(verifier)) if !is_verifier(verifier) => {
            return Err(Refusal::invalid("code_verifier"));
        }
        (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => {}
        // A verifier without a challenge: the challenge was lost or taken out on the way.
        (_, Some(_)) => return Err(Refusal::invalid_grant("code_verifier")),
    }
    let grant = known.grant.clone();
    state.codes.remove(code);
    let refresh_token = random::refresh_token();
    state
        .refresh_tokens
        .insert(refresh_token.clone(), grant.clone());
    Ok(issue(&mut state, grant, Some(refresh_token), now))
}

fn refresh(emulator: &Emulator, parameters: &Parameters) -> Result<Fields, Refusal> {
    let client_id = authenticate(emulator, parameters)?;
    let sent = parameters.require("refresh_token")?;
    let now = emulator.now();
    let mut state = emulator.state();
    let grant = state
        .refresh_tokens
        .get(sent)
        .filter(|grant| grant.client_id == client_id)
        .cloned()
        .ok_or_else(Refusal::invalid_refresh_token)?;
    let answered = match state.switches.refresh_answer {
        RefreshAnswer::Absent => None,
        RefreshAnswer::Same => Some(sent.to_owned()),
        RefreshAnswer::New => {
            let new = random::refresh_token();
            state.refresh_tokens.insert(new.clone(), grant.clone());
            Some(new)
        }
    };
    Ok(issue(&mut state, grant, answered, now))
}

fn issue(state: &mut State, grant: Grant, refresh_token: Option<String>, now: u64) -> Fields {
    let access_token = random::access_token();
    let token = AccessToken {
        grant,
        issued_at: now,
        expires_at: now.saturating_add(TOKEN_LIFE_S),
    };
    state.access_tokens.insert(access_token.clone(), token);
    let expires_in = if state.switches.expires_in_string {
        Value::from(TOKEN_LIFE_S.to_string())
    } else {
        Value::from(TOKEN_LIFE_S)
    };
    let mut fields = vec![
        ("access_token", access_token.into()),
        ("token_type", "bearer".into()),
        ("expires_in", expires_in),
    ];
    fields.extend(refresh_token.map(|token| ("refresh_token", token.into())));
    fields
}
