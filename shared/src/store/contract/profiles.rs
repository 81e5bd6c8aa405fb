//! A profile is copied at each sign-in, and only where it may be.

use super::accounts::{claim_of, expected};
use super::fixtures::{
    NOW, account, account_id, assert_same_account, created, first_sign_in, must, name, postal_code,
    profile, user_id,
};
use crate::domain::{Account, AmazonProfile, Identity};
use crate::store::{Store, StoreError};

/// Name and postal code go to the account, the e-mail, as information, to the identity.
pub async fn a_profile_is_copied_where_it_differs(store: &impl Store) -> Result<(), StoreError> {
    let new = first_sign_in(&user_id());
    let account = created(store, &new).await?;
    let mut identity = must(new.identity.ok_or("no identity"));
    let mut latest = account.clone();
    for (name_text, code) in [("B", "94703-1111"), ("B", "2"), ("C", "3"), ("C", "3")] {
        let profile = AmazonProfile {
            name: Some(name(name_text)),
            postal_code: Some(postal_code(code)),
            ..profile(&identity.user_id)
        };

        store
            .refresh_profile(&latest, &identity, &profile, NOW)
            .await?;

        latest.name = profile.name;
        latest.postal_code = profile.postal_code;
        let (found, _) = store.find_account(account.id, None).await?;
        assert_same_account(found.as_ref(), &latest);
        let found = store.find_identity(&identity.user_id).await?;
        identity = must(found.ok_or("no identity"));
        assert_eq!(identity.email_seen, profile.email);
        assert_eq!(identity.name_seen, latest.name);
        assert_eq!(identity.postal_code_seen, latest.postal_code);
    }
    // An Amazon e-mail is never a claim of ours.
    assert_eq!(claim_of(store, &account).await?, Some(expected(&account)));
    Ok(())
}

/// A name that the customer or the site gave is not overwritten by what Amazon says.
pub async fn what_did_not_come_from_amazon_is_kept(store: &impl Store) -> Result<(), StoreError> {
    let mut new = first_sign_in(&user_id());
    new.account.name = Some(name("Given here"));
    let account = created(store, &new).await?;
    let identity = must(new.identity.ok_or("no identity"));
    let profile = AmazonProfile {
        name: Some(name("B")),
        ..profile(&identity.user_id)
    };

    store
        .refresh_profile(&account, &identity, &profile, NOW)
        .await?;

    let (found, _) = store.find_account(account.id, None).await?;
    assert_eq!(found.and_then(|it| it.name), account.name);
    let found = store.find_identity(&identity.user_id).await?;
    assert_eq!(found.and_then(|it| it.name_seen), profile.name);
    Ok(())
}

/// A customer who withdraws a field at Amazon does not lose it here.
pub async fn what_amazon_no_longer_shares_is_kept(store: &impl Store) -> Result<(), StoreError> {
    let new = first_sign_in(&user_id());
    let account = created(store, &new).await?;
    let identity = must(new.identity.ok_or("no identity"));
    let bare = AmazonProfile {
        user_id: identity.user_id.clone(),
        email: None,
        name: None,
        postal_code: None,
    };

    store
        .refresh_profile(&account, &identity, &bare, NOW)
        .await?;

    let (found, _) = store.find_account(account.id, None).await?;
    assert_same_account(found.as_ref(), &account);
    assert_eq!(
        store.find_identity(&identity.user_id).await?,
        Some(identity)
    );
    Ok(())
}

/// What was read too long ago, or of an account that is not there, writes nothing and is fine.
pub async fn a_stale_profile_changes_nothing(store: &impl Store) -> Result<(), StoreError> {
    let new = first_sign_in(&user_id());
    let there = created(store, &new).await?;
    let identity = must(new.identity.ok_or("no identity"));
    let changed = AmazonProfile {
        name: Some(name("B")),
        ..profile(&identity.user_id)
    };
    let stale = Account {
        version: there.version + 1,
        ..there.clone()
    };
    let foreign = Identity {
        account_id: account_id(),
        ..identity.clone()
    };
    let nobody = account();
    let unknown = Identity {
        user_id: user_id(),
        ..identity.clone()
    };

    store
        .refresh_profile(&stale, &foreign, &changed, NOW)
        .await?;
    store
        .refresh_profile(&nobody, &unknown, &changed, NOW)
        .await?;

    let (found, _) = store.find_account(there.id, None).await?;
    assert_same_account(found.as_ref(), &there);
    assert_eq!(
        store.find_identity(&identity.user_id).await?,
        Some(identity)
    );
    assert!(store.find_account(nobody.id, None).await?.0.is_none());
    assert_eq!(store.find_identity(&unknown.user_id).await?, None);
    Ok(())
}

/// Once a day at most.
pub async fn a_use_of_an_identity_is_noted_once_a_day(
    store: &impl Store,
) -> Result<(), StoreError> {
    let new = first_sign_in(&user_id());
    let account = created(store, &new).await?;
    let mut identity = must(new.identity.ok_or("no identity"));
    let same = AmazonProfile {
        email: identity.email_seen.clone(),
        name: account.name.clone(),
        postal_code: account.postal_code.clone(),
        user_id: identity.user_id.clone(),
    };
    let day = Identity::USE_NOTED_S;
    for (after_s, noted_s) in [(day - 1, 0), (day, day), (2 * day - 1, day)] {
        let now = NOW.plus_seconds(after_s);

        store
            .refresh_profile(&account, &identity, &same, now)
            .await?;

        let found = store.find_identity(&identity.user_id).await?;
        identity = must(found.ok_or("no identity"));
        assert_eq!(identity.used_at, NOW.plus_seconds(noted_s), "{after_s}");
    }
    Ok(())
}
