//! A site that keeps its own accounts: adopting them, by password and by link, creating them, and what
//! changes there meanwhile.

use accounts::{domain::AccountId, store::memory::Items};

use super::{all_signed_in_to_one, anything, callback, confirm, signed_in_or, tell};
use crate::{
    books::{Books, SiteAct},
    run::{Ended, Run},
    scenario::{
        ALICE, Action, CHANGED, ChangeTo, KAY, RIGHT, Scenario,
        at_site::{
            AT_SITE, alice_at_site, asking_at_site, books, town_beside_a_site,
            town_with_adopted_alice, town_with_deleted_alice,
        },
        town_with_kay,
    },
    search::{self, Expect},
};

/// Signs in with Alice's address.
pub(crate) fn by_password(password: &'static str) -> Action {
    Action::SignIn { password }
}

/// Alice changes her password at the site.
pub(crate) fn changes_password() -> Action {
    Action::AtSite(SiteAct::Password(AT_SITE, CHANGED))
}

/// A ticket of `who` for Alice's account of the site.
fn asked(number: u8, who: &'static str) -> (u8, &'static str, &'static str, AccountId) {
    (number, who, AT_SITE, alice_at_site())
}

/// Without Alice's account: she is at the site alone.
pub(crate) fn without_alice(mut items: Items) -> Items {
    items.accounts.remove(&ALICE);
    items.claims.retain(|_, claim| claim.account_id != ALICE);
    items.sessions.retain(|(owner, _), _| *owner != ALICE);
    items
}

/// Goes through all of it beside this site, first without faults.
#[track_caller]
fn explore(
    name: &'static str,
    items: &Items,
    site: &Books,
    actions: &[Action],
    faults: usize,
    expect: Expect,
) {
    for faults in 0..=faults {
        let scenario = Scenario {
            site: Some(site.clone()),
            items: items.clone(),
            actions: actions.to_vec(),
            faults,
        };
        match search::exhaustive(&scenario, None, expect) {
            Ok(explored) => tell(&format!(
                "{name}, {} tasks, {faults} faults: {} schedules through {} states, {} steps",
                actions.len(),
                explored.schedules,
                explored.states,
                explored.steps
            )),
            Err(violation) => panic!("{name}: {}\n{:#?}", violation.what, violation.schedule),
        }
    }
}

/// Everybody in one account, which is one at the site, too.
fn one_here_and_there(scenario: &Scenario, run: &Run) -> Result<(), String> {
    all_signed_in_to_one(scenario, run)?;
    let made = run.site.as_ref().unwrap().lock().unwrap().made();
    if made > 1 {
        return Err(format!("I1: {made} accounts at the site"));
    }
    Ok(())
}

#[test]
fn two_first_sign_ins_by_password() {
    for (name, items) in [
        ("adopt twice", town_beside_a_site()),
        ("adopt twice after a deletion", town_with_deleted_alice()),
    ] {
        let actions = [by_password(RIGHT), by_password(RIGHT)];

        explore(name, &items, &books(), &actions, 1, all_signed_in_to_one);
    }
}

#[test]
fn a_first_sign_in_by_password_against_a_link() {
    let items = asking_at_site(town_beside_a_site(), &[asked(1, "ann")]);
    let actions = [by_password(RIGHT), confirm(1, RIGHT)];

    explore(
        "adopt against link",
        &items,
        &books(),
        &actions,
        1,
        all_signed_in_to_one,
    );
}

#[test]
fn two_links_of_two_amazon_accounts() {
    let tickets = [asked(1, "ann"), asked(2, "eve")];
    let items = asking_at_site(town_beside_a_site(), &tickets);
    let actions = [confirm(1, RIGHT), confirm(2, RIGHT)];

    // The first adopts and the second links, or it was asked of what changed meanwhile.
    explore(
        "link against link",
        &items,
        &books(),
        &actions,
        1,
        |scenario, run| signed_in_or(scenario, run, &["link_expired"]),
    );
}

#[test]
fn one_link_twice() {
    let items = asking_at_site(town_beside_a_site(), &[asked(1, "ann")]);
    let actions = [confirm(1, RIGHT), confirm(1, RIGHT)];

    explore(
        "one ticket at the site twice",
        &items,
        &books(),
        &actions,
        1,
        all_signed_in_to_one,
    );
}

