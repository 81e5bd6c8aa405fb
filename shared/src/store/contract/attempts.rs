//! Login attempts are used at most once (I6).

use super::fixtures::{CROWD, NOW, at_once, attempt, digest, how_many, must, secret, session};
use crate::domain::{AttemptOutcome, ConsumedAttempt, Epoch};
use crate::store::{Consumed, Finished, Store, StoreError};

/// What was put is what is read.
pub async fn an_attempt_is_found_as_it_was_consumed(store: &impl Store) -> Result<(), StoreError> {
    let attempt = attempt();

    assert_eq!(store.find_attempt(attempt.key).await?, None);
    assert_eq!(store.consume_attempt(&attempt).await?, Consumed::First);

    assert_eq!(store.find_attempt(attempt.key).await?, Some(attempt));
    Ok(())
}

/// A replayed or raced callback never goes on.
pub async fn of_many_deliveries_exactly_one_consumes_the_attempt(
    store: &impl Store,
) -> Result<(), StoreError> {
    let key = digest();
    let deliveries: Vec<_> = (0..CROWD)
        .map(|_| ConsumedAttempt { key, ..attempt() })
        .collect();

    let consumed = at_once(deliveries.iter().map(|it| store.consume_attempt(it))).await;

    let winner = must(store.find_attempt(key).await);
    let mut firsts = 0;
    for (delivery, consumed) in deliveries.iter().zip(consumed) {
        match consumed? {
            Consumed::First => {
                firsts += 1;
                assert_eq!(winner.as_ref(), Some(delivery));
            }
            Consumed::Already(there) => assert_eq!(winner.as_ref(), Some(&there)),
        }
    }
    assert_eq!(firsts, 1);
    Ok(())
}

/// The SDK, or the caller, asks again when a reply is lost.
pub async fn a_repeated_delivery_of_our_own_put_is_first_again(
    store: &impl Store,
) -> Result<(), StoreError> {
    let attempt = attempt();

    assert_eq!(store.consume_attempt(&attempt).await?, Consumed::First);
    assert_eq!(store.consume_attempt(&attempt).await?, Consumed::First);
    Ok(())
}

/// TTL sweeps late: an item whose time is over still stands in the way.
pub async fn an_attempt_past_its_life_is_still_not_absent(
    store: &impl Store,
) -> Result<(), StoreError> {
    let old = attempt();
    store.consume_attempt(&old).await?;
    let late = ConsumedAttempt {
        key: old.key,
        consumed_at: NOW.plus_seconds(ConsumedAttempt::KEPT_S * 3),
        ..attempt()
    };

    assert_eq!(store.consume_attempt(&late).await?, Consumed::Already(old));
    Ok(())
}

/// Each kind of outcome survives, and a repeated write of it is no second one.
pub async fn an_outcome_is_recorded_once_and_repeating_it_is_done(
    store: &impl Store,
) -> Result<(), StoreError> {
    let session = session(super::fixtures::account_id(), Epoch(1));
    for outcome in [
        AttemptOutcome::SignedIn(session.session_ref),
        AttemptOutcome::Asked(digest()),
        AttemptOutcome::Failed("access_denied".to_owned()),
    ] {
        let attempt = attempt();
        store.consume_attempt(&attempt).await?;

        for _ in 0..2 {
            let finished = store
                .finish_attempt(attempt.key, &attempt.nonce, &outcome)
                .await?;
            assert_eq!(finished, Finished::Done);
        }

        let found = store.find_attempt(attempt.key).await?;
        assert_eq!(found.and_then(|it| it.outcome), Some(outcome));
    }
    Ok(())
}

/// Another nonce is another request, which has no say.
pub async fn only_the_request_that_consumed_an_attempt_finishes_it(
    store: &impl Store,
) -> Result<(), StoreError> {
    let attempt = attempt();
    store.consume_attempt(&attempt).await?;
    let outcome = AttemptOutcome::Failed("interrupted".to_owned());

    let finished = store
        .finish_attempt(attempt.key, &secret(), &outcome)
        .await?;

    assert_eq!(finished, Finished::Closed);
    assert_eq!(store.find_attempt(attempt.key).await?, Some(attempt));
    Ok(())
}

/// Finishing writes no attempt of its own.
pub async fn an_attempt_that_was_never_consumed_cannot_be_finished(
    store: &impl Store,
) -> Result<(), StoreError> {
    let key = digest();
    let outcome = AttemptOutcome::Failed("interrupted".to_owned());

    assert_eq!(
        store.finish_attempt(key, &secret(), &outcome).await?,
        Finished::Closed
    );
    assert_eq!(store.find_attempt(key).await?, None);
    Ok(())
}

/// A slow callback and the one that closes it as interrupted: one of them wins.
pub async fn of_two_outcomes_at_once_one_is_recorded(store: &impl Store) -> Result<(), StoreError> {
    let attempt = attempt();
    store.consume_attempt(&attempt).await?;
    let outcomes: Vec<_> = (0..CROWD)
        .map(|_| AttemptOutcome::Asked(digest()))
        .collect();

    let finished = at_once(
        outcomes
            .iter()
            .map(|outcome| store.finish_attempt(attempt.key, &attempt.nonce, outcome)),
    )
    .await;

    assert_eq!(how_many(finished, &Finished::Done), 1);
    Ok(())
}
