//! What an operator does is felt by customers at their very next request: the real binary against a
//! local stack's table, customers over HTTP.
#![expect(clippy::unwrap_used, reason = "a test that can't go on ends")]

use std::{
    fs,
    process::{Command, Stdio},
};

use acceptance::{Browser, Persona, Site};
use serde_json::{Value, json};

/// Runs `admin` on the site's table.
async fn admin(site: &Site, arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admin"));
    command
        .args([
            "--json",
            "--table",
            "accounts",
            "--endpoint",
            site.dynamodb_url(),
        ])
        .args(arguments)
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("ADMIN_ACTOR", "jo")
        .stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn came_by_amazon(site: &Site, persona: &Persona) -> Browser {
    let mut browser = Browser::new(site);
    browser.sign_in_with_amazon(persona).await;
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_account_is_shut_at_once_and_an_opened_one_lets_its_owner_in() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let browser = came_by_amazon(&site, &nora).await;
    let id = browser.account_id().await.unwrap();

    admin(&site, &["disable", &id, "--yes"]).await;
    assert_eq!(browser.session().await, None);
    let refused = came_by_amazon(&site, &nora).await;
    assert_eq!(refused.last().status, 403);
    assert_eq!(refused.account_id().await, None);

    admin(&site, &["enable", &id]).await;
    assert_eq!(browser.session().await, None);
    let again = came_by_amazon(&site, &nora).await;
    assert_eq!(again.account_id().await, Some(id.clone()));

    admin(&site, &["end-sessions", &id, "--yes"]).await;
    assert_eq!(again.session().await, None);
    let sessions = admin(&site, &["sessions", &id]).await;
    let live = sessions["sessions"].as_array().unwrap();
    assert!(
        live.iter().all(|it| it["is_live"] == json!(false)),
        "{live:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_whose_amazon_id_changed_comes_back_to_the_same_account() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let before = came_by_amazon(&site, &nora).await;
    let id = before.account_id().await.unwrap();
    // The same person as another developer account's client knows her.
    let moved = site
        .new_persona("moved", nora.name().unwrap(), nora.email())
        .await;
    let (old, new) = (site.user_id(&nora).await, site.user_id(&moved).await);
    let folder = tempfile::TempDir::new().unwrap();
    let list = folder.path().join("ids.csv");
    fs::write(&list, format!("{old},{new}\n")).unwrap();

    let report = admin(&site, &["relink", list.to_str().unwrap(), "--yes"]).await;

    assert_eq!(report["relinked"], 1);
    assert_eq!(before.session().await, None);
    let after = came_by_amazon(&site, &moved).await;
    assert_eq!(after.account_id().await, Some(id.clone()));
    // The old id means nobody any more, and is nobody's way into her account.
    let stranger = came_by_amazon(&site, &nora).await;
    assert_ne!(stranger.account_id().await, Some(id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_linked_amazon_account_opens_the_account_and_an_unlinked_one_does_not() {
    let site = Site::start().await;
    let lena = site.existing_customer("lena@example.com").await;
    let email = lena.email.as_str();
    let kim = site
        .new_persona("kim", "Kim", Some("kim@example.org"))
        .await;
    let user_id = site.user_id(&kim).await;
    let id = admin(&site, &["find", "--email", email]).await["account_id"].clone();
    let id = id.as_str().unwrap();

    admin(&site, &["link", id, "--identity", &user_id, "--yes"]).await;
    let linked = came_by_amazon(&site, &kim).await;
    assert_eq!(linked.account_id().await.as_deref(), Some(id));

    admin(&site, &["unlink", id, "--identity", &user_id, "--yes"]).await;
    assert_eq!(linked.session().await, None);
    let unlinked = came_by_amazon(&site, &kim).await;
    assert_ne!(unlinked.account_id().await.as_deref(), Some(id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_deleted_and_comes_back_is_somebody_new() {
    let site = Site::start().await;
    let nora = site.persona("new-customer").await;
    let before = came_by_amazon(&site, &nora).await;
    let id = before.account_id().await.unwrap();

    let deleted = admin(&site, &["delete", &id, "--yes"]).await;

    // The session, the browser, the event of the first sign-in.
    assert_eq!(deleted["swept_items"], 3);
    assert_eq!(before.session().await, None);
    let identity = format!("IDENTITY#amazon#{}", site.user_id(&nora).await);
    let left = site.table().await;
    assert!(left.item(&identity, "IDENTITY").is_none());
    assert_eq!(left.claim(nora.email().unwrap()), None);
    let after = came_by_amazon(&site, &nora).await;
    let new = after.account_id().await.unwrap();
    assert_ne!(new, id);
    assert_eq!(
        after.session().await.unwrap()["email"],
        nora.email().unwrap()
    );
}
