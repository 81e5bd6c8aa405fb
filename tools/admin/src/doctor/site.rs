//! A deployed site's routes, as a browser meets them.

use accounts::{
    config::is_loopback_host,
    domain::{AccountId, SessionToken},
    token::{OsRandom, Random as _},
};
use reqwest::{
    Client,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue},
};
use serde_json::Value;
use url::Url;

use super::{Finding, Level, amazon, answer, answer::Answer, clock, http};

const LOG: &str = "Look at the function's log: admin explain with the answer's apigw-requestid.";

/// A route and how it must answer somebody who is not signed in.
struct Route {
    path: &'static str,
    accept: &'static str,
    status: u16,
    /// The code of the problem that is expected; none for a page.
    code: Option<&'static str>,
    /// What its cookie begins with.
    cookie: Option<&'static str>,
}

const ROUTES: [Route; 4] = [
    Route {
        path: "/auth/session",
        accept: "application/json",
        status: 401,
        code: Some("unauthenticated"),
        cookie: None,
    },
    Route {
        path: "/auth/sign-in",
        accept: "text/html",
        status: 200,
        code: None,
        cookie: Some("form"),
    },
    Route {
        path: "/auth/account",
        accept: "application/json",
        status: 401,
        code: Some("unauthenticated"),
        cookie: None,
    },
    Route {
        path: LOGIN,
        accept: "text/html",
        status: 303,
        code: None,
        cookie: Some("login-"),
    },
];

const LOGIN: &str = "/auth/amazon/login";

/// Checks the site at this address.
pub(super) async fn examine(client: &Client, site: &Url, findings: &mut Vec<Finding>) {
    let is_https = site.scheme() == "https";
    if !is_https && !is_loopback_host(site) {
        findings.push(Finding::of(
            Level::Problem,
            "site",
            "the address is not https: passwords and sessions could be read on the way",
            "Give the address that browsers use; it must be https.",
        ));
    }
    for route in &ROUTES {
        let asked = ask(client, site, route.path, route.accept, None).await;
        let answer = match asked {
            Ok(answer) => answer,
            Err(reason) => {
                findings.push(Finding::of(
                    Level::Problem,
                    "site",
                    format!("{site} can't be reached: {reason}"),
                    "Check the name, the certificate and that the stack is deployed.",
                ));
                return;
            }
        };
        findings.push(status(route, &answer));
        // What API Gateway or another site answers has none of our headers: that is told once.
        if answer.status != route.status {
            continue;
        }
        findings.push(answer::headers(route.path, &answer, is_https));
        if let Some(cookie) = route.cookie {
            findings.push(answer::cookies(route.path, &answer, cookie, is_https));
        }
        if route.path == LOGIN {
            amazon::examine(client, site, &answer, findings).await;
        }
    }
    findings.push(table_behind(client, site).await);
    clock::examine(client, "clock.site", "the site", site.as_str(), findings).await;
}

/// A well-formed session that nobody has: to say so, session-check has to ask the table.
async fn table_behind(client: &Client, site: &Url) -> Finding {
    const CHECK: &str = "site.table";
    let nobody = AccountId::from_bytes(OsRandom.bytes());
    let token = SessionToken::new(nobody, OsRandom.secret()).expose();
    match ask(
        client,
        site,
        "/auth/session",
        "application/json",
        Some(&token),
    )
    .await
    {
        Ok(answer) if answer.status == 401 => Finding::ok(CHECK, "session-check reaches its table"),
        Ok(answer) => Finding::of(
            Level::Problem,
            CHECK,
            format!(
                "session-check answers {} where it has to ask its table",
                answer.status
            ),
            "Check the parameter TableName and the functions' permissions; see the function's log.",
        ),
        Err(reason) => Finding::of(Level::Problem, CHECK, reason, LOG),
    }
}

fn status(route: &Route, answer: &Answer) -> Finding {
    let check = format!("route {}", route.path);
    if answer.status != route.status {
        let (found, expected) = (answer.status, route.status);
        let advice = match found {
            404 | 403 => {
                "This address does not lead to the API: send /auth/* there (custom domain, or a \
                 behaviour of CloudFront)."
            }
            _ => LOG,
        };
        return Finding::of(
            Level::Problem,
            check,
            format!("it answers {found}, not {expected}"),
            advice,
        );
    }
    let Some(code) = route.code else {
        return Finding::ok(check, format!("it answers {}", answer.status));
    };
    let is_problem = answer.header("content-type") == "application/problem+json";
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    if is_problem && body["code"] == code {
        Finding::ok(check, format!("it answers {} {code}", answer.status))
    } else {
        Finding::of(
            Level::Problem,
            check,
            format!("it answers {}, but not as this product does", answer.status),
            "Something else answers at this address, or an error page is put in the answer's place.",
        )
    }
}

async fn ask(
    client: &Client,
    site: &Url,
    path: &str,
    accept: &'static str,
    bearer: Option<&str>,
) -> Result<Answer, String> {
    let address = site.join(path).map_err(|error| error.to_string())?;
    let mut headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
    if let Some(bearer) = bearer {
        let value = HeaderValue::try_from(format!("Bearer {bearer}"));
        headers.insert(AUTHORIZATION, value.map_err(|error| error.to_string())?);
    }
    let sent = client.get(address).headers(headers).send().await;
    match sent {
        Ok(response) => Ok(Answer::read(response).await),
        Err(error) => Err(http::reason(&error)),
    }
}
