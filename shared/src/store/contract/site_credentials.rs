//! What the site says of the credentials of an account that stands for one of its own.

use super::changes::change;
use super::fixtures::{
    CROWD, assert_same_account, at_once, created, event, first_sign_in, how_many, imported, link,
    ticket, user_id,
};
use super::links::read;
use super::sites::{adopted, site_ref, version};
use crate::domain::{Account, EventKind, SiteRef, Ticket};
use crate::store::{Change, ChangeKind, ChangeOutcome, LinkOutcome, Store, StoreError};

/// The site says that its credentials are of this version now.
fn seen(account: &Account, now: &str) -> Change {
    Change {
        event: event(EventKind::CredentialsChanged),
        ..change(account, ChangeKind::CredentialsChanged(version(now)))
    }
}

/// Of many who saw the same change, one notes it, and only on what it saw before.
pub async fn changed_credentials_end_what_was_before_once(
    store: &impl Store,
) -> Result<(), StoreError> {
    let site = site_ref();
    let new = adopted(&site);
    store.adopt_account(&new, None).await?;

    let changes: Vec<_> = (0..CROWD).map(|_| seen(&new.account, "2")).collect();
    let outcomes = at_once(changes.iter().map(|it| store.change_account(it))).await;

    assert_eq!(how_many(outcomes, &ChangeOutcome::Done), 1);
    let now = read(store, &new.account).await?;
    let expected = Account {
        credential_version: Some(version("2")),
        version: new.account.version + 1,
        epoch: new.account.epoch.next(),
        ..new.account.clone()
    };
    assert_same_account(Some(&now), &expected);
    let unread = Account {
        credential_version: Some(version("1")),
        ..now.clone()
    };
    let refused = store.change_account(&seen(&unread, "2")).await?;
    assert_eq!(refused, ChangeOutcome::AccountChanged);
    let apart = created(store, &first_sign_in(&user_id())).await?;
    assert!(store.change_account(&seen(&apart, "2")).await.is_err());
    Ok(())
}

/// An account that was imported with the site's id, before the site was ever asked.
pub async fn credentials_are_noted_where_none_were(store: &impl Store) -> Result<(), StoreError> {
    let mut new = imported();
    new.account.external_id = Some(site_ref().id);
    let account = created(store, &new).await?;

    let outcome = store.change_account(&seen(&account, "7")).await?;

    assert_eq!(outcome, ChangeOutcome::Done);
    let now = read(store, &account).await?;
    assert_eq!(now.credential_version, Some(version("7")));
    Ok(())
}

/// What a link proves at the site is noted with it.
pub async fn linking_by_the_sites_password_notes_its_credentials(
    store: &impl Store,
) -> Result<(), StoreError> {
    let site = site_ref();
    let new = adopted(&site);
    store.adopt_account(&new, None).await?;
    let user_id = user_id();
    let ticket = Ticket {
        at_site: Some(SiteRef {
            credential_version: version("2"),
            ..site
        }),
        ..ticket(&new.account, &user_id)
    };
    store.put_ticket(&ticket).await?;
    let link = link(&ticket, &new.account, new.account.epoch.next());

    assert_eq!(store.link_identity(&link).await?, LinkOutcome::Done);

    let now = read(store, &new.account).await?;
    assert_eq!(now.credential_version, Some(version("2")));
    assert_eq!(now.identities, [user_id]);
    Ok(())
}
