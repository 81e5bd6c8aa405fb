//! The people of these tests, and how far they have come.

use acceptance::{Answer, Browser, Customer, Persona, Raw, Site};
use reqwest::Method;
use serde_json::json;

/// A customer, and the attacker's Amazon account under the customer's address.
pub(crate) async fn victim_and_spoof(site: &Site) -> (Customer, Persona) {
    let victim = site.existing_customer("victim@example.com").await;
    let spoof = spoof_of(site, &victim, "spoof").await;
    (victim, spoof)
}

/// One more Amazon account under a customer's address. Amazon never asked whose it is.
pub(crate) async fn spoof_of(site: &Site, victim: &Customer, id: &str) -> Persona {
    site.new_persona(id, "Mal", Some(&victim.email)).await
}

/// A browser that came back from Amazon and now sees the question for the password.
pub(crate) async fn asked(site: &Site, persona: &Persona) -> Browser {
    let mut browser = Browser::new(site);
    let page = browser.sign_in_with_amazon(persona).await;
    assert_eq!(
        (page.status, page.url.path()),
        (200, "/auth/amazon/link"),
        "{}",
        page.text()
    );
    browser
}

/// A sign-in by JSON, as an app or an attacker's script sends it.
pub(crate) fn sign_in(site: &Site, email: &str, password: &str) -> Raw {
    let body = json!({"email": email, "password": password});
    site.request(Method::POST, "/auth/sign-in").json(&body)
}

/// Status and problem code of an answer.
pub(crate) fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}
