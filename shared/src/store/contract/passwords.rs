//! A hash is renewed where it still is the one that was verified, and nothing else changes.

use super::fixtures::{account, assert_same_account, at_once, created, imported, must};
use crate::domain::{Account, AccountId, PasswordHash};
use crate::store::{Store, StoreError};

fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(format!("$argon2id${text}"))
}

fn password(account: &Account) -> PasswordHash {
    must(account.password.clone().ok_or("no password"))
}

async fn found(store: &impl Store, id: AccountId) -> Result<Account, StoreError> {
    let (found, _) = store.find_account(id, None).await?;
    Ok(must(found.ok_or("no account")))
}

/// Version and epoch stay: no session ends, and no change that was read before is disturbed.
pub async fn a_renewed_password_replaces_the_verified_one_and_nothing_else(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;

    store
        .renew_password(account.id, &password(&account), &hash("renewed"))
        .await?;

    let expected = Account {
        password: Some(hash("renewed")),
        ..account.clone()
    };
    assert_same_account(Some(&found(store, account.id).await?), &expected);
    Ok(())
}

/// Whoever set another password wins, and is not told of it.
pub async fn a_password_that_changed_meanwhile_is_not_renewed(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;

    store
        .renew_password(account.id, &hash("of before"), &hash("renewed"))
        .await?;

    assert_same_account(Some(&found(store, account.id).await?), &account);
    Ok(())
}

/// Two sign-ins at once renew to two hashes of one password; either will do.
pub async fn of_two_renewals_at_once_one_is_kept(store: &impl Store) -> Result<(), StoreError> {
    let account = created(store, &imported()).await?;
    let verified = password(&account);
    let renewals = [hash("one"), hash("other")];

    let done = renewals
        .iter()
        .map(|renewed| store.renew_password(account.id, &verified, renewed));
    for result in at_once(done).await {
        result?;
    }

    let kept = password(&found(store, account.id).await?);
    assert!(renewals.iter().any(|it| it.expose() == kept.expose()));
    Ok(())
}

/// A renewal that comes after a deletion brings nothing back.
pub async fn an_account_that_is_not_there_is_not_made_by_a_renewal(
    store: &impl Store,
) -> Result<(), StoreError> {
    let nobody = account();

    store
        .renew_password(nobody.id, &hash("of before"), &hash("renewed"))
        .await?;

    assert!(store.find_account(nobody.id, None).await?.0.is_none());
    Ok(())
}
