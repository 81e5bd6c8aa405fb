//! Counters.

use super::items::{self, LimitRecord, Record as _};
use super::send::Repeat;
use super::single::{Shows, Update, Written};
use super::{DynamoStore, expr, keys};
use crate::domain::Limit;
use crate::store::{Counted, LimitStore, StoreError};

impl LimitStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn count(&self, limit: &Limit) -> Result<Counted, StoreError> {
        if limit.max == 0 {
            return Ok(Counted::Over);
        }
        let written = self
            .update(Update {
                key: &keys::limit(limit),
                change: expr::COUNT,
                condition: expr::BELOW_MAX,
                values: [
                    (":zero", expr::number(0)),
                    (":one", expr::number(1)),
                    (":max", expr::number(limit.max)),
                    (":entity", expr::text(LimitRecord::ENTITY)),
                    (":schema", expr::number(items::SCHEMA)),
                    (":expires_at", expr::time(limit.expires_at)),
                ],
                // After a lost reply this may count twice, which errs on the safe side.
                repeat: Repeat::Always,
                shows: Shows::Item,
            })
            .await?;
        match written {
            Written::Done(_) => Ok(Counted::Within),
            Written::Refused(there) => {
                there
                    .as_ref()
                    .map(items::read_record::<LimitRecord>)
                    .transpose()?;
                Ok(Counted::Over)
            }
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn uncount(&self, limit: &Limit) -> Result<(), StoreError> {
        self.update(Update {
            key: &keys::limit(limit),
            change: expr::UNCOUNT,
            condition: expr::ABOVE_ZERO,
            values: [(":zero", expr::number(0)), (":one", expr::number(1))],
            // Taking back twice would give a try away.
            repeat: Repeat::IfNotDone,
            shows: Shows::Nothing,
        })
        .await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn is_over(&self, limit: &Limit) -> Result<bool, StoreError> {
        let there = self
            .get(&keys::limit(limit))
            .await?
            .as_ref()
            .map(items::read_record::<LimitRecord>)
            .transpose()?;
        Ok(there.map_or(0, |record| record.count) >= limit.max)
    }
}
