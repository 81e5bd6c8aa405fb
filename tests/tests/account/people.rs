//! Customers who are signed in, just now or a while ago.

use acceptance::{Answer, Browser, Customer, Persona, Site};
use accounts::{
    clock::{Clock as _, SystemClock},
    domain::{AccountId, AuthMethod, Session, SessionLife, SessionToken},
    store::{AccountStore as _, SessionStore as _},
    token::{OsRandom, Random as _},
};
use reqwest::Method;
use serde_json::Value;

/// What is set instead.
pub(crate) const NEW: &str = "four words nobody put together";

/// Signed in by password just now.
pub(crate) async fn signed_in(site: &Site, customer: &Customer) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in(&customer.email, &customer.password).await;
    browser
}

/// Signed in with Amazon just now.
pub(crate) async fn signed_in_with_amazon(site: &Site, persona: &Persona) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in_with_amazon(persona).await;
    browser
}

/// The token of a session that began so many seconds ago.
pub(crate) async fn session_of(site: &Site, account_id: &str, seconds_ago: i64) -> SessionToken {
    let id = AccountId::parse(account_id).unwrap();
    let store = site.store();
    let (account, _) = store.find_account(id, None).await.unwrap();
    let token = SessionToken::new(id, OsRandom.secret());
    let began = SystemClock.now().plus_seconds(-seconds_ago);
    let (epoch, life) = (account.unwrap().epoch, SessionLife::default());
    let session = Session::begin(&token, epoch, AuthMethod::Password, began, life);
    store.put_session(&session).await.unwrap();
    token
}

/// Signed in half an hour ago.
pub(crate) async fn signed_in_a_while_ago(site: &Site, account_id: &str) -> Browser {
    let token = session_of(site, account_id, 30 * 60).await;
    let mut browser = Browser::new(site);
    browser.plant_cookie("session", &token.expose());
    browser
}

/// What the account page says to a program.
pub(crate) async fn account(browser: &Browser) -> Value {
    let request = browser.raw(Method::GET, "/auth/account");
    let answer = browser.site().send(request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// How many Amazon accounts open the account.
pub(crate) async fn amazon_accounts(browser: &Browser) -> usize {
    account(browser).await["amazon_accounts"]
        .as_array()
        .unwrap()
        .len()
}

/// Opens the account page and sends one of its forms. Not followed.
pub(crate) async fn submit(
    browser: &mut Browser,
    action: &str,
    contents: &[(&str, &str)],
) -> Answer {
    let page = browser.open("/auth/account").await;
    assert_eq!(page.status, 200, "{}", page.text());
    browser.submit(action, contents).await
}

/// The kinds of the audit events of an account, as the table has them.
pub(crate) async fn events(site: &Site, account_id: &str) -> Vec<String> {
    let table = site.table().await;
    let pk = format!("ACCOUNT#{account_id}");
    table
        .of_kind("EVENT")
        .filter(|item| item["pk"]["S"] == pk.as_str())
        .map(|item| item["kind"]["S"].as_str().unwrap().to_owned())
        .collect()
}
