//! Accounts under an id that several deliveries derive, and addresses that go from one to another.

use super::fixtures::{
    CROWD, account_id, assert_same_account, at_once, created, digest, email, event, first_sign_in,
    how_many, imported, random, secret, session, user_id,
};
use crate::domain::{
    Account, Claim, ClaimKind, Device, EmailAddress, EmailClaim, Event, EventKind, PasswordHash,
    SessionRef,
};
use crate::store::{
    Change, ChangeKind, ChangeOutcome, CreateOutcome, Displaced, NewAccount, Store, StoreError,
};

/// A registration with this address, as one delivery of a form makes it.
#[must_use]
pub fn registered(email: &EmailAddress) -> NewAccount {
    let account = Account {
        id: account_id(),
        claim: Some(Claim {
            email: email.clone(),
            kind: ClaimKind::Registered,
        }),
        password: Some(PasswordHash::new(format!("$argon2id${}", digest()))),
        ..imported().account
    };
    NewAccount {
        event: event(EventKind::Registered),
        session: Some(session(account.id, account.epoch)),
        device: Some(Device {
            digest: digest(),
            epoch: account.epoch,
            seen_at: account.created_at,
        }),
        identity: None,
        attempt: None,
        account,
    }
}

/// Another delivery of the same form: the same id and address, everything else drawn anew.
fn delivered_again(new: &NewAccount) -> NewAccount {
    let address = new.account.claim.as_ref().map(|claim| claim.email.clone());
    let mut again = registered(&address.unwrap_or_else(email));
    again.account.id = new.account.id;
    again.session = Some(session(new.account.id, new.account.epoch));
    again
}

/// What is displaced by a registration with the holder's address.
#[must_use]
pub fn displaced(holder: &Account) -> Displaced {
    Displaced {
        holder: holder.clone(),
        event: Event::new(EventKind::ClaimLost, holder.created_at, random(), None),
    }
}

/// An account made through Amazon, and a registration with the address that it brought.
async fn holder_and_new(store: &impl Store) -> Result<(NewAccount, NewAccount), StoreError> {
    let holder = first_sign_in(&user_id());
    created(store, &holder).await?;
    let address = holder.account.claim.as_ref().map(|it| it.email.clone());
    let new = registered(&address.unwrap_or_else(email));
    Ok((holder, new))
}

async fn owner(store: &impl Store, of: &Account) -> Result<Option<EmailClaim>, StoreError> {
    match &of.claim {
        Some(claim) => store.find_claim(claim.email.normalised()).await,
        None => Ok(None),
    }
}

fn session_of(new: &NewAccount) -> SessionRef {
    let there = new.session.as_ref().map(|session| session.session_ref);
    there.unwrap_or_else(|| SessionRef {
        account_id: new.account.id,
        digest: secret().digest(),
    })
}

/// However often one form is delivered at once, one delivery makes the account.
pub async fn of_many_deliveries_of_one_form_exactly_one_makes_the_account(
    store: &impl Store,
) -> Result<(), StoreError> {
    let first = registered(&email());
    let deliveries: Vec<_> = (0..CROWD).map(|_| delivered_again(&first)).collect();

    let outcomes = at_once(deliveries.iter().map(|it| store.create_account(it))).await;

    let mut made = 0;
    for (new, outcome) in deliveries.iter().zip(outcomes) {
        let is_its_own = store.find_session(session_of(new)).await?.is_some();
        let expected = if is_its_own {
            CreateOutcome::Created
        } else {
            CreateOutcome::AccountThere
        };
        assert_eq!(outcome?, expected);
        made += usize::from(is_its_own);
    }
    assert_eq!(made, 1);
    Ok(())
}

/// An id is never used again, not even that of an account that was deleted.
pub async fn an_account_that_was_deleted_is_not_made_again_under_its_id(
    store: &impl Store,
) -> Result<(), StoreError> {
    let new = registered(&email());
    let account = created(store, &new).await?;
    let delete = Change {
        account: account.clone(),
        kind: ChangeKind::Delete,
        acting: None,
        event: event(EventKind::Deleted),
    };
    assert_eq!(store.change_account(&delete).await?, ChangeOutcome::Done);

    let again = store.create_account(&delivered_again(&new)).await?;

    assert_eq!(again, CreateOutcome::AccountThere);
    assert_eq!(owner(store, &account).await?, None);
    let (there, _) = store.find_account(account.id, None).await?;
    assert!(there.is_some_and(|there| there.is_tombstone()));
    Ok(())
}

