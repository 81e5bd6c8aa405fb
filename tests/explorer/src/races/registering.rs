//! Registering: twice by one form, at once by several, and against everybody else who wants the address.

use accounts::domain::Account;

use super::{
    all_signed_in_to_one, app, callback, confirm, explore, registering, signed_in_or,
    without_faults,
};
use crate::{
    invariants::is_live,
    registration::account_of,
    run::{Ended, Run},
    scenario::{
        ALICE, Action, ChangeTo, KAY, KIMS_ADDRESS, RIGHT, Registrant, Scenario, asking, token,
        town, town_with_kay,
    },
};

/// How many accounts hold Kim's address: one at most, whatever else became of it (I2).
pub(super) fn owners(run: &Run) -> usize {
    let items = run.store.items();
    let accounts = items.accounts.values();
    let claims = accounts.filter_map(|account| account.claim.as_ref());
    claims
        .filter(|claim| claim.email.as_str() == KIMS_ADDRESS)
        .count()
}

/// Without a fault, everybody is signed in by one and the same session.
fn all_in_one_session(scenario: &Scenario, run: &Run) -> Result<(), String> {
    all_signed_in_to_one(scenario, run)?;
    let mut ended = run.ended.clone();
    ended.dedup();
    if without_faults(scenario, run) && ended.len() > 1 {
        return Err(format!("I6: one form began two sessions: {ended:?}"));
    }
    Ok(())
}

/// Without a fault, one registers and all others are told that the address is taken.
fn one_of_them(scenario: &Scenario, run: &Run) -> Result<(), String> {
    signed_in_or(scenario, run, &["email_taken"])?;
    let signed_in = |ended: &&Option<Ended>| matches!(ended, Some(Ended::SignedIn(_)));
    let winners = run.ended.iter().filter(signed_in).count();
    if without_faults(scenario, run) && (winners, owners(run)) != (1, 1) {
        return Err(format!("I2: {winners} have the address: {:?}", run.ended));
    }
    Ok(())
}

#[test]
fn one_form_delivered_twice() {
    explore(
        "one form twice",
        &town(),
        &[registering(1), registering(1)],
        2,
        all_in_one_session,
    );
}

#[test]
fn one_form_delivered_three_times() {
    explore(
        "one form thrice",
        &town(),
        &[registering(1), registering(1), registering(1)],
        0,
        all_in_one_session,
    );
}

#[test]
fn two_forms_with_one_address() {
    explore(
        "two forms, one address",
        &town(),
        &[registering(1), registering(2)],
        2,
        one_of_them,
    );
}

#[test]
fn two_forms_and_an_app_with_one_address() {
    explore(
        "two forms and an app",
        &town(),
        &[registering(1), registering(2), registering(0)],
        0,
        one_of_them,
    );
}

#[test]
fn one_form_with_two_passwords() {
    let other = Action::Register(Registrant {
        form: 1,
        email: KIMS_ADDRESS,
        password: "somebody else's words",
    });

    explore(
        "one form, two passwords",
        &town(),
        &[registering(1), other],
        1,
        one_of_them,
    );
}

