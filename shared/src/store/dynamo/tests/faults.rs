//! Failures are tried again where that is safe, and a lost reply is told from a lost race.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{DynamoStore, Step, Wire, operations, wired};
use crate::domain::{AttemptOutcome, ConsumedAttempt, Limit, LimitKind, Ticket};
use crate::store::contract::fixtures::{
    NOW, attempt, created, digest, first_sign_in, imported, link, random, session, ticket, user_id,
};
use crate::store::{
    AccountStore as _, AttemptStore as _, Consumed, Counted, CreateOutcome, Finished,
    LimitStore as _, Link, LinkOutcome, NewAccount, SessionStore as _, StoreError,
    TicketStore as _, Tried,
};

/// Each way in which a reply can fail to say that it was done.
pub(super) const UNHEARD: [Step; 2] = [Step::LoseReply, Step::BreakAfter];
/// Each way in which the table says "not now" to a single item.
const NOT_NOW: [&str; 5] = [
    "TransactionConflictException",
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "InternalServerError",
];

fn unavailable<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(error @ StoreError::Unavailable { .. }) => format!("{error:?}"),
        other => panic!("{other:?}"),
    }
}

async fn new_attempt(store: &DynamoStore) -> ConsumedAttempt {
    let attempt = attempt();
    store.consume_attempt(&attempt).await.unwrap();
    attempt
}

async fn asked(store: &DynamoStore) -> Link {
    let account = created(store, &imported()).await.unwrap();
    let ticket = ticket(&account, &user_id());
    store.put_ticket(&ticket).await.unwrap();
    link(&ticket, &account, account.epoch.next())
}

pub(super) fn assert_same_bodies(wire: &Wire, times: usize) {
    let sent = wire.sent();
    assert_eq!(sent.len(), times, "{:?}", operations(&sent));
    for later in &sent[1..] {
        assert_eq!(later.body, sent[0].body);
    }
}

#[tokio::test]
async fn a_single_write_is_tried_again_after_a_conflict_a_throttle_and_a_breakdown() {
    let (store, wire) = wired().await;
    for code in NOT_NOW {
        wire.expect([Step::error(code)]);

        assert_eq!(
            store.consume_attempt(&attempt()).await.unwrap(),
            Consumed::First,
            "{code}"
        );
        assert_same_bodies(&wire, 2);
    }
}

#[tokio::test]
async fn a_transaction_is_tried_again_after_conflicts_and_throttles_with_one_token() {
    let (store, wire) = wired().await;
    let none = "None";
    for reasons in [
        [none, "TransactionConflict", none, none, none],
        [
            "ThrottlingError",
            "ProvisionedThroughputExceeded",
            none,
            none,
            none,
        ],
    ] {
        wire.expect([Step::cancelled(&reasons), Step::cancelled(&reasons)]);

        let new = first_sign_in(&user_id());

        assert_eq!(
            store.create_account(&new).await.unwrap(),
            CreateOutcome::Created
        );
        assert_same_bodies(&wire, 3);
        assert!(wire.sent()[0].body["ClientRequestToken"].is_string());
    }
    wire.expect([Step::error("TransactionInProgressException")]);
    created(&store, &first_sign_in(&user_id())).await.unwrap();
}

#[tokio::test]
async fn a_failed_condition_is_never_tried_again() {
    let (store, wire) = wired().await;
    let first = new_attempt(&store).await;
    let second = ConsumedAttempt {
        key: first.key,
        ..attempt()
    };
    let new = first_sign_in(&user_id());
    created(&store, &new).await.unwrap();

    wire.expect([]);
    assert_eq!(
        store.consume_attempt(&second).await.unwrap(),
        Consumed::Already(first)
    );
    let again = first_sign_in(&new.account.identities[0]);
    assert_eq!(
        store.create_account(&again).await.unwrap(),
        CreateOutcome::IdentityTaken
    );

    assert_eq!(operations(&wire.sent()), ["PutItem", "TransactWriteItems"]);
}

#[tokio::test]
async fn a_failed_condition_beside_a_conflict_is_the_answer() {
    let (store, wire) = wired().await;
    wire.expect([Step::cancelled(&[
        "TransactionConflict",
        "ConditionalCheckFailed",
        "None",
        "None",
        "None",
        "None",
    ])]);

    let outcome = store.create_account(&first_sign_in(&user_id())).await;

    assert_eq!(outcome.unwrap(), CreateOutcome::IdentityTaken);
    assert_eq!(wire.sent().len(), 1);
}

