//! The authorization page: who are you, and may this app read that?

mod outcome;
mod pkce;
mod redirect;
mod request;

use axum::{
    body::Bytes,
    extract::{RawQuery, State as Handle},
    http::StatusCode,
    response::Response,
};
use url::form_urlencoded;

use self::request::Refused;
use crate::{
    emulator::Emulator,
    pages,
    persona::Persona,
    random,
    scope::Scope,
    state::{CODE_LIFE_S, Choices, Code, Grant},
};

pub(crate) use outcome::Outcome;
pub(crate) use pkce::{Challenge, is_verifier};
pub(crate) use request::AuthorizationRequest;

/// Name-value pairs as they came, repetitions included.
pub(crate) type Pairs = Vec<(String, String)>;

/// `GET /ap/oa`: shows the chooser.
pub(crate) async fn show(
    Handle(emulator): Handle<Emulator>,
    RawQuery(query): RawQuery,
) -> Response {
    emulator.state().requests.authorize += 1;
    let pairs = pairs(query.unwrap_or_default().as_bytes());
    match request::read(&emulator, &pairs) {
        Ok(request) => pages::chooser(&request, &emulator.personas()),
        Err(refused) => refuse(&emulator, refused, &pairs),
    }
}

/// `POST /ap/oa`: what was chosen.
pub(crate) async fn decide(Handle(emulator): Handle<Emulator>, body: Bytes) -> Response {
    emulator.state().requests.decisions += 1;
    let pairs = pairs(&body);
    let request = match request::read(&emulator, &pairs) {
        Ok(request) => request,
        Err(refused) => return refuse(&emulator, refused, &pairs),
    };
    let decision = first(&pairs, "decision");
    if let Some(outcome) = decision.and_then(Outcome::parse) {
        return outcome.respond(&emulator, &request);
    }
    let is_allowed = match decision {
        None => false,
        Some("allow") => true,
        Some(_) => return pages::refused(StatusCode::BAD_REQUEST, "Unknown decision", &pairs),
    };
    let persona = first(&pairs, "persona").and_then(|id| emulator.state().persona(id).cloned());
    let Some(persona) = persona else {
        return pages::refused(StatusCode::BAD_REQUEST, "Unknown persona", &pairs);
    };
    let remembered = remembered(&emulator, &request, &persona);
    let granted = match (is_allowed, remembered) {
        (true, _) => ticked(&request, &pairs),
        (false, Some(granted)) => granted,
        (false, None) => return pages::consent(&request, &persona),
    };
    let code = issue_code(&emulator, &request, &persona, granted.clone());
    redirect::success(&emulator, &request, &code, &granted)
}

fn refuse(emulator: &Emulator, refused: Refused, pairs: &Pairs) -> Response {
    match refused {
        Refused::Page(reason) => pages::refused(StatusCode::BAD_REQUEST, &reason, pairs),
        Refused::Redirect {
            redirect_uri,
            state,
            error,
            description,
        } => redirect::error(
            emulator,
            &redirect_uri,
            state.as_deref(),
            error,
            &description,
        ),
    }
}

fn pairs(encoded: &[u8]) -> Pairs {
    form_urlencoded::parse(encoded).into_owned().collect()
}

fn first<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

/// What the consent page's form says: the essential scopes and the ticked ones.
fn ticked(request: &AuthorizationRequest, pairs: &Pairs) -> Vec<Scope> {
    let is_ticked = |scope: Scope| {
        pairs
            .iter()
            .any(|(name, value)| name == "grant" && value == scope.as_str())
    };
    request
        .scopes
        .iter()
        .copied()
        .filter(|scope| !request.is_voluntary(*scope) || is_ticked(*scope))
        .collect()
}

/// The scopes to grant without asking; `None` if the customer has to be asked.
fn remembered(
    emulator: &Emulator,
    request: &AuthorizationRequest,
    persona: &Persona,
) -> Option<Vec<Scope>> {
    let key = (persona.person.clone(), request.client.client_id.clone());
    let choices = emulator
        .state()
        .consents
        .get(&key)
        .cloned()
        .unwrap_or_default();
    let mut granted = Vec::new();
    for scope in request.scopes.iter().copied() {
        if !scope.needs_consent() || choices.granted.contains(&scope) {
            granted.push(scope);
        } else if !(request.is_voluntary(scope) && choices.declined.contains(&scope)) {
            return None;
        }
    }
    Some(granted)
}

/// Remembers the consent and hands out a code for it.
fn issue_code(
    emulator: &Emulator,
    request: &AuthorizationRequest,
    persona: &Persona,
    granted: Vec<Scope>,
) -> String {
    let now = emulator.now();
    let client_id = request.client.client_id.clone();
    let key = (persona.person.clone(), client_id.clone());
    let mut state = emulator.state();
    let Choices {
        granted: allowed,
        declined,
    } = state.consents.entry(key).or_default();
    for scope in &request.scopes {
        if granted.contains(scope) {
            allowed.insert(*scope);
            declined.remove(scope);
        } else {
            declined.insert(*scope);
        }
    }
    let code = random::authorization_code();
    state.codes.insert(
        code.clone(),
        Code {
            grant: Grant {
                persona: persona.id.clone(),
                person: persona.person.clone(),
                client_id,
                scopes: granted,
            },
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.challenge.clone(),
            expires_at: now.saturating_add(CODE_LIFE_S),
        },
    );
    code
}