/// Registered first, the Amazon account is asked for the password; seen first at Amazon, the
/// address goes over, and the Amazon account keeps an account of its own.
#[test]
fn against_a_first_sign_in_with_the_same_email() {
    explore(
        "registration against sign-in",
        &town(),
        &[registering(1), callback(1, "kim")],
        2,
        |scenario, run| {
            signed_in_or(scenario, run, &[])?;
            let [Some(Ended::SignedIn((registered, _))), other] = run.ended[..] else {
                return if without_faults(scenario, run) {
                    Err(format!("I7: {:?}", run.ended))
                } else {
                    Ok(())
                };
            };
            if let Some(Ended::SignedIn((account, _))) = other
                && account == registered
            {
                return Err("I3: in an account that somebody else registered".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn against_a_first_sign_in_and_an_app_with_the_same_email() {
    explore(
        "registration against sign-in and app",
        &town(),
        &[registering(1), callback(1, "kim"), app(1, "kay")],
        0,
        |scenario, run| signed_in_or(scenario, run, &[]),
    );
}

#[test]
fn the_address_of_an_account_made_through_amazon() {
    explore(
        "displacing twice",
        &town_with_kay(),
        &[registering(1), registering(2)],
        2,
        |scenario, run| {
            one_of_them(scenario, run)?;
            loser_of_the_claim_is_shut(run)
        },
    );
    explore(
        "displacing by one form twice",
        &town_with_kay(),
        &[registering(1), registering(1)],
        1,
        all_in_one_session,
    );
}

/// Once the address is gone, no session of before opens the account (design of the epoch), and both
/// Amazon accounts still do.
fn loser_of_the_claim_is_shut(run: &Run) -> Result<(), String> {
    let lost = run.store.items().accounts[&KAY].claim.is_none();
    let session_ref = token(KAY).session_ref();
    if lost && is_live(run, (KAY, session_ref.digest)) {
        return Err("I4: a session outlived the loss of the address".to_owned());
    }
    Ok(())
}

#[test]
fn displacing_against_every_change_of_the_account_that_gives_way() {
    for (name, change) in [
        ("displacing against end-all", ChangeTo::EndSessions),
        ("displacing against disable", ChangeTo::Disable),
        ("displacing against delete", ChangeTo::Delete),
        ("displacing against unlink", ChangeTo::Unlink("ken")),
    ] {
        explore(
            name,
            &town_with_kay(),
            &[registering(1), Action::Change(KAY, change)],
            1,
            |scenario, run| {
                signed_in_or(scenario, run, &[])?;
                loser_of_the_claim_is_shut(run)
            },
        );
    }
}

#[test]
fn displacing_against_a_sign_in_to_the_account_that_gives_way() {
    explore(
        "displacing against a returning customer",
        &town_with_kay(),
        &[
            registering(1),
            callback(1, "kay"),
            Action::Check(token(KAY)),
        ],
        0,
        |scenario, run| signed_in_or(scenario, run, &["unauthenticated"]),
    );
}

#[test]
fn against_the_end_of_the_account_it_made() {
    let Action::Register(by) = registering(1) else {
        unreachable!()
    };
    for (name, change) in [
        ("registration against its delete", ChangeTo::Delete),
        ("registration against its disable", ChangeTo::Disable),
    ] {
        let actions = [
            registering(1),
            registering(1),
            Action::Change(account_of(&by), change),
        ];

        explore(name, &town(), &actions, 0, |scenario, run| {
            let codes = ["not_found", "account_disabled"];
            signed_in_or(scenario, run, &codes)?;
            stays_deleted(scenario, run)
        });
    }
}

/// A second delivery raises nobody from the dead.
fn stays_deleted(_: &Scenario, run: &Run) -> Result<(), String> {
    let Action::Register(by) = registering(1) else {
        unreachable!()
    };
    let items = run.store.items();
    let back = items.accounts.get(&account_of(&by));
    if run.ended.last() == Some(&Some(Ended::Done)) && back.is_some_and(Account::is_active) {
        return Err("I9: an account that was closed is back".to_owned());
    }
    Ok(())
}

#[test]
fn an_address_that_an_import_brought_is_never_registered() {
    let alices = Action::Register(Registrant {
        form: 1,
        email: "alice@example.com",
        password: "not alice's, but long",
    });

    explore(
        "registration against a link",
        &asking(&[(1, "ann")]),
        &[alices, confirm(1, RIGHT), callback(1, "eve")],
        0,
        |scenario, run| {
            signed_in_or(scenario, run, &["email_taken"])?;
            if run.ended[0] != Some(Ended::Refused("email_taken")) && without_faults(scenario, run)
            {
                return Err(format!("I2: {:?}", run.ended[0]));
            }
            let items = run.store.items();
            let owner = items.accounts[&ALICE].claim.is_some();
            owner
                .then_some(())
                .ok_or_else(|| "I2: Alice lost her address".to_owned())
        },
    );
}
