//! Things to store, each with ids of its own, and what helps to compare and to race them.

use std::fmt::Debug;
use std::pin::Pin;
use std::task::Poll;

use crate::domain::{
    Account, AccountId, AccountStatus, AmazonProfile, AmazonUserId, AuthMethod, Claim, ClaimKind,
    ConsumedAttempt, Device, Digest, EmailAddress, Epoch, Event, EventKind, Identity, PasswordHash,
    PersonName, PostalCode, Proof, ReturnTo, Secret, Session, SessionLife, SessionToken, Ticket,
    TicketUse, Timestamp,
};
use crate::store::{CreateOutcome, Link, NewAccount, Store, StoreError};

/// When the contract plays. Far ahead, so that no engine's TTL sweeps what it looks at.
pub const NOW: Timestamp = Timestamp::from_unix_seconds(2_000_000_000);

/// How many do the same at once.
pub const CROWD: usize = 32;

/// A value that must be there.
pub fn must<T, E: Debug>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error:?}"),
    }
}

/// Random bytes.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    must(getrandom::fill(&mut bytes));
    bytes
}

/// A secret nobody else has.
#[must_use]
pub fn secret() -> Secret {
    Secret::from_bytes(random())
}

/// A digest of such a secret.
#[must_use]
pub fn digest() -> Digest {
    secret().digest()
}

/// An account id nobody else has.
#[must_use]
pub fn account_id() -> AccountId {
    AccountId::from_bytes(random())
}

/// An Amazon account nobody else has.
#[must_use]
pub fn user_id() -> AmazonUserId {
    let value = data_encoding::HEXUPPER.encode(&random::<14>());
    must(AmazonUserId::parse(&format!("amzn1.account.{value}")))
}

/// An address nobody else has.
#[must_use]
pub fn email() -> EmailAddress {
    let local = data_encoding::HEXUPPER.encode(&random::<10>());
    must(EmailAddress::parse(&format!("{local}@Contract.Example")))
}

/// A name.
#[must_use]
pub fn name(text: &str) -> PersonName {
    must(PersonName::parse(text))
}

/// A postal code.
#[must_use]
pub fn postal_code(text: &str) -> PostalCode {
    must(PostalCode::parse(text))
}

/// A consumed attempt, still pending.
#[must_use]
pub fn attempt() -> ConsumedAttempt {
    ConsumedAttempt {
        key: digest(),
        nonce: secret(),
        consumed_at: NOW,
        kept_until: NOW.plus_seconds(ConsumedAttempt::KEPT_S),
        outcome: None,
    }
}

/// An audit event.
#[must_use]
pub fn event(kind: EventKind) -> Event {
    Event::new(kind, NOW, random(), Some(user_id()))
}

/// A session that begins now.
#[must_use]
pub fn session(account_id: AccountId, epoch: Epoch) -> Session {
    Session::begin(
        &SessionToken::new(account_id, secret()),
        epoch,
        AuthMethod::Amazon,
        NOW,
        SessionLife::default(),
    )
}

/// A profile at Amazon.
#[must_use]
pub fn profile(user_id: &AmazonUserId) -> AmazonProfile {
    AmazonProfile {
        user_id: user_id.clone(),
        email: Some(email()),
        name: Some(name("Ánna 田中")),
        postal_code: Some(postal_code("94703-1111")),
    }
}

/// An account that nothing opens yet: no identity, no claim, no password.
#[must_use]
pub fn account() -> Account {
    Account {
        id: account_id(),
        version: NewAccount::FIRST_VERSION,
        epoch: NewAccount::FIRST_EPOCH,
        status: AccountStatus::Active,
        created_at: NOW,
        external_id: None,
        credential_version: None,
        merged_into: None,
        address_held_until: None,
        name: Some(name("Ánna 田中")),
        postal_code: Some(postal_code("94703-1111")),
        identities: Vec::new(),
        claim: None,
        password: None,
    }
}

