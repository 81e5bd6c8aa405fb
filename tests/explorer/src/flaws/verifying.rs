//! Each condition of a registration that is finished by a letter, left out.

use accounts::{domain::AccountId, store::memory::Flaw, token::Random as _};

use super::caught;
use crate::{
    ghost::Drawn,
    invariants::is_live,
    races::{
        anything, callback,
        verifying::{all_in_one_session, by_another_letter, verifying},
    },
    run::Ended,
    scenario::{
        Action, ChangeTo, KAY, Scenario, letters::with_registrations, token, town, town_with_kay,
    },
    search,
};

/// The account that the first task makes.
fn made_first() -> AccountId {
    Drawn::of(0).account_id()
}

/// Threats: CVE-2026-107276
#[test]
fn a_proof_used_twice_makes_another_account_once_the_first_is_gone() {
    caught(
        Flaw::ProofUsedTwice,
        "I6",
        with_registrations(town()),
        vec![
            verifying(),
            verifying(),
            Action::Change(made_first(), ChangeTo::Delete),
        ],
        anything,
    );
}

#[test]
fn a_proof_that_is_not_marked_leaves_its_second_click_outside() {
    caught(
        Flaw::ProofNotMarked,
        "I7",
        with_registrations(town()),
        vec![verifying(), verifying()],
        all_in_one_session,
    );
}

/// Threats: CVE-2026-32700
#[test]
fn an_address_put_without_its_condition_is_proven_by_two() {
    caught(
        Flaw::ClaimOverwritten,
        "I2",
        with_registrations(town()),
        vec![verifying(), by_another_letter()],
        anything,
    );
}

#[test]
fn an_account_that_gave_way_put_back_as_it_was_read_has_what_it_lost_meanwhile() {
    caught(
        Flaw::HolderPutBack,
        "I1",
        with_registrations(town_with_kay()),
        vec![verifying(), Action::Change(KAY, ChangeTo::Unlink("ken"))],
        anything,
    );
}

#[test]
fn an_account_that_keeps_the_address_it_lost_makes_two_owners() {
    caught(
        Flaw::HolderKeepsClaim,
        "I2",
        with_registrations(town_with_kay()),
        vec![verifying(), callback(1, "kay")],
        anything,
    );
}

/// Threats: PH-2
#[test]
fn an_account_that_lost_its_address_and_keeps_its_epoch_keeps_its_sessions() {
    caught(
        Flaw::HolderKeepsEpoch,
        "I4",
        with_registrations(town_with_kay()),
        vec![verifying(), callback(1, "kim")],
        |_, run| {
            let proven = matches!(run.ended[0], Some(Ended::SignedIn(_)));
            if proven && is_live(run, (KAY, token(KAY).session_ref().digest)) {
                return Err("I4: a session outlived the loss of the address".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn a_claim_displaced_unread_is_still_guarded_by_the_account_that_held_it() {
    // The account's version stands guard, too: the flaw alone gives nobody the address.
    for other in [by_another_letter(), Action::Change(KAY, ChangeTo::Delete)] {
        let scenario = Scenario {
            site: None,
            items: with_registrations(town_with_kay()),
            actions: vec![verifying(), other],
            faults: 1,
        };

        assert!(search::exhaustive(&scenario, Some(Flaw::DisplacedUnread), anything).is_ok());
    }
}
