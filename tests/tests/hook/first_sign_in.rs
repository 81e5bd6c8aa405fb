//! A customer who is new through Amazon: made at the site first, then here.

use acceptance::{Browser, Site};

#[tokio::test]
async fn a_new_customer_is_made_at_the_site_and_stands_here_by_its_id() {
    let Some((site, shop)) = Site::with_shop().await else {
        return;
    };
    let ada = site
        .new_persona("ada", "Ada", Some("ada@example.com"))
        .await;
    let mut browser = Browser::new(&site);

    let answer = browser.sign_in_with_amazon(&ada).await;

    assert_eq!((answer.status, answer.url.path()), (200, "/"));
    let ids = shop.ids();
    let who = browser.session().await.unwrap();
    assert_eq!(who["external_id"], ids[0].as_str());
    assert_eq!(who["email"], serde_json::Value::Null);
    assert_eq!((&who["name"], ids.len()), (&"Ada".into(), 1));
    let (name, email) = shop.who_is(&ids[0]);
    assert_eq!(
        (name.as_deref(), email.as_deref()),
        (Some("Ada"), Some("ada@example.com"))
    );
    assert_eq!(shop.take_call_names(), ["find", "create"]);
    assert_eq!(site.table().await.claims(), 0);
}
