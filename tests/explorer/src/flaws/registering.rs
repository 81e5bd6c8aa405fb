//! Each condition of a registration, left out.

use accounts::store::memory::Flaw;

use super::caught;
use crate::{
    invariants::is_live,
    races::{anything, callback, registering},
    registration::account_of,
    run::Ended,
    scenario::{Action, ChangeTo, KAY, Scenario, token, town, town_with_kay},
    search,
};

/// Threats: ASVS-15.4.2
#[test]
fn an_address_put_without_its_condition_is_registered_twice() {
    caught(
        Flaw::ClaimOverwritten,
        "I2",
        town(),
        vec![registering(1), registering(2)],
        anything,
    );
}

#[test]
fn an_account_put_without_its_condition_is_made_twice_by_one_form() {
    let Action::Register(by) = registering(1) else {
        unreachable!()
    };
    caught(
        Flaw::AccountOverwritten,
        "I6",
        town(),
        vec![
            registering(1),
            registering(1),
            Action::Change(account_of(&by), ChangeTo::Delete),
        ],
        anything,
    );
}

#[test]
fn an_account_of_another_delivery_taken_for_a_lost_reply_is_told_of_with_no_session() {
    caught(
        Flaw::AccountTakenForOurs,
        "I9",
        town(),
        vec![registering(1), registering(1)],
        anything,
    );
}

#[test]
fn an_account_that_gave_way_put_back_as_it_was_read_has_what_it_lost_meanwhile() {
    caught(
        Flaw::HolderPutBack,
        "I1",
        town_with_kay(),
        vec![registering(1), Action::Change(KAY, ChangeTo::Unlink("ken"))],
        anything,
    );
}

#[test]
fn an_account_that_keeps_the_address_it_lost_makes_two_owners() {
    caught(
        Flaw::HolderKeepsClaim,
        "I2",
        town_with_kay(),
        vec![registering(1), registering(2)],
        anything,
    );
}

/// Threats: PH-2
#[test]
fn an_account_that_lost_its_address_and_keeps_its_epoch_keeps_its_sessions() {
    caught(
        Flaw::HolderKeepsEpoch,
        "I4",
        town_with_kay(),
        vec![registering(1), callback(1, "kim")],
        |_, run| {
            let registered = matches!(run.ended[0], Some(Ended::SignedIn(_)));
            if registered && is_live(run, (KAY, token(KAY).session_ref().digest)) {
                return Err("I4: a session outlived the loss of the address".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn a_claim_displaced_unread_is_still_guarded_by_the_account_that_held_it() {
    // The account's version stands guard, too: the flaw alone gives nobody the address.
    for other in [registering(2), Action::Change(KAY, ChangeTo::Delete)] {
        let scenario = Scenario {
            site: None,
            items: town_with_kay(),
            actions: vec![registering(1), other],
            faults: 1,
        };

        assert!(search::exhaustive(&scenario, Some(Flaw::DisplacedUnread), anything).is_ok());
    }
}
