//! Links from letters against everything else that happens to the account, and against each other.

use accounts::domain::EmailAddress;

use super::{callback, explore, registering, signed_in_or, without_faults};
use crate::{
    by_mail::ByMail,
    owner::Own,
    run::{Ended, Run},
    scenario::{
        ALICE, Action, BOB, CHANGED, ChangeTo, KAY, RIGHT, Scenario,
        letters::{
            BEFORE, MOVE, MOVE_ON, RESET, RESTORE, UNLINK_ANN, UNLINK_BOB,
            town_with_an_address_given_up, town_with_letters, town_with_letters_and_kay,
        },
        token,
    },
};

pub(crate) fn reset() -> Action {
    Action::ByMail(RESET, ByMail::Reset(Some("ann")))
}

pub(crate) fn moving() -> Action {
    Action::ByMail(MOVE, ByMail::Confirm(Some(token(ALICE))))
}

/// To an address that nobody has.
pub(crate) fn moving_on() -> Action {
    Action::ByMail(MOVE_ON, ByMail::Confirm(Some(token(ALICE))))
}

pub(crate) fn restoring() -> Action {
    Action::ByMail(RESTORE, ByMail::Undo)
}

pub(crate) fn unlinking_ann() -> Action {
    Action::ByMail(UNLINK_ANN, ByMail::Undo)
}

pub(crate) fn unlinking_bob() -> Action {
    Action::ByMail(UNLINK_BOB, ByMail::Undo)
}

/// What a link that came too late, or whoever crossed it, may be told.
pub(crate) fn told(scenario: &Scenario, run: &Run) -> Result<(), String> {
    signed_in_or(
        scenario,
        run,
        &[
            "proof_expired",
            "password_refused",
            "unauthenticated",
            "wrong_password",
            "account_disabled",
            "last_way_in",
            "link_expired",
            "email_taken",
            "linked_elsewhere",
            "interrupted",
            "unavailable",
        ],
    )
}

#[test]
fn two_clicks_on_one_link_are_both_told_that_it_is_done() {
    for (name, items, action) in [
        ("reset twice", town_with_letters(), reset()),
        ("moved twice", town_with_letters(), moving()),
        ("undone twice", town_with_letters(), unlinking_bob()),
        (
            "restored twice",
            town_with_an_address_given_up(),
            restoring(),
        ),
    ] {
        explore(
            name,
            &items,
            &[action.clone(), action],
            1,
            |scenario, run| signed_in_or(scenario, run, &[]),
        );
    }
}

/// Threats: PH-1, PH-2, PH-3
#[test]
fn a_reset_against_everything_else_that_opens_or_changes_the_account() {
    for (name, other) in [
        (
            "reset × password sign-in",
            Action::SignIn { password: RIGHT },
        ),
        ("reset × sign-in by Amazon", callback(1, "ann")),
        (
            "reset × password change",
            Action::Change(ALICE, ChangeTo::Password),
        ),
        (
            "reset × unlink",
            Action::Change(ALICE, ChangeTo::Unlink("ann")),
        ),
        ("reset × disable", Action::Change(ALICE, ChangeTo::Disable)),
        ("reset × delete", Action::Change(ALICE, ChangeTo::Delete)),
        ("reset × end-others", Action::EndOthers(token(ALICE))),
        ("reset × sign-out", Action::SignOut(token(ALICE))),
        ("reset × check", Action::Check(token(ALICE))),
        (
            "reset × password by its owner",
            Action::Own(
                token(ALICE),
                Own::Password {
                    old: RIGHT,
                    new: CHANGED,
                },
            ),
        ),
        (
            "reset × unlink by its owner",
            Action::Own(token(ALICE), Own::Unlink("ann")),
        ),
    ] {
        explore(name, &town_with_letters(), &[reset(), other], 1, told);
    }
}

