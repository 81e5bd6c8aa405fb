//! A customer's data to take away, and the end of their account.

use acceptance::{Browser, Site};
use reqwest::Method;
use serde_json::{Value, json};

use crate::people::{session_of, signed_in, signed_in_a_while_ago, signed_in_with_amazon, submit};

const DELETE: &str = "/auth/account/delete";
const EXPORT: &str = "/auth/account/export";

/// What lies in the table about an account.
async fn items_of(site: &Site, account_id: &str) -> Vec<String> {
    let table = site.table().await;
    let mut items = Vec::new();
    for kind in ["ACCOUNT", "SESSION", "DEVICE", "EVENT"] {
        let pk = format!("ACCOUNT#{account_id}");
        let of_account = table
            .of_kind(kind)
            .filter(|it| it["pk"]["S"] == pk.as_str());
        items.extend(of_account.map(Value::to_string));
    }
    items
}

/// Threats: ASVS-7.4.2, GHSA-2vg6-77g8-24mp
#[tokio::test]
async fn an_account_is_deleted_after_a_page_that_asks_once_more() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let (mut browser, other) = (signed_in(&site, &erin).await, signed_in(&site, &erin).await);

    let page = submit(&mut browser, DELETE, &[]).await;

    assert_eq!(
        (page.status, page.heading().as_str()),
        (200, "Delete your account?")
    );
    assert!(browser.session().await.is_some(), "nothing is gone yet");
    let gone = browser.submit(DELETE, &[]).await;
    assert_eq!(
        (gone.status, gone.heading().as_str()),
        (200, "Your account is deleted")
    );
    assert_eq!(
        (browser.session().await, other.session().await),
        (None, None)
    );
    assert_eq!(browser.cookie("session"), None);
    let left = items_of(&site, &erin.account_id).await;
    assert_eq!(left.len(), 2, "a tombstone and the event: {left:?}");
    assert!(!left.concat().contains(&erin.email) && !left.concat().contains(&erin.name));
    let sign_in = Browser::new(&site)
        .sign_in(&erin.email, &erin.password)
        .await;
    assert_eq!(sign_in.status, 401);
}

/// Threats: ASVS-7.5.1
#[tokio::test]
async fn after_a_while_the_password_is_asked_for_before_an_account_goes() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in_a_while_ago(&site, &erin.account_id).await;
    let page = submit(&mut browser, DELETE, &[]).await;
    assert_eq!(page.status, 200);

    let wrong = browser
        .submit(DELETE, &[("password", "not her password")])
        .await;

    assert_eq!(
        (wrong.status, wrong.code().as_str()),
        (401, "wrong_password")
    );
    assert!(browser.session().await.is_some());
    let gone = browser
        .submit(DELETE, &[("password", &erin.password)])
        .await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(browser.session().await, None);
}

#[tokio::test]
async fn a_second_click_is_told_the_same_and_what_was_freed_may_be_used_again() {
    let site = Site::start().await;
    let nina = site.persona("new-customer").await;
    let mut browser = signed_in_with_amazon(&site, &nina).await;
    let before = browser.account_id().await;
    submit(&mut browser, DELETE, &[]).await;
    let mut twin = browser.clone();

    browser.submit(DELETE, &[]).await;
    let second = twin.submit(DELETE, &[]).await;

    assert_eq!(second.heading(), "Your account is deleted");
    let again = signed_in_with_amazon(&site, &nina).await;
    let after = again.account_id().await;
    assert!(after.is_some() && after != before);
}

/// Threats: E1
#[tokio::test]
async fn the_download_is_everything_about_its_owner_and_nothing_that_opens_the_account() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let mut browser = signed_in(&site, &erin).await;

    let file = submit(&mut browser, EXPORT, &[]).await;

    assert_eq!(file.status, 200);
    assert_eq!(file.media_type(), "application/json");
    let disposition = file.header("content-disposition").unwrap();
    assert_eq!(disposition, "attachment; filename=\"account.json\"");
    let data = file.json();
    assert_eq!(data["account"]["account_id"], erin.account_id.as_str());
    assert_eq!(data["account"]["email"], erin.email.as_str());
    assert_eq!(data["account"]["email_claim"], "import_verified");
    assert_eq!(data["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(data["events"][0]["kind"], "imported");
    assert_eq!(data["events"][0]["by"], "site");
    let text = file.text();
    assert!(!text.contains("argon2") && !text.contains(browser.cookie("session").unwrap()));
}

#[tokio::test]
async fn an_app_takes_the_data_and_deletes_the_account_when_it_says_so() {
    let site = Site::start().await;
    let erin = site.existing_customer("erin@example.com").await;
    let token = session_of(&site, &erin.account_id, 0).await.expose();
    let send = |path: &str, body| {
        let request = site
            .request(Method::POST, path)
            .header("authorization", &format!("Bearer {token}"))
            .json(&body);
        site.send(request)
    };

    let data = send(EXPORT, json!({})).await;
    let unsure = send(DELETE, json!({"confirm": false})).await;
    let gone = send(DELETE, json!({"confirm": true})).await;
    let again = send(DELETE, json!({"confirm": true})).await;
    let after = send(EXPORT, json!({})).await;

    assert_eq!(data.json()["account"]["email"], erin.email.as_str());
    assert_eq!(unsure.code(), "invalid_request");
    assert_eq!((gone.status, again.status), (204, 204));
    assert_eq!(after.code(), "unauthenticated");
}
