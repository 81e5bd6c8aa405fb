//! What a person may have of what is kept about them.

use crate::desk::Desk;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_export_has_everything_about_the_person_and_no_operators_name() {
    let desk = Desk::open().await;
    let new = desk.customer().await;
    let account = &new.account;
    let id = account.id.to_string();
    let (code, _) = desk.asked(&["end-sessions", &id, "--yes"]).await;
    assert_eq!(code, 0);

    let exported = desk.run(&["export", &id]).await;

    assert_eq!(exported.code, 0);
    let document = exported.json();
    assert_eq!(document["account"]["account_id"], id);
    assert_eq!(document["account"]["name"], "Ánna 田中");
    assert_eq!(document["account"]["postal_code"], "94703-1111");
    let email = account.claim.as_ref().unwrap().email.as_str();
    assert_eq!(document["account"]["email"], email);
    let identity = new.identity.unwrap();
    let amazon = &document["account"]["amazon_accounts"][0];
    assert_eq!(amazon["user_id"], identity.user_id.as_str());
    assert_eq!(amazon["email_seen"], identity.email_seen.unwrap().as_str());
    assert_eq!(document["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(
        document["known_browsers"][0]["seen_at"],
        "2033-05-18T03:33:20Z"
    );
    let events = document["events"].as_array().unwrap();
    let by: Vec<_> = events.iter().map(|it| (&it["kind"], &it["by"])).collect();
    assert!(
        by.contains(&(&"created_by_amazon".into(), &"customer".into())),
        "{by:?}"
    );
    assert!(
        by.contains(&(&"sessions_ended".into(), &"site".into())),
        "{by:?}"
    );
    assert!(!exported.stdout.contains("jo\""), "{exported:?}");
}
