//! Customers and what they do with letters.

use acceptance::{Answer, Browser, Customer, Persona, Site};
use accounts::{
    clock::{Clock as _, SystemClock},
    domain::{AccountId, AmazonProfile, AmazonUserId, Event, EventKind, Identity, PersonName},
    store::{
        AccountStore as _, OperatorChange, OperatorChangeKind, OperatorOutcome, OperatorStore as _,
    },
};
use reqwest::Method;
use serde_json::Value;

/// What is set instead.
pub(crate) const NEW: &str = "four words nobody put together";

/// Asks for a letter, as a browser that nobody is signed in to does.
pub(crate) async fn ask(site: &Site, email: &str) -> Answer {
    let mut browser = Browser::new(site);
    browser.open("/auth/forgot").await;
    browser.submit("/auth/forgot", &[("email", email)]).await
}

/// Sets this password by the last letter to the mailbox, keeping the Amazon accounts that are ticked.
pub(crate) async fn reset(browser: &mut Browser, mailbox: &str, password: &str) -> Answer {
    let letter = browser.site().letter_to(mailbox).await;
    let page = browser.open(&letter.link("/auth/reset")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    browser
        .submit("/auth/reset", &[("new_password", password)])
        .await
}

/// Signed in by password just now.
pub(crate) async fn signed_in(site: &Site, customer: &Customer) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in(&customer.email, &customer.password).await;
    browser
}

/// Whether this address and password sign in.
pub(crate) async fn opens(site: &Site, email: &str, password: &str) -> bool {
    let mut browser = Browser::new(site);
    browser.sign_in(email, password).await;
    browser.session().await.is_some()
}

/// Lets the Amazon account of somebody open the account, as an operator would.
pub(crate) async fn link(site: &Site, customer: &Customer, persona: &Persona) {
    let store = site.store();
    let id = AccountId::parse(&customer.account_id).unwrap();
    let (account, _) = store.find_account(id, None).await.unwrap();
    let profile = AmazonProfile {
        user_id: AmazonUserId::parse(&site.user_id(persona).await).unwrap(),
        email: None,
        name: PersonName::parse("Somebody at Amazon").ok(),
        postal_code: None,
    };
    let now = SystemClock.now();
    let identity = Identity::first_seen(&profile, id, now);
    let change = OperatorChange {
        account: account.unwrap(),
        kind: OperatorChangeKind::Link(identity),
        event: Event::new(EventKind::Linked, now, [7; 8], None),
    };
    let outcome = store.change_as_operator(&change).await.unwrap();
    assert_eq!(outcome, OperatorOutcome::Done);
}

/// What the account page says to a program.
pub(crate) async fn account(browser: &Browser) -> Value {
    let request = browser.raw(Method::GET, "/auth/account");
    let answer = browser.site().send(request).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The account's item as the table has it.
pub(crate) async fn item(site: &Site, account_id: &str) -> Value {
    let table = site.table().await;
    let pk = format!("ACCOUNT#{account_id}");
    table.item(&pk, "ACCOUNT").unwrap().clone()
}
