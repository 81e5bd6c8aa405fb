//! Ways in which accounts that stand for the site's could be wrong.

use accounts::{
    domain::AccountId,
    store::memory::{Flaw, Items},
};

use super::caught_in;
use crate::{
    books::{Books, SiteAct},
    races::{
        anything, callback, confirm,
        own_accounts::{by_password, changes_password, without_alice},
    },
    run::Ended,
    scenario::{
        Action, CHANGED, KAY, RIGHT, Scenario,
        at_site::{
            AT_SITE, alice_at_site, asking_at_site, books, town_beside_a_site,
            town_with_adopted_alice,
        },
        town_with_kay,
    },
    search::Expect,
};

/// The race beside this site, with the flaw, breaks the invariant that is named.
#[track_caller]
fn caught(
    flaw: Flaw,
    invariant: &str,
    (items, site): (Items, Books),
    actions: Vec<Action>,
    expect: Expect,
) {
    caught_in(
        flaw,
        invariant,
        expect,
        &Scenario {
            site: Some(site),
            items,
            actions,
            faults: 0,
        },
    );
}

#[test]
fn a_sites_id_put_without_its_condition_gives_one_customer_two_accounts() {
    let imported = AccountId::from_bytes([0x1D; 16]);
    let actions = vec![by_password(RIGHT), Action::Import(AT_SITE, imported)];
    let world = (town_beside_a_site(), books());
    caught(Flaw::ExternalOverwritten, "I1", world, actions, anything);
}

#[test]
fn an_account_that_is_given_a_second_id_leaves_the_first_to_nobody() {
    let tickets = [(1, "kay", AT_SITE, KAY), (2, "kay", "43", KAY)];
    let items = asking_at_site(without_alice(town_with_kay()), &tickets);
    let site = books().with("43", "kay@example.com", RIGHT);
    let actions = vec![confirm(1, RIGHT), confirm(2, RIGHT)];
    caught(Flaw::SecondSiteId, "I1", (items, site), actions, anything);
}

#[test]
fn an_account_that_is_given_the_sites_id_and_keeps_its_address_holds_what_is_the_sites() {
    let items = asking_at_site(without_alice(town_with_kay()), &[(1, "kay", AT_SITE, KAY)]);
    let actions = vec![confirm(1, RIGHT)];
    caught(
        Flaw::JoinedKeepsClaim,
        "I2",
        (items, books()),
        actions,
        anything,
    );
}

/// Threats: PH-2
#[test]
fn changed_credentials_that_keep_the_epoch_leave_sessions_of_the_old_ones_alive() {
    let actions = vec![callback(1, "ann"), changes_password()];
    let world = (town_with_adopted_alice(), books());
    caught(Flaw::CredentialsKeepEpoch, "I4", world, actions, anything);
}

#[test]
fn credentials_that_are_noted_unread_go_back_to_older_ones() {
    // The site has moved on from what is stored: one request saw that, and another what came after.
    let mut site = books();
    site.act(&SiteAct::Password(AT_SITE, CHANGED));
    let actions = vec![
        by_password(CHANGED),
        Action::AtSite(SiteAct::Password(AT_SITE, RIGHT)),
        by_password(RIGHT),
    ];
    let world = (town_with_adopted_alice(), site);
    caught(Flaw::CredentialsUnread, "I9", world, actions, |_, run| {
        let newest = run.site.as_ref().unwrap().lock().unwrap().version(AT_SITE);
        let stored = run.store.items().accounts[&alice_at_site()]
            .credential_version
            .clone();
        if matches!(run.ended[2], Some(Ended::SignedIn(_))) && stored != newest {
            return Err("I9: older credentials were noted over newer ones".to_owned());
        }
        Ok(())
    });
}