/// A first sign-in by this Amazon account, with an address claim and a session.
#[must_use]
pub fn first_sign_in(user_id: &AmazonUserId) -> NewAccount {
    let email = email();
    let account = Account {
        identities: vec![user_id.clone()],
        claim: Some(Claim {
            email: email.clone(),
            kind: ClaimKind::AmazonOnly,
        }),
        ..account()
    };
    NewAccount {
        identity: Some(Identity {
            user_id: user_id.clone(),
            account_id: account.id,
            linked_at: NOW,
            used_at: NOW,
            email_seen: Some(email),
            name_seen: account.name.clone(),
            postal_code_seen: account.postal_code.clone(),
        }),
        event: event(EventKind::CreatedByAmazon),
        session: Some(session(account.id, account.epoch)),
        device: Some(Device {
            digest: digest(),
            epoch: account.epoch,
            seen_at: NOW,
        }),
        attempt: None,
        account,
    }
}

/// An account with address and password that no Amazon account opens.
#[must_use]
pub fn imported() -> NewAccount {
    NewAccount {
        account: Account {
            claim: Some(Claim {
                email: email(),
                kind: ClaimKind::Import { verified: true },
            }),
            password: Some(PasswordHash::new("$argon2id$contract".to_owned())),
            ..account()
        },
        identity: None,
        event: event(EventKind::Imported),
        session: None,
        device: None,
        attempt: None,
    }
}

/// Creates it and gives the account.
pub async fn created(store: &impl Store, new: &NewAccount) -> Result<Account, StoreError> {
    assert_eq!(store.create_account(new).await?, CreateOutcome::Created);
    Ok(new.account.clone())
}

/// A ticket by which this Amazon account could open that account.
#[must_use]
pub fn ticket(account: &Account, user_id: &AmazonUserId) -> Ticket {
    Ticket {
        key: digest(),
        account_id: account.id,
        epoch: account.epoch,
        at_site: None,
        profile: profile(user_id),
        proof: Proof::Password,
        session: None,
        return_to: must(ReturnTo::parse("/cart?id=3")),
        tries: 0,
        mailed: None,
        expires_at: NOW.plus_seconds(Ticket::LIFE_S),
        used: None,
    }
}

/// A use of a ticket that starts a session of this epoch.
#[must_use]
pub fn link(ticket: &Ticket, account: &Account, epoch: Epoch) -> Link {
    let session = session(account.id, epoch);
    Link {
        ticket: ticket.clone(),
        ticket_use: TicketUse {
            mark: secret(),
            session_ref: session.session_ref,
        },
        account: account.clone(),
        session,
        acting: None,
        takes_over: false,
        event: event(EventKind::Linked),
        now: NOW,
    }
}

/// Two accounts are the same in all that is stored.
pub fn assert_same_account(found: Option<&Account>, expected: &Account) {
    let all = |account: &Account| {
        let password = account.password.as_ref();
        (
            format!("{account:?}"),
            password.map(|hash| hash.expose().to_owned()),
            account
                .claim
                .as_ref()
                .map(|claim| claim.email.as_str().to_owned()),
        )
    };
    assert_eq!(found.map(all), Some(all(expected)));
}

/// Runs all of them at once and gives their results in order.
pub async fn at_once<T, F: Future<Output = T>>(futures: impl IntoIterator<Item = F>) -> Vec<T> {
    let mut running: Vec<Result<T, Pin<Box<F>>>> = futures
        .into_iter()
        .map(|future| Err(Box::pin(future)))
        .collect();
    std::future::poll_fn(|context| {
        let mut all_done = true;
        for slot in &mut running {
            if let Err(future) = slot {
                match future.as_mut().poll(context) {
                    Poll::Ready(value) => *slot = Ok(value),
                    Poll::Pending => all_done = false,
                }
            }
        }
        if all_done {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    running.into_iter().filter_map(Result::ok).collect()
}

/// How many of these results are this one; an error among them is a failure.
pub fn how_many<T: PartialEq>(results: Vec<Result<T, StoreError>>, expected: &T) -> usize {
    results
        .into_iter()
        .map(must)
        .filter(|result| result == expected)
        .count()
}
