//! The account page: who it shows what to, and what ends sessions from there.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on ends; what must hold is told as a result"
)]

mod one;
mod page;
mod several;

use acceptance::{Answer, Browser, Customer, Site};
use reqwest::Method;
use serde_json::{Value, json};

const END_OTHERS: &str = "/auth/account/end-others";
const END_ALL: &str = "/auth/account/end-all";
const END_SESSION: &str = "/auth/account/end-session";

async fn signed_in(site: &Site, customer: &Customer) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in(&customer.email, &customer.password).await;
    browser
}

async fn app_token(site: &Site, customer: &Customer) -> String {
    let body = json!({"email": customer.email, "password": customer.password});
    let request = site.request(Method::POST, "/auth/sign-in").json(&body);
    let answer = site.send(request).await.json();
    answer["session_token"].as_str().unwrap().to_owned()
}

async fn by_app(site: &Site, method: Method, path: &str, token: &str) -> Answer {
    let request = site
        .request(method, path)
        .header("authorization", &format!("Bearer {token}"));
    site.send(request).await
}

async fn account(browser: &Browser) -> Value {
    let request = browser.raw(Method::GET, "/auth/account");
    let answer = browser.site().send(request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn expires_at(browser: &Browser) -> Value {
    account(browser).await["sessions"][0]["expires_at"].clone()
}
