//! Letters against each other, a link and a sign-in: what was asked for in one epoch, and what undoes it.

use accounts::store::memory::Items;

use super::{
    by_code::{code, nothing_of_before_is_left},
    by_mail::{comes_back, moving, moving_on, reset, restoring, told, unlinking_ann},
    confirm, explore, without_faults,
};
use crate::{
    by_mail::ByMail,
    run::{Ended, Run},
    scenario::{
        Action, RIGHT, Scenario, asking,
        letters::{
            CODE, RESET_AGAIN, letters_and_a_code, town_with_an_address_given_up,
            town_with_letters, unproven_with_a_code,
        },
    },
};

/// The same with an open question whether the Amazon account of `who` may open Alice's account.
pub(super) fn asked(items: Items, who: &str) -> Items {
    Items {
        tickets: asking(&[(1, who)]).tickets,
        ..items
    }
}

const SIGN_IN: Action = Action::SignIn { password: RIGHT };

/// Of what was asked for in one epoch one counts at most, and one does where nothing strikes: a sign-in
/// changes nothing.
pub(super) fn one_counts(scenario: &Scenario, run: &Run) -> Result<(), String> {
    told(scenario, run)?;
    let counts = |(action, ended): &(&Action, &Option<Ended>)| {
        !matches!(action, Action::SignIn { .. })
            && matches!(ended, Some(Ended::Done | Ended::SignedIn(_)))
    };
    let count = scenario
        .actions
        .iter()
        .zip(&run.ended)
        .filter(counts)
        .count();
    if count > 1 || without_faults(scenario, run) && count == 0 {
        return Err(format!("I6: {count} of one epoch counted: {:?}", run.ended));
    }
    Ok(())
}

/// Threats: PH-4, CVE-2026-9087
#[test]
fn of_two_that_change_who_can_get_in_one_counts() {
    let again = Action::ByMail(RESET_AGAIN, ByMail::Reset(None));
    let link = confirm(1, RIGHT);
    for (name, actions) in [
        ("reset × reset by another letter", [reset(), again]),
        ("reset × move", [reset(), moving()]),
        ("reset × link", [reset(), link.clone()]),
        ("move × link", [moving(), link]),
        ("move × move elsewhere", [moving(), moving_on()]),
    ] {
        let items = asked(town_with_letters(), "eve");
        explore(name, &items, &actions, 1, one_counts);
    }
    for (name, other) in [("code × reset", reset()), ("code × move", moving())] {
        let actions = [code(CODE), other];
        explore(name, &letters_and_a_code(), &actions, 1, one_counts);
    }
}

/// Threats: PH-1, PH-4
#[test]
fn whoever_takes_the_account_over_against_other_letters() {
    for (name, other) in [
        ("take over × reset", reset()),
        ("take over × move", moving()),
        ("take over × undo of a link", unlinking_ann()),
    ] {
        let (items, actions) = (unproven_with_a_code(), [code(CODE), other]);
        explore(name, &items, &actions, 1, nothing_of_before_is_left);
    }
}

/// Threats: PH-3
#[test]
fn an_address_given_back_against_everything_that_was_asked_for_before() {
    for (name, other) in [
        ("restore × reset", reset()),
        ("restore × move back", moving()),
        ("restore × move on", moving_on()),
        ("restore × link", confirm(1, RIGHT)),
        ("restore × undo of a link", unlinking_ann()),
    ] {
        let items = asked(town_with_an_address_given_up(), "ken");
        explore(name, &items, &[restoring(), other], 1, comes_back);
    }
}

/// Threats: PH-3
#[test]
fn an_undone_link_against_other_letters() {
    for (name, other) in [
        ("undo of a link × reset that keeps it", reset()),
        ("undo of a link × move", moving()),
        ("undo of a link × another link", confirm(1, RIGHT)),
    ] {
        let items = asked(town_with_letters(), "eve");
        explore(
            name,
            &items,
            &[unlinking_ann(), other],
            1,
            |scenario, run| {
                told(scenario, run)?;
                if without_faults(scenario, run) && run.ended[0] != Some(Ended::Done) {
                    return Err(format!("I3: no link was undone: {:?}", run.ended));
                }
                Ok(())
            },
        );
    }
}

/// Threats: PH-2, PH-4
#[test]
fn three_of_a_reset_a_link_a_change_of_address_and_a_sign_in() {
    let link = confirm(1, RIGHT);
    for (name, actions) in [
        ("reset × move × link", [reset(), moving(), link.clone()]),
        ("reset × move × sign-in", [reset(), moving(), SIGN_IN]),
        ("reset × link × sign-in", [reset(), link.clone(), SIGN_IN]),
        ("move × link × sign-in", [moving(), link, SIGN_IN]),
    ] {
        let items = asked(town_with_letters(), "eve");
        explore(name, &items, &actions, 1, one_counts);
    }
}

/// Threats: PH-2, PH-4
#[test]
fn a_reset_a_link_a_change_of_address_and_a_sign_in_all_at_once() {
    explore(
        "reset × link × move × sign-in",
        &asked(town_with_letters(), "eve"),
        &[reset(), confirm(1, RIGHT), moving(), SIGN_IN],
        0,
        one_counts,
    );
}

/// Threats: PH-3
#[test]
fn an_address_given_back_against_two_at_once() {
    for (name, others) in [
        ("restore × move on × link", [moving_on(), confirm(1, RIGHT)]),
        ("restore × move on × reset", [moving_on(), reset()]),
        (
            "restore × undo of a link × sign-in",
            [unlinking_ann(), SIGN_IN],
        ),
    ] {
        let [one, other] = others;
        let items = asked(town_with_an_address_given_up(), "ken");
        explore(name, &items, &[restoring(), one, other], 0, comes_back);
    }
}
