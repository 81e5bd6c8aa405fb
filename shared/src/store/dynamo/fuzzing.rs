//! Doors to the readers of stored items, for the fuzz targets alone.

use aws_sdk_dynamodb::types::AttributeValue;

use super::items::{
    self, AccountRecord, AttemptRecord, Bad, ClaimRecord, DeviceRecord, EventRecord,
    ExternalRecord, IdentityRecord, Item, LimitRecord, OwnerRecord, ProofRecord, Record,
    SessionRecord, TicketRecord,
};
use crate::domain::{
    Account, AccountId, ConsumedAttempt, Device, EmailClaim, Event, Identity, MailboxProof,
    Session, SessionLife, SessionOwner, Ticket, Timestamp,
};
use crate::store::StoreError;

/// Reads an item as each kind of item that the store reads, and gives the errors of those that it
/// is not. What is read is written, and must read as the same.
///
/// # Panics
///
/// When it does not, or when what is done with every value that was read panics.
#[must_use]
pub fn read_as_everything(
    item: impl IntoIterator<Item = (String, AttributeValue)>,
) -> Vec<StoreError> {
    let item: Item = item.into_iter().collect();
    let mut reading = Reading {
        item: &item,
        errors: Vec::new(),
    };
    reading.as_written::<AccountRecord, Account>(|it| it.into());
    reading.as_written::<AttemptRecord, ConsumedAttempt>(|it| it.into());
    reading.as_written::<IdentityRecord, Identity>(|it| it.into());
    reading.as_written::<ClaimRecord, EmailClaim>(|claim| {
        ClaimRecord::new(&claim.email, claim.account_id, claim.kind)
    });
    let owner = AccountId::from_bytes([0; AccountId::LEN]);
    reading.as_written::<DeviceRecord, Device>(|device| DeviceRecord::new(owner, device));
    reading.as_written::<EventRecord, Event>(|event| EventRecord::new(owner, event));
    let external_owner = items::read::<ExternalRecord, AccountId>(&item);
    reading.noted(external_owner);
    let session = reading.as_written::<SessionRecord, Session>(|it| it.into());
    let ticket = reading.as_written::<TicketRecord, Ticket>(|it| it.into());
    reading.as_written::<ProofRecord, MailboxProof>(|it| it.into());
    let owner = items::read::<OwnerRecord, SessionOwner>(&item);
    let owner = reading.noted(owner);
    let limit = items::read_record::<LimitRecord>(&item);
    reading.noted(limit);

    let now = Timestamp::from_unix_seconds(1_800_000_000);
    let life = SessionLife::default();
    if let Some(session) = session {
        // What session-check does with it.
        let _ = session.needs_touch(now, life);
        let _: [String; 2] = [
            session.auth_time.to_string(),
            session.expires_at(life).to_string(),
        ];
        if let Some(owner) = owner {
            let _ = session.is_live(&owner, now, life);
        }
    }
    if let Some(ticket) = ticket {
        let _ = (ticket.is_open(now), ticket.tries_left());
    }
    reading.errors
}

struct Reading<'a> {
    item: &'a Item,
    errors: Vec<StoreError>,
}

impl Reading<'_> {
    fn noted<T>(&mut self, read: Result<T, StoreError>) -> Option<T> {
        read.map_err(|error| self.errors.push(error)).ok()
    }

    /// The item as a `T`, after a look at whether it reads again as it is written.
    fn as_written<R, T>(&mut self, record: impl Fn(&T) -> R) -> Option<T>
    where
        R: Record,
        T: TryFrom<R, Error = Bad>,
    {
        let value = self.noted(items::read::<R, T>(self.item))?;
        let once = items::write(&record(&value)).unwrap_or_default();
        let twice = items::read::<R, T>(&once).and_then(|value| items::write(&record(&value)));
        assert!(
            twice.as_ref().is_ok_and(|twice| *twice == once),
            "{once:?} reads as {twice:?}"
        );
        Some(value)
    }
}
