//! The pages people see: plain HTML, no script, every text escaped.

mod authorization;
mod console;
mod removal;

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use maud::{DOCTYPE, Markup, html};

use crate::authorize::Pairs;

pub(crate) use authorization::{chooser, consent};
pub(crate) use console::console;
pub(crate) use removal::removal;

/// The one style sheet.
pub(crate) const STYLE: &str = include_str!("pages/style.css");

/// No `form-action`: browsers apply it to the redirect after a form too, and the way back
/// to the app leads to another site.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; \
     base-uri 'none'; frame-ancestors 'none'";

fn page(status: StatusCode, title: &str, content: &Markup) -> Response {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Local emulator" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/_emulator/style.css";
            }
            body {
                header.banner {
                    strong { "Local emulator, not Amazon" }
                    nav aria-label="Emulator" {
                        a href="/_emulator" { "Controls" }
                        a href="/ap/adam" { "Connected apps" }
                    }
                }
                main { (content) }
            }
        }
    };
    respond(status, "text/html;charset=UTF-8", markup.into_string())
}

/// A page or a style sheet, with the headers every page has.
pub(crate) fn respond(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Back to a page after a form was handled.
pub(crate) fn see_other(path: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response
        .headers_mut()
        .insert(header::LOCATION, HeaderValue::from_static(path));
    response
}

/// Where the customer ends up when there is no app to send them back to.
pub(crate) fn refused(status: StatusCode, reason: &str, parameters: &Pairs) -> Response {
    let content = html! {
        h1 { "We're sorry!" }
        p { "An error occurred when we tried to process your request." }
        section.card {
            h2 { "Error Summary" }
            p.status { (status.as_u16()) " " (status.canonical_reason().unwrap_or("Error")) }
            p { (reason) }
        }
        @if !parameters.is_empty() {
            section.card {
                h2 { "Request Details" }
                dl {
                    @for (name, value) in parameters {
                        dt { (name) }
                        dd { (value) }
                    }
                }
            }
        }
    };
    page(status, "We're sorry", &content)
}

/// What an API call may get instead of JSON: 200, and a page that asks for a human.
pub(crate) fn puzzle() -> Response {
    let content = html! {
        h1 { "Enter the characters you see below" }
        p { "Sorry, we just need to make sure you're not a robot." }
        form.card method="get" action="/_emulator" {
            label for="characters" { "Type characters" }
            input id="characters" name="characters" autocomplete="off";
            button type="submit" { "Continue shopping" }
        }
    };
    page(StatusCode::OK, "Robot check", &content)
}
