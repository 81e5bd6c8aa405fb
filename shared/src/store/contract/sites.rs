//! Accounts that stand for accounts of a site that keeps its own: one for each id, whoever comes first.

use super::changes::change;
use super::fixtures::{
    CROWD, account, assert_same_account, at_once, created, digest, event, first_sign_in, how_many,
    imported, link, must, session, ticket, user_id,
};
use super::links::{assert_nothing_written, read};
use crate::domain::{
    Account, AccountId, AmazonUserId, CredentialVersion, EventKind, ExternalId, SiteRef, Ticket,
};
use crate::store::{
    ChangeKind, ChangeOutcome, CreateOutcome, Link, LinkOutcome, NewAccount, Store, StoreError,
};

/// An account at the site that nobody has seen yet.
#[must_use]
pub fn site_ref() -> SiteRef {
    SiteRef {
        id: must(ExternalId::parse(&digest().to_string())),
        credential_version: version("1"),
    }
}

pub(super) fn version(text: &str) -> CredentialVersion {
    must(CredentialVersion::parse(text))
}

fn standing_for(site: &SiteRef, account: Account) -> Account {
    Account {
        external_id: Some(site.id.clone()),
        credential_version: Some(site.credential_version.clone()),
        claim: None,
        password: None,
        ..account
    }
}

/// A customer of the site who signs in here for the first time, by password.
#[must_use]
pub fn adopted(site: &SiteRef) -> NewAccount {
    let account = standing_for(site, account());
    NewAccount {
        session: Some(session(account.id, account.epoch)),
        event: event(EventKind::Adopted),
        account,
        identity: None,
        device: None,
        attempt: None,
    }
}

/// A customer who was made at the site by a first sign-in with Amazon.
#[must_use]
pub fn made_at_site(site: &SiteRef, user_id: &AmazonUserId) -> NewAccount {
    let new = first_sign_in(user_id);
    NewAccount {
        account: standing_for(site, new.account),
        ..new
    }
}

/// A customer of the site whose account here was deleted since: the site's id stays.
async fn deleted(store: &impl Store, site: &SiteRef) -> Result<AccountId, StoreError> {
    let new = adopted(site);
    let made = store.adopt_account(&new, None).await?;
    assert_eq!(made, CreateOutcome::Created);
    let gone = store
        .change_account(&change(&new.account, ChangeKind::Delete))
        .await?;
    assert_eq!(gone, ChangeOutcome::Done);
    Ok(new.account.id)
}

/// An open ticket for the password at the site, and a use of it that makes the account.
pub async fn asked_at_site(
    store: &impl Store,
    site: &SiteRef,
    user_id: &AmazonUserId,
) -> Result<Link, StoreError> {
    let account = Account {
        identities: vec![user_id.clone()],
        ..standing_for(site, account())
    };
    let ticket = Ticket {
        at_site: Some(site.clone()),
        ..ticket(&account, user_id)
    };
    store.put_ticket(&ticket).await?;
    Ok(link(&ticket, &account, account.epoch))
}

/// An account from before the site was asked, its ticket, and a use of it.
pub async fn joining(store: &impl Store, site: &SiteRef) -> Result<Link, StoreError> {
    let user_id = user_id();
    let mut new = first_sign_in(&user_id);
    new.account.claim = imported().account.claim;
    new.account.password = imported().account.password;
    let account = created(store, &new).await?;
    let ticket = Ticket {
        at_site: Some(site.clone()),
        ..ticket(&account, &user_id)
    };
    store.put_ticket(&ticket).await?;
    Ok(link(&ticket, &account, account.epoch.next()))
}

/// Found by the site's id, with its session, and by nothing else.
pub async fn an_adopted_account_is_found_by_the_sites_id_alone(
    store: &impl Store,
) -> Result<(), StoreError> {
    let site = site_ref();
    assert_eq!(store.find_external(&site.id).await?, None);
    let new = adopted(&site);

    assert_eq!(
        store.adopt_account(&new, None).await?,
        CreateOutcome::Created
    );
    assert_eq!(
        store.adopt_account(&new, None).await?,
        CreateOutcome::Created,
        "our own repeated delivery"
    );

    let id = new.account.id;
    assert_eq!(store.find_external(&site.id).await?, Some(id));
    assert_same_account(Some(&read(store, &new.account).await?), &new.account);
    let session = must(new.session.ok_or("no session"));
    let found = store.find_session(session.session_ref).await?;
    assert!(found.is_some_and(|(_, owner)| owner.external_id.as_ref() == Some(&site.id)));
    Ok(())
}

