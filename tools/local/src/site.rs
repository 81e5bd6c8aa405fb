//! The sample site: what a site's own server does with these functions. It asks `GET /auth/session`
//! who is there, shows its existing sign-in form, and has a Login with Amazon button beside it. To
//! somebody signed in it shows what its own API says, which the authorizer guards.

use std::sync::Arc;

use accounts::{
    domain::{Secret, SessionToken},
    http::{CSRF_FIELD, csrf_token},
    token::{OsRandom, Random as _},
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, header},
    response::{AppendHeaders, Html, IntoResponse, Response},
    routing::get,
};
use maud::{DOCTYPE, Markup, html};
use serde_json::Value;

use crate::customers;

struct Site {
    session_url: String,
    orders_url: String,
    client: reqwest::Client,
    samples: bool,
    registers: bool,
}

/// The site's pages. It reaches the functions over HTTP, like any site.
pub(crate) fn router(port: u16, samples: bool, registers: bool) -> Router {
    // Any provider does: the site asks this machine, without TLS. A second start finds it set.
    drop(rustls::crypto::ring::default_provider().install_default());
    let site = Site {
        session_url: format!("http://127.0.0.1:{port}/auth/session"),
        orders_url: format!("http://127.0.0.1:{port}/api/orders"),
        client: reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap_or_default(),
        samples,
        registers,
    };
    Router::new()
        .route("/", get(start_page))
        .with_state(Arc::new(site))
}

async fn start_page(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    if let Some(token) =
        cookie(&headers, "session").and_then(|value| SessionToken::parse(value).ok())
        && let Some(who) = site.ask(&site.session_url, &headers).await
    {
        let orders = site.ask(&site.orders_url, &headers).await;
        let body = signed_in(&who, orders.as_ref(), &csrf_token(token.secret()));
        return page(&body).into_response();
    }
    // The form's CSRF secret: the browser's own if it has one, else a new one for it.
    let held = cookie(&headers, "form").and_then(|value| Secret::parse(value).ok());
    let secret = held.unwrap_or_else(|| OsRandom.secret());
    let line = format!(
        "form={}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax",
        secret.expose_base64url()
    );
    let body = page(&signed_out(&csrf_token(&secret), &site));
    (AppendHeaders([(header::SET_COOKIE, line)]), body).into_response()
}

impl Site {
    /// Asks in the name of the browser, by handing its cookies on. Nothing if it is refused.
    async fn ask(&self, url: &str, headers: &HeaderMap) -> Option<Value> {
        let cookies = headers.get(header::COOKIE)?;
        let answer = self
            .client
            .get(url)
            .header(header::COOKIE, cookies)
            .send()
            .await
            .ok()?;
        if !answer.status().is_success() {
            return None;
        }
        answer.json().await.ok()
    }
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn page(body: &Markup) -> impl IntoResponse + use<> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Harbour Lane, a sample site" }
                link rel="icon" href=(ICON);
                style { (maud::PreEscaped(STYLE)) }
            }
            body {
                header { strong { "Harbour Lane" } span { "a sample site" } }
                main { (body) }
            }
        }
    };
    // Pages about a person are never kept: after signing out, Back must ask again.
    (
        AppendHeaders([(header::CACHE_CONTROL, "no-store")]),
        Html(markup.into_string()),
    )
}

fn signed_out(csrf_token: &str, site: &Site) -> Markup {
    html! {
        h1 { "Welcome" }
        p { "Sign in with the account you have here, or with Amazon." }
        form method="post" action="/auth/sign-in" {
            input type="hidden" name=(CSRF_FIELD) value=(csrf_token);
            input type="hidden" name="return_to" value="/";
            label for="email" { "E-mail" }
            input id="email" name="email" type="email" autocomplete="username" required;
            label for="password" { "Password" }
            input id="password" name="password" type="password" autocomplete="current-password" required;
            button type="submit" { "Sign in" }
        }
        p { a.amazon href="/auth/amazon/login?return_to=%2F" { "Login with Amazon" } }
        @if site.registers {
            p { "New here? " a href="/auth/register?return_to=%2F" { "Create an account" } }
        }
        @if site.samples {
            h2 { "Customers to try" }
            table {
                thead { tr { th scope="col" { "E-mail" } th scope="col" { "Password" } } }
                tbody {
                    @for customer in customers::samples() {
                        tr { td { (customer.email) } td { code { (customer.password) } } }
                    }
                }
            }
        }
    }
}

fn signed_in(who: &Value, orders: Option<&Value>, csrf_token: &str) -> Markup {
    let name = who["name"].as_str().unwrap_or("customer");
    html! {
        h1 { "Hello, " bdi { (name) } }
        p { "This is what " code { "GET /auth/session" } " says:" }
        dl {
            @for key in ["account_id", "name", "email", "email_verified", "postal_code", "amazon_linked", "auth_method", "auth_time", "expires_at"] {
                dt { (key) }
                dd data-key=(key) { (shown(&who[key])) }
            }
        }
        p { "And this is what " code { "GET /api/orders" } " says, a route of the site’s own behind the authorizer:" }
        p { code data-key="orders" { (orders.map_or_else(|| "no answer".to_owned(), Value::to_string)) } }
        form method="post" action="/auth/sign-out" {
            input type="hidden" name=(CSRF_FIELD) value=(csrf_token);
            input type="hidden" name="return_to" value="/";
            button type="submit" { "Sign out" }
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A harbour's buoy, small enough to travel with the page.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%2324468f'/%3E%3Ccircle cx='16' cy='16' r='8' fill='none' stroke='%23fff' stroke-width='5' stroke-dasharray='6.28'/%3E%3C/svg%3E";

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #22252b; --soft: #5a6070; --paper: #fbfaf7; --line: #8b8f99; --card: #fff; --go: #24468f; --on-go: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --soft: #b4b8c2; --paper: #17181c; --line: #767b87; --card: #212329; --go: #9db8f5; --on-go: #12182a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.5 Georgia, serif; }
header { padding: 1rem 1.25rem; border-bottom: 1px solid var(--line); display: flex; gap: .8rem; align-items: baseline; }
header span { color: var(--soft); }
main { max-width: 32rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
label { display: block; margin: 1rem 0 .3rem; font-weight: bold; }
input { width: 100%; min-height: 3rem; padding: .5rem .8rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; }
button, .amazon { display: block; width: 100%; min-height: 3rem; margin-top: 1rem; padding: .7rem; font: inherit; font-weight: bold; text-align: center; border: 0; border-radius: .4rem; cursor: pointer; background: var(--go); color: var(--on-go); }
.amazon { background: #ffd56b; color: #1c1b1a; text-decoration: none; }
:focus-visible { outline: 3px solid var(--go); outline-offset: 2px; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1rem; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem; }
h1 { overflow-wrap: anywhere; line-height: 1.2; } p:has(.amazon) { margin: 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); } code { font-size: .9em; overflow-wrap: anywhere; }
";
