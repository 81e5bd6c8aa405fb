//! Login attempts and counters.

use super::{Flaw, Items, MemoryStore, is_pending};
use crate::{
    domain::{AttemptOutcome, ConsumedAttempt, Digest, Limit, Secret},
    store::{AttemptStore, Consumed, Counted, Finished, LimitStore, StoreError},
};

impl AttemptStore for MemoryStore {
    async fn consume_attempt(&self, attempt: &ConsumedAttempt) -> Result<Consumed, StoreError> {
        let mut items = self.items();
        if let Some(there) = items.attempts.get(&attempt.key)
            && !self.has(Flaw::AttemptTakenTwice)
        {
            return Ok(if there.nonce == attempt.nonce {
                Consumed::First
            } else {
                Consumed::Already(there.clone())
            });
        }
        items.attempts.insert(attempt.key, attempt.clone());
        Ok(Consumed::First)
    }

    async fn find_attempt(&self, key: Digest) -> Result<Option<ConsumedAttempt>, StoreError> {
        Ok(self.items().attempts.get(&key).cloned())
    }

    async fn finish_attempt(
        &self,
        key: Digest,
        nonce: &Secret,
        outcome: &AttemptOutcome,
    ) -> Result<Finished, StoreError> {
        let overwrites = self.has(Flaw::OutcomeOverwritten);
        let mut items = self.items();
        let Some(attempt) = items.attempts.get_mut(&key) else {
            return Ok(Finished::Closed);
        };
        if is_pending(attempt, nonce) || overwrites {
            attempt.outcome = Some(outcome.clone());
        }
        let is_ours = attempt.nonce == *nonce && attempt.outcome.as_ref() == Some(outcome);
        Ok(if is_ours || overwrites {
            Finished::Done
        } else {
            Finished::Closed
        })
    }
}

impl LimitStore for MemoryStore {
    async fn count(&self, limit: &Limit) -> Result<Counted, StoreError> {
        let mut items = self.items();
        let key = Items::limit_key(limit.kind, limit.subject, limit.window);
        let count = items.limits.entry(key).or_default();
        if *count >= limit.max {
            return Ok(Counted::Over);
        }
        *count += 1;
        Ok(Counted::Within)
    }

    async fn uncount(&self, limit: &Limit) -> Result<(), StoreError> {
        let mut items = self.items();
        let key = Items::limit_key(limit.kind, limit.subject, limit.window);
        if let Some(count) = items.limits.get_mut(&key) {
            *count = count.saturating_sub(1);
        }
        Ok(())
    }

    async fn is_over(&self, limit: &Limit) -> Result<bool, StoreError> {
        let key = Items::limit_key(limit.kind, limit.subject, limit.window);
        let count = self.items().limits.get(&key).copied().unwrap_or_default();
        Ok(count >= limit.max)
    }
}
