//! Proofs of a mailbox, and the changes that they allow.

mod change;

use super::creation::Besides;
use super::items::{self, AccountRecord, EventRecord, ProofRecord, Record as _};
use super::single::Written;
use super::transaction::{Position, Refused, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{Digest, MailboxProof};
use crate::store::{
    CreateOutcome, Displaced, MailboxChange, MailboxOutcome, MailboxStore, NewAccount, StoreError,
    UsedProof,
};

impl MailboxStore for DynamoStore {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_proof(&self, proof: &MailboxProof) -> Result<(), StoreError> {
        let item = items::write(&ProofRecord::from(proof))?;
        let Written::Refused(there) = self.put(item, expr::ABSENT, []).await? else {
            return Ok(());
        };
        let there: Option<MailboxProof> = items::read_if::<ProofRecord, _>(there.as_ref())?;
        if there.as_ref() == Some(proof) {
            // Our put arrived, its reply did not.
            return Ok(());
        }
        Err(items::corrupt(
            ProofRecord::ENTITY,
            "another is there under its key".to_owned(),
        ))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_proof(&self, key: Digest) -> Result<Option<MailboxProof>, StoreError> {
        items::read_if::<ProofRecord, _>(self.get(&keys::proof(key)).await?.as_ref())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn change_by_proof(&self, change: &MailboxChange) -> Result<MailboxOutcome, StoreError> {
        change.check_parts()?;
        if change.takes_last_way_in() {
            return Ok(MailboxOutcome::LastWayIn);
        }
        let mut transaction = Transaction::new(&self.table);
        use_proof(&mut transaction, &change.used)?;
        change::write(&mut transaction, change)?;
        let event = EventRecord::new(change.account.id, &change.event);
        transaction.create(Position::Event, items::write(&event)?)?;
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(MailboxOutcome::Done),
            Err(refused) => read_refusal(change, &refused),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn create_by_proof(
        &self,
        new: &NewAccount,
        displaced: Option<&Displaced>,
        used: &UsedProof,
    ) -> Result<CreateOutcome, StoreError> {
        used.check_parts(new)?;
        let besides = Besides {
            displaced,
            proof: Some(used),
            ..Besides::default()
        };
        self.create(new, besides).await
    }
}

/// Marks a proof used.
pub(super) fn use_proof(
    transaction: &mut Transaction<'_>,
    used: &UsedProof,
) -> Result<(), StoreError> {
    let (key, mark) = (keys::proof(used.proof.key), &used.proof_use.mark);
    let mark = (":mark", expr::text(mark.expose_base64url()));
    let now = (":now", expr::time(used.now));
    let (at, usable) = (Position::Proof, expr::PROOF_USABLE);
    let Some(begun) = used.proof_use.session_ref else {
        return transaction.update(at, &key, expr::USE_PROOF, usable, [mark, now]);
    };
    let session = (":used_session", expr::text(begun.digest.to_string()));
    let account = (":used_account", expr::text(begun.account_id.to_string()));
    let values = [mark, now, session, account];
    transaction.update(at, &key, expr::USE_TICKET, usable, values)
}

/// Whether a proof that refused its use was used so: the mark was drawn by this request, whose
/// transaction arrived and whose reply did not.
pub(super) fn is_used_so(refused: &Refused, used: &UsedProof) -> Result<bool, StoreError> {
    let there: Option<MailboxProof> =
        items::read_if::<ProofRecord, _>(refused.item(Position::Proof))?;
    Ok(there.is_some_and(|there| there.used.as_ref() == Some(&used.proof_use)))
}

/// Reads which conditions failed: our own earlier success, or what came in between.
fn read_refusal(change: &MailboxChange, refused: &Refused) -> Result<MailboxOutcome, StoreError> {
    if refused.is_at(Position::Proof) {
        return Ok(if is_used_so(refused, &change.used)? {
            MailboxOutcome::Done
        } else {
            MailboxOutcome::ProofClosed
        });
    }
    for (position, outcome) in [
        (Position::Account, MailboxOutcome::AccountChanged),
        (Position::Email, MailboxOutcome::EmailTaken),
        (Position::Holder, MailboxOutcome::HolderChanged),
        (Position::ActingSession, MailboxOutcome::SessionEnded),
    ] {
        if refused.is_at(position) {
            return Ok(outcome);
        }
    }
    Err(items::corrupt(
        AccountRecord::ENTITY,
        "an identity or claim that it lists is not its own".to_owned(),
    ))
}
