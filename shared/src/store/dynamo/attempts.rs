//! Login attempts, consumed at most once.

use super::items::{self, AttemptRecord, OutcomeRecord, Record as _};
use super::send::Repeat;
use super::single::{Shows, Update, Written};
use super::{DynamoStore, expr, keys};
use crate::domain::{AttemptOutcome, ConsumedAttempt, Digest, Secret};
use crate::store::{AttemptStore, Consumed, Finished, StoreError};

impl AttemptStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn consume_attempt(&self, attempt: &ConsumedAttempt) -> Result<Consumed, StoreError> {
        let item = items::write(&AttemptRecord::from(attempt))?;
        let there = match self.put(item, expr::ABSENT, []).await? {
            Written::Done(_) => return Ok(Consumed::First),
            Written::Refused(there) => there.ok_or_else(|| {
                items::corrupt(AttemptRecord::ENTITY, "it was not shown".to_owned())
            })?,
        };
        let there: ConsumedAttempt = items::read::<AttemptRecord, _>(&there)?;
        if there.nonce == attempt.nonce {
            // Nobody else knows this nonce: our put arrived, its reply did not.
            return Ok(Consumed::First);
        }
        Ok(Consumed::Already(there))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_attempt(&self, key: Digest) -> Result<Option<ConsumedAttempt>, StoreError> {
        items::read_if::<AttemptRecord, _>(self.get(&keys::attempt(key)).await?.as_ref())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn finish_attempt(
        &self,
        key: Digest,
        nonce: &Secret,
        outcome: &AttemptOutcome,
    ) -> Result<Finished, StoreError> {
        let written = self
            .update(Update {
                key: &keys::attempt(key),
                change: expr::FINISH_ATTEMPT,
                condition: expr::ATTEMPT_PENDING,
                values: [
                    (":nonce", expr::text(nonce.expose_base64url())),
                    (":outcome", OutcomeRecord::attribute(outcome)?),
                ],
                repeat: Repeat::Always,
                shows: Shows::Item,
            })
            .await?;
        let Written::Refused(there) = written else {
            return Ok(Finished::Done);
        };
        let there: Option<ConsumedAttempt> = items::read_if::<AttemptRecord, _>(there.as_ref())?;
        let is_ours = there
            .is_some_and(|there| there.nonce == *nonce && there.outcome.as_ref() == Some(outcome));
        Ok(if is_ours {
            Finished::Done
        } else {
            Finished::Closed
        })
    }
}
