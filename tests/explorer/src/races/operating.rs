//! An operator at work, while customers sign in and change their account.

use accounts::flow::operator::Act;

use super::{all_signed_in_to_one, callback, confirm, explore, signed_in_or};
use crate::{
    invariants::is_live,
    run::{Ended, Run},
    scenario::{ALICE, Action, BOB, ChangeTo, RIGHT, Scenario, asking, token, town, user_id},
};

/// What may come of a race with an operator: everything but an answer that is not defined.
const CODES: [&str; 8] = [
    "unauthenticated",
    "account_disabled",
    "link_expired",
    "linked_elsewhere",
    "last_way_in",
    "not_found",
    "wrong_password",
    "unavailable",
];

fn defined(scenario: &Scenario, run: &Run) -> Result<(), String> {
    signed_in_or(scenario, run, &CODES)
}

/// The account of this Amazon account, as the table has it.
fn owner(run: &Run, who: &str) -> Option<accounts::domain::AccountId> {
    let items = run.store.items();
    items.identities.get(&user_id(who)).map(|it| it.account_id)
}

fn link(who: &str) -> Act {
    Act::Link(user_id(who))
}

#[test]
fn a_link_by_an_operator_against_the_customers_own_sign_in_link_and_changes() {
    let operate = || Action::Operate(ALICE, link("ann"));
    for (name, other) in [
        (
            "operator's link against a first sign-in",
            callback(1, "ann"),
        ),
        ("operator's link against a link", confirm(1, RIGHT)),
        ("operator's link against another's link", confirm(2, RIGHT)),
        ("operator's link against itself", operate()),
        (
            "operator's link to two accounts",
            Action::Operate(BOB, link("ann")),
        ),
        (
            "operator's link against disable",
            Action::Change(ALICE, ChangeTo::Disable),
        ),
        (
            "operator's link against delete",
            Action::Change(ALICE, ChangeTo::Delete),
        ),
        (
            "operator's link against a password",
            Action::Change(ALICE, ChangeTo::Password),
        ),
        (
            "operator's link against a sign-in",
            Action::SignIn { password: RIGHT },
        ),
    ] {
        let items = asking(&[(1, "ann"), (2, "eve")]);

        explore(name, &items, &[operate(), other], 1, |scenario, run| {
            defined(scenario, run)?;
            // I9: what was reported is so, unless somebody deleted the account.
            let gone = run.store.items().accounts[&ALICE].is_tombstone();
            let linked_here = owner(run, "ann") == Some(ALICE);
            if run.ended[0] == Some(Ended::Done) && !gone && !linked_here {
                return Err("I9: a link was reported and is not there".to_owned());
            }
            Ok(())
        });
    }
}

#[test]
fn a_relink_against_sign_ins_under_either_id() {
    let relink = || Action::Relink("bob", "kim");
    for (name, other) in [
        (
            "relink against a sign-in under the old id",
            callback(1, "bob"),
        ),
        (
            "relink against a sign-in under the new id",
            callback(1, "kim"),
        ),
        (
            "relink against a sign-in by another identity",
            callback(1, "ben"),
        ),
        ("relink against itself", relink()),
        (
            "relink of another to the same id",
            Action::Relink("ben", "kim"),
        ),
    ] {
        explore(name, &town(), &[relink(), other], 1, defined);
    }
    // The new id is just being linked elsewhere, by its owner's proof.
    explore(
        "relink against a link of the new id",
        &asking(&[(1, "ann")]),
        &[Action::Relink("bob", "ann"), confirm(1, RIGHT)],
        1,
        defined,
    );
    explore(
        "relink against sign-ins under both ids",
        &town(),
        &[relink(), callback(1, "bob"), callback(2, "kim")],
        0,
        defined,
    );
}

#[test]
fn a_relink_against_changes_of_the_account() {
    for (name, other) in [
        (
            "relink against unlink",
            Action::Change(BOB, ChangeTo::Unlink("bob")),
        ),
        (
            "relink against another's unlink",
            Action::Change(BOB, ChangeTo::Unlink("ben")),
        ),
        (
            "relink against disable",
            Action::Change(BOB, ChangeTo::Disable),
        ),
        (
            "relink against delete",
            Action::Change(BOB, ChangeTo::Delete),
        ),
        ("relink against end-others", Action::EndOthers(token(BOB))),
        (
            "relink against an operator's link",
            Action::Operate(BOB, link("kim")),
        ),
        (
            "relink against a link elsewhere",
            Action::Operate(ALICE, link("kim")),
        ),
    ] {
        let actions = [Action::Relink("bob", "kim"), other];

        explore(name, &town(), &actions, 1, |scenario, run| {
            defined(scenario, run)?;
            if owner(run, "bob").is_some() && run.ended[0] == Some(Ended::Done) {
                return Err("I9: a relink was reported, and the old id opens it still".to_owned());
            }
            Ok(())
        });
    }
}