#[tokio::test]
async fn a_transaction_cancelled_for_another_reason_is_no_outcome() {
    let (store, wire) = wired().await;
    let with_item = json!([
        {
            "Code": "ValidationError",
            "Message": "no",
            "Item": { "password": { "S": "$argon2id$hidden" } },
        },
        { "Code": "None" }, { "Code": "None" }, { "Code": "None" }, { "Code": "None" },
    ]);
    for reasons in [
        json!([]),
        json!([{ "Code": "ConditionalCheckFailed" }]),
        with_item,
    ] {
        wire.expect([Step::Answer(
            400,
            json!({
                "__type": super::type_of("TransactionCanceledException"),
                "CancellationReasons": reasons,
            }),
        )]);

        let said = unavailable(store.create_account(&first_sign_in(&user_id())).await);

        assert!(!said.contains("hidden"), "{said}");
        assert_eq!(wire.sent().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_is_told_at_once_and_by_name() {
    let (store, wire) = wired().await;
    wire.always(Step::Answer(
        400,
        json!({ "__type": super::type_of("AccessDeniedException"), "Message": "not allowed" }),
    ));

    let said = unavailable(store.find_attempt(digest()).await);

    assert!(
        said.contains("AccessDeniedException: not allowed"),
        "{said}"
    );
    assert_eq!(wire.sent().len(), 1);
}

#[tokio::test]
async fn an_attempt_whose_consuming_was_not_heard_of_is_first() {
    let (store, wire) = wired().await;
    for unheard in UNHEARD {
        let attempt = attempt();
        wire.expect([unheard]);

        assert_eq!(
            store.consume_attempt(&attempt).await.unwrap(),
            Consumed::First
        );
        assert_same_bodies(&wire, 2);
    }
}

#[tokio::test]
async fn single_writes_that_were_not_heard_of_are_done() {
    let (store, wire) = wired().await;
    for unheard in UNHEARD {
        let attempt = new_attempt(&store).await;
        let outcome = AttemptOutcome::Asked(digest());
        let account = created(&store, &imported()).await.unwrap();
        let session = session(account.id, account.epoch);

        wire.expect([unheard.clone()]);
        let finished = store.finish_attempt(attempt.key, &attempt.nonce, &outcome);
        assert_eq!(finished.await.unwrap(), Finished::Done);

        wire.expect([unheard.clone()]);
        store.put_session(&session).await.unwrap();

        wire.expect([unheard.clone()]);
        store
            .put_ticket(&ticket(&account, &user_id()))
            .await
            .unwrap();

        wire.expect([unheard.clone()]);
        let later = NOW.plus_seconds(9_000);
        store.touch_session(&session, later).await.unwrap();
        let (found, _) = store
            .find_session(session.session_ref)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(found.last_seen, later);

        wire.expect([unheard]);
        store.end_session(session.session_ref).await.unwrap();
    }
}

#[tokio::test]
async fn transactions_that_were_not_heard_of_are_done() {
    let (store, wire) = wired().await;
    for unheard in UNHEARD {
        let attempt = new_attempt(&store).await;
        let new = NewAccount {
            attempt: Some((attempt.key, attempt.nonce)),
            ..first_sign_in(&user_id())
        };
        wire.expect([unheard.clone()]);
        assert_eq!(
            store.create_account(&new).await.unwrap(),
            CreateOutcome::Created
        );
        assert_same_bodies(&wire, 2);

        let asked = asked(&store).await;
        wire.expect([unheard.clone()]);
        assert_eq!(
            store.link_identity(&asked).await.unwrap(),
            LinkOutcome::Done
        );
        assert_same_bodies(&wire, 2);

        let again = ticket(&new.account, &new.account.identities[0]);
        store.put_ticket(&again).await.unwrap();
        let sign_in = link(&again, &new.account, new.account.epoch);
        wire.expect([unheard]);
        assert_eq!(
            store.sign_in_by_ticket(&sign_in).await.unwrap(),
            LinkOutcome::Done
        );
    }
}

#[tokio::test]
async fn a_try_that_was_not_heard_of_may_count_twice_and_never_not_at_all() {
    let (store, wire) = wired().await;
    let asked = asked(&store).await;
    let limit = Limit::new(LimitKind::Password, &[&random::<8>()], NOW, 2);

    wire.expect([Step::LoseReply]);
    let tried = store.count_try(asked.ticket.key, NOW).await.unwrap();
    wire.expect([Step::LoseReply]);
    let counted = store.count(&limit).await.unwrap();

    let two = Ticket {
        tries: 2,
        ..asked.ticket
    };
    assert_eq!(tried, Tried::Counted(two));
    assert_eq!(counted, Counted::Within);
    assert!(store.is_over(&limit).await.unwrap());
}

#[tokio::test]
async fn taking_back_is_repeated_only_when_it_was_certainly_not_done() {
    let (store, wire) = wired().await;
    let limit = Limit::new(LimitKind::Password, &[&random::<8>()], NOW, 3);
    for _ in 0..3 {
        store.count(&limit).await.unwrap();
    }

    for unheard in UNHEARD {
        wire.expect([unheard]);
        unavailable(store.uncount(&limit).await);
        assert_eq!(wire.sent().len(), 1);
    }
    wire.expect([Step::error("ThrottlingException")]);
    store.uncount(&limit).await.unwrap();

    assert_eq!(wire.sent().len(), 2);
    for _ in 0..3 {
        assert_eq!(store.count(&limit).await.unwrap(), Counted::Within);
    }
    assert_eq!(store.count(&limit).await.unwrap(), Counted::Over);
}

#[tokio::test]
async fn unprocessed_keys_are_asked_for_again_and_never_taken_for_absent() {
    let (store, wire) = wired().await;
    let account = created(&store, &imported()).await.unwrap();
    let session = session(account.id, account.epoch);
    store.put_session(&session).await.unwrap();
    wire.expect([]);
    store.find_session(session.session_ref).await.unwrap();
    let asked = wire.sent()[0].body["RequestItems"].clone();
    let nothing = |unprocessed| {
        Step::Answer(
            200,
            json!({ "Responses": {}, "UnprocessedKeys": unprocessed }),
        )
    };

    wire.expect([nothing(asked.clone())]);
    let found = store.find_session(session.session_ref).await.unwrap();
    assert_eq!(found.map(|(session, _)| session), Some(session.clone()));
    assert_eq!(wire.sent().len(), 2);

    wire.always(nothing(asked));
    let said = unavailable(store.find_session(session.session_ref).await);
    assert!(said.contains("unprocessed"), "{said}");
    assert_eq!(wire.sent().len(), 5);
    unavailable(store.find_account(account.id, Some(digest())).await);
}

#[tokio::test]
async fn giving_up_is_bounded_in_tries_and_in_time() {
    let (store, wire) = wired().await;
    let begun = Instant::now();
    let new = first_sign_in(&user_id());

    wire.always(Step::cancelled(&["TransactionConflict"; 5]));
    unavailable(store.create_account(&new).await);
    assert_eq!(wire.sent().len(), 5);

    wire.always(Step::error("ThrottlingException"));
    unavailable(store.consume_attempt(&attempt()).await);
    assert!(wire.sent().len() <= 10, "{}", wire.sent().len());

    assert!(begun.elapsed() < Duration::from_secs(4));
}

/// Threats: ASVS-13.2.6
#[tokio::test]
async fn a_table_that_never_answers_is_given_up_within_four_seconds() {
    let (store, wire) = wired().await;
    wire.always(Step::Hang);
    let begun = Instant::now();

    unavailable(store.find_attempt(digest()).await);

    assert!(begun.elapsed() < Duration::from_secs(4), "{begun:?}");
    assert!(wire.sent().len() <= 3);
}

#[tokio::test]
async fn another_content_never_meets_the_token_of_a_transaction() {
    let (store, wire) = wired().await;
    let taken = created(&store, &imported()).await.unwrap();
    let mut new = first_sign_in(&user_id());
    new.account.claim = taken.claim;

    wire.expect([]);
    let refused = store.create_account(&new).await.unwrap();
    new.account.claim = None;
    let created = store.create_account(&new).await.unwrap();

    assert_eq!(refused, CreateOutcome::EmailTaken);
    assert_eq!(created, CreateOutcome::Created);
    let sent = wire.sent();
    assert_ne!(
        sent[0].body["ClientRequestToken"],
        sent[1].body["ClientRequestToken"]
    );
}
