//! A site that moved to another Amazon developer account.

use std::{fs, path::PathBuf};

use accounts::{
    domain::{Account, AmazonUserId, EventKind},
    store::{
        AccountStore as _,
        contract::fixtures::{created, first_sign_in, user_id},
    },
};
use tempfile::TempDir;

use crate::desk::Desk;

fn write(folder: &TempDir, pairs: &[(&AmazonUserId, &AmazonUserId)]) -> PathBuf {
    let path = folder.path().join("ids.csv");
    let lines = pairs
        .iter()
        .map(|(old, new)| format!("{},{}\n", old.as_str(), new.as_str()));
    let text: String = lines.collect();
    fs::write(&path, format!("old,new\n{text}")).unwrap();
    path
}

async fn customers(desk: &Desk, count: usize) -> Vec<Account> {
    let mut accounts = Vec::new();
    for _ in 0..count {
        let new = first_sign_in(&user_id());
        accounts.push(created(&desk.store, &new).await.unwrap());
    }
    accounts
}

async fn owner(desk: &Desk, user_id: &AmazonUserId) -> Option<String> {
    let identity = desk.store.find_identity(user_id).await.unwrap();
    identity.map(|identity| identity.account_id.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_account_is_opened_by_the_new_id_and_by_the_old_one_no_more() {
    let (desk, folder) = (Desk::open().await, TempDir::new().unwrap());
    let accounts = customers(&desk, 20).await;
    let new: Vec<_> = accounts.iter().map(|_| user_id()).collect();
    let (stranger, strangers_new) = (user_id(), user_id());
    let mut pairs: Vec<_> = accounts
        .iter()
        .map(|it| &it.identities[0])
        .zip(&new)
        .collect();
    pairs.push((&stranger, &strangers_new));
    let file = write(&folder, &pairs);
    let file = file.to_str().unwrap();
    let before = desk.dump().await;

    let (code, tried) = desk.asked(&["relink", file, "--dry-run"]).await;
    assert_eq!((code, &tried["relinked"]), (0, &20.into()));
    assert_eq!(desk.dump().await, before);
    let refused = desk.run(&["relink", file]).await;
    assert_eq!(refused.code, 4);
    assert_eq!(desk.dump().await, before);

    let (code, first) = desk.asked(&["relink", file, "--yes"]).await;
    let (_, second) = desk.asked(&["relink", file, "--yes"]).await;

    assert_eq!(code, 0);
    assert_eq!(
        (&first["relinked"], &first["unknown"]),
        (&20.into(), &1.into())
    );
    assert_eq!(
        (&second["relinked"], &second["already_so"]),
        (&0.into(), &20.into())
    );
    for (account, new) in accounts.iter().zip(&new) {
        let old = &account.identities[0];
        assert_eq!(owner(&desk, old).await, None);
        assert_eq!(owner(&desk, new).await, Some(account.id.to_string()));
        let now = desk.account(account.id).await;
        assert_eq!(now.identities, std::slice::from_ref(new));
        assert_eq!(now.epoch, account.epoch.next());
        let events = desk.events(account.id).await;
        let event = events
            .iter()
            .find(|it| it.kind == EventKind::Relinked)
            .unwrap();
        assert_eq!(event.amazon_user_id.as_ref(), Some(new));
        assert_eq!(event.replaced.as_ref(), Some(old));
        assert_eq!(event.actor.as_ref().unwrap().as_str(), "jo");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_who_was_faster_is_reported_and_nothing_is_moved() {
    let (desk, folder) = (Desk::open().await, TempDir::new().unwrap());
    let accounts = customers(&desk, 3).await;
    let [first, second, third] = accounts.as_slice() else {
        panic!("three were made");
    };
    // The second one signed in under the new id before, and has an account of that, too.
    let (new, theirs) = (user_id(), &third.identities[0]);
    let pairs = [
        (&first.identities[0], &new),
        (&second.identities[0], theirs),
    ];
    let file = write(&folder, &pairs);

    let arguments = ["relink", file.to_str().unwrap(), "--yes"];
    let (code, report) = desk.asked(&arguments).await;

    assert_eq!(code, 3);
    assert_eq!(
        (&report["relinked"], &report["conflicts"]),
        (&1.into(), &1.into())
    );
    let conflict = &report["conflict_list"][0];
    assert_eq!(conflict["line"], 3);
    assert_eq!(conflict["account_id"], second.id.to_string());
    assert_eq!(conflict["other_account_id"], third.id.to_string());
    assert_eq!(
        owner(&desk, &second.identities[0]).await,
        Some(second.id.to_string())
    );
    assert_eq!(owner(&desk, theirs).await, Some(third.id.to_string()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_with_a_mistake_changes_nothing_at_all() {
    let (desk, folder) = (Desk::open().await, TempDir::new().unwrap());
    let accounts = customers(&desk, 2).await;
    let new = user_id();
    // Two people under one new id.
    let pairs = [
        (&accounts[0].identities[0], &new),
        (&accounts[1].identities[0], &new),
    ];
    let file = write(&folder, &pairs);
    let before = desk.dump().await;

    let refused = desk.run(&["relink", file.to_str().unwrap(), "--yes"]).await;

    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.contains("line 3: an id of line 2 once more"),
        "{refused:?}"
    );
    assert_eq!(desk.dump().await, before);
}
