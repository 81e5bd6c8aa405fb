//! Each condition of a change by a letter's link, left out.

use accounts::store::memory::Flaw;

use super::caught;
use crate::{
    races::{
        anything,
        by_code::{code, nothing_of_before_is_left},
        by_mail::{moving, reset, restoring, unlinking_bob},
        callback,
    },
    run::Run,
    scenario::{
        ALICE, Action, ChangeTo, Scenario,
        letters::{
            CODE, RESET, asking_with_a_code, town_with_an_address_given_up, town_with_letters,
            unproven_with_a_code,
        },
        token,
    },
    search,
};

/// Threats: PH-2
#[test]
fn a_reset_that_keeps_the_epoch_leaves_the_sessions_of_before_alive() {
    caught(
        Flaw::ResetKeepsEpoch,
        "I9",
        town_with_letters(),
        vec![reset(), Action::Check(token(ALICE))],
        anything,
    );
}

/// Threats: PH-4
#[test]
fn a_reset_of_an_account_that_is_another_by_now_brings_back_what_was_unlinked() {
    caught(
        Flaw::ResetUnread,
        "I1",
        town_with_letters(),
        vec![reset(), Action::Change(ALICE, ChangeTo::Unlink("ann"))],
        anything,
    );
}

/// Threats: PH-3
#[test]
fn an_amazon_account_that_a_reset_does_not_keep_must_be_gone() {
    let none = crate::by_mail::ByMail::Reset(None);
    caught(
        Flaw::ResetKeepsIdentities,
        "I1",
        town_with_letters(),
        vec![Action::ByMail(RESET, none), Action::Check(token(ALICE))],
        anything,
    );
}

/// Threats: PH-1
#[test]
fn an_account_that_is_taken_over_keeps_no_password_of_its_maker() {
    caught(
        Flaw::TakenOverWithPassword,
        "I3",
        unproven_with_a_code(),
        vec![code(CODE), Action::Check(token(ALICE))],
        nothing_of_before_is_left,
    );
}

/// Threats: PH-3
#[test]
fn an_account_that_is_taken_over_keeps_no_amazon_account_of_its_maker() {
    caught(
        Flaw::TakenOverWithIdentities,
        "I3",
        unproven_with_a_code(),
        vec![code(CODE), Action::Check(token(ALICE))],
        nothing_of_before_is_left,
    );
}

/// Threats: CVE-2026-107276
#[test]
fn a_ticket_used_twice_by_its_code_begins_two_sessions() {
    caught(
        Flaw::TicketUsedTwice,
        "I6",
        asking_with_a_code(),
        vec![code(CODE), code(CODE)],
        anything,
    );
}

/// Threats: PH-3
#[test]
fn an_address_that_is_given_back_leaves_nothing_that_opened_the_account_before() {
    for flaw in [Flaw::RestoreKeepsPassword, Flaw::RestoreKeepsIdentities] {
        caught(
            flaw,
            "I3",
            town_with_an_address_given_up(),
            vec![restoring(), Action::Check(token(ALICE))],
            anything,
        );
    }
}

#[test]
fn an_address_confirmed_by_a_session_that_was_signed_out_signs_somebody_in_again() {
    caught(
        Flaw::RenewedUnseen,
        "I9",
        town_with_letters(),
        vec![moving(), Action::SignOut(token(ALICE))],
        anything,
    );
}

#[test]
fn an_address_that_is_let_go_at_once_is_taken_by_the_next_who_shows_it() {
    fn stays_alices(_: &Scenario, run: &Run) -> Result<(), String> {
        let items = run.store.items();
        let before = crate::scenario::profile("ann").email;
        let claim = before.and_then(|email| items.claims.get(email.normalised()).cloned());
        let is_open = items.accounts[&ALICE].is_active();
        if is_open && claim.is_none_or(|claim| claim.account_id != ALICE) {
            return Err("I2: the address of before is somebody else's".to_owned());
        }
        Ok(())
    }
    caught(
        Flaw::AddressLetGo,
        "I2",
        town_with_letters(),
        vec![moving(), callback(1, "eve")],
        stays_alices,
    );
}

#[test]
fn a_link_that_could_be_used_twice_is_held_by_the_account_it_changed() {
    // The account's version and epoch stand guard, too: the flaw alone changes nothing twice.
    for action in [reset(), moving(), unlinking_bob()] {
        let scenario = Scenario {
            site: None,
            items: town_with_letters(),
            actions: vec![action.clone(), action],
            faults: 1,
        };
        assert!(search::exhaustive(&scenario, Some(Flaw::ProofUsedTwice), anything).is_ok());
    }
}
