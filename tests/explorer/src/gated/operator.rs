//! What an operator's commands call, through the same gate.

use accounts::{
    domain::{AccountId, Device},
    store::{EventPage, OperatorChange, OperatorOutcome, OperatorStore, StoreError, Swept},
};

use super::{Gated, debug};
use crate::gate::Kind;

impl OperatorStore for Gated {
    async fn find_events(
        &self,
        account_id: AccountId,
        after: Option<&str>,
    ) -> Result<EventPage, StoreError> {
        let act = || self.store.find_events(account_id, after);
        self.call("find_events", Kind::Read, act, debug).await
    }

    async fn find_devices(&self, account_id: AccountId) -> Result<Vec<Device>, StoreError> {
        let act = || self.store.find_devices(account_id);
        self.call("find_devices", Kind::Read, act, debug).await
    }

    async fn change_as_operator(
        &self,
        change: &OperatorChange,
    ) -> Result<OperatorOutcome, StoreError> {
        let act = || self.store.change_as_operator(change);
        self.call("change_as_operator", Kind::Write, act, debug)
            .await
    }

    async fn sweep(&self, deleted: AccountId) -> Result<Swept, StoreError> {
        let act = || self.store.sweep(deleted);
        self.call("sweep", Kind::Write, act, debug).await
    }
}
