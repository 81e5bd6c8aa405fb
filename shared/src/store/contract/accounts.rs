//! One account per Amazon account (I1), one owner per address (I2), all or nothing (I9).

use super::fixtures::{
    CROWD, account_id, assert_same_account, at_once, attempt, created, digest, email,
    first_sign_in, how_many, imported, must, random, secret, session, user_id,
};
use crate::domain::{Account, AttemptOutcome, Claim, ClaimKind, EmailClaim, ExternalId, Identity};
use crate::store::{CreateOutcome, NewAccount, Store, StoreError};

/// Account, identity, claim, session, device and outcome: what was written is what is read.
pub async fn a_new_account_is_found_with_everything_it_consists_of(
    store: &impl Store,
) -> Result<(), StoreError> {
    let attempt = attempt();
    store.consume_attempt(&attempt).await?;
    let new = NewAccount {
        attempt: Some((attempt.key, attempt.nonce.clone())),
        ..first_sign_in(&user_id())
    };

    let account = created(store, &new).await?;

    let digest = new.device.as_ref().map(|device| device.digest);
    let (found, device) = store.find_account(account.id, digest).await?;
    assert_same_account(found.as_ref(), &account);
    assert!(device.is_some());
    assert_eq!(device, new.device);
    let identity = store.find_identity(&account.identities[0]).await?;
    assert_eq!(identity, new.identity);
    assert_eq!(claim_of(store, &account).await?, Some(expected(&account)));
    let session = new.session.as_ref().map(|it| it.session_ref);
    let (found, owner) = must(found_session(store, &new).await?.ok_or("no session"));
    assert_eq!(Some(found), new.session);
    assert_eq!(owner.claim, account.claim);
    assert!(owner.amazon_linked);
    let outcome = store.find_attempt(attempt.key).await?;
    assert_eq!(
        outcome.and_then(|it| it.outcome),
        session.map(AttemptOutcome::SignedIn)
    );
    Ok(())
}

/// An import has no identity, no session and no attempt.
pub async fn an_account_without_amazon_is_created_too(
    store: &impl Store,
) -> Result<(), StoreError> {
    let mut new = imported();
    new.account.external_id = Some(external_id());

    let account = created(store, &new).await?;

    let (found, _) = store.find_account(account.id, None).await?;
    assert_same_account(found.as_ref(), &account);
    assert_eq!(claim_of(store, &account).await?, Some(expected(&account)));
    Ok(())
}

/// However many requests meet at a first sign-in, one account comes out of it and no remains.
pub async fn of_many_creations_for_one_identity_exactly_one_leaves_an_account(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    let new: Vec<_> = (0..CROWD).map(|_| first_sign_in(&user_id)).collect();

    let outcomes = at_once(new.iter().map(|it| store.create_account(it))).await;

    let identity = store.find_identity(&user_id).await?;
    let owner = identity.map(|it| it.account_id);
    for (new, outcome) in new.iter().zip(outcomes) {
        let expected = if owner == Some(new.account.id) {
            CreateOutcome::Created
        } else {
            CreateOutcome::IdentityTaken
        };
        assert_eq!(outcome?, expected);
        let is_there = expected == CreateOutcome::Created;
        assert_eq!(
            store.find_account(new.account.id, None).await?.0.is_some(),
            is_there
        );
        assert_eq!(claim_of(store, &new.account).await?.is_some(), is_there);
        assert_eq!(found_session(store, new).await?.is_some(), is_there);
    }
    assert!(owner.is_some());
    Ok(())
}

/// The same address in two first sign-ins at once: one claims it, the other is told.
pub async fn of_two_identities_with_one_address_only_one_gets_it(
    store: &impl Store,
) -> Result<(), StoreError> {
    let claim = Some(Claim {
        email: email(),
        kind: ClaimKind::AmazonOnly,
    });
    let new: Vec<_> = (0..CROWD)
        .map(|_| {
            let mut new = first_sign_in(&user_id());
            new.account.claim.clone_from(&claim);
            new
        })
        .collect();

    let outcomes = at_once(new.iter().map(|it| store.create_account(it))).await;

    let owner = claim_of(store, &new[0].account)
        .await?
        .map(|it| it.account_id);
    for (new, outcome) in new.iter().zip(outcomes) {
        let won = owner == Some(new.account.id);
        let expected = if won {
            CreateOutcome::Created
        } else {
            CreateOutcome::EmailTaken
        };
        assert_eq!(outcome?, expected);
        let identity = store.find_identity(&new.account.identities[0]).await?;
        assert_eq!(identity.is_some(), won);
    }
    assert!(owner.is_some());
    Ok(())
}

