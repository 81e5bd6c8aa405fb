//! An Amazon account that shows the address of a customer of the site.

use acceptance::{Browser, Site};

/// Threats: SPOOFED-ME-A
#[tokio::test]
async fn an_equal_email_leads_to_the_password_of_that_id_and_no_further() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let id = shop.customer("erin@example.com", "erin's own");
    let erin = site
        .new_persona("erin", "E. Amazonian", Some("erin@example.com"))
        .await;
    let mut browser = Browser::new(&site);

    let page = browser.sign_in_with_amazon(&erin).await;

    assert_eq!((page.status, page.url.path()), (200, "/auth/amazon/link"));
    assert_eq!(browser.session().await, None);
    assert_eq!(shop.take_call_names(), ["find"]);
    let wrong = browser.answer_link("not hers").await;
    assert_eq!(wrong.status, 401);
    assert_eq!(browser.session().await, None);
    let right = browser.answer_link("erin's own").await;
    assert_eq!(right.status, 303);
    assert_eq!(browser.session().await.unwrap()["external_id"], id.as_str());
    let asked = shop.take_calls();
    assert!(
        asked
            .iter()
            .all(|it| it.call == "verify" && it.body["id"] == id.as_str())
    );

    // From now on that Amazon account opens it.
    let mut other = Browser::new(&site);
    other.sign_in_with_amazon(&erin).await;
    assert_eq!(other.account_id().await, browser.account_id().await);
    assert_eq!(shop.take_call_names(), ["find"]);
}