/// "Not me" makes another account at the site, once, whatever crosses it; the one that was found is
/// opened by its password alone.
#[test]
fn not_me_against_the_password_and_against_itself() {
    let one = [asked(1, "ann")];
    let two = [asked(1, "ann"), asked(2, "ann")];
    for (name, tickets, other) in [
        ("not me at the site twice", &one[..], Action::Make(1)),
        ("not me at the site from two tabs", &two, Action::Make(2)),
        ("not me at the site against a link", &one, confirm(1, RIGHT)),
        ("not me against a link of two", &two, confirm(2, RIGHT)),
    ] {
        let items = asking_at_site(town_beside_a_site(), tickets);
        let actions = [Action::Make(1), other];

        explore(name, &items, &books(), &actions, 1, |scenario, run| {
            signed_in_or(scenario, run, &["linked_elsewhere", "link_expired"])?;
            let made = run.site.as_ref().unwrap().lock().unwrap().made();
            if made > 1 {
                return Err(format!("I1: {made} accounts at the site"));
            }
            Ok(())
        });
    }
}

#[test]
fn a_new_customer_twice_at_once() {
    let actions = [callback(1, "kim"), callback(2, "kim")];

    let items = town_beside_a_site();
    explore(
        "create twice",
        &items,
        &books(),
        &actions,
        1,
        one_here_and_there,
    );
}

#[test]
fn a_new_customer_against_the_deletion_of_their_account() {
    // Ann's account stands for one that her Amazon account made at the site.
    let actions = [
        callback(1, "ann"),
        Action::Change(alice_at_site(), ChangeTo::Delete),
    ];

    let items = town_with_adopted_alice();
    explore(
        "sign-in against delete",
        &items,
        &books(),
        &actions,
        1,
        |scenario, run| {
            // Gone here, the address is at the site still: the question for its password.
            let asked = run.ended[0] == Some(Ended::Asked);
            if asked {
                Ok(())
            } else {
                signed_in_or(scenario, run, &["account_disabled"])
            }
        },
    );
}

#[test]
fn a_password_that_changes_at_the_site_against_sign_ins_by_either() {
    let actions = [by_password(RIGHT), changes_password(), by_password(CHANGED)];

    for (name, items) in [
        ("old against new password, first time", town_beside_a_site()),
        ("old against new password", town_with_adopted_alice()),
    ] {
        explore(name, &items, &books(), &actions, 0, |scenario, run| {
            signed_in_or(scenario, run, &["wrong_password"])
        });
    }
}

#[test]
fn a_password_that_changes_at_the_site_against_a_link_and_a_sign_in() {
    let items = asking_at_site(town_beside_a_site(), &[asked(1, "ann")]);
    let actions = [confirm(1, RIGHT), changes_password(), by_password(CHANGED)];

    explore(
        "link against new password",
        &items,
        &books(),
        &actions,
        0,
        |scenario, run| signed_in_or(scenario, run, &["wrong_password", "link_expired"]),
    );
}

#[test]
fn a_returning_customer_against_what_changes_at_the_site() {
    for (name, act) in [
        (
            "amazon against new password",
            SiteAct::Password(AT_SITE, CHANGED),
        ),
        ("amazon against a closed account", SiteAct::Close(AT_SITE)),
        (
            "amazon against a moved address",
            SiteAct::Email("43", "alice@example.com"),
        ),
    ] {
        let site = books().with("43", "bob@example.com", CHANGED);
        let actions = [callback(1, "ann"), callback(2, "ann"), Action::AtSite(act)];

        explore(
            name,
            &town_with_adopted_alice(),
            &site,
            &actions,
            0,
            |scenario, run| signed_in_or(scenario, run, &["account_disabled"]),
        );
    }
}

#[test]
fn a_returning_customer_through_faults() {
    let actions = [callback(1, "ann"), changes_password()];

    let items = town_with_adopted_alice();
    explore(
        "amazon through faults",
        &items,
        &books(),
        &actions,
        1,
        anything,
    );
}

#[test]
fn an_account_from_before_against_a_first_sign_in_by_password() {
    let items = asking_at_site(without_alice(town_with_kay()), &[(1, "kay", AT_SITE, KAY)]);
    let actions = [confirm(1, RIGHT), by_password(RIGHT)];

    explore(
        "join against adopt",
        &items,
        &books(),
        &actions,
        1,
        |scenario, run| signed_in_or(scenario, run, &["link_expired"]),
    );
}

#[test]
fn an_import_against_a_first_sign_in() {
    let id = AccountId::from_bytes([0x1D; 16]);
    let actions = [by_password(RIGHT), Action::Import(AT_SITE, id)];

    let items = town_beside_a_site();
    explore(
        "adopt against import",
        &items,
        &books(),
        &actions,
        1,
        |scenario, run| signed_in_or(scenario, run, &["email_taken"]),
    );
}
