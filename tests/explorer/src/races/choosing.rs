//! Answering a first sign-in that is asked about, against everything that may be faster.

use super::{all_signed_in_to_one, callback, confirm, explore, registering, signed_in_or};
use crate::scenario::{ALICE, Action, ChangeTo, RIGHT, WRONG, asking, choosing};

const fn own(ticket: u8, password: &'static str) -> Action {
    Action::OwnAccount { ticket, password }
}

#[test]
fn one_account_is_made_by_a_double_click_and_by_two_browsers() {
    for (name, tickets, second) in [
        ("made twice", &[(1, "kim")][..], Action::Make(1)),
        (
            "made in two browsers",
            &[(1, "kim"), (2, "kim")],
            Action::Make(2),
        ),
        ("made and signed in", &[(1, "kim")], callback(1, "kim")),
    ] {
        explore(
            name,
            &choosing(tickets),
            &[Action::Make(1), second],
            2,
            all_signed_in_to_one,
        );
    }
}

#[test]
fn an_account_that_one_has_is_linked_by_a_double_click_and_by_two_browsers() {
    for (name, tickets, second) in [
        ("own twice", &[(1, "kim")][..], own(1, RIGHT)),
        (
            "own in two browsers",
            &[(1, "kim"), (2, "kim")],
            own(2, RIGHT),
        ),
    ] {
        explore(
            name,
            &choosing(tickets),
            &[own(1, RIGHT), second],
            1,
            |scenario, run| signed_in_or(scenario, run, &["link_expired", "wrong_password"]),
        );
    }
}

/// Both answers at once: one of them counts, nobody gets two accounts.
#[test]
fn one_question_gets_both_answers() {
    for (name, tickets, made) in [
        ("both answers", &[(1, "kim")][..], 1),
        ("both answers in two browsers", &[(1, "kim"), (2, "kim")], 2),
    ] {
        explore(
            name,
            &choosing(tickets),
            &[own(1, RIGHT), Action::Make(made)],
            1,
            |scenario, run| {
                signed_in_or(
                    scenario,
                    run,
                    &["linked_elsewhere", "link_expired", "wrong_password"],
                )
            },
        );
    }
}

#[test]
fn an_account_is_made_while_somebody_else_takes_the_address() {
    for (name, tickets, other) in [
        (
            "made against a registration",
            &[(1, "kim")][..],
            registering(1),
        ),
        (
            "made against another of that address",
            &[(1, "kim"), (2, "kay")],
            Action::Make(2),
        ),
    ] {
        explore(
            name,
            &choosing(tickets),
            &[Action::Make(1), other],
            1,
            |scenario, run| signed_in_or(scenario, run, &["email_taken", "interrupted"]),
        );
    }
}

#[test]
fn own_account_against_a_password_change_and_wrong_guesses() {
    for (name, other) in [
        (
            "own against a password change",
            Action::Change(ALICE, ChangeTo::Password),
        ),
        (
            "own against disable",
            Action::Change(ALICE, ChangeTo::Disable),
        ),
        (
            "own against delete",
            Action::Change(ALICE, ChangeTo::Delete),
        ),
        ("own against a wrong guess", own(1, WRONG)),
    ] {
        explore(
            name,
            &choosing(&[(1, "kim")]),
            &[own(1, RIGHT), other],
            1,
            |scenario, run| {
                signed_in_or(
                    scenario,
                    run,
                    &[
                        "wrong_password",
                        "link_expired",
                        "account_disabled",
                        "unavailable",
                    ],
                )
            },
        );
    }
}

/// "Not me" and the password on one question, and on two.
#[test]
fn not_me_against_the_password() {
    for (name, tickets, made) in [
        ("not me against a link", &[(1, "ann")][..], 1),
        ("not me against a link of two", &[(1, "ann"), (2, "ann")], 2),
    ] {
        explore(
            name,
            &asking(tickets),
            &[confirm(1, RIGHT), Action::Make(made)],
            1,
            |scenario, run| signed_in_or(scenario, run, &["linked_elsewhere", "link_expired"]),
        );
    }
}