/// One account per id of the site's own.
pub async fn of_two_accounts_with_one_site_id_only_one_is_created(
    store: &impl Store,
) -> Result<(), StoreError> {
    let external_id = external_id();
    let new: Vec<_> = (0..CROWD)
        .map(|_| {
            let mut new = imported();
            new.account.external_id = Some(external_id.clone());
            new
        })
        .collect();

    let mut outcomes = at_once(new.iter().map(|it| store.create_account(it))).await;

    outcomes.retain(|it| !matches!(it, Ok(CreateOutcome::ExternalIdTaken)));
    assert_eq!(outcomes.len(), 1);
    assert_eq!(how_many(outcomes, &CreateOutcome::Created), 1);
    Ok(())
}

/// A caller whose reply was lost asks again, later than any idempotency window.
pub async fn creating_again_what_was_created_is_created(
    store: &impl Store,
) -> Result<(), StoreError> {
    let attempt = attempt();
    store.consume_attempt(&attempt).await?;
    let mut new = NewAccount {
        attempt: Some((attempt.key, attempt.nonce.clone())),
        ..first_sign_in(&user_id())
    };
    new.account.external_id = Some(external_id());
    created(store, &new).await?;

    assert_eq!(store.create_account(&new).await?, CreateOutcome::Created);
    // Without the device it is another transaction to the table, and still the same creation.
    new.device = None;
    assert_eq!(store.create_account(&new).await?, CreateOutcome::Created);

    // With another event it is another creation, and no lost reply.
    let mut another = new.clone();
    another.event.id.push('0');
    another.attempt = None;
    assert_eq!(
        store.create_account(&another).await?,
        CreateOutcome::AccountThere
    );

    // The same account under an identity of somebody else's is not.
    let mut foreign = new.clone();
    let theirs = created(store, &first_sign_in(&user_id())).await?;
    foreign.account.identities.clone_from(&theirs.identities);
    foreign.identity = new.identity.map(|it| Identity {
        user_id: theirs.identities[0].clone(),
        ..it
    });
    assert_eq!(
        store.create_account(&foreign).await?,
        CreateOutcome::IdentityTaken
    );
    Ok(())
}

/// Nothing half done: not an item of a refused creation is there.
pub async fn a_refused_creation_leaves_nothing_behind(
    store: &impl Store,
) -> Result<(), StoreError> {
    let taken = created(store, &imported()).await?;
    let attempt = attempt();
    store.consume_attempt(&attempt).await?;
    let mut new = NewAccount {
        attempt: Some((attempt.key, attempt.nonce.clone())),
        ..first_sign_in(&user_id())
    };
    new.account.claim.clone_from(&taken.claim);

    let outcome = store.create_account(&new).await?;

    assert_eq!(outcome, CreateOutcome::EmailTaken);
    assert!(store.find_account(new.account.id, None).await?.0.is_none());
    let identity = store.find_identity(&new.account.identities[0]).await?;
    assert_eq!(identity, None);
    assert!(found_session(store, &new).await?.is_none());
    assert_eq!(store.find_attempt(attempt.key).await?, Some(attempt));
    assert_eq!(claim_of(store, &taken).await?, Some(expected(&taken)));
    Ok(())
}

/// The loser of a race for an address decides again and gets an account without it.
pub async fn a_creation_refused_for_its_address_succeeds_without_it(
    store: &impl Store,
) -> Result<(), StoreError> {
    let taken = created(store, &imported()).await?;
    let mut new = first_sign_in(&user_id());
    new.account.claim.clone_from(&taken.claim);
    assert_eq!(store.create_account(&new).await?, CreateOutcome::EmailTaken);

    new.account.claim = None;

    assert_eq!(store.create_account(&new).await?, CreateOutcome::Created);
    assert_eq!(claim_of(store, &taken).await?, Some(expected(&taken)));
    Ok(())
}

