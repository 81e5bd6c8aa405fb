//! The account page against everything else that happens to the account.

use accounts::flow::operator::Act;

use super::{
    all_signed_in_to_one, anything, callback, confirm, explore, signed_in_or, without_faults,
};
use crate::{
    owner::Own,
    run::{Ended, Run},
    scenario::{
        ALICE, Action, BOB, ChangeTo, KIMS, RIGHT, Scenario, asking, connecting, fresh,
        other_token, token, town, town_of_two_browsers,
    },
};

fn unlink(who: &'static str) -> Own {
    Own::Unlink(who)
}

const CHANGE: Own = Own::Password {
    old: RIGHT,
    new: KIMS,
};

fn own(own: Own) -> Action {
    Action::Own(token(ALICE), own)
}

/// Codes that a loser may be told whose session was ended under it.
const ENDED: [&str; 3] = ["unauthenticated", "last_way_in", "unavailable"];

#[test]
fn two_browsers_unlink_the_last_two_ways_in() {
    let actions = [
        Action::Own(token(BOB), unlink("bob")),
        Action::Own(other_token(BOB), unlink("ben")),
    ];

    explore(
        "unlink against unlink",
        &fresh(town_of_two_browsers()),
        &actions,
        2,
        |scenario, run| {
            signed_in_or(scenario, run, &ENDED)?;
            let done = |ended: &Option<Ended>| matches!(ended, Some(Ended::SignedIn(_)));
            if without_faults(scenario, run) && run.ended.iter().filter(|it| done(it)).count() != 1
            {
                return Err(format!("I5: {:?}", run.ended));
            }
            Ok(())
        },
    );
}

/// One browser, two tabs: the second act goes on by the session that the first was given.
#[test]
fn one_browser_unlinks_both_ways_in() {
    let by = |who| Action::Own(token(BOB), unlink(who));

    explore(
        "unlink in two tabs",
        &fresh(town()),
        &[by("bob"), by("ben")],
        1,
        |scenario, run| signed_in_or(scenario, run, &["last_way_in"]),
    );
}

#[test]
fn acts_by_a_double_click() {
    let cases = [
        ("unlink twice", Action::Own(token(BOB), unlink("bob"))),
        ("password twice", own(CHANGE)),
        ("connection begun twice", own(Own::Begin(RIGHT))),
    ];
    for (name, action) in cases {
        let twice = [action.clone(), action];

        explore(name, &fresh(town()), &twice, 2, one_session_for_all);
    }
    let connect = own(Own::Connect(1));
    explore(
        "connect twice",
        &connecting(&[(1, "ann")]),
        &[connect.clone(), connect],
        2,
        one_session_for_all,
    );
}

/// Everybody is signed in, by one and the same session.
fn one_session_for_all(scenario: &Scenario, run: &Run) -> Result<(), String> {
    all_signed_in_to_one(scenario, run)?;
    if without_faults(scenario, run) && run.ended.first() != run.ended.last() {
        return Err(format!("I6: {:?}", run.ended));
    }
    Ok(())
}

#[test]
fn acts_against_signing_out() {
    for (name, items, action) in [
        ("password against sign-out", town(), own(CHANGE)),
        ("proof against sign-out", town(), own(Own::Begin(RIGHT))),
        (
            "connect against sign-out",
            connecting(&[(1, "ann")]),
            own(Own::Connect(1)),
        ),
    ] {
        let actions = [action, Action::SignOut(token(ALICE))];

        // That nothing is live after signing out is an invariant.
        explore(name, &items, &actions, 2, |scenario, run| {
            signed_in_or(scenario, run, &["unauthenticated"])
        });
    }
}

#[test]
fn acts_against_the_end_of_all_sessions_and_of_the_account() {
    for (name, items, action) in [
        ("password", town_of_two_browsers(), own(CHANGE)),
        ("connect", connecting(&[(1, "ann")]), own(Own::Connect(1))),
    ] {
        for other in [
            Action::EndAll(token(ALICE)),
            Action::EndOthers(other_token(ALICE)),
            Action::Change(ALICE, ChangeTo::Disable),
            Action::Change(ALICE, ChangeTo::Delete),
            Action::Operate(ALICE, Act::EndSessions),
        ] {
            let actions = [action.clone(), other];

            explore(name, &items, &actions, 1, |scenario, run| {
                signed_in_or(
                    scenario,
                    run,
                    &[
                        "unauthenticated",
                        "link_expired",
                        "not_found",
                        "unavailable",
                    ],
                )
            });
        }
    }
}

#[test]
fn a_password_changed_while_somebody_gets_in_by_the_old_one() {
    for (name, items, other) in [
        (
            "password against sign-in",
            town(),
            Action::SignIn { password: RIGHT },
        ),
        (
            "password against link",
            asking(&[(1, "ann")]),
            confirm(1, RIGHT),
        ),
        (
            "password against connect",
            connecting(&[(1, "ann")]),
            own(Own::Connect(1)),
        ),
    ] {
        explore(name, &items, &[own(CHANGE), other], 1, |scenario, run| {
            signed_in_or(
                scenario,
                run,
                &[
                    "unauthenticated",
                    "wrong_password",
                    "link_expired",
                    "unavailable",
                ],
            )
        });
    }
}

#[test]
fn a_connection_against_other_ways_of_the_same_amazon_account() {
    for (name, items, other) in [
        (
            "connect against a first sign-in",
            connecting(&[(1, "kim")]),
            callback(1, "kim"),
        ),
        (
            "connect against another connection",
            connecting(&[(1, "ann"), (2, "ann")]),
            own(Own::Connect(2)),
        ),
        (
            "connect of two",
            connecting(&[(1, "ann"), (2, "kim")]),
            own(Own::Connect(2)),
        ),
    ] {
        explore(
            name,
            &items,
            &[own(Own::Connect(1)), other],
            1,
            |scenario, run| {
                signed_in_or(
                    scenario,
                    run,
                    &["linked_elsewhere", "link_expired", "unauthenticated"],
                )
            },
        );
    }
}

#[test]
fn an_unlink_against_a_sign_in_by_that_very_amazon_account() {
    let actions = [
        Action::Own(token(BOB), unlink("bob")),
        callback(1, "bob"),
        Action::Check(other_token(BOB)),
    ];

    explore(
        "unlink against sign-in",
        &fresh(town_of_two_browsers()),
        &actions,
        1,
        |scenario, run| signed_in_or(scenario, run, &["unauthenticated", "unavailable"]),
    );
}

#[test]
fn a_connection_begun_while_its_session_is_renewed_by_another_tab() {
    let actions = [own(Own::Begin(RIGHT)), Action::EndOthers(token(ALICE))];

    explore(
        "proof against end-others",
        &town_of_two_browsers(),
        &actions,
        2,
        anything,
    );
}
