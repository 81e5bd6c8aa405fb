//! Deleting: nothing personal stays, and what was interrupted is finished.

use accounts::{
    domain::{Event, EventKind},
    store::{
        AccountStore as _, Change, ChangeKind, ChangeOutcome, CreateOutcome, SessionStore as _,
        contract::fixtures::{NOW, first_sign_in, random, session},
    },
};
use axum::{Router, body::to_bytes, extract::Request, http::StatusCode};

use crate::desk::Desk;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_account_leaves_nothing_personal_anywhere_in_the_table() {
    let desk = Desk::open().await;
    let new = desk.customer().await;
    let account = new.account.clone();
    let id = account.id.to_string();
    for _ in 0..120 {
        let more = session(account.id, account.epoch);
        desk.store.put_session(&more).await.unwrap();
    }

    let (code, answer) = desk.asked(&["delete", &id, "--yes"]).await;

    assert_eq!((code, &answer["outcome"]), (0, &"done".into()));
    // The sessions, the browser, the event of the first sign-in.
    assert_eq!(answer["swept_items"], 123);
    let left = desk.dump().await.to_lowercase();
    let claim = account.claim.unwrap();
    let identity = new.identity.unwrap();
    for personal in [
        claim.email.as_str(),
        identity.email_seen.as_ref().unwrap().as_str(),
        identity.user_id.as_str(),
        "ánna",
        "94703",
        "argon2id",
        "session#",
        "device#",
    ] {
        assert!(
            !left.contains(&personal.to_lowercase()),
            "{personal}: {left}"
        );
    }
    let events = desk.events(account.id).await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].kind, EventKind::Deleted);
    assert_eq!(events[0].actor.as_ref().unwrap().as_str(), "jo");

    // The site's own id leads to what is left; the Amazon account is free for somebody new.
    let external_id = account.external_id.unwrap();
    let (code, person) = desk
        .asked(&["find", "--external-id", external_id.as_str()])
        .await;
    assert_eq!((code, &person["status"]), (0, &"deleted".into()));
    let again = first_sign_in(&identity.user_id);
    let created = desk.store.create_account(&again).await.unwrap();
    assert_eq!(created, CreateOutcome::Created);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_that_was_interrupted_is_finished_by_the_same_command() {
    let desk = Desk::open().await;
    let account = desk.customer().await.account;
    let id = account.id.to_string();
    // As far as it came: the transaction, and none of the sweeping.
    let delete = Change {
        account: account.clone(),
        kind: ChangeKind::Delete,
        acting: None,
        event: Event::new(EventKind::Deleted, NOW, random(), None),
    };
    let outcome = desk.store.change_account(&delete).await.unwrap();
    assert_eq!(outcome, ChangeOutcome::Done);

    let (code, first) = desk.asked(&["delete", &id, "--yes"]).await;
    let (_, second) = desk.asked(&["delete", &id, "--yes"]).await;

    assert_eq!(code, 0);
    assert_eq!(first["outcome"], "already_so");
    assert_eq!(
        (&first["swept_items"], &second["swept_items"]),
        (&3.into(), &0.into())
    );
    assert_eq!(desk.events(account.id).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_deleted_is_neither_opened_again_nor_linked() {
    let desk = Desk::open().await;
    let account = desk.customer().await.account;
    let id = account.id.to_string();
    let user_id = account.identities[0].as_str();
    desk.asked(&["delete", &id, "--yes"]).await;
    let before = desk.dump().await;

    for arguments in [
        vec!["enable", &id],
        vec!["disable", &id],
        vec!["end-sessions", &id],
        vec!["link", &id, "--identity", user_id],
    ] {
        let (code, answer) = desk
            .asked(&[arguments.as_slice(), &["--yes"]].concat())
            .await;

        assert_eq!(code, 4, "{arguments:?}");
        assert!(
            answer["error"].as_str().unwrap().contains("was deleted"),
            "{answer}"
        );
    }
    assert_eq!(desk.dump().await, before);
}

/// The table as somebody reaches it whose role may not `Query`.
async fn without_queries(engine: &str) -> String {
    let (engine, client) = (engine.to_owned(), reqwest::Client::new());
    let forward = async move |request: Request| {
        let (parts, body) = request.into_parts();
        let target = parts.headers["x-amz-target"].to_str().unwrap().to_owned();
        if target.ends_with(".Query") {
            let refusal = r#"{"__type": "com.amazon.coral.service#AccessDeniedException"}"#;
            return (StatusCode::BAD_REQUEST, refusal.to_owned());
        }
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let mut request = client.post(&engine).body(body);
        for name in [
            "x-amz-target",
            "content-type",
            "authorization",
            "x-amz-date",
        ] {
            request = request.header(name, parts.headers[name].clone());
        }
        let answer = request.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(forward);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_that_cannot_sweep_up_says_that_the_account_is_gone_and_how_to_go_on() {
    drop(rustls::crypto::ring::default_provider().install_default());
    let mut desk = Desk::open().await;
    let account = desk.customer().await.account;
    let id = account.id.to_string();
    let engine = desk.endpoint.clone();
    desk.endpoint = without_queries(&engine).await;

    let broken_off = desk.run(&["delete", &id, "--yes"]).await;

    assert_eq!(broken_off.code, 1, "{broken_off:?}");
    let go_on = format!("`admin delete {id}` goes on with it");
    assert!(broken_off.stderr.contains(&go_on), "{broken_off:?}");
    assert!(desk.account(account.id).await.is_tombstone());
    desk.endpoint = engine;
    let (code, finished) = desk.asked(&["delete", &id, "--yes"]).await;
    assert_eq!((code, &finished["swept_items"]), (0, &3.into()));
}
