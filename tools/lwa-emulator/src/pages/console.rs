//! The control page: the same switches as the JSON interface, for people.

use axum::{http::StatusCode, response::Response};
use maud::{Markup, html};

use super::page;
use crate::{
    emulator::Emulator,
    fault::{Endpoint, Fault, FaultPlan},
    persona::Persona,
    state::{RefreshAnswer, Requests, Switches},
};

/// Personas, faults, switches and counts.
pub(crate) fn console(emulator: &Emulator) -> Response {
    let content = html! {
        h1 { "Login with Amazon, emulated" }
        p.lead {
            "Everything here is also there for programs, as JSON under " code { "/_emulator" } "."
        }
        (faults(&emulator.faults()))
        (switches(emulator.switches()))
        (time())
        (requests(emulator.requests()))
        (apps(emulator))
        (personas(&emulator.personas()))
        section.card {
            h2 { "Start afresh" }
            p {
                "Forgets all codes, tokens, consents, faults and counts, and every change \
                 to a persona."
            }
            form method="post" action="/_emulator/reset" {
                button.secondary type="submit" { "Reset the emulator" }
            }
        }
    };
    page(StatusCode::OK, "Controls", &content)
}

fn faults(planned: &[FaultPlan]) -> Markup {
    html! {
        section.card {
            h2 { "Faults" }
            @if planned.is_empty() {
                p { "Everything works." }
            } @else {
                ul {
                    @for plan in planned {
                        li {
                            strong { (plan.endpoint.name()) } ": " (plan.fault.name()) ", "
                            @match plan.times {
                                Some(times) => { "next " (times) " requests" }
                                None => { "until cleared" }
                            }
                        }
                    }
                }
                form method="post" action="/_emulator/faults/clear" {
                    button.secondary type="submit" { "Clear all faults" }
                }
            }
            form.fields method="post" action="/_emulator/faults" {
                div {
                    label for="endpoint" { "Endpoint" }
                    select id="endpoint" name="endpoint" {
                        @for endpoint in Endpoint::ALL {
                            option value=(endpoint.name()) { (endpoint.name()) }
                        }
                    }
                }
                div {
                    label for="fault" { "Fault" }
                    select id="fault" name="fault" {
                        @for fault in Fault::ALL {
                            option value=(fault.name()) { (fault.name()) }
                        }
                    }
                }
                div {
                    label for="times" { "Times (blank: until cleared)" }
                    input id="times" name="times" type="number" min="1" value="1";
                }
                div {
                    label for="ms" { "Delay in ms (timeout, slow)" }
                    input id="ms" name="ms" type="number" min="0" value="5000";
                }
                button type="submit" { "Plan this fault" }
            }
        }
    }
}

fn switches(switches: Switches) -> Markup {
    let boxes = [
        (
            "html_escape_state",
            "HTML-escape state on the way back",
            switches.html_escape_state,
        ),
        (
            "expires_in_string",
            "expires_in as a text",
            switches.expires_in_string,
        ),
        (
            "legacy_profile",
            "Profile in the legacy shape",
            switches.legacy_profile,
        ),
    ];
    let answers = [
        ("new", "a new one", RefreshAnswer::New),
        ("same", "the same", RefreshAnswer::Same),
        ("absent", "none", RefreshAnswer::Absent),
    ];
    html! {
        section.card {
            h2 { "Switches" }
            form method="post" action="/_emulator/switches" {
                @for (name, label, is_on) in boxes {
                    div.item {
                        input type="checkbox" id=(name) name=(name) value="true" checked[is_on];
                        label for=(name) { (label) }
                    }
                }
                label for="refresh_answer" { "Refresh token in the answer to a refresh" }
                select id="refresh_answer" name="refresh_answer" {
                    @for (value, label, answer) in answers {
                        option value=(value) selected[switches.refresh_answer == answer] {
                            (label)
                        }
                    }
                }
                button type="submit" { "Set the switches" }
            }
        }
    }
}

fn time() -> Markup {
    html! {
        section.card {
            h2 { "Time" }
            p { "A code lives 300 seconds, an access token 3600." }
            form.fields method="post" action="/_emulator/clock" {
                div {
                    label for="advance_s" { "Seconds" }
                    input id="advance_s" name="advance_s" type="number" min="1" value="300";
                }
                button type="submit" { "Move the clock forward" }
            }
        }
    }
}

fn requests(requests: Requests) -> Markup {
    let rows = [
        ("Authorization pages", requests.authorize),
        ("Choices made", requests.decisions),
        ("Token requests", requests.token),
        ("of these, exchanges of a code", requests.code_exchanges),
        ("of these, refreshes", requests.refreshes),
        ("Token checks", requests.tokeninfo),
        ("Profile requests", requests.profile),
        (
            "with the token in the query",
            requests.profile_tokens_in_query,
        ),
        ("Redirects followed", requests.redirects_followed),
    ];
    html! {
        section.card {
            h2 { "Requests so far" }
            table {
                @for (label, count) in rows {
                    tr { th scope="row" { (label) } td { (count) } }
                }
            }
        }
    }
}

fn apps(emulator: &Emulator) -> Markup {
    html! {
        section.card {
            h2 { "Registered apps" }
            @for client in emulator.clients() {
                h3 { (client.app_name) " · " (client.company) }
                dl {
                    dt { "Client" }
                    dd { (client.client_id) }
                    dt { "Return URLs" }
                    dd { (client.redirect_uris.join(", ")) }
                }
            }
            p {
                "Consents given: " (emulator.consents().len()) ". They are listed under "
                a href="/ap/adam" { "Connected apps" } "."
            }
        }
    }
}

fn personas(personas: &[Persona]) -> Markup {
    html! {
        section.card {
            h2 { "Personas" }
            @for persona in personas {
                details {
                    summary {
                        span.name { bdi { (persona.title()) } }
                        " " span.id { (persona.id) }
                    }
                    p { (persona.description) }
                    (persona_form(persona))
                }
            }
        }
    }
}

fn persona_form(persona: &Persona) -> Markup {
    let action = format!("/_emulator/personas/{}", path_segment(&persona.id));
    let postal_code = persona.postal_code.as_ref().map(ToString::to_string);
    let fields = [
        ("name", "Name", persona.name.as_deref()),
        ("email", "E-mail", persona.email.as_deref()),
        ("postal_code", "Postal code", postal_code.as_deref()),
    ];
    html! {
        form.fields method="post" action=(action) {
            @for (name, label, value) in fields {
                @let id = format!("{name}-{}", persona.id);
                div {
                    label for=(id) { (label) " (blank: none)" }
                    input id=(id) name=(name) value=(value.unwrap_or_default());
                }
            }
            button.secondary type="submit" { "Save" }
        }
    }
}

fn path_segment(text: &str) -> String {
    // A blank must not become a plus sign here.
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}
