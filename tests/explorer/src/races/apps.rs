//! Apps that sign in with an access token of Amazon's SDK.

use super::{all_signed_in_to_one, app, callback, explore, signed_in_or, without_faults};
use crate::{
    run::{Ended, Run},
    scenario::{Action, BOB, ChangeTo, Scenario, token, town},
};

/// One of the deliveries signs in, the others are told that the token was used.
fn one_of_them(scenario: &Scenario, run: &Run) -> Result<(), String> {
    signed_in_or(scenario, run, &["invalid_request"])?;
    let signed_in = run
        .ended
        .iter()
        .filter(|ended| matches!(ended, Some(Ended::SignedIn(_))))
        .count();
    if signed_in > 1 || (without_faults(scenario, run) && signed_in == 0) {
        return Err(format!("I6: {signed_in} sessions of one token"));
    }
    Ok(())
}

#[test]
fn one_token_delivered_twice() {
    for who in ["kim", "bob"] {
        let actions = [app(1, who), app(1, who)];

        explore("one token twice", &town(), &actions, 2, one_of_them);
    }
}

#[test]
fn one_token_delivered_three_times() {
    let actions = [app(1, "kim"), app(1, "kim"), app(1, "kim")];

    explore("one token thrice", &town(), &actions, 0, one_of_them);
}

#[test]
fn a_token_against_a_callback_of_the_same_new_id() {
    let actions = [app(1, "kim"), callback(1, "kim")];

    explore(
        "token against callback",
        &town(),
        &actions,
        2,
        all_signed_in_to_one,
    );
}

#[test]
fn two_tokens_and_a_callback_of_the_same_new_id() {
    let actions = [app(1, "kim"), app(2, "kim"), callback(1, "kim")];

    explore(
        "two tokens against callback",
        &town(),
        &actions,
        0,
        all_signed_in_to_one,
    );
}

#[test]
fn a_token_that_asks_delivered_twice() {
    let actions = [app(1, "ann"), app(1, "ann")];

    explore(
        "one asking token twice",
        &town(),
        &actions,
        1,
        |scenario, run| {
            let asked = run.ended.iter().filter(|it| **it == Some(Ended::Asked));
            let (asked, tickets) = (asked.count(), run.store.items().tickets.len());
            if asked > 1 || tickets > 1 || (without_faults(scenario, run) && asked != 1) {
                return Err(format!("I6: {asked} asked, {tickets} tickets"));
            }
            Ok(())
        },
    );
}

#[test]
fn an_app_against_the_changes_of_its_account() {
    for (name, other) in [
        ("token against end-all", Action::EndAll(token(BOB))),
        (
            "token against unlink",
            Action::Change(BOB, ChangeTo::Unlink("bob")),
        ),
        (
            "token against disable",
            Action::Change(BOB, ChangeTo::Disable),
        ),
    ] {
        let actions = [app(1, "bob"), other];

        explore(name, &town(), &actions, 1, |scenario, run| {
            signed_in_or(scenario, run, &["account_disabled", "unauthenticated"])
        });
    }
}