/// The address goes over, the other account keeps everything else, and its sessions are dead.
pub async fn a_claim_that_amazon_brought_goes_to_a_registration(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (holder, new) = holder_and_new(store).await?;
    let displaced = displaced(&holder.account);

    let outcome = store.displace_claim(&new, &displaced).await?;

    assert_eq!(outcome, CreateOutcome::Created);
    let expected = Account {
        version: holder.account.version + 1,
        epoch: holder.account.epoch.next(),
        claim: None,
        ..holder.account.clone()
    };
    let (left, _) = store.find_account(holder.account.id, None).await?;
    assert_same_account(left.as_ref(), &expected);
    assert_eq!(
        store.find_identity(&holder.account.identities[0]).await?,
        holder.identity
    );
    let claim = owner(store, &new.account).await?;
    assert_eq!(
        claim.map(|it| (it.account_id, it.kind)),
        Some((new.account.id, ClaimKind::Registered))
    );
    let device = new.device.as_ref().map(|device| device.digest);
    let (there, known) = store.find_account(new.account.id, device).await?;
    assert_same_account(there.as_ref(), &new.account);
    assert_eq!(known, new.device);
    let begun = store.find_session(session_of(&new)).await?;
    assert_eq!(begun.map(|(session, _)| session), new.session);
    let older = store.find_session(session_of(&holder)).await?;
    assert!(older.is_some_and(|(session, owner)| session.epoch != owner.epoch));
    Ok(())
}

/// A lost reply: the very same again is done, and takes nothing twice.
pub async fn displacing_again_what_was_displaced_is_done(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (holder, new) = holder_and_new(store).await?;
    let displaced = displaced(&holder.account);
    store.displace_claim(&new, &displaced).await?;

    let again = store.displace_claim(&new, &displaced).await?;

    assert_eq!(again, CreateOutcome::Created);
    let (left, _) = store.find_account(holder.account.id, None).await?;
    assert_eq!(left.map(|it| it.version), Some(holder.account.version + 1));
    Ok(())
}

/// Of many who want one address exactly one gets it; the others leave nothing behind.
pub async fn of_many_registrations_with_one_displaced_address_exactly_one_gets_it(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (holder, first) = holder_and_new(store).await?;
    let displaced = displaced(&holder.account);
    let address = first.account.claim.as_ref().map(|it| it.email.clone());
    let address = address.unwrap_or_else(email);
    let new: Vec<_> = (0..CROWD).map(|_| registered(&address)).collect();

    let outcomes = at_once(new.iter().map(|it| store.displace_claim(it, &displaced))).await;

    let claim = owner(store, &first.account).await?.map(|it| it.account_id);
    for it in &new {
        let (there, _) = store.find_account(it.account.id, None).await?;
        assert_eq!(there.is_some(), claim == Some(it.account.id));
    }
    assert_eq!(how_many(outcomes, &CreateOutcome::Created), 1);
    Ok(())
}

/// A claim that changed hands, or was given up, is not the one that was read.
pub async fn only_the_very_claim_that_was_read_is_displaced(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (holder, new) = holder_and_new(store).await?;
    let as_read = displaced(&holder.account);
    let delete = Change {
        account: holder.account.clone(),
        kind: ChangeKind::Delete,
        acting: None,
        event: event(EventKind::Deleted),
    };
    store.change_account(&delete).await?;

    let given_up = store.displace_claim(&new, &as_read).await?;
    created(store, &new).await?;
    let other = delivered_again(&new);
    let other = NewAccount {
        account: Account {
            id: account_id(),
            ..other.account.clone()
        },
        session: None,
        ..other
    };
    let changed_hands = store.displace_claim(&other, &as_read).await?;

    assert_eq!(given_up, CreateOutcome::EmailTaken);
    assert_eq!(changed_hands, CreateOutcome::EmailTaken);
    let claim = owner(store, &new.account).await?;
    assert_eq!(claim.map(|it| it.account_id), Some(new.account.id));
    Ok(())
}

/// What became of the account meanwhile is read first; closed or open makes no difference.
pub async fn an_account_that_changed_since_it_was_read_loses_nothing(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (holder, new) = holder_and_new(store).await?;
    let disable = Change {
        account: holder.account.clone(),
        kind: ChangeKind::Disable,
        acting: None,
        event: event(EventKind::Disabled),
    };
    store.change_account(&disable).await?;

    let as_read = store
        .displace_claim(&new, &displaced(&holder.account))
        .await?;
    let (now, _) = store.find_account(holder.account.id, None).await?;
    let now = now.unwrap_or_else(|| holder.account.clone());
    let claim = now.claim.clone();
    let read_again = store.displace_claim(&new, &displaced(&now)).await?;

    assert_eq!(as_read, CreateOutcome::HolderChanged);
    assert_eq!(claim, holder.account.claim);
    assert_eq!(read_again, CreateOutcome::Created);
    Ok(())
}

/// An address that was imported, registered or proven is nobody's to displace, nor another one's.
pub async fn only_the_holders_own_claim_through_amazon_is_displaced(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (holder, new) = holder_and_new(store).await?;
    let mut of_kind = holder.account.clone();
    of_kind.claim = new.account.claim.clone();
    let itself = Account {
        id: new.account.id,
        ..holder.account.clone()
    };

    for mixed_up in [
        displaced(&of_kind),
        displaced(&imported().account),
        displaced(&first_sign_in(&user_id()).account),
        displaced(&itself),
    ] {
        let refused = store.displace_claim(&new, &mixed_up).await;

        assert!(matches!(refused, Err(StoreError::Corrupt { .. })));
    }
    Ok(())
}
