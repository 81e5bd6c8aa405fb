//! A code from the mailbox, typed in the browser that asks, against everything that may cross it.

use super::{callback, confirm, explore, signed_in_or};
use crate::{
    by_mail::ByMail,
    invariants::is_live,
    run::Run,
    scenario::{
        ALICE, Action, ChangeTo, RIGHT, Scenario,
        letters::{CODE, asking_with_a_code, unproven_with_a_code},
        token, user_id,
    },
};

pub(crate) fn code(typed: &'static str) -> Action {
    Action::ByMail(1, ByMail::Code(typed))
}

fn told(scenario: &Scenario, run: &Run) -> Result<(), String> {
    signed_in_or(
        scenario,
        run,
        &[
            "wrong_code",
            "wrong_password",
            "proof_expired",
            "link_expired",
            "account_disabled",
            "unauthenticated",
            "last_way_in",
            "too_many_attempts",
            "unavailable",
        ],
    )
}

/// Whoever linked by the code has proven the mailbox, and has the account alone.
pub(crate) fn nothing_of_before_is_left(scenario: &Scenario, run: &Run) -> Result<(), String> {
    told(scenario, run)?;
    let by_code = |action: &_| matches!(action, Action::ByMail(_, ByMail::Code(_)));
    let links = run.ghost.lock().unwrap().links.clone();
    if !(links.iter()).any(|link| by_code(&scenario.actions[link.task])) {
        return Ok(());
    }
    let of_before = is_live(run, (ALICE, token(ALICE).session_ref().digest));
    let items = run.store.items();
    let alice = &items.accounts[&ALICE];
    let has_password = alice.password.is_some() && !scenario.sets_password();
    let is_shared = has_password || of_before || alice.identities != [user_id("eve")];
    if alice.is_active() && is_shared {
        return Err("I3: whoever made the account still gets in".to_owned());
    }
    Ok(())
}

#[test]
fn two_tabs_with_one_code_end_in_one_session() {
    for (name, items) in [
        ("code twice", asking_with_a_code()),
        ("taken over twice", unproven_with_a_code()),
    ] {
        explore(
            name,
            &items,
            &[code(CODE), code(CODE)],
            1,
            |scenario, run| signed_in_or(scenario, run, &[]),
        );
    }
}

/// Threats: PH-4, CVE-2026-107276
#[test]
fn a_code_against_the_password_another_code_and_every_change() {
    for (name, other) in [
        ("code × password", confirm(1, RIGHT)),
        ("code × wrong code", code("87654321")),
        ("code × another code", Action::ByMail(1, ByMail::SendCode)),
        (
            "code × password sign-in",
            Action::SignIn { password: RIGHT },
        ),
        (
            "code × password change",
            Action::Change(ALICE, ChangeTo::Password),
        ),
        ("code × disable", Action::Change(ALICE, ChangeTo::Disable)),
        ("code × delete", Action::Change(ALICE, ChangeTo::Delete)),
        ("code × sign-out", Action::SignOut(token(ALICE))),
    ] {
        explore(name, &asking_with_a_code(), &[code(CODE), other], 1, told);
    }
}

/// Threats: PH-1, PH-2, PH-3
#[test]
fn whoever_proves_the_mailbox_takes_the_account_whatever_its_maker_does() {
    for (name, other) in [
        ("take over × sign-in", Action::SignIn { password: RIGHT }),
        ("take over × Amazon", callback(1, "ann")),
        ("take over × password link", confirm(1, RIGHT)),
        (
            "take over × unlink",
            Action::Change(ALICE, ChangeTo::Unlink("ann")),
        ),
        (
            "take over × password change",
            Action::Change(ALICE, ChangeTo::Password),
        ),
        ("take over × check", Action::Check(token(ALICE))),
        (
            "take over × delete",
            Action::Change(ALICE, ChangeTo::Delete),
        ),
    ] {
        let (items, actions) = (unproven_with_a_code(), [code(CODE), other]);
        explore(name, &items, &actions, 1, nothing_of_before_is_left);
    }
}
