//! What the site sends to Amazon, and whether Amazon takes it.

use std::collections::BTreeMap;

use reqwest::Client;
use url::Url;

use super::{Finding, Level, answer::Answer, http};

/// Checks the redirect of the login route, then asks Amazon's page what it thinks of it: an unknown
/// client or a return URL that is not registered shows there, before any customer meets it.
pub(super) async fn examine(
    client: &Client,
    site: &Url,
    answer: &Answer,
    findings: &mut Vec<Finding>,
) {
    const CHECK: &str = "amazon.request";
    let location = answer.header("location");
    let Ok(page) = Url::parse(location) else {
        findings.push(Finding::of(
            Level::Problem,
            CHECK,
            format!("login answers {} and leads nowhere", answer.status),
            "Look at the function's log: admin explain with its apigw-requestid.",
        ));
        return;
    };
    findings.extend(request(site, &page));
    findings.push(match client.get(page.clone()).send().await {
        Ok(response) => accepted(&page, response.status().as_u16()),
        Err(error) => Finding::of(
            Level::Warning,
            "amazon.page",
            format!(
                "Amazon's page at {} can't be reached from here: {}",
                page.host_str().unwrap_or_default(),
                http::reason(&error)
            ),
            "Customers' browsers must reach it; look whether this machine may not.",
        ),
    });
}

/// The authorization request (RFC 6749 4.1.1, RFC 7636 4.3), piece by piece.
fn request(site: &Url, page: &Url) -> Vec<Finding> {
    let query: BTreeMap<_, _> = page.query_pairs().collect();
    let value = |name: &str| query.get(name).map_or("", |value| value.as_ref());
    let origin = site.origin().ascii_serialization();
    let return_url = format!("{origin}/auth/amazon/callback");
    let mut wrong = Vec::new();
    if page.scheme() != "https" && site.scheme() == "https" {
        wrong.push("it is not https".to_owned());
    }
    for (name, expected) in [("response_type", "code"), ("code_challenge_method", "S256")] {
        if value(name) != expected {
            wrong.push(format!("{name} is {:?}, not {expected:?}", value(name)));
        }
    }
    for name in ["client_id", "scope", "state", "code_challenge"] {
        if value(name).is_empty() {
            wrong.push(format!("{name} is missing"));
        }
    }
    let request = if wrong.is_empty() {
        let (id, scope) = (value("client_id"), value("scope"));
        let message = format!("the request to Amazon is whole: client {id}, scope {scope}");
        Finding::ok("amazon.request", message)
    } else {
        let advice = "Deploy this version again; nothing in front may change Location.";
        Finding::of(Level::Problem, "amazon.request", wrong.join("; "), advice)
    };
    let sent = value("redirect_uri");
    let return_url = if sent == return_url {
        let message = format!("register this as Allowed Return URL at Amazon: {sent}");
        Finding::ok("amazon.return_url", message)
    } else {
        Finding::of(
            Level::Problem,
            "amazon.return_url",
            format!("Amazon is told to send browsers back to {sent}, which is not this site"),
            format!("Set PublicUrl to {origin}; browsers that come back elsewhere have no cookie."),
        )
    };
    vec![request, return_url]
}

fn accepted(page: &Url, status: u16) -> Finding {
    let host = page.host_str().unwrap_or_default();
    if status < 400 {
        return Finding::ok(
            "amazon.page",
            format!("Amazon's page at {host} takes the request"),
        );
    }
    Finding::of(
        Level::Problem,
        "amazon.page",
        format!("Amazon's page at {host} refuses the request ({status})"),
        "Open the login route in a browser: Amazon's page says whether the client's id is unknown or \
         the return URL is not registered in the security profile's web settings.",
    )
}