#[test]
fn an_account_opened_again_while_it_is_closed_deleted_and_signed_in_to() {
    let enable = || Action::Operate(BOB, Act::Enable);
    let mut closed = town();
    let bob = closed.accounts.get_mut(&BOB).unwrap();
    bob.status = accounts::domain::AccountStatus::Disabled;
    for (name, other) in [
        ("enable against a sign-in", callback(1, "bob")),
        ("enable against disable", Action::Operate(BOB, Act::Disable)),
        ("enable against delete", Action::Operate(BOB, Act::Delete)),
        ("enable against relink", Action::Relink("bob", "kim")),
        ("enable against itself", enable()),
    ] {
        explore(name, &closed, &[enable(), other], 1, |scenario, run| {
            defined(scenario, run)?;
            let bob = run.store.items().accounts[&BOB].clone();
            let is_delete = matches!(scenario.actions[1], Action::Operate(_, Act::Delete));
            let is_done = run.ended[1] == Some(Ended::Done);
            if is_delete && is_done && !bob.is_tombstone() {
                return Err("I9: what was deleted is back".to_owned());
            }
            Ok(())
        });
    }
}

#[test]
fn a_deletion_and_its_sweep_against_whoever_uses_the_account() {
    let deleted = || Action::Operate(BOB, Act::Delete);
    for (name, other) in [
        ("delete against a sign-in", callback(1, "bob")),
        ("delete against end-others", Action::EndOthers(token(BOB))),
        ("delete against a check", Action::Check(token(BOB))),
        ("delete against itself", deleted()),
    ] {
        explore(name, &town(), &[deleted(), other], 1, |scenario, run| {
            defined(scenario, run)?;
            let bob = run.store.items().accounts[&BOB].clone();
            if run.ended[0] == Some(Ended::Done) && !bob.is_tombstone() {
                return Err("I9: a deletion was reported and is not there".to_owned());
            }
            Ok(())
        });
    }
    let actions = [
        deleted(),
        Action::Sweep(BOB),
        Action::EndOne(token(BOB), token(BOB)),
    ];
    explore(
        "sweep against delete and the end of a session",
        &town(),
        &actions,
        1,
        |scenario, run| {
            defined(scenario, run)?;
            let swept = run.ended[1] == Some(Ended::Done);
            let items = run.store.items();
            let left = items.sessions.keys().any(|(owner, _)| *owner == BOB);
            let trail: Vec<_> = (items.events.iter())
                .filter(|((owner, _), _)| *owner == BOB)
                .map(|(_, event)| event.kind)
                .collect();
            let only_that_it_was = trail.iter().all(|kind| kind.outlives_account());
            if swept && (left || !only_that_it_was) {
                return Err(format!("I9: swept, and left {left} {trail:?}"));
            }
            Ok(())
        },
    );
}

#[test]
fn a_sweep_by_mistake_against_a_living_account() {
    let actions = [
        Action::Sweep(BOB),
        callback(1, "bob"),
        Action::Check(token(BOB)),
    ];

    explore("sweep of the living", &town(), &actions, 1, |_, run| {
        let session = (BOB, token(BOB).session_ref().digest);
        if run.ended[0] == Some(Ended::Done) || !is_live(run, session) {
            return Err("I9: a session of a living account was swept".to_owned());
        }
        Ok(())
    });
}

#[test]
fn two_sign_ins_after_a_relink_end_in_the_account_that_was_there() {
    let mut items = town();
    let identity = items.identities.remove(&user_id("bob")).unwrap();
    let moved = accounts::domain::Identity {
        user_id: user_id("kim"),
        ..identity
    };
    items.identities.insert(user_id("kim"), moved);
    let bob = items.accounts.get_mut(&BOB).unwrap();
    bob.identities[0] = user_id("kim");

    let actions = [
        callback(1, "kim"),
        callback(2, "kim"),
        Action::Relink("bob", "kim"),
    ];
    explore(
        "sign-ins after a relink",
        &items,
        &actions[..2],
        1,
        all_signed_in_to_one,
    );
    explore("a list run once more", &items, &actions, 0, defined);
}
