//! Proofs of a mailbox as one task sees them.

use accounts::{
    domain::{Digest, MailboxProof},
    store::{
        CreateOutcome, Displaced, MailboxChange, MailboxChangeKind, MailboxOutcome, MailboxStore,
        NewAccount, StoreError, UsedProof,
    },
};

use super::{Gated, debug, with_secret};
use crate::gate::Kind;

impl MailboxStore for Gated {
    async fn put_proof(&self, proof: &MailboxProof) -> Result<(), StoreError> {
        let act = || self.store.put_proof(proof);
        self.call("put_proof", Kind::Write, act, debug).await
    }

    async fn find_proof(&self, key: Digest) -> Result<Option<MailboxProof>, StoreError> {
        let act = || self.store.find_proof(key);
        self.call("find_proof", Kind::Read, act, |found| {
            let used = found.as_ref().and_then(|it| it.used.as_ref());
            with_secret(found, used.map(|used| &used.mark))
        })
        .await
    }

    async fn change_by_proof(&self, change: &MailboxChange) -> Result<MailboxOutcome, StoreError> {
        let act = async || {
            let outcome = self.store.change_by_proof(change).await?;
            if let (MailboxOutcome::Done, MailboxChangeKind::ChangeAddress(address)) =
                (outcome, &change.kind)
                && let Some(successor) = &address.acting.successor
            {
                self.note_session(successor);
                self.ghost()
                    .renewed(address.acting.session_ref, successor.session_ref);
            }
            Ok(outcome)
        };
        self.call("change_by_proof", Kind::Write, act, debug).await
    }

    async fn create_by_proof(
        &self,
        new: &NewAccount,
        displaced: Option<&Displaced>,
        used: &UsedProof,
    ) -> Result<CreateOutcome, StoreError> {
        let act = async || {
            if let Some(session) = &new.session {
                self.note_session(session);
            }
            let outcome = self.store.create_by_proof(new, displaced, used).await?;
            if let (CreateOutcome::Created, Some(begun)) = (&outcome, used.proof_use.session_ref) {
                self.ghost().ticket_used(used.proof.key, begun.digest);
            }
            Ok(outcome)
        };
        self.call("create_by_proof", Kind::Write, act, debug).await
    }
}
