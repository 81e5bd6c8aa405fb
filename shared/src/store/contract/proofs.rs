//! Proofs of a mailbox that make the account of a registration: once, all or nothing.

use super::fixtures::{
    CROWD, NOW, at_once, created, digest, email, event, first_sign_in, how_many, must, name,
    secret, user_id,
};
use super::registrations::{displaced, registered};
use crate::domain::{
    Account, Claim, ClaimKind, EmailAddress, Epoch, EventKind, MailboxProof, PasswordHash,
    ProofUse, Purpose, Registration, ReturnTo,
};
use crate::store::{
    Change, ChangeKind, CreateOutcome, Displaced, NewAccount, Store, StoreError, UsedProof,
};

/// A registration of this address that waits for its proof.
fn waiting(email: &EmailAddress) -> MailboxProof {
    MailboxProof {
        key: digest(),
        purpose: Purpose::Register(Registration {
            email: email.clone(),
            name: name("Ánna 田中"),
            password: PasswordHash::new("$argon2id$chosen".to_owned()),
            form: Some(digest()),
            return_to: must(ReturnTo::parse("/cart?id=3")),
        }),
        expires_at: NOW.plus_seconds(MailboxProof::ADDRESS_LIFE_S),
        used: None,
    }
}

/// The account that it makes, as one delivery of the form would.
fn finished(email: &EmailAddress, proof: &MailboxProof) -> (NewAccount, UsedProof) {
    let mut new = registered(email);
    new.account.claim = Some(Claim {
        email: email.clone(),
        kind: ClaimKind::Mailbox,
    });
    let used = UsedProof {
        proof: proof.clone(),
        proof_use: ProofUse {
            mark: secret(),
            session_ref: new.session.as_ref().map(|session| session.session_ref),
        },
        now: NOW,
    };
    (new, used)
}

/// A proof in the table and what it makes: of a new address or, with `holder`, of the one that this account
/// holds through Amazon alone.
pub(in crate::store) async fn proving(
    store: &impl Store,
    holder: Option<&Account>,
) -> Result<(NewAccount, Option<Displaced>, UsedProof), StoreError> {
    let held = holder.and_then(|holder| holder.claim.as_ref());
    let email = held.map_or_else(email, |claim| claim.email.clone());
    let proof = waiting(&email);
    store.put_proof(&proof).await?;
    let (new, used) = finished(&email, &proof);
    Ok((new, holder.map(displaced), used))
}

async fn is_there(store: &impl Store, new: &NewAccount) -> Result<bool, StoreError> {
    let (account, _) = store.find_account(new.account.id, None).await?;
    let session = must(new.session.as_ref().ok_or("no session"));
    let session = store.find_session(session.session_ref).await?;
    assert_eq!(account.is_some(), session.is_some(), "all or nothing");
    Ok(account.is_some())
}

async fn used(store: &impl Store, proof: &MailboxProof) -> Result<Option<ProofUse>, StoreError> {
    let there = must(store.find_proof(proof.key).await?.ok_or("no proof"));
    Ok(there.used)
}

/// Whose address it is.
async fn owner(store: &impl Store, of: &Account) -> Result<Option<Account>, StoreError> {
    let claim = must(of.claim.as_ref().ok_or("no claim"));
    match store.find_claim(claim.email.normalised()).await? {
        Some(claim) => Ok(store.find_account(claim.account_id, None).await?.0),
        None => Ok(None),
    }
}

/// Account, claim, session and the proof's use stand together; a lost reply is no failure.
pub async fn a_proof_creates_everything_and_is_used(store: &impl Store) -> Result<(), StoreError> {
    let (new, _, by) = proving(store, None).await?;
    let as_put = store.find_proof(by.proof.key).await?;

    for _ in 0..2 {
        let outcome = store.create_by_proof(&new, None, &by).await?;
        assert_eq!(outcome, CreateOutcome::Created);
    }

    assert_eq!(as_put.as_ref(), Some(&by.proof));
    assert!(is_there(store, &new).await?);
    assert_eq!(used(store, &by.proof).await?, Some(by.proof_use));
    let owner = must(owner(store, &new.account).await?.ok_or("no owner"));
    assert_eq!(owner.id, new.account.id);
    assert_eq!(owner.claim.map(|it| it.kind), Some(ClaimKind::Mailbox));
    Ok(())
}

/// However often a link is followed at once, it makes one account and begins one session.
pub async fn of_many_uses_of_a_proof_exactly_one_creates(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (first, _, by) = proving(store, None).await?;
    let address = must(first.account.claim.ok_or("no claim")).email;
    let all: Vec<_> = (0..CROWD).map(|_| finished(&address, &by.proof)).collect();

    let outcomes = at_once(
        all.iter()
            .map(|(new, by)| store.create_by_proof(new, None, by)),
    )
    .await;

    let mut made = 0;
    for (new, _) in &all {
        made += usize::from(is_there(store, new).await?);
    }
    assert_eq!(made, 1);
    assert_eq!(how_many(outcomes, &CreateOutcome::Created), 1);
    Ok(())
}

