//! An item that does not parse is an error of its own: never absent, never half believed.

use aws_sdk_dynamodb::types::AttributeValue;

use super::super::keys::{self, Key};
use super::{DynamoStore, wired};
use crate::domain::{ConsumedAttempt, Device, Epoch, Limit, LimitKind};
use crate::store::contract::fixtures::{
    NOW, attempt, created, digest, first_sign_in, link, session, ticket, user_id,
};
use crate::store::{
    AccountStore as _, AttemptStore as _, LimitStore as _, LinkOutcome, SessionStore as _,
    StoreError, TicketStore as _,
};

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// Overwrites one attribute of an item, behind the store's back.
pub(super) async fn spoil(store: &DynamoStore, key: &Key, attribute: &str, value: AttributeValue) {
    store
        .client
        .update_item()
        .table_name(&store.table)
        .set_key(Some(key.attributes()))
        .update_expression("SET #it = :it")
        .expression_attribute_names("#it", attribute)
        .expression_attribute_values(":it", value)
        .send()
        .await
        .unwrap();
}

/// What is said about it; the value is not.
pub(super) fn corrupt<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(error @ StoreError::Corrupt { .. }) => {
            let said = error.to_string();
            assert!(!said.contains("spoilt"), "{said}");
            said
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_corrupt_account_identity_or_claim_is_not_absent() {
    let (store, _wire) = wired().await;
    let account = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let user_id = account.identities[0].clone();
    let email = account.claim.unwrap().email.normalised().clone();
    let key = keys::account(account.id);

    spoil(
        &store,
        &keys::identity(&user_id),
        "account_id",
        text("spoilt"),
    )
    .await;
    spoil(&store, &keys::email(&email), "claim_kind", text("spoilt")).await;
    spoil(&store, &key, "status", text("spoilt")).await;

    assert_eq!(
        corrupt(store.find_identity(&user_id).await),
        "a stored identity does not parse: account_id is out of form"
    );
    assert_eq!(
        corrupt(store.find_claim(&email).await),
        "a stored email does not parse: claim_kind is out of form"
    );
    for device in [None, Some(digest())] {
        assert_eq!(
            corrupt(store.find_account(account.id, device).await),
            "a stored account does not parse: status is out of form"
        );
    }

    spoil(&store, &key, "entity", text("session")).await;
    corrupt(store.find_account(account.id, None).await);
    spoil(&store, &key, "entity", text("account")).await;
    spoil(&store, &key, "schema", AttributeValue::N("2".to_owned())).await;
    corrupt(store.find_account(account.id, None).await);
}

/// Threats: ASVS-16.5.3
#[tokio::test]
async fn a_corrupt_session_or_owner_signs_nobody_in() {
    let (store, _wire) = wired().await;
    let account = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let session = session(account.id, account.epoch);
    store.put_session(&session).await.unwrap();
    let key = keys::session(session.session_ref);

    spoil(&store, &key, "epoch", text("spoilt")).await;
    assert_eq!(
        corrupt(store.find_session(session.session_ref).await),
        "a stored session does not parse: epoch is of another type"
    );
    corrupt(store.put_session(&session).await);

    spoil(&store, &key, "epoch", AttributeValue::N("1".to_owned())).await;
    assert!(store.find_session(session.session_ref).await.is_ok());
    let seconds = AttributeValue::N("1".to_owned());
    spoil(&store, &key, "renewed_at", seconds).await;
    assert_eq!(
        corrupt(store.find_sessions(account.id).await),
        "a stored session does not parse: mark is out of form"
    );
    spoil(&store, &keys::account(account.id), "schema", text("1")).await;
    corrupt(store.find_session(session.session_ref).await);
}

#[tokio::test]
async fn a_corrupt_attempt_or_ticket_is_neither_used_nor_free() {
    let (store, _wire) = wired().await;
    let consumed = attempt();
    store.consume_attempt(&consumed).await.unwrap();
    let owner = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let asked = ticket(&owner, &user_id());
    store.put_ticket(&asked).await.unwrap();

    spoil(
        &store,
        &keys::attempt(consumed.key),
        "nonce",
        text("spoilt"),
    )
    .await;
    spoil(&store, &keys::ticket(asked.key), "proof", text("spoilt")).await;

    let second = ConsumedAttempt {
        key: consumed.key,
        ..attempt()
    };
    corrupt(store.consume_attempt(&second).await);
    corrupt(store.find_attempt(consumed.key).await);
    corrupt(store.find_ticket(asked.key).await);
    corrupt(store.count_try(asked.key, NOW).await);
    corrupt(store.put_ticket(&asked).await);

    let whole = ticket(&owner, &user_id());
    store.put_ticket(&whole).await.unwrap();
    spoil(&store, &keys::ticket(whole.key), "mark", text("spoilt")).await;
    corrupt(store.find_ticket(whole.key).await);
}

#[tokio::test]
async fn a_corrupt_counter_lets_nothing_through() {
    let (store, _wire) = wired().await;
    let limit = Limit::new(LimitKind::Source, &[b"192.0.2.1"], NOW, 3);
    store.count(&limit).await.unwrap();

    spoil(&store, &keys::limit(&limit), "count", text("spoilt")).await;

    corrupt(store.count(&limit).await);
    corrupt(store.is_over(&limit).await);
}

#[tokio::test]
async fn a_corrupt_browser_is_not_unknown() {
    let (store, _wire) = wired().await;
    let account = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let device = Device {
        digest: digest(),
        epoch: Epoch(1),
        seen_at: NOW,
    };
    store.put_device(account.id, &device).await.unwrap();

    let key = keys::device(account.id, device.digest);
    spoil(&store, &key, "seen_at", text("spoilt")).await;

    corrupt(store.find_account(account.id, Some(device.digest)).await);
}

#[tokio::test]
async fn an_account_that_lists_an_identity_whose_item_is_gone_is_not_linked_to_it_again() {
    let (store, _wire) = wired().await;
    let account = created(&store, &first_sign_in(&user_id())).await.unwrap();
    let asked = ticket(&account, &account.identities[0]);
    store.put_ticket(&asked).await.unwrap();
    store
        .client
        .delete_item()
        .table_name(&store.table)
        .set_key(Some(keys::identity(&account.identities[0]).attributes()))
        .send()
        .await
        .unwrap();

    let link = link(&asked, &account, account.epoch.next());

    assert_eq!(
        store.link_identity(&link).await.unwrap(),
        LinkOutcome::AccountChanged
    );
}