/// Somebody closed the attempt as interrupted: what it began does not come true.
pub async fn no_account_is_created_for_an_attempt_that_was_closed(
    store: &impl Store,
) -> Result<(), StoreError> {
    let closed = attempt();
    store.consume_attempt(&closed).await?;
    let outcome = AttemptOutcome::Failed("interrupted".to_owned());
    store
        .finish_attempt(closed.key, &closed.nonce, &outcome)
        .await?;
    let foreign = attempt();
    store.consume_attempt(&foreign).await?;

    for (key, nonce) in [
        (closed.key, closed.nonce),
        (foreign.key, secret()),
        (digest(), secret()),
    ] {
        let new = NewAccount {
            attempt: Some((key, nonce)),
            ..first_sign_in(&user_id())
        };
        assert_eq!(
            store.create_account(&new).await?,
            CreateOutcome::AttemptClosed
        );
        assert!(store.find_account(new.account.id, None).await?.0.is_none());
    }
    Ok(())
}

/// Several conditions fail at once: the attempt's is told.
pub async fn a_closed_attempt_is_told_before_a_taken_identity(
    store: &impl Store,
) -> Result<(), StoreError> {
    let first = first_sign_in(&user_id());
    created(store, &first).await?;
    let mut again = first_sign_in(&first.account.identities[0]);
    again.account.claim.clone_from(&first.account.claim);

    assert_eq!(
        store.create_account(&again).await?,
        CreateOutcome::IdentityTaken
    );
    again.attempt = Some((digest(), secret()));
    assert_eq!(
        store.create_account(&again).await?,
        CreateOutcome::AttemptClosed
    );
    Ok(())
}

/// Ids that were mixed up anywhere above the store do not reach the table.
pub async fn parts_that_do_not_belong_together_are_refused(
    store: &impl Store,
) -> Result<(), StoreError> {
    let new = || first_sign_in(&user_id());
    let mut foreign_identity = new();
    if let Some(identity) = &mut foreign_identity.identity {
        identity.account_id = account_id();
    }
    let mut unlisted = new();
    unlisted.account.identities = vec![user_id()];
    let mut foreign_session = new();
    foreign_session.session = Some(session(account_id(), NewAccount::FIRST_EPOCH));
    let mut later_session = new();
    later_session.session = Some(session(
        later_session.account.id,
        later_session.account.epoch.next(),
    ));
    let mut no_session = new();
    no_session.session = None;
    no_session.attempt = Some((digest(), secret()));

    for wrong in [
        foreign_identity,
        unlisted,
        foreign_session,
        later_session,
        no_session,
    ] {
        assert!(store.create_account(&wrong).await.is_err());
        assert!(
            store
                .find_account(wrong.account.id, None)
                .await?
                .0
                .is_none()
        );
    }
    Ok(())
}

fn external_id() -> ExternalId {
    let text = data_encoding::HEXUPPER.encode(&random::<10>());
    must(ExternalId::parse(&format!("shop:{text}")))
}

pub(super) fn expected(account: &Account) -> EmailClaim {
    let claim = must(account.claim.clone().ok_or("no claim"));
    EmailClaim {
        email: claim.email.normalised().clone(),
        account_id: account.id,
        kind: claim.kind,
    }
}

pub(super) async fn claim_of(
    store: &impl Store,
    account: &Account,
) -> Result<Option<EmailClaim>, StoreError> {
    let claim = must(account.claim.clone().ok_or("no claim"));
    store.find_claim(claim.email.normalised()).await
}

async fn found_session(
    store: &impl Store,
    new: &NewAccount,
) -> Result<Option<(crate::domain::Session, crate::domain::SessionOwner)>, StoreError> {
    let session = must(new.session.clone().ok_or("no session"));
    store.find_session(session.session_ref).await
}
