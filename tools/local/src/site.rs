//! The sample site, a small shop: what a site's own server does with these functions. It asks
//! `GET /auth/session` who is there, has its existing sign-in form with a Login with Amazon button beside
//! it, and keeps a cart that is nobody's business but its own. To somebody signed in it shows what its own
//! API says, which the authorizer guards.

mod cart;
mod pages;
mod products;

use std::sync::Arc;

use accounts::{
    domain::{Secret, SessionToken},
    http::csrf_token,
    token::{OsRandom, Random as _},
};
use axum::{
    Form, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, Html, IntoResponse, Response},
    routing::{get, post},
};
use maud::Markup;
use serde::Deserialize;
use serde_json::Value;

use cart::Cart;
use pages::{Visit, Who};
use products::Product;

/// What the local stack tells the functions of this site: `SITE_NAME` and the like.
pub(crate) const BRAND: [(&str, &str); 5] = [
    ("SITE_NAME", "Harbour Lane"),
    ("LOGO_URL", "/shop/logo.svg"),
    ("ACCENT_COLOR", "#1d4f91"),
    ("PRIVACY_URL", "/privacy"),
    ("TERMS_URL", "/terms"),
];

struct Site {
    session_url: String,
    orders_url: String,
    client: reqwest::Client,
    samples: bool,
    registers: bool,
}

/// Which product goes into the cart, or out of it.
#[derive(Deserialize)]
struct Choice {
    product: String,
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
    let file = |kind: &'static str, body: &'static str| {
        get(move || async move { ([(header::CONTENT_TYPE, kind)], body) })
    };
    Router::new()
        .route("/", get(start_page))
        .route("/cart", get(cart_page))
        .route("/cart/add", post(add))
        .route("/cart/remove", post(remove))
        .route("/privacy", get(privacy_page))
        .route("/terms", get(terms_page))
        .route(
            "/shop/style.css",
            file("text/css; charset=utf-8", pages::STYLE),
        )
        .route("/shop/logo.svg", file("image/svg+xml", pages::LOGO))
        .route("/shop/icon.svg", file("image/svg+xml", pages::ICON))
        .with_state(Arc::new(site))
}

async fn start_page(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let visit = site.visit(&headers).await;
    if let Some(who) = &visit.who {
        let orders = site.ask(&site.orders_url, &headers).await;
        return page(&visit, &pages::signed_in(who, orders.as_ref())).into_response();
    }
    // The form's CSRF secret: the browser's own if it has one, else a new one for it.
    let held = cookie(&headers, "form").and_then(|value| Secret::parse(value).ok());
    let secret = held.unwrap_or_else(|| OsRandom.secret());
    let line = format!(
        "form={}; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax",
        secret.expose_base64url()
    );
    let body = page(
        &visit,
        &pages::signed_out(&csrf_token(&secret), site.samples, site.registers),
    );
    (AppendHeaders([(header::SET_COOKIE, line)]), body).into_response()
}

async fn cart_page(State(site): State<Arc<Site>>, headers: HeaderMap) -> impl IntoResponse {
    let visit = site.visit(&headers).await;
    page(&visit, &pages::cart(&visit))
}

async fn privacy_page(State(site): State<Arc<Site>>, headers: HeaderMap) -> impl IntoResponse {
    page(&site.visit(&headers).await, &pages::privacy())
}

async fn terms_page(State(site): State<Arc<Site>>, headers: HeaderMap) -> impl IntoResponse {
    page(&site.visit(&headers).await, &pages::terms())
}

/// The cart is this browser's, signed in or not: signing out takes nothing out of it.
async fn add(headers: HeaderMap, Form(choice): Form<Choice>) -> Response {
    change(&headers, &choice, Cart::add)
}

async fn remove(headers: HeaderMap, Form(choice): Form<Choice>) -> Response {
    change(&headers, &choice, Cart::remove)
}

fn change(
    headers: &HeaderMap,
    choice: &Choice,
    change: fn(&mut Cart, &'static Product),
) -> Response {
    let Some(product) = products::find(&choice.product) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut cart = Cart::parse(cookie(headers, cart::COOKIE).unwrap_or_default());
    change(&mut cart, product);
    let line = format!(
        "{}={cart}; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax",
        cart::COOKIE
    );
    let there = [
        (header::LOCATION, "/cart".to_owned()),
        (header::SET_COOKIE, line),
    ];
    (StatusCode::SEE_OTHER, AppendHeaders(there)).into_response()
}

impl Site {
    /// Who this is, and what is in the cart.
    async fn visit(&self, headers: &HeaderMap) -> Visit {
        let cart = Cart::parse(cookie(headers, cart::COOKIE).unwrap_or_default());
        let token = cookie(headers, "session").and_then(|value| SessionToken::parse(value).ok());
        let Some(token) = token else {
            return Visit { who: None, cart };
        };
        let said = self.ask(&self.session_url, headers).await;
        let who = said.map(|said| Who {
            said,
            csrf_token: csrf_token(token.secret()),
        });
        Visit { who, cart }
    }

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

/// Pages about a person are never kept: after signing out, Back must ask again.
fn page(visit: &Visit, body: &Markup) -> impl IntoResponse + use<> {
    let markup = pages::layout(visit, body);
    (
        AppendHeaders([(header::CACHE_CONTROL, "no-store")]),
        Html(markup.into_string()),
    )
}
