//! Ways in which an operator's changes could be wrong.

use accounts::{domain::AccountStatus, flow::operator::Act, store::memory::Flaw};

use super::caught;
use crate::{
    invariants::is_live,
    races::{anything, callback, confirm},
    scenario::{ALICE, Action, BOB, RIGHT, asking, token, town, user_id},
};

#[test]
fn an_operators_link_put_without_its_condition_gives_one_person_two_accounts() {
    let actions = vec![
        Action::Operate(ALICE, Act::Link(user_id("kim"))),
        callback(1, "kim"),
    ];
    caught(Flaw::IdentityOverwritten, "I1", town(), actions, anything);
}

#[test]
fn a_new_id_put_without_its_condition_takes_a_new_customers_account_away() {
    let actions = vec![Action::Relink("bob", "kim"), callback(1, "kim")];
    caught(Flaw::IdentityOverwritten, "I1", town(), actions, anything);
}

#[test]
fn an_operators_link_that_keeps_the_epoch_leaves_a_question_open() {
    let actions = vec![
        confirm(1, RIGHT),
        Action::Operate(ALICE, Act::Link(user_id("eve"))),
    ];
    caught(
        Flaw::LinkKeepsEpoch,
        "I3",
        asking(&[(1, "ann")]),
        actions,
        |_, run| {
            // The order in which they were linked tells which came first.
            let linked = run.store.items().accounts[&ALICE].identities.clone();
            if linked == [user_id("eve"), user_id("ann")] {
                return Err("I3: a question outlived an operator's link".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn a_relink_that_keeps_the_epoch_leaves_sessions_of_the_old_id_alive() {
    let actions = vec![callback(1, "bob"), Action::Relink("bob", "kim")];
    caught(Flaw::RelinkKeepsEpoch, "I4", town(), actions, anything);
}

#[test]
fn an_account_opened_again_whatever_became_of_it_brings_back_what_was_deleted() {
    let mut items = town();
    items.accounts.get_mut(&BOB).unwrap().status = AccountStatus::Disabled;
    let actions = vec![
        Action::Operate(BOB, Act::Enable),
        Action::Operate(BOB, Act::Delete),
    ];
    caught(Flaw::EnableIgnoresVersion, "I1", items, actions, anything);
}

#[test]
fn a_sweep_that_does_not_look_takes_the_sessions_of_the_living() {
    let actions = vec![Action::Sweep(BOB), Action::Check(token(BOB))];
    caught(Flaw::LivingSwept, "I9", town(), actions, |_, run| {
        if is_live(run, (BOB, token(BOB).session_ref().digest)) {
            return Ok(());
        }
        Err("I9: a session of a living account was swept".to_owned())
    });
}
