//! Accounts that were here before the site was asked: without its id, and offered to get it.

use acceptance::{Browser, Persona, Shop, Site};
use serde_json::Value;

use crate::table::account_from_before;

async fn ada_from_before(site: &Site) -> (Persona, String) {
    let ada = site
        .new_persona("ada", "Ada", Some("ada@example.com"))
        .await;
    let account_id = account_from_before(site, &ada).await;
    (ada, account_id)
}

async fn offered(site: &Site, shop: &Shop, ada: &Persona) -> Browser {
    let mut browser = Browser::new(site);
    let page = browser.sign_in_with_amazon(ada).await;
    assert_eq!((page.status, page.url.path()), (200, "/auth/amazon/link"));
    assert!(page.text().contains("Go on without it"), "{}", page.text());
    assert_eq!(shop.take_call_names(), ["find"]);
    browser
}

#[tokio::test]
async fn an_account_without_the_sites_id_is_signed_in_and_offered_it() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (ada, account_id) = ada_from_before(&site).await;
    let id = shop.customer("ada@example.com", "ada's own");

    let mut browser = offered(&site, &shop, &ada).await;
    let before = browser.session().await.unwrap();
    assert_eq!(
        (&before["account_id"], &before["external_id"]),
        (&account_id.as_str().into(), &Value::Null)
    );
    let wrong = browser.answer_link("not hers").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.text().contains("Go on without it"));
    let right = browser.answer_link("ada's own").await;

    assert_eq!(right.status, 303);
    let after = browser.session().await.unwrap();
    assert_eq!(after["account_id"], account_id.as_str());
    assert_eq!(
        (&after["external_id"], &after["email"]),
        (&id.as_str().into(), &Value::Null)
    );
    assert_eq!(site.table().await.claims(), 0);
    // It is the site's from now on: by password, and with Amazon without being asked again.
    let mut by_password = Browser::new(&site);
    by_password.sign_in("ada@example.com", "ada's own").await;
    assert_eq!(by_password.account_id().await.as_ref(), Some(&account_id));
    let mut again = Browser::new(&site);
    let page = again.sign_in_with_amazon(&ada).await;
    assert_eq!(page.url.path(), "/");
}

#[tokio::test]
async fn the_offer_may_be_left_alone_and_comes_again() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (ada, account_id) = ada_from_before(&site).await;
    let _ = shop.customer("ada@example.com", "ada's own");

    let mut browser = offered(&site, &shop, &ada).await;
    let page = browser.click("/").await;

    assert_eq!(page.status, 200);
    assert_eq!(browser.account_id().await, Some(account_id));
    offered(&site, &shop, &ada).await;
}

#[tokio::test]
async fn whom_the_site_does_not_know_it_makes_no_offer() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (ada, account_id) = ada_from_before(&site).await;
    let mut browser = Browser::new(&site);

    let unknown = browser.sign_in_with_amazon(&ada).await;
    assert_eq!(unknown.url.path(), "/");
    let _ = shop.customer_without_password("ada@example.com");
    let without_password = browser.sign_in_with_amazon(&ada).await;

    assert_eq!(without_password.url.path(), "/");
    assert_eq!(browser.account_id().await, Some(account_id));
}

#[tokio::test]
async fn two_accounts_are_not_made_one_for_an_equal_address() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let (ada, account_id) = ada_from_before(&site).await;
    let _ = shop.customer("ada@example.com", "ada's own");
    let mut by_password = Browser::new(&site);
    by_password.sign_in("ada@example.com", "ada's own").await;
    let mut browser = Browser::new(&site);

    let page = browser.sign_in_with_amazon(&ada).await;

    assert_eq!(page.url.path(), "/");
    assert_eq!(browser.account_id().await, Some(account_id));
    assert!(by_password.session().await.is_some());
}

#[tokio::test]
async fn a_password_from_before_opens_nothing_once_the_site_is_asked() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let erin = site.existing_customer("erin@example.com").await;
    let id = shop.customer("erin@example.com", "the site's own");
    let mut browser = Browser::new(&site);

    let old = browser.sign_in(&erin.email, &erin.password).await;
    assert_eq!(old.status, 401);
    browser.sign_in(&erin.email, "the site's own").await;

    let who = browser.session().await.unwrap();
    assert_eq!(who["external_id"], id.as_str());
    assert_ne!(who["account_id"], erin.account_id.as_str());
}
