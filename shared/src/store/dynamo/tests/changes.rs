//! Changes of who can get in whose reply was lost, and long lists of sessions.

use super::faults::{UNHEARD, assert_same_bodies};
use super::{Step, wired};
use crate::domain::{EventKind, PasswordHash};
use crate::store::contract::changes::{by_session, change};
use crate::store::contract::fixtures::{created, event, first_sign_in, imported, session, user_id};
use crate::store::{
    AccountStore as _, ChangeKind, ChangeOutcome, Ended, SessionEnd, SessionList, SessionStore as _,
};

#[tokio::test]
async fn changes_that_were_not_heard_of_are_done_once() {
    let (store, wire) = wired().await;
    let hash = PasswordHash::new("$argon2id$other".to_owned());
    for unheard in UNHEARD {
        for kind in [
            ChangeKind::EndSessions,
            ChangeKind::Disable,
            ChangeKind::SetPassword(hash.clone()),
            ChangeKind::Delete,
        ] {
            let account = created(&store, &imported()).await.unwrap();
            wire.expect([unheard.clone()]);

            let outcome = store.change_account(&change(&account, kind)).await;

            assert_eq!(outcome.unwrap(), ChangeOutcome::Done);
            assert_same_bodies(&wire, 2);
            let (now, _) = store.find_account(account.id, None).await.unwrap();
            assert_eq!(now.unwrap().version, account.version + 1);
        }
    }
}

#[tokio::test]
async fn a_session_that_goes_on_or_is_ended_unheard_of_is_so_once() {
    let (store, wire) = wired().await;
    for unheard in UNHEARD {
        let new = first_sign_in(&user_id());
        let account = created(&store, &new).await.unwrap();
        let change = by_session(&account, &new.session.unwrap(), ChangeKind::EndSessions);
        wire.expect([unheard.clone()]);
        let outcome = store.change_account(&change).await.unwrap();
        assert_eq!(outcome, ChangeOutcome::Done);
        assert_same_bodies(&wire, 2);

        let successor = change.acting.and_then(|acting| acting.successor).unwrap();
        let end = SessionEnd {
            session_ref: successor.session_ref,
            event: event(EventKind::SessionEnded),
        };
        wire.expect([unheard]);
        assert_eq!(store.end_session_of(&end).await.unwrap(), Ended::Done);
        assert_same_bodies(&wire, 2);
    }
}

#[tokio::test]
async fn a_change_that_was_not_heard_of_is_told_by_its_event_from_one_that_came_too_late() {
    let (store, wire) = wired().await;
    let failed = "ConditionalCheckFailed";
    for (reasons, outcome) in [
        // Account, event, acting session, successor.
        ([failed, failed, failed, failed], ChangeOutcome::Done),
        (
            [failed, "None", failed, "None"],
            ChangeOutcome::AccountChanged,
        ),
        (
            ["None", "None", failed, "None"],
            ChangeOutcome::SessionEnded,
        ),
    ] {
        let new = first_sign_in(&user_id());
        let session = new.session.clone().unwrap();
        let change = by_session(&new.account, &session, ChangeKind::EndSessions);
        wire.expect([Step::cancelled(&reasons)]);

        assert_eq!(store.change_account(&change).await.unwrap(), outcome);
        assert_eq!(wire.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_list_of_sessions_is_read_page_by_page_and_no_further_than_its_bound() {
    let (store, wire) = wired().await;
    let account = created(&store, &imported()).await.unwrap();
    for _ in 0..=SessionList::MAX {
        let session = session(account.id, account.epoch);
        store.put_session(&session).await.unwrap();
    }
    wire.expect([]);

    let list = store.find_sessions(account.id).await.unwrap();

    assert!(!list.is_complete);
    assert_eq!(list.sessions.len(), SessionList::MAX);
    let sent = wire.sent();
    assert_eq!(sent.len(), 10);
    assert!(sent.iter().all(|it| it.body["ConsistentRead"] == true));
    assert!(sent[0].body["ExclusiveStartKey"].is_null());
    assert!(sent[1].body["ExclusiveStartKey"].is_object());
}
