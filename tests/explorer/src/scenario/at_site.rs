//! Towns beside a site that keeps its own accounts.

use accounts::{
    domain::{
        Account, AccountId, AuthMethod, CredentialVersion, Epoch, ExternalId, Identity, Proof,
        ReturnTo, Session, SessionLife, SiteRef, Ticket, Timestamp,
    },
    store::memory::Items,
};

use super::{ALICE, NOW, RIGHT, account, profile, ticket_secret, token, town, user_id};
use crate::books::Books;

/// The id of Alice's account at the site.
pub(crate) const AT_SITE: &str = "42";

/// A site where Alice has an account and a password.
pub(crate) fn books() -> Books {
    Books::default().with(AT_SITE, "alice@example.com", RIGHT)
}

/// The account that stands for Alice's of the site, in place of none.
pub(crate) fn alice_at_site() -> AccountId {
    AccountId::at_site(&external_id(AT_SITE), None)
}

/// An id of the site.
pub(crate) fn external_id(id: &str) -> ExternalId {
    ExternalId::parse(id).unwrap()
}

fn site_ref(id: &str) -> SiteRef {
    SiteRef {
        id: external_id(id),
        credential_version: CredentialVersion::parse("1").unwrap(),
    }
}

/// Bob alone is here: Alice is at the site.
pub(crate) fn town_beside_a_site() -> Items {
    let mut items = town();
    items.accounts.remove(&ALICE);
    items.claims.clear();
    items.sessions.retain(|(owner, _), _| *owner != ALICE);
    items
}

/// The same, where Alice's account of the site is adopted; she has a session, by password, and the
/// Amazon account of `ann` opens it.
pub(crate) fn town_with_adopted_alice() -> Items {
    let mut items = town_beside_a_site();
    let id = alice_at_site();
    let now = Timestamp::from_unix_seconds(0);
    let identity = Identity::first_seen(&profile("ann"), id, now);
    items.identities.insert(user_id("ann"), identity);
    items.externals.insert(AT_SITE.to_owned(), id);
    let SiteRef {
        id: external_id,
        credential_version,
    } = site_ref(AT_SITE);
    let adopted = Account {
        identities: vec![user_id("ann")],
        external_id: Some(external_id),
        credential_version: Some(credential_version),
        ..account(id)
    };
    items.accounts.insert(id, adopted);
    let now = Timestamp::from_unix_seconds(NOW - 80_000);
    let life = SessionLife::default();
    let session = Session::begin(&token(id), Epoch(1), AuthMethod::Password, now, life);
    items
        .sessions
        .insert((id, session.session_ref.digest), session);
    items
}

/// The same, where that account was deleted.
pub(crate) fn town_with_deleted_alice() -> Items {
    let mut items = town_with_adopted_alice();
    let id = alice_at_site();
    items.identities.remove(&user_id("ann"));
    items.sessions.retain(|(owner, _), _| *owner != id);
    let gone = items.accounts[&id].clone().tombstone();
    items.accounts.insert(id, gone);
    items
}

/// Open tickets for the password at the site: may the Amazon account of `who` open the account that
/// stands for `id`?
pub(crate) fn asking_at_site(mut items: Items, tickets: &[(u8, &str, &str, AccountId)]) -> Items {
    for (number, who, id, account_id) in tickets {
        let ticket = Ticket {
            key: ticket_secret(*number).digest(),
            account_id: *account_id,
            epoch: Epoch(1),
            at_site: Some(site_ref(id)),
            profile: profile(who),
            proof: Proof::Password,
            session: None,
            return_to: ReturnTo::home(),
            tries: 0,
            mailed: None,
            expires_at: Timestamp::from_unix_seconds(NOW + Ticket::LIFE_S),
            used: None,
        };
        items.tickets.insert(ticket.key, ticket);
    }
    items
}
