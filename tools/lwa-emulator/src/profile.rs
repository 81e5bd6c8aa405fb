//! The profile: who the customer is, as far as they agreed.

use axum::{
    extract::{RawQuery, State as Handle},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde_json::Value;

use crate::{
    answer::{Answer, Fields, Refusal},
    emulator::Emulator,
    fault::{self, Endpoint},
    pages,
    persona::PostalCode,
    random,
    scope::Scope,
    tokeninfo::{has_bare_bar, live_token, token_in_query},
};

/// `GET /user/profile`
pub(crate) async fn profile(
    Handle(emulator): Handle<Emulator>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let in_query = token_in_query(&query);
    let plan = emulator.admit(Endpoint::Profile, |requests| {
        requests.profile += 1;
        requests.profile_tokens_in_query += u64::from(!matches!(in_query, Ok(None)));
    });
    if has_bare_bar(&query) {
        return pages::refused(StatusCode::BAD_REQUEST, "Bad Request", &Vec::new());
    }
    fault::answer(Endpoint::Profile, plan, || {
        let sent = in_query.and_then(|token| only_token(token, &headers));
        match sent.and_then(|token| read(&emulator, &token)) {
            Ok(fields) => {
                let mut answer = Answer::ok(Endpoint::Profile, fields);
                answer.is_legacy = emulator.switches().legacy_profile;
                answer
            }
            Err(refusal) => refusal.into_answer(Endpoint::Profile),
        }
    })
    .await
}

/// The token from the one place where it is: query, `Authorization` or `x-amz-access-token`.
fn only_token(in_query: Option<String>, headers: &HeaderMap) -> Result<String, Refusal> {
    let header_text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = header_text(header::AUTHORIZATION.as_str())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned());
    let own = header_text("x-amz-access-token").map(ToOwned::to_owned);
    let mut sent = [in_query, bearer, own].into_iter().flatten();
    match (sent.next(), sent.next()) {
        (Some(token), None) => Ok(token),
        (None, _) => Err(Refusal::missing("access_token")),
        (Some(_), Some(_)) => Err(Refusal::invalid("access_token")),
    }
}

fn read(emulator: &Emulator, sent: &str) -> Result<Fields, Refusal> {
    let token = live_token(emulator, sent, emulator.now())?;
    let client = emulator
        .client(&token.grant.client_id)
        .ok_or_else(Refusal::invalid_token)?;
    let state = emulator.state();
    let persona = state
        .persona(&token.grant.persona)
        .ok_or_else(Refusal::invalid_token)?;
    if token.grant.scopes.is_empty() {
        return Err(Refusal::insufficient_scope());
    }
    let mut fields: Fields = vec![("user_id", client.user_id(&token.grant.person).into())];
    if token.grant.scopes.contains(&Scope::Profile) {
        fields.extend(persona.email.clone().map(|email| ("email", email.into())));
        fields.extend(persona.name.clone().map(|name| ("name", name.into())));
    }
    if token.grant.scopes.contains(&Scope::PostalCode) {
        fields.extend(persona.postal_code.clone().map(|postal_code| {
            let value = match postal_code {
                PostalCode::Text(text) => Value::from(text),
                PostalCode::Number(number) => Value::from(number),
            };
            ("postal_code", value)
        }));
    }
    random::shuffle(&mut fields);
    Ok(fields)
}
