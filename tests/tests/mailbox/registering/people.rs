//! People who register, and what they do with the letter.

use acceptance::{Answer, Browser, Raw, Site};
use reqwest::Method;
use serde_json::json;

/// What is chosen at registration.
pub(crate) const CHOSEN: &str = "four plain words here";
/// What is chosen by the reader of the mailbox.
pub(crate) const ANEW: &str = "four words nobody put together";

/// Fills in the registration form.
pub(crate) async fn register(browser: &mut Browser, email: &str) -> Answer {
    browser.open("/auth/register?return_to=%2Fcart").await;
    let contents = [("name", "Zoë"), ("email", email), ("password", CHOSEN)];
    browser.submit("/auth/register", &contents).await
}

/// The same by an app.
pub(crate) fn by_app(site: &Site, email: &str) -> Raw {
    let body = json!({"name": "Zoë", "email": email, "password": CHOSEN});
    site.request(Method::POST, "/auth/register").json(&body)
}

/// The path of the link in the last letter to this mailbox.
pub(crate) async fn link(site: &Site, email: &str) -> String {
    site.letter_to(email).await.link("/auth/verify")
}

/// Opens the link, and sends the form of its page with a password if one is to be chosen.
pub(crate) async fn finish(browser: &mut Browser, link: &str, password: Option<&str>) -> Answer {
    let page = browser.open(link).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let contents: Vec<_> = password.iter().map(|it| ("password", *it)).collect();
    browser.submit("/auth/verify", &contents).await
}

/// Whether this address and password sign in.
pub(crate) async fn opens(site: &Site, email: &str, password: &str) -> bool {
    let mut browser = Browser::new(site);
    browser.sign_in(email, password).await;
    browser.session().await.is_some()
}