/// The other finds the address held, and stays unused.
pub async fn of_two_proofs_of_one_address_one_creates(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (first, _, by_first) = proving(store, None).await?;
    let address = must(first.account.claim.clone().ok_or("no claim")).email;
    let other = waiting(&address);
    store.put_proof(&other).await?;
    let (second, by_second) = finished(&address, &other);
    store.create_by_proof(&first, None, &by_first).await?;

    let outcome = store.create_by_proof(&second, None, &by_second).await?;

    assert_eq!(outcome, CreateOutcome::EmailTaken);
    assert!(!is_there(store, &second).await?);
    assert_eq!(used(store, &other).await?, None);
    Ok(())
}

/// The address goes over with its proof; the other account keeps its Amazon account, and its sessions
/// are dead. A lost reply takes nothing twice.
pub async fn a_proof_takes_a_claim_that_amazon_brought(
    store: &impl Store,
) -> Result<(), StoreError> {
    let holder = created(store, &first_sign_in(&user_id())).await?;
    let (new, gives_way, by) = proving(store, Some(&holder)).await?;

    for _ in 0..2 {
        let outcome = (store.create_by_proof(&new, gives_way.as_ref(), &by)).await?;
        assert_eq!(outcome, CreateOutcome::Created);
    }

    let owner = must(owner(store, &holder).await?.ok_or("no owner"));
    assert_eq!(owner.id, new.account.id);
    assert_eq!(used(store, &by.proof).await?, Some(by.proof_use));
    let (left, _) = store.find_account(holder.id, None).await?;
    let left = must(left.ok_or("no holder"));
    assert_eq!(left.claim, None);
    assert_eq!(left.identities, holder.identities);
    let raised = (holder.version + 1, holder.epoch.next());
    assert_eq!((left.version, left.epoch), raised);
    Ok(())
}

/// What became of the holder meanwhile is read first, and the proof stays unused.
pub async fn an_account_that_changed_since_it_was_read_does_not_give_way(
    store: &impl Store,
) -> Result<(), StoreError> {
    let holder = created(store, &first_sign_in(&user_id())).await?;
    let (new, gives_way, by) = proving(store, Some(&holder)).await?;
    let disable = Change {
        account: holder.clone(),
        kind: ChangeKind::Disable,
        acting: None,
        event: event(EventKind::Disabled),
    };
    store.change_account(&disable).await?;

    let outcome = (store.create_by_proof(&new, gives_way.as_ref(), &by)).await?;

    assert_eq!(outcome, CreateOutcome::HolderChanged);
    assert!(!is_there(store, &new).await?);
    assert_eq!(used(store, &by.proof).await?, None);
    let owner = must(owner(store, &holder).await?.ok_or("no owner"));
    assert_eq!(owner.id, holder.id);
    Ok(())
}

/// Its own condition is told first, even where the address is taken as well.
pub async fn a_proof_that_is_used_expired_or_unknown_creates_nothing(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (first, _, by_first) = proving(store, None).await?;
    store.create_by_proof(&first, None, &by_first).await?;
    let address = must(first.account.claim.ok_or("no claim")).email;
    let again = finished(&address, &by_first.proof);
    let (late, _, by_late) = proving(store, None).await?;
    let by_late = UsedProof {
        now: by_late.proof.expires_at,
        ..by_late
    };
    let nobodys = email();
    let unknown = finished(&nobodys, &waiting(&nobodys));

    for (new, by) in [again, (late, by_late), unknown] {
        let outcome = store.create_by_proof(&new, None, &by).await?;

        assert_eq!(outcome, CreateOutcome::ProofClosed);
        assert!(!is_there(store, &new).await?);
    }
    Ok(())
}

/// Devise's CVE-2026-32700: what is confirmed is what was proven, and nothing else.
pub async fn a_proof_of_another_address_or_session_is_refused(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (new, _, by) = proving(store, None).await?;
    let other_address = finished(&email(), &by.proof);
    let mut unproven = new.clone();
    unproven.account.claim = unproven.account.claim.map(|claim| Claim {
        kind: ClaimKind::Registered,
        ..claim
    });
    let other_session = UsedProof {
        proof_use: ProofUse {
            mark: secret(),
            session_ref: None,
        },
        ..by.clone()
    };
    let mut of_reset = by.clone();
    of_reset.proof.purpose = Purpose::Reset {
        account_id: new.account.id,
        epoch: Epoch(1),
    };
    let with_amazon = first_sign_in(&user_id());

    for (new, by) in [
        (&other_address.0, &other_address.1),
        (&unproven, &by),
        (&new, &other_session),
        (&new, &of_reset),
        (&with_amazon, &by),
    ] {
        assert!(store.create_by_proof(new, None, by).await.is_err());
    }
    assert_eq!(used(store, &by.proof).await?, None);
    Ok(())
}
