//! The token check: whose token is this, and which app's?

use axum::{
    extract::{Path, RawQuery, State as Handle},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use url::form_urlencoded;

use crate::{
    answer::{Answer, Fields, Refusal},
    emulator::Emulator,
    fault::{self, Endpoint},
    pages,
    state::AccessToken,
};

/// `GET /auth/o2/tokeninfo`
pub(crate) async fn tokeninfo(
    Handle(emulator): Handle<Emulator>,
    Path(o2): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if !o2.eq_ignore_ascii_case("o2") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let plan = emulator.admit(Endpoint::Tokeninfo, |requests| requests.tokeninfo += 1);
    let query = query.unwrap_or_default();
    if has_bare_bar(&query) {
        return pages::refused(StatusCode::BAD_REQUEST, "Bad Request", &Vec::new());
    }
    fault::answer(Endpoint::Tokeninfo, plan, || {
        match check(&emulator, &query) {
            Ok(fields) => Answer::ok(Endpoint::Tokeninfo, fields),
            Err(refusal) => refusal.into_answer(Endpoint::Tokeninfo),
        }
    })
    .await
}

fn check(emulator: &Emulator, query: &str) -> Result<Fields, Refusal> {
    let sent = token_in_query(query)?.ok_or_else(|| Refusal::missing("access_token"))?;
    let now = emulator.now();
    let token = live_token(emulator, &sent, now)?;
    let client = emulator
        .client(&token.grant.client_id)
        .ok_or_else(Refusal::invalid_token)?;
    Ok(vec![
        ("aud", client.client_id.clone().into()),
        ("user_id", client.user_id(&token.grant.person).into()),
        ("iss", "https://www.amazon.com".into()),
        // Seconds left, not a point in time.
        ("exp", token.expires_at.saturating_sub(now).into()),
        ("app_id", client.app_id().into()),
        ("iat", token.issued_at.into()),
    ])
}

/// A bar, which every token has, must be percent-encoded; strict servers refuse it bare.
pub(crate) fn has_bare_bar(query: &str) -> bool {
    query.contains('|')
}

/// The token in the query, refused if there are several.
pub(crate) fn token_in_query(query: &str) -> Result<Option<String>, Refusal> {
    let mut values = form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "access_token")
        .map(|(_, value)| value.into_owned());
    let first = values.next();
    if values.next().is_some() {
        return Err(Refusal::invalid("access_token"));
    }
    Ok(first)
}

/// A token that was issued, not revoked and has not expired.
pub(crate) fn live_token(
    emulator: &Emulator,
    sent: &str,
    now: u64,
) -> Result<AccessToken, Refusal> {
    emulator
        .state()
        .access_tokens
        .get(sent)
        .filter(|token| now < token.expires_at)
        .cloned()
        .ok_or_else(Refusal::invalid_token)
}
