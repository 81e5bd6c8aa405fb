//! An operator's changes whose reply was lost, and a trail that does not parse.

use aws_sdk_dynamodb::types::AttributeValue;

use super::super::keys;
use super::corrupt::{corrupt, spoil};
use super::faults::{UNHEARD, assert_same_bodies};
use super::{Step, wired};
use crate::domain::{EventKind, Identity};
use crate::store::contract::changes::change;
use crate::store::contract::fixtures::{NOW, created, event, first_sign_in, profile, user_id};
use crate::store::{
    AccountStore as _, ChangeKind, OperatorChange, OperatorChangeKind, OperatorOutcome,
    OperatorStore as _, Swept,
};

#[tokio::test]
async fn an_operators_change_that_was_not_heard_of_is_done_once() {
    let (store, wire) = wired().await;
    for unheard in UNHEARD {
        let account = created(&store, &first_sign_in(&user_id())).await.unwrap();
        let relink = OperatorChange {
            kind: OperatorChangeKind::Relink {
                old: account.identities[0].clone(),
                new: Identity::first_seen(&profile(&user_id()), account.id, NOW),
            },
            event: event(EventKind::Relinked),
            account: account.clone(),
        };
        wire.expect([unheard]);

        let outcome = store.change_as_operator(&relink).await.unwrap();

        assert_eq!(outcome, OperatorOutcome::Done);
        assert_same_bodies(&wire, 2);
        let (now, _) = store.find_account(account.id, None).await.unwrap();
        let now = now.unwrap();
        assert_eq!(now.version, account.version + 1);
        assert_eq!(now.identities, relink.identities());
    }
}

#[tokio::test]
async fn a_sweep_whose_replies_are_lost_ends_with_nothing_left() {
    let (store, wire) = wired().await;
    let account = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let delete = change(&account, ChangeKind::Delete);
    store.change_account(&delete).await.unwrap();

    // Look, query, delete: the session is gone, and asked for once more.
    wire.expect([Step::Pass, Step::Pass, Step::LoseReply]);
    assert_eq!(store.sweep(account.id).await.unwrap(), Swept::Some(1));
    while store.sweep(account.id).await.unwrap() != Swept::All(0) {}

    assert_eq!(store.find_devices(account.id).await.unwrap(), []);
}

#[tokio::test]
async fn a_corrupt_event_is_not_left_out() {
    let (store, _wire) = wired().await;
    let new = first_sign_in(&user_id());
    let account = created(&store, &new).await.unwrap();
    let key = keys::event(account.id, &new.event.id);
    let spoilt = AttributeValue::S("spoilt".to_owned());
    spoil(&store, &key, "kind", spoilt).await;

    let found = store.find_events(account.id, None).await;

    assert_eq!(
        corrupt(found),
        "a stored event does not parse: kind is out of form"
    );
}
