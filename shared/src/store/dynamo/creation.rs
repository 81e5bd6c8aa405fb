//! New accounts: everything that one consists of, in one transaction.

use super::items::{
    self, AccountRecord, ClaimRecord, DeviceRecord, EventRecord, ExternalRecord, IdentityRecord,
    Item, OutcomeRecord, Record as _, SessionRecord, kind_text,
};
use super::mailbox::{self, use_proof};
use super::tickets::{is_used_so, use_ticket};
use super::transaction::{Position, Refused, Transaction};
use super::{DynamoStore, expr, keys};
use crate::domain::{Account, AccountId, AttemptOutcome, ClaimKind, ConsumedAttempt, SessionRef};
use crate::store::{CreateOutcome, Displaced, NewAccount, StoreError, UsedProof, UsedTicket};

/// What a creation does besides.
#[derive(Clone, Copy, Default)]
pub(super) struct Besides<'a> {
    /// Takes the address from an account that holds it through Amazon alone.
    pub(super) displaced: Option<&'a Displaced>,
    /// Lets the site's id lead to the new account instead of this one, which was deleted.
    pub(super) replaced: Option<AccountId>,
    /// Marks a ticket used.
    pub(super) used: Option<&'a UsedTicket>,
    /// Marks a proof of the mailbox used.
    pub(super) proof: Option<&'a UsedProof>,
}

impl DynamoStore {
    /// See [`AccountStore::create_account`](crate::store::AccountStore::create_account),
    /// [`AccountStore::displace_claim`](crate::store::AccountStore::displace_claim),
    /// [`SiteStore::adopt_account`](crate::store::SiteStore::adopt_account),
    /// [`TicketStore::create_by_ticket`](crate::store::TicketStore::create_by_ticket), and
    /// [`MailboxStore::create_by_proof`](crate::store::MailboxStore::create_by_proof).
    pub(super) async fn create(
        &self,
        new: &NewAccount,
        Besides {
            displaced,
            replaced,
            used,
            proof,
        }: Besides<'_>,
    ) -> Result<CreateOutcome, StoreError> {
        new.check_parts()?;
        let account = &new.account;
        let mut transaction = Transaction::new(&self.table);
        let session_ref = new.session.as_ref().map(|session| session.session_ref);
        if let (Some((key, nonce)), Some(session_ref)) = (&new.attempt, session_ref) {
            let outcome = AttemptOutcome::SignedIn(session_ref);
            transaction.update(
                Position::Attempt,
                &keys::attempt(*key),
                expr::FINISH_ATTEMPT,
                expr::ATTEMPT_PENDING,
                [
                    (":nonce", expr::text(nonce.expose_base64url())),
                    (":outcome", OutcomeRecord::attribute(&outcome)?),
                ],
            )?;
        }
        if let Some(used) = used {
            use_ticket(&mut transaction, &used.ticket, &used.ticket_use, used.now)?;
        }
        if let Some(proof) = proof {
            use_proof(&mut transaction, proof)?;
        }
        transaction.create(
            Position::Account,
            items::write(&AccountRecord::from(account))?,
        )?;
        if let Some(identity) = &new.identity {
            let item = items::write(&IdentityRecord::from(identity))?;
            transaction.create(Position::Identity, item)?;
        }
        claim_address(&mut transaction, new, displaced)?;
        put_external(&mut transaction, account, replaced)?;
        transaction.create(
            Position::Event,
            items::write(&EventRecord::new(account.id, &new.event))?,
        )?;
        if let Some(session) = &new.session {
            let item = items::write(&SessionRecord::from(session))?;
            transaction.create(Position::Session, item)?;
        }
        if let Some(device) = &new.device {
            let item = items::write(&DeviceRecord::new(account.id, device))?;
            transaction.create(Position::Device, item)?;
        }
        match transaction.send(&self.client).await? {
            Ok(()) => Ok(CreateOutcome::Created),
            Err(refused) => match closed(&refused, used, proof)? {
                Some(outcome) => Ok(outcome),
                None => read_refusal(new, session_ref, &refused),
            },
        }
    }
}

/// What it means that the ticket or the proof refused its use: another used it, or an earlier send of
/// this very transaction did.
fn closed(
    refused: &Refused,
    used: Option<&UsedTicket>,
    proof: Option<&UsedProof>,
) -> Result<Option<CreateOutcome>, StoreError> {
    let (is_ours, otherwise) = match (used, proof) {
        (Some(used), _) if refused.is_at(Position::Ticket) => (
            is_used_so(refused, &used.ticket_use)?,
            CreateOutcome::TicketClosed,
        ),
        (_, Some(proof)) if refused.is_at(Position::Proof) => (
            mailbox::is_used_so(refused, proof)?,
            CreateOutcome::ProofClosed,
        ),
        _ => return Ok(None),
    };
    Ok(Some(if is_ours {
        CreateOutcome::Created
    } else {
        otherwise
    }))
}