/// I1: one account per id of the site, whoever adopts it and however.
pub async fn of_many_adoptions_of_one_id_exactly_one_is_made(
    store: &impl Store,
) -> Result<(), StoreError> {
    let site = site_ref();
    let by_password: Vec<_> = (0..CROWD).map(|_| adopted(&site)).collect();
    let mut by_link = Vec::new();
    for _ in 0..CROWD {
        by_link.push(asked_at_site(store, &site, &user_id()).await?);
    }

    let (passwords, links) = tokio::join!(
        at_once(by_password.iter().map(|it| store.adopt_account(it, None))),
        at_once(by_link.iter().map(|it| store.adopt_by_link(it, None)))
    );

    let made = how_many(passwords, &CreateOutcome::Created);
    assert_eq!(made + how_many(links, &LinkOutcome::Done), 1);
    let owner = must(store.find_external(&site.id).await?.ok_or("nobody"));
    for new in &by_password {
        let (found, _) = store.find_account(new.account.id, None).await?;
        assert_eq!(found.is_some(), new.account.id == owner);
    }
    for link in &by_link {
        let identity = store.find_identity(&link.ticket.profile.user_id).await?;
        assert_eq!(identity.is_some(), link.account.id == owner);
    }
    Ok(())
}

/// The id of a deleted account stays: whoever has read that takes its place, and nobody else.
pub async fn an_account_that_was_deleted_gives_its_place_to_who_has_read_that(
    store: &impl Store,
) -> Result<(), StoreError> {
    let site = site_ref();
    let gone = deleted(store, &site).await?;
    let (blind, first, late) = (adopted(&site), adopted(&site), adopted(&site));

    let refused = store.adopt_account(&blind, None).await?;
    let made = store.adopt_account(&first, Some(gone)).await?;
    let too_late = store.adopt_account(&late, Some(gone)).await?;

    assert_eq!(refused, CreateOutcome::ExternalIdTaken);
    assert_eq!(made, CreateOutcome::Created);
    assert_eq!(too_late, CreateOutcome::ExternalIdTaken);
    let owner = store.find_external(&site.id).await?;
    assert_eq!(owner, Some(first.account.id));
    Ok(())
}

/// Ticket, account, identity, the site's id and session, in one; again is done.
pub async fn adopting_by_a_link_writes_everything_once(
    store: &impl Store,
) -> Result<(), StoreError> {
    let (site, user_id) = (site_ref(), user_id());
    let gone = deleted(store, &site).await?;
    let link = asked_at_site(store, &site, &user_id).await?;

    let blind = store.adopt_by_link(&link, None).await?;
    assert_eq!(blind, LinkOutcome::AccountChanged);
    assert_nothing_written(store, &link).await?;
    for _ in 0..2 {
        let made = store.adopt_by_link(&link, Some(gone)).await?;
        assert_eq!(made, LinkOutcome::Done);
    }

    assert_same_account(Some(&read(store, &link.account).await?), &link.account);
    let identity = must(store.find_identity(&user_id).await?.ok_or("no identity"));
    assert_eq!(identity.account_id, link.account.id);
    let owner = store.find_external(&site.id).await?;
    assert_eq!(owner, Some(link.account.id));
    let found = store.find_session(link.session.session_ref).await?;
    assert!(found.is_some());
    let ticket = must(store.find_ticket(link.ticket.key).await?.ok_or("no ticket"));
    assert_eq!(ticket.used, Some(link.ticket_use));
    assert_eq!(ticket.at_site, Some(site));
    Ok(())
}

/// An Amazon account that opens an account is not taken from it.
pub async fn an_identity_that_opens_an_account_adopts_no_other(
    store: &impl Store,
) -> Result<(), StoreError> {
    let user_id = user_id();
    created(store, &first_sign_in(&user_id)).await?;
    let link = asked_at_site(store, &site_ref(), &user_id).await?;

    let refused = store.adopt_by_link(&link, None).await?;

    assert_eq!(refused, LinkOutcome::IdentityTaken);
    assert_nothing_written(store, &link).await
}

