//! The way back to the app, with the parameters in the order Amazon sends them.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use url::form_urlencoded;

use super::AuthorizationRequest;
use crate::{
    emulator::Emulator,
    pages,
    scope::{self, Scope},
};

/// `code`, `scope`, `state`.
pub(super) fn success(
    emulator: &Emulator,
    request: &AuthorizationRequest,
    code: &str,
    granted: &[Scope],
) -> Response {
    let scope = scope::render_list(granted);
    let mut parameters = vec![("code", code.to_owned()), ("scope", scope)];
    if let Some(state) = &request.state {
        parameters.push(("state", written(emulator, state)));
    }
    found(&request.redirect_uri, &parameters)
}

/// `error_description`, `state`, `error`.
pub(super) fn error(
    emulator: &Emulator,
    redirect_uri: &str,
    state: Option<&str>,
    error: &str,
    description: &str,
) -> Response {
    let mut parameters = vec![("error_description", description.to_owned())];
    if let Some(state) = state {
        parameters.push(("state", written(emulator, state)));
    }
    parameters.push(("error", error.to_owned()));
    found(redirect_uri, &parameters)
}

fn written(emulator: &Emulator, state: &str) -> String {
    if emulator.switches().html_escape_state {
        escape_html(state)
    } else {
        state.to_owned()
    }
}

fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn found(redirect_uri: &str, parameters: &[(&str, String)]) -> Response {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    let location = format!("{redirect_uri}{separator}{query}");
    let Ok(location) = HeaderValue::from_str(&location) else {
        return pages::refused(StatusCode::BAD_REQUEST, "Invalid redirect_uri", &Vec::new());
    };
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(header::LOCATION, location);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
