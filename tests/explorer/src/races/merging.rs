//! An empty account merged into the one that its owner had before, while others act on both.

use super::{callback, explore, registering, signed_in_or};
use crate::{
    owner::Own,
    scenario::{ALICE, Action, CHANGED, ChangeTo, KAY, RIGHT, WRONG, token, town_with_empty_kay},
};

fn merge(password: &'static str) -> Action {
    Action::Own(token(KAY), Own::Merge(password))
}

#[test]
fn two_clicks_on_a_merge_end_in_one_session_of_the_account_that_stays() {
    explore(
        "merged twice",
        &town_with_empty_kay(),
        &[merge(RIGHT), merge(RIGHT)],
        1,
        |scenario, run| signed_in_or(scenario, run, &[]),
    );
}

#[test]
fn a_merge_against_sign_ins_by_the_amazon_account_that_goes_over() {
    for (name, other) in [
        ("merge against a sign-in", callback(1, "kay")),
        (
            "merge against an app",
            Action::AppSignIn {
                token: 1,
                who: "kay",
            },
        ),
    ] {
        explore(
            name,
            &town_with_empty_kay(),
            &[merge(RIGHT), other],
            1,
            |scenario, run| {
                signed_in_or(
                    scenario,
                    run,
                    &["account_disabled", "unavailable", "unauthenticated"],
                )
            },
        );
    }
}

#[test]
fn a_merge_against_changes_of_the_account_that_stays() {
    for (name, other) in [
        (
            "merge against a password change",
            Action::Change(ALICE, ChangeTo::Password),
        ),
        (
            "merge against disable",
            Action::Change(ALICE, ChangeTo::Disable),
        ),
        (
            "merge against delete",
            Action::Change(ALICE, ChangeTo::Delete),
        ),
        (
            "merge against a password sign-in",
            Action::SignIn { password: RIGHT },
        ),
        ("merge against a wrong password", merge(WRONG)),
    ] {
        explore(
            name,
            &town_with_empty_kay(),
            &[merge(RIGHT), other],
            1,
            |scenario, run| {
                signed_in_or(
                    scenario,
                    run,
                    &[
                        "wrong_password",
                        "account_disabled",
                        "unavailable",
                        "unauthenticated",
                    ],
                )
            },
        );
    }
}

#[test]
fn a_merge_against_changes_of_the_empty_account() {
    for (name, other) in [
        (
            "merge against its deletion",
            Action::Change(KAY, ChangeTo::Delete),
        ),
        (
            "merge against its end of sessions",
            Action::Change(KAY, ChangeTo::EndSessions),
        ),
        ("merge against sign-out", Action::SignOut(token(KAY))),
        ("merge against end-others", Action::EndOthers(token(KAY))),
        (
            "merge against a registration of its address",
            registering(1),
        ),
        (
            "merge against its unlinking",
            Action::Own(token(KAY), Own::Unlink("kay")),
        ),
    ] {
        explore(
            name,
            &town_with_empty_kay(),
            &[merge(RIGHT), other],
            1,
            |scenario, run| {
                signed_in_or(
                    scenario,
                    run,
                    &[
                        "unauthenticated",
                        "not_empty",
                        "last_way_in",
                        "unavailable",
                        "email_taken",
                    ],
                )
            },
        );
    }
}

/// Alice changes her password on the account page while the other account is merged into hers with the
/// old one.
#[test]
fn a_merge_against_a_password_changed_by_its_owner() {
    let changed = Action::Own(
        token(ALICE),
        Own::Password {
            old: RIGHT,
            new: CHANGED,
        },
    );

    explore(
        "merge against a change by its owner",
        &town_with_empty_kay(),
        &[merge(RIGHT), changed],
        1,
        |scenario, run| {
            signed_in_or(
                scenario,
                run,
                &[
                    "wrong_password",
                    "unauthenticated",
                    "password_refused",
                    "unavailable",
                ],
            )
        },
    );
}
