//! The list of apps that may read something of a customer's account.

use axum::{http::StatusCode, response::Response};
use maud::html;

use super::page;
use crate::{persona::Persona, state::Consent};

/// All consents, each with a button that takes it back.
pub(crate) fn removal(consents: &[Consent], personas: &[Persona]) -> Response {
    let name_of = |person: &str| {
        personas
            .iter()
            .find(|persona| persona.person == person)
            .map_or(person, Persona::title)
            .to_owned()
    };
    let content = html! {
        h1 { "Active apps and websites" }
        p.lead {
            "Apps and websites that people signed in to with their Amazon account. Removing \
             one ends its access; what it has read already it may keep."
        }
        @if consents.is_empty() {
            p.card { "Nobody has signed in to an app yet." }
        }
        @for consent in consents {
            section.card {
                h2 { (consent.app_name) }
                dl {
                    dt { "Customer" }
                    dd dir="auto" { (name_of(&consent.person)) " (" (consent.person) ")" }
                    dt { "May read" }
                    dd { (listed(&consent.granted)) }
                    @if !consent.declined.is_empty() {
                        dt { "Declined" }
                        dd { (listed(&consent.declined)) }
                    }
                    dt { "Client" }
                    dd { (consent.client_id) }
                }
                form method="post" action="/ap/adam" {
                    input type="hidden" name="person" value=(consent.person);
                    input type="hidden" name="client_id" value=(consent.client_id);
                    button.secondary type="submit" { "Remove" }
                }
            }
        }
    };
    page(StatusCode::OK, "Active apps and websites", &content)
}

fn listed(scopes: &[String]) -> String {
    if scopes.is_empty() {
        "nothing".to_owned()
    } else {
        scopes.join(", ")
    }
}