/// An expired ticket, or one that is used, adopts nobody.
pub async fn a_closed_ticket_adopts_nobody(store: &impl Store) -> Result<(), StoreError> {
    let link = asked_at_site(store, &site_ref(), &user_id()).await?;
    let late = Link {
        now: link.ticket.expires_at,
        ..link.clone()
    };
    assert_eq!(
        store.adopt_by_link(&late, None).await?,
        LinkOutcome::TicketClosed
    );

    assert_eq!(store.adopt_by_link(&link, None).await?, LinkOutcome::Done);

    let again = super::fixtures::link(&link.ticket, &link.account, link.account.epoch);
    assert_eq!(
        store.adopt_by_link(&again, None).await?,
        LinkOutcome::TicketClosed
    );
    assert_nothing_written(store, &again).await
}

/// The site's id comes, address and password go, and everything older is dead.
pub async fn an_account_is_given_the_sites_id_once(store: &impl Store) -> Result<(), StoreError> {
    let site = site_ref();
    let link = joining(store, &site).await?;
    let account = link.account.clone();

    for _ in 0..2 {
        let made = store.add_site_id(&link, None).await?;
        assert_eq!(made, LinkOutcome::Done);
    }

    let expected = Account {
        version: account.version + 1,
        epoch: account.epoch.next(),
        ..standing_for(&site, account.clone())
    };
    assert_same_account(Some(&read(store, &account).await?), &expected);
    assert_eq!(store.find_external(&site.id).await?, Some(account.id));
    let claim = must(account.claim.as_ref().ok_or("no claim"));
    assert_eq!(store.find_claim(claim.email.normalised()).await?, None);
    Ok(())
}

/// Two accounts for one id, two ids for one account, or one that changed: nothing is written.
pub async fn the_sites_id_goes_to_one_account_as_it_was_read(
    store: &impl Store,
) -> Result<(), StoreError> {
    let site = site_ref();
    let (first, second) = (joining(store, &site).await?, joining(store, &site).await?);
    let results = at_once(
        [first.clone(), second.clone()]
            .iter()
            .map(|link| store.add_site_id(link, None)),
    )
    .await;
    assert_eq!(how_many(results, &LinkOutcome::Done), 1);

    let changed = joining(store, &site_ref()).await?;
    let other = change(&changed.account, ChangeKind::EndSessions);
    store.change_account(&other).await?;
    let refused = store.add_site_id(&changed, None).await?;
    assert_eq!(refused, LinkOutcome::AccountChanged);
    assert_nothing_written(store, &changed).await?;

    // As it is now, but the question is of before.
    let now = read(store, &changed.account).await?;
    let stale = link(&changed.ticket, &now, now.epoch.next());
    let refused = store.add_site_id(&stale, None).await?;
    assert_eq!(refused, LinkOutcome::TicketClosed);
    assert_nothing_written(store, &stale).await
}

/// An account whose Amazon account was unlinked meanwhile is not given the site's id by it.
pub async fn only_an_account_that_the_identity_opens_is_given_the_sites_id(
    store: &impl Store,
) -> Result<(), StoreError> {
    let account = created(store, &first_sign_in(&user_id())).await?;
    let ticket = Ticket {
        at_site: Some(site_ref()),
        ..ticket(&account, &user_id())
    };
    store.put_ticket(&ticket).await?;
    let link = link(&ticket, &account, account.epoch.next());

    let refused = store.add_site_id(&link, None).await?;

    assert_eq!(refused, LinkOutcome::AccountChanged);
    assert_nothing_written(store, &link).await
}

/// An adoption of foreign parts is an error, never an account.
pub async fn an_adoption_of_foreign_parts_is_refused(store: &impl Store) -> Result<(), StoreError> {
    let site = site_ref();
    let mut nameless = adopted(&site);
    nameless.account.external_id = None;
    let mut unseen = adopted(&site);
    unseen.account.credential_version = None;
    let mut with_claim = adopted(&site);
    with_claim.account.claim = imported().account.claim;
    for bad in [nameless, unseen, with_claim] {
        assert!(store.adopt_account(&bad, None).await.is_err());
    }

    let other = Link {
        account: standing_for(&site_ref(), account()),
        ..asked_at_site(store, &site, &user_id()).await?
    };
    assert!(store.adopt_by_link(&other, None).await.is_err());
    let mut apart = joining(store, &site).await?;
    apart.ticket.at_site = None;
    assert!(store.add_site_id(&apart, None).await.is_err());
    assert_eq!(store.find_external(&site.id).await?, None);
    Ok(())
}
