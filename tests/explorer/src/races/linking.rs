//! Answering the link question.

use super::{all_signed_in_to_one, callback, confirm, explore, signed_in_or};
use crate::scenario::{ALICE, Action, ChangeTo, RIGHT, WRONG, asking};

#[test]
fn a_link_confirmed_twice() {
    let actions = [confirm(1, RIGHT), confirm(1, RIGHT)];

    explore(
        "one ticket twice",
        &asking(&[(1, "ann")]),
        &actions,
        2,
        all_signed_in_to_one,
    );
}

#[test]
fn a_link_confirmed_three_times_once_wrongly() {
    let actions = [confirm(1, RIGHT), confirm(1, WRONG), confirm(1, RIGHT)];

    explore(
        "one ticket thrice",
        &asking(&[(1, "ann")]),
        &actions,
        0,
        |scenario, run| signed_in_or(scenario, run, &["wrong_password"]),
    );
}

#[test]
fn two_tickets_of_one_amazon_id_at_once() {
    let actions = [confirm(1, RIGHT), confirm(2, RIGHT)];

    let items = asking(&[(1, "ann"), (2, "ann")]);
    explore(
        "two tickets, one id",
        &items,
        &actions,
        1,
        all_signed_in_to_one,
    );
}

#[test]
fn two_tickets_of_two_amazon_ids_at_once() {
    let actions = [confirm(1, RIGHT), confirm(2, RIGHT)];

    // The first link raises the epoch, and with it the other question is closed.
    explore(
        "two tickets, two ids",
        &asking(&[(1, "ann"), (2, "eve")]),
        &actions,
        1,
        |scenario, run| signed_in_or(scenario, run, &["link_expired"]),
    );
}

#[test]
fn a_link_against_a_first_sign_in_of_the_same_id() {
    let actions = [confirm(1, RIGHT), callback(1, "ann")];

    explore(
        "link against sign-in",
        &asking(&[(1, "ann")]),
        &actions,
        1,
        |scenario, run| signed_in_or(scenario, run, &[]),
    );
}

#[test]
fn a_link_against_every_change_of_the_account() {
    for (name, change) in [
        ("link against end-all", ChangeTo::EndSessions),
        ("link against disable", ChangeTo::Disable),
        ("link against password change", ChangeTo::Password),
        ("link against delete", ChangeTo::Delete),
    ] {
        let actions = [confirm(1, RIGHT), Action::Change(ALICE, change)];

        explore(
            name,
            &asking(&[(1, "ann")]),
            &actions,
            1,
            |scenario, run| {
                let codes = ["link_expired", "wrong_password", "account_disabled"];
                signed_in_or(scenario, run, &codes)
            },
        );
    }
}
