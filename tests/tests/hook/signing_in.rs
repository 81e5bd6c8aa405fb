//! E-mail and password, which the site alone knows.

use acceptance::{Browser, Site};

#[tokio::test]
async fn the_site_finds_the_account_and_looks_at_the_password_of_that_id() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "erin's own");
    let mut browser = Browser::new(&site);

    let answer = browser.sign_in("Erin@Example.com", "erin's own").await;

    assert_eq!((answer.status, answer.location()), (303, "/"));
    let who = browser.session().await.unwrap();
    assert_eq!(
        (&who["external_id"], &who["email"]),
        (&id.as_str().into(), &serde_json::Value::Null)
    );
    assert_eq!(shop.take_call_names(), ["find", "verify"]);

    // Again: the same account.
    let mut other = Browser::new(&site);
    other.sign_in("erin@example.com", "erin's own").await;
    assert_eq!(other.account_id().await, browser.account_id().await);
}
