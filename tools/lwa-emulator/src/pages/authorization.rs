//! The authorization page: choose who you are, then allow or cancel.

use axum::{http::StatusCode, response::Response};
use maud::{Markup, html};

use super::page;
use crate::{
    authorize::{AuthorizationRequest, Outcome},
    persona::Persona,
    scope::Scope,
};

/// The first step: each persona is a button.
pub(crate) fn chooser(request: &AuthorizationRequest, personas: &[Persona]) -> Response {
    let content = html! {
        h1 { "Who are you at Amazon?" }
        p.lead {
            strong { (request.client.app_name) }
            " asks you to sign in. It wants to know: " (wanted(&request.scopes)) "."
        }
        form method="post" action="/ap/oa" {
            (hidden_fields(request))
            ul.personas {
                @for persona in personas {
                    li {
                        button.persona type="submit" name="persona" value=(persona.id) {
                            span.avatar aria-hidden="true" { (initial(persona)) }
                            span.who {
                                span.name { bdi { (persona.title()) } }
                                span.email {
                                    bdi { (persona.email.as_deref().unwrap_or("(no e-mail)")) }
                                }
                                span.hint { (persona.description) }
                                span.id { (persona.id) }
                            }
                        }
                    }
                }
            }
            div.bottom {
                button.secondary type="submit" name="decision" value="cancel" { "Cancel" }
            }
            details.card {
                summary { "Answer with something else" }
                p { "What Amazon's side may also send back to the app:" }
                div.buttons {
                    @for (decision, label, outcome) in Outcome::ALL {
                        @if *outcome != Outcome::Cancel {
                            button.secondary type="submit" name="decision" value=(decision) {
                                (label)
                            }
                        }
                    }
                }
            }
        }
    };
    page(StatusCode::OK, "Sign in", &content)
}

/// The second step, for what this customer has not agreed to before.
pub(crate) fn consent(request: &AuthorizationRequest, persona: &Persona) -> Response {
    let app = &request.client.app_name;
    let content = html! {
        h1 { "Let " (app) " read this?" }
        p.lead {
            "You are "
            strong.name { bdi { (persona.title()) } }
        }
        form method="post" action="/ap/oa" {
            (hidden_fields(request))
            input type="hidden" name="persona" value=(persona.id);
            section.card {
                h2 { "Your information" }
                @for scope in request.scopes.iter().copied() {
                    (item(request, persona, scope))
                }
            }
            p.hint {
                "You can take this back at any time under "
                a href="/ap/adam" { "Connected apps" } "."
            }
            div.buttons {
                button type="submit" name="decision" value="allow" { "Allow" }
                button.secondary type="submit" name="decision" value="cancel" { "Cancel" }
            }
        }
        p { a href=(back_to_chooser(request)) { "Be somebody else" } }
    };
    page(StatusCode::OK, "Allow access", &content)
}

fn item(request: &AuthorizationRequest, persona: &Persona, scope: Scope) -> Markup {
    let id = format!("grant-{}", scope.as_str().replace(':', "-"));
    html! {
        div.item {
            @if request.is_voluntary(scope) {
                input type="checkbox" id=(id) name="grant" value=(scope.as_str()) checked;
                label for=(id) { (title(scope)) " " span.hint { "optional" } }
            } @else {
                h3 { (title(scope)) }
            }
            dl {
                @for (name, value) in values(persona, scope) {
                    dt { (name) }
                    dd dir="auto" { (value.unwrap_or_else(|| "none".to_owned())) }
                }
            }
        }
    }
}

fn values(persona: &Persona, scope: Scope) -> Vec<(&'static str, Option<String>)> {
    match scope {
        Scope::Profile => vec![
            ("Name", persona.name.clone()),
            ("E-mail", persona.email.clone()),
        ],
        Scope::UserId => Vec::new(),
        Scope::PostalCode => {
            let postal_code = persona.postal_code.as_ref().map(ToString::to_string);
            vec![("Postal code", postal_code)]
        }
    }
}

fn title(scope: Scope) -> &'static str {
    match scope {
        Scope::Profile => "Name and e-mail address",
        Scope::UserId => "An id that recognises you",
        Scope::PostalCode => "Postal code",
    }
}

fn wanted(scopes: &[Scope]) -> String {
    let titles: Vec<_> = scopes
        .iter()
        .map(|scope| title(*scope).to_lowercase())
        .collect();
    titles.join(", ")
}

fn initial(persona: &Persona) -> String {
    let first = persona.title().chars().find(|c| c.is_alphanumeric());
    first.map_or_else(|| "?".to_owned(), |c| c.to_uppercase().to_string())
}

fn hidden_fields(request: &AuthorizationRequest) -> Markup {
    html! {
        @for (name, value) in &request.parameters {
            input type="hidden" name=(name) value=(value);
        }
    }
}

fn back_to_chooser(request: &AuthorizationRequest) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&request.parameters)
        .finish();
    format!("/ap/oa?{query}")
}
