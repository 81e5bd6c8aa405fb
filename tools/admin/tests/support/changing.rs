//! Changing accounts: once, for good reason, and with a trace.

use accounts::{
    domain::{AccountStatus, EventKind},
    store::{
        AccountStore as _,
        contract::fixtures::{created, first_sign_in, user_id},
    },
};

use crate::desk::{Desk, ended};

/// Threats: ASVS-7.4.5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_is_made_with_an_event_that_names_the_operator() {
    let desk = Desk::open().await;
    let account = desk.customer().await.account;
    let id = account.id.to_string();
    let new = user_id();
    let email = account.claim.as_ref().unwrap().email.as_str();
    let changes: [(&[&str], EventKind); 5] = [
        (&["end-sessions", &id], EventKind::SessionsEnded),
        (
            &["link", &id, "--identity", new.as_str()],
            EventKind::Linked,
        ),
        (
            &[
                "unlink",
                "--email",
                email,
                "--identity",
                account.identities[0].as_str(),
            ],
            EventKind::Unlinked,
        ),
        (
            &["disable", "--amazon-id", new.as_str()],
            EventKind::Disabled,
        ),
        (
            &["enable", &id, "--actor", "Kim, night shift"],
            EventKind::Enabled,
        ),
    ];
    for (number, (arguments, kind)) in (2..).zip(changes) {
        let (code, answer) = desk.asked(&[arguments, &["--yes"]].concat()).await;

        assert_eq!((code, &answer["outcome"]), (0, &"done".into()), "{answer}");
        let now = desk.account(account.id).await;
        // The first sign-in made version and epoch one.
        assert_eq!((now.version, now.epoch.0), (number, number), "{kind:?}");
        let events = desk.events(account.id).await;
        let event = events.iter().find(|event| event.kind == kind).unwrap();
        let actor = if kind == EventKind::Enabled {
            "Kim, night shift"
        } else {
            "jo"
        };
        assert_eq!(event.actor.as_ref().unwrap().as_str(), actor);
        let closed = now.status == AccountStatus::Disabled;
        assert_eq!(closed, kind == EventKind::Disabled);
    }
    let now = desk.account(account.id).await;
    assert_eq!(now.identities, std::slice::from_ref(&new));
    let linked = desk.store.find_identity(&new).await.unwrap().unwrap();
    assert_eq!(linked.account_id, account.id);
    let shown = desk.run(&["events", &id]).await.stdout;
    assert!(shown.contains("by Kim, night shift"), "{shown}");
    assert!(shown.starts_with("6 events\n"), "{shown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_yes_and_without_a_terminal_nothing_is_changed() {
    let desk = Desk::open().await;
    let account = desk.customer().await.account;
    let id = account.id.to_string();
    let before = desk.dump().await;
    let new = user_id();
    for arguments in [
        vec!["end-sessions", &id],
        vec!["disable", &id],
        vec!["delete", &id],
        vec!["link", &id, "--identity", new.as_str()],
        vec!["unlink", &id, "--identity", account.identities[0].as_str()],
    ] {
        let refused = desk.run(&arguments).await;

        assert_eq!(refused.code, 4, "{arguments:?}");
        assert!(refused.stderr.contains("give --yes"), "{refused:?}");
    }
    assert_eq!(desk.dump().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_changes_anything_without_saying_who_they_are() {
    let desk = Desk::open().await;
    let id = desk.customer().await.account.id.to_string();
    let before = desk.dump().await;
    let mut command = desk.command(&["disable", &id, "--yes"]);
    command
        .env_remove("USER")
        .env_remove("LOGNAME")
        .env_remove("USERNAME");

    let refused = ended(command).await;

    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("--actor NAME"), "{refused:?}");
    assert_eq!(desk.dump().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_so_already_is_not_written_again() {
    let desk = Desk::open().await;
    let account = desk.customer().await.account;
    let id = account.id.to_string();
    let stranger = user_id();
    let before = desk.dump().await;
    for arguments in [
        vec!["enable", &id],
        vec!["link", &id, "--identity", account.identities[0].as_str()],
        vec!["unlink", &id, "--identity", stranger.as_str()],
    ] {
        let (code, answer) = desk
            .asked(&[arguments.as_slice(), &["--yes"]].concat())
            .await;
        assert_eq!(
            (code, &answer["outcome"]),
            (0, &"already_so".into()),
            "{arguments:?}"
        );
    }
    assert_eq!(desk.dump().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_would_hurt_somebody_is_refused_and_says_why() {
    let desk = Desk::open().await;
    let only = created(&desk.store, &first_sign_in(&user_id()))
        .await
        .unwrap();
    let other = desk.customer().await.account;
    let (id, other_id) = (only.id.to_string(), other.id.to_string());
    let (own, theirs) = (only.identities[0].as_str(), other.identities[0].as_str());

    let (code, last) = desk
        .asked(&["unlink", &id, "--identity", own, "--yes"])
        .await;
    assert_eq!(code, 4);
    assert!(
        last["error"].as_str().unwrap().contains("last way in"),
        "{last}"
    );

    let (code, taken) = desk
        .asked(&["link", &id, "--identity", theirs, "--yes"])
        .await;
    assert_eq!(code, 4);
    assert!(
        taken["error"].as_str().unwrap().contains(&other_id),
        "{taken}"
    );

    let (code, _) = desk.asked(&["disable", &id, "--yes"]).await;
    assert_eq!(code, 0);
    let new = user_id();
    let (code, closed) = desk
        .asked(&["link", &id, "--identity", new.as_str(), "--yes"])
        .await;
    assert_eq!(code, 4);
    assert!(
        closed["error"]
            .as_str()
            .unwrap()
            .contains("enable it first"),
        "{closed}"
    );
    let still = desk
        .store
        .find_identity(&other.identities[0])
        .await
        .unwrap();
    assert_eq!(still.unwrap().account_id, other.id);
}
