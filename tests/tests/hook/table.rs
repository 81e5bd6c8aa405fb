//! What a test does to the table behind the functions' back.

use acceptance::{Persona, Site};
use accounts::{
    clock::{Clock as _, SystemClock},
    domain::{
        Account, AccountId, AccountStatus, AmazonProfile, AmazonUserId, Claim, ClaimKind,
        EmailAddress, Event, EventKind, Identity,
    },
    store::{AccountStore as _, Change, ChangeKind, ChangeOutcome, CreateOutcome, NewAccount},
    token::{OsRandom, Random as _},
};

/// Deletes an account, as the admin command would.
pub(crate) async fn delete(site: &Site, account_id: &str) {
    change(site, account_id, ChangeKind::Delete, EventKind::Deleted).await;
}

/// Closes an account here.
pub(crate) async fn disable(site: &Site, account_id: &str) {
    change(site, account_id, ChangeKind::Disable, EventKind::Disabled).await;
}

async fn change(site: &Site, account_id: &str, kind: ChangeKind, event: EventKind) {
    let store = site.store();
    let id = AccountId::parse(account_id).unwrap();
    let (account, _) = store.find_account(id, None).await.unwrap();
    let change = Change {
        account: account.unwrap(),
        kind,
        acting: None,
        event: Event::new(event, SystemClock.now(), OsRandom.bytes(), None),
    };
    let outcome = store.change_account(&change).await.unwrap();
    assert_eq!(outcome, ChangeOutcome::Done);
}

/// An account from before the site was asked, which this Amazon account opens; its id.
pub(crate) async fn account_from_before(site: &Site, persona: &Persona) -> String {
    let user_id = AmazonUserId::parse(&site.user_id(persona).await).unwrap();
    let email = persona
        .email()
        .map(|email| EmailAddress::parse(email).unwrap());
    let now = SystemClock.now();
    let id = OsRandom.account_id();
    let profile = AmazonProfile {
        user_id: user_id.clone(),
        email: email.clone(),
        name: None,
        postal_code: None,
    };
    let new = NewAccount {
        account: Account {
            id,
            version: NewAccount::FIRST_VERSION,
            epoch: NewAccount::FIRST_EPOCH,
            status: AccountStatus::Active,
            created_at: now,
            external_id: None,
            credential_version: None,
            merged_into: None,
            address_held_until: None,
            name: None,
            postal_code: None,
            identities: vec![user_id],
            claim: email.map(|email| Claim {
                email,
                kind: ClaimKind::AmazonOnly,
            }),
            password: None,
        },
        identity: Some(Identity::first_seen(&profile, id, now)),
        event: Event::new(EventKind::CreatedByAmazon, now, OsRandom.bytes(), None),
        session: None,
        device: None,
        attempt: None,
    };
    let outcome = site.store().create_account(&new).await.unwrap();
    assert_eq!(outcome, CreateOutcome::Created);
    id.to_string()
}
