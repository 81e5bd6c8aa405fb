//! Finding and showing accounts.

use accounts::store::{SessionStore as _, contract::fixtures::session};
use serde_json::json;

use crate::desk::Desk;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_is_shown_by_whatever_leads_to_it() {
    let desk = Desk::open().await;
    let account = desk.customer().await.account;
    let id = account.id.to_string();
    let email = account
        .claim
        .as_ref()
        .unwrap()
        .email
        .as_str()
        .to_uppercase();
    let user_id = account.identities[0].as_str();
    let external_id = account.external_id.as_ref().unwrap().as_str();

    for (command, by) in [
        ("show", vec![id.as_str()]),
        ("show", vec!["--email", &email]),
        ("find", vec!["--email", &email]),
        ("find", vec!["--amazon-id", user_id]),
        ("find", vec!["--external-id", external_id]),
    ] {
        let (code, person) = desk.asked(&[&[command], by.as_slice()].concat()).await;

        assert_eq!(code, 0, "{by:?}");
        assert_eq!(person["account_id"], id, "{by:?}");
        assert_eq!(person["status"], "active");
        assert_eq!(person["created_at"], "2033-05-18T03:33:20Z");
        assert_eq!(person["email_claim"], "mailbox");
        assert_eq!(person["has_password"], true);
        assert_eq!(person["amazon_accounts"][0]["user_id"], user_id);
        assert_eq!(
            person["amazon_accounts"][0]["linked_at"],
            "2033-05-18T03:33:20Z"
        );
        assert_eq!(person["external_id"], external_id);
    }
    let shown = desk.run(&["show", &id]).await;
    assert_eq!(shown.code, 0);
    assert!(
        shown.stdout.contains("status          active\n"),
        "{shown:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_leads_to_nobody_is_told_and_ends_with_4() {
    let desk = Desk::open().await;
    for by in [
        ["find", "--email", "nobody@example.com"],
        ["find", "--amazon-id", "amzn1.account.NOBODY00000000"],
        ["find", "--external-id", "nobody"],
    ] {
        let (code, answer) = desk.asked(&by).await;
        assert_eq!(code, 4, "{by:?}");
        assert!(answer["error"].as_str().unwrap().starts_with("no account"));
    }
    let nobody = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    for command in ["show", "sessions", "events", "export"] {
        let ended = desk.run(&[command, nobody]).await;
        assert_eq!(ended.code, 4, "{command}");
        assert_eq!(ended.stderr, "error: there is no such account\n");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_line_that_names_no_account_or_two_is_wrong() {
    let desk = Desk::open().await;
    for wrong in [
        vec!["show"],
        vec!["show", "no-id"],
        vec![
            "show",
            "aaaaaaaaaaaaaaaaaaaaaaaaaa",
            "--email",
            "a@example.com",
        ],
        vec!["find", "--email", "no address"],
        vec!["link", "aaaaaaaaaaaaaaaaaaaaaaaaaa"],
    ] {
        assert_eq!(desk.run(&wrong).await.code, 2, "{wrong:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_listed_and_dead_ones_told() {
    let desk = Desk::open().await;
    let account = desk.customer().await.account;
    let id = account.id.to_string();
    let older = session(account.id, accounts::domain::Epoch(0));
    desk.store.put_session(&older).await.unwrap();

    let (code, answer) = desk.asked(&["sessions", &id]).await;

    assert_eq!(code, 0);
    let sessions = answer["sessions"].as_array().unwrap();
    let live: Vec<_> = sessions.iter().map(|it| it["is_live"].clone()).collect();
    assert_eq!(sessions.len(), 2);
    assert!(
        live.contains(&json!(true)) && live.contains(&json!(false)),
        "{live:?}"
    );
    assert_eq!(sessions[0]["method"], "amazon");
    assert_eq!(sessions[0]["expires_at"], "2033-05-19T03:33:20Z");
    assert_eq!(answer["is_complete"], true);
    let shown = desk.run(&["sessions", &id]).await.stdout;
    assert!(shown.starts_with("1 live, 2 in the table\n"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_shows_a_password_hash_or_what_a_session_is_found_by() {
    let desk = Desk::open().await;
    let new = desk.customer().await;
    let id = new.account.id.to_string();
    let digest = new.session.unwrap().session_ref.digest.to_string();
    let device = new.device.unwrap().digest.to_string();

    for command in ["show", "sessions", "events", "export"] {
        for json in [vec![], vec!["--json"]] {
            let ended = desk.run(&[&[command, &id], json.as_slice()].concat()).await;

            assert_eq!(ended.code, 0);
            for secret in ["$argon2id", &digest, &device] {
                assert!(!ended.stdout.contains(secret), "{command}: {ended:?}");
            }
        }
    }
}
