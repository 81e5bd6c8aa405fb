//! Counters hold their bound under any crowd.

use super::fixtures::{CROWD, NOW, at_once, how_many, random};
use crate::domain::{Limit, LimitKind};
use crate::store::{Counted, Store, StoreError};

fn limit(max: u32) -> Limit {
    Limit::new(LimitKind::Password, &[&random::<16>()], NOW, max)
}

/// The bound itself is still within.
pub async fn a_counter_counts_up_to_its_bound(store: &impl Store) -> Result<(), StoreError> {
    let limit = limit(2);

    assert!(!store.is_over(&limit).await?);
    assert_eq!(store.count(&limit).await?, Counted::Within);
    assert!(!store.is_over(&limit).await?);
    assert_eq!(store.count(&limit).await?, Counted::Within);

    assert!(store.is_over(&limit).await?);
    assert_eq!(store.count(&limit).await?, Counted::Over);
    Ok(())
}

/// Counting is one conditional step, never read and write.
pub async fn of_many_counts_at_once_no_more_than_the_bound_are_within(
    store: &impl Store,
) -> Result<(), StoreError> {
    let limit = limit(7);

    let counted = at_once((0..CROWD).map(|_| store.count(&limit))).await;

    assert_eq!(how_many(counted, &Counted::Within), 7);
    Ok(())
}

/// A right password takes its own count back, and nobody else's.
pub async fn taking_back_makes_room_and_never_goes_below_zero(
    store: &impl Store,
) -> Result<(), StoreError> {
    let limit = limit(1);

    store.uncount(&limit).await?;
    assert_eq!(store.count(&limit).await?, Counted::Within);
    assert_eq!(store.count(&limit).await?, Counted::Over);
    store.uncount(&limit).await?;
    store.uncount(&limit).await?;

    assert_eq!(store.count(&limit).await?, Counted::Within);
    assert_eq!(store.count(&limit).await?, Counted::Over);
    Ok(())
}

/// Zero is a bound like any other.
pub async fn a_bound_of_zero_lets_nothing_through(store: &impl Store) -> Result<(), StoreError> {
    let limit = limit(0);

    assert_eq!(store.count(&limit).await?, Counted::Over);
    assert!(store.is_over(&limit).await?);
    Ok(())
}

/// What is over in one window or kind is not in another.
pub async fn counters_of_other_windows_and_kinds_are_their_own(
    store: &impl Store,
) -> Result<(), StoreError> {
    let subject = random::<16>();
    let of = |kind, now| Limit::new(kind, &[&subject], now, 1);
    let over = of(LimitKind::Password, NOW);
    store.count(&over).await?;
    assert!(store.is_over(&over).await?);

    let next = NOW.plus_seconds(LimitKind::Password.window_s());
    assert!(!store.is_over(&of(LimitKind::Password, next)).await?);
    assert!(!store.is_over(&of(LimitKind::Device, NOW)).await?);
    Ok(())
}