/// Puts the site's id where there is none, or where it leads to an account that was deleted.
pub(super) fn put_external(
    transaction: &mut Transaction<'_>,
    account: &Account,
    replaced: Option<AccountId>,
) -> Result<(), StoreError> {
    let Some(external_id) = &account.external_id else {
        return Ok(());
    };
    let item = items::write(&ExternalRecord::new(external_id, account.id))?;
    match replaced {
        None => transaction.create(Position::External, item),
        Some(deleted) => transaction.put(
            Position::External,
            item,
            expr::ABSENT_OR_OF_DELETED,
            [(":deleted", expr::text(deleted.to_string()))],
        ),
    }
}

/// Puts the claim where there is none, or in place of the one that is displaced.
fn claim_address(
    transaction: &mut Transaction<'_>,
    new: &NewAccount,
    displaced: Option<&Displaced>,
) -> Result<(), StoreError> {
    let Some(claim) = &new.account.claim else {
        return Ok(());
    };
    let record = ClaimRecord::new(claim.email.normalised(), new.account.id, claim.kind);
    let item = items::write(&record)?;
    let Some(displaced) = displaced else {
        return transaction.create(Position::Email, item);
    };
    displaced.check_parts(new)?;
    displace(transaction, item, displaced)
}

/// Puts a claim in place of the one that is displaced, and takes the address from its holder.
pub(super) fn displace(
    transaction: &mut Transaction<'_>,
    claim: Item,
    displaced: &Displaced,
) -> Result<(), StoreError> {
    let holder = &displaced.holder;
    let amazon_only = || (":amazon_only", expr::text(kind_text(ClaimKind::AmazonOnly)));
    let of_holder = (":holder", expr::text(holder.id.to_string()));
    let values = [of_holder, amazon_only()];
    transaction.put(Position::Email, claim, expr::CLAIM_OF_HOLDER, values)?;
    transaction.update(
        Position::Holder,
        &keys::account(holder.id),
        expr::LOSE_CLAIM,
        expr::ACCOUNT_DISPLACEABLE,
        [
            (":version", expr::number(holder.version)),
            (":epoch", expr::number(holder.epoch.0)),
            (":one", expr::number(1)),
            amazon_only(),
        ],
    )?;
    let event = EventRecord::new(holder.id, &displaced.event);
    transaction.create(Position::HolderEvent, items::write(&event)?)
}

/// Reads which conditions failed: our own earlier success, or who was faster.
fn read_refusal(
    new: &NewAccount,
    session_ref: Option<SessionRef>,
    refused: &Refused,
) -> Result<CreateOutcome, StoreError> {
    let id = new.account.id;
    let is_ours = |item: Option<&Item>| item.is_some_and(|item| items::belongs_to(item, id));
    // The event's id was drawn for this creation alone. If account and event are there, an earlier
    // send of this very transaction arrived, whole, and its reply did not.
    let is_there = refused.is_at(Position::Account);
    let arrived = is_there && refused.is_at(Position::Event);
    if refused.is_at(Position::Attempt) && !(arrived && finished_so(new, session_ref, refused)?) {
        return Ok(CreateOutcome::AttemptClosed);
    }
    if is_there && !arrived {
        return Ok(CreateOutcome::AccountThere);
    }
    for (position, outcome) in [
        (Position::Identity, CreateOutcome::IdentityTaken),
        (Position::Email, CreateOutcome::EmailTaken),
        (Position::External, CreateOutcome::ExternalIdTaken),
    ] {
        if refused.is_at(position) && !(arrived && is_ours(refused.item(position))) {
            return Ok(outcome);
        }
    }
    if arrived {
        return Ok(CreateOutcome::Created);
    }
    if refused.is_at(Position::Holder) {
        return Ok(CreateOutcome::HolderChanged);
    }
    Err(items::corrupt(
        AccountRecord::ENTITY,
        "an event, session or device is there without its account".to_owned(),
    ))
}

/// Whether the attempt was finished by us, with this very session.
fn finished_so(
    new: &NewAccount,
    session_ref: Option<SessionRef>,
    refused: &Refused,
) -> Result<bool, StoreError> {
    let there: Option<ConsumedAttempt> =
        items::read_if::<items::AttemptRecord, _>(refused.item(Position::Attempt))?;
    Ok(there.is_some_and(|there| {
        (new.attempt.as_ref()).is_some_and(|(_, nonce)| there.nonce == *nonce)
            && there.outcome == session_ref.map(AttemptOutcome::SignedIn)
    }))
}