#[test]
fn a_change_of_address_against_everything_else() {
    for (name, other) in [
        ("move × sign-out", Action::SignOut(token(ALICE))),
        ("move × end-others", Action::EndOthers(token(ALICE))),
        ("move × sign-in", Action::SignIn { password: RIGHT }),
        ("move × disable", Action::Change(ALICE, ChangeTo::Disable)),
        ("move × delete", Action::Change(ALICE, ChangeTo::Delete)),
        ("move × password", Action::Change(ALICE, ChangeTo::Password)),
        ("move × first sign-in", callback(1, "kim")),
        ("move × registration", registering(1)),
        (
            "move × move by nobody",
            Action::ByMail(MOVE, ByMail::Confirm(None)),
        ),
    ] {
        explore(name, &town_with_letters(), &[moving(), other], 1, told);
    }
}

/// Threats: PH-3, CVE-2025-7365
#[test]
fn whoever_merely_reads_the_mailbox_confirms_no_address() {
    for (name, held) in [
        ("move by nobody", None),
        ("move by somebody else", Some(token(BOB))),
    ] {
        let actions = [
            Action::ByMail(MOVE, ByMail::Confirm(held)),
            Action::SignIn { password: RIGHT },
        ];
        let items = town_with_letters();
        explore(name, &items, &actions, 1, |scenario, run| {
            told(scenario, run)?;
            let refused = run.ended[0] == Some(Ended::Refused("unauthenticated"));
            if without_faults(scenario, run) && !refused {
                return Err(format!("I3: {:?}", run.ended[0]));
            }
            if run.store.items().claims != scenario.items.claims {
                return Err("I3: an address was changed".to_owned());
            }
            Ok(())
        });
    }
}

/// Threats: PH-5, SPOOFED-ME-MIRROR
#[test]
fn an_address_that_amazon_alone_brought_goes_to_the_reader_of_its_mailbox() {
    for (name, other) in [
        ("displace × sign-in", callback(1, "kay")),
        (
            "displace × unlink",
            Action::Change(KAY, ChangeTo::Unlink("ken")),
        ),
        ("displace × delete", Action::Change(KAY, ChangeTo::Delete)),
        ("displace × registration", registering(1)),
        ("displace × check", Action::Check(token(KAY))),
    ] {
        let items = town_with_letters_and_kay();
        explore(name, &items, &[moving(), other], 1, told);
    }
}

#[test]
fn an_undone_link_against_other_ways_in() {
    for (name, other) in [
        (
            "undo × the other unlinked",
            Action::Change(BOB, ChangeTo::Unlink("ben")),
        ),
        (
            "undo × itself unlinked",
            Action::Change(BOB, ChangeTo::Unlink("bob")),
        ),
        ("undo × sign-in by it", callback(1, "bob")),
        ("undo × delete", Action::Change(BOB, ChangeTo::Delete)),
        ("undo × disable", Action::Change(BOB, ChangeTo::Disable)),
        ("undo × end-all", Action::EndAll(token(BOB))),
    ] {
        explore(
            name,
            &town_with_letters(),
            &[unlinking_bob(), other],
            1,
            told,
        );
    }
}

/// Nothing that is done to an account that stays open keeps its address of before from coming back.
pub(crate) fn comes_back(scenario: &Scenario, run: &Run) -> Result<(), String> {
    told(scenario, run)?;
    let alice = run.store.items().accounts[&ALICE].clone();
    let is_back = alice.holds(&EmailAddress::parse(BEFORE).unwrap());
    if without_faults(scenario, run) && alice.is_active() && !is_back {
        return Err(format!("I3: no address came back: {:?}", run.ended));
    }
    Ok(())
}

/// Threats: PH-2, PH-3, PH-4
#[test]
fn an_address_given_back_against_whoever_took_the_account_over() {
    for (name, other) in [
        ("restore × sign-in", Action::SignIn { password: RIGHT }),
        ("restore × sign-in by Amazon", callback(1, "ann")),
        (
            "restore × password",
            Action::Change(ALICE, ChangeTo::Password),
        ),
        ("restore × delete", Action::Change(ALICE, ChangeTo::Delete)),
        ("restore × first sign-in with it", callback(1, "kim")),
        ("restore × registration of it", registering(1)),
    ] {
        let items = town_with_an_address_given_up();
        explore(name, &items, &[restoring(), other], 1, comes_back);
    }
}
