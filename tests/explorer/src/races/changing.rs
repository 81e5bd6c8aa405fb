//! Changing who can get in while others get in.

use super::{callback, explore, signed_in_or};
use crate::{
    run::Ended,
    scenario::{ALICE, Action, BOB, ChangeTo, RIGHT, token, town},
};

#[test]
fn a_sign_in_against_unlink_disable_delete_and_end_all() {
    for (name, change) in [
        ("sign-in against end-all", ChangeTo::EndSessions),
        ("sign-in against disable", ChangeTo::Disable),
        ("sign-in against unlink", ChangeTo::Unlink("bob")),
        ("sign-in against delete", ChangeTo::Delete),
    ] {
        let actions = [
            callback(1, "bob"),
            Action::Change(BOB, change),
            Action::Check(token(BOB)),
        ];

        explore(name, &town(), &actions, 1, |scenario, run| {
            signed_in_or(
                scenario,
                run,
                &["unauthenticated", "account_disabled", "unavailable"],
            )
        });
    }
}

#[test]
fn a_password_sign_in_against_a_password_change_and_end_all() {
    for (name, change) in [
        ("password sign-in against change", ChangeTo::Password),
        ("password sign-in against end-all", ChangeTo::EndSessions),
        ("password sign-in against disable", ChangeTo::Disable),
    ] {
        let actions = [
            Action::SignIn { password: RIGHT },
            Action::Change(ALICE, change),
        ];

        explore(name, &town(), &actions, 1, |scenario, run| {
            signed_in_or(scenario, run, &["wrong_password", "account_disabled"])
        });
    }
}

#[test]
fn two_unlinks_of_the_last_two_ways_in() {
    let unlink = |who| Action::Change(BOB, ChangeTo::Unlink(who));

    explore(
        "two unlinks",
        &town(),
        &[unlink("bob"), unlink("ben")],
        2,
        |scenario, run| signed_in_or(scenario, run, &["last_way_in"]),
    );
}

#[test]
fn a_session_in_use_against_its_end() {
    let actions = [
        Action::Check(token(ALICE)),
        Action::SignOut(token(ALICE)),
        Action::Check(token(ALICE)),
    ];

    explore("check against sign-out", &town(), &actions, 2, |_, run| {
        let out = run.ended[1] == Some(Ended::Done);
        let there = run
            .store
            .items()
            .sessions
            .keys()
            .any(|(owner, _)| *owner == ALICE);
        if out && there {
            return Err("a session that was signed out is back".to_owned());
        }
        Ok(())
    });
}
