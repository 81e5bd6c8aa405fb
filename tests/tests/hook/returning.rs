//! A customer who comes back with Amazon: the site is asked by its id, every time.

use acceptance::{Browser, Persona, Shop, Site};
use serde_json::json;

async fn new_customer(site: &Site, shop: &Shop) -> (Persona, String, Browser) {
    let ada = site
        .new_persona("ada", "Ada", Some("ada@example.com"))
        .await;
    let mut browser = Browser::new(site);
    browser.sign_in_with_amazon(&ada).await;
    assert!(browser.session().await.is_some());
    shop.forget_calls();
    (ada, shop.ids()[0].clone(), browser)
}

/// Threats: SPOOFED-ME-B
#[tokio::test]
async fn the_site_is_asked_by_its_id_and_never_by_an_address() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (ada, id, browser) = new_customer(&site, &shop).await;
    let victim = shop.customer("victim@example.com", "the victim's own");
    let ada = site
        .change(&ada, &json!({"email": "victim@example.com"}))
        .await;
    let mut again = Browser::new(&site);

    again.sign_in_with_amazon(&ada).await;

    let calls = shop.take_calls();
    assert_eq!((calls.len(), &calls[0].body), (1, &json!({ "id": id })));
    assert_eq!(again.account_id().await, browser.account_id().await);
    assert_ne!(
        again.session().await.unwrap()["external_id"],
        victim.as_str()
    );
}

#[tokio::test]
async fn whoever_is_shut_out_or_gone_there_is_not_signed_in() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (ada, id, _) = new_customer(&site, &shop).await;
    shop.set_active(&id, false);
    let mut browser = Browser::new(&site);

    let closed = browser.come_back_from_amazon(&ada).await;
    assert_eq!(
        (closed.status, closed.code().as_str()),
        (403, "account_disabled")
    );
    shop.set_active(&id, true);
    browser.sign_in_with_amazon(&ada).await;
    assert!(browser.session().await.is_some());
    shop.remove(&id);
    let mut late = Browser::new(&site);
    let gone = late.come_back_from_amazon(&ada).await;

    assert_eq!(
        (gone.status, gone.code().as_str()),
        (403, "account_disabled")
    );
    assert_eq!(late.session().await, None);
    assert!(shop.ids().is_empty(), "nobody is made anew");
}

/// Threats: PH-2
#[tokio::test]
async fn credentials_that_changed_there_end_what_was_signed_in_before() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (ada, id, older) = new_customer(&site, &shop).await;
    let account_id = older.account_id().await;
    shop.set_password(&id, "a password at last");
    let mut browser = Browser::new(&site);

    browser.sign_in_with_amazon(&ada).await;

    assert_eq!(older.session().await, None);
    assert_eq!(browser.account_id().await, account_id);
    assert_eq!(
        shop.take_call_names(),
        ["find", "find"],
        "read and decided again"
    );
    // Only once: nothing has changed since.
    let mut another = Browser::new(&site);
    another.sign_in_with_amazon(&ada).await;
    assert_eq!(shop.take_call_names(), ["find"]);
    assert!(browser.session().await.is_some());
}

/// Where the site keeps the passwords, nothing here sets or asks for one.
#[tokio::test]
async fn the_account_page_has_no_passwords_and_nothing_to_merge() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (_, _, mut browser) = new_customer(&site, &shop).await;

    let page = browser.open("/auth/account").await;

    assert_eq!(page.status, 200);
    let csrf = page.form("/auth/account/export").unwrap();
    let csrf = csrf.value("csrf_token").unwrap().to_owned();
    for action in ["/auth/account/password", "/auth/account/merge"] {
        assert!(page.form(action).is_none(), "{action}");
        let fields = [
            ("csrf_token", &*csrf),
            ("email", "ada@example.com"),
            ("password", "a password"),
            ("new_password", "four words nobody put together"),
        ];
        let answer = browser.post(action, &fields).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (404, "not_found"),
            "{action}"
        );
    }
}
