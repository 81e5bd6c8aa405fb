//! Finishing a registration by the link of its letter: twice, by two letters, and against everybody else who
//! wants the address.

use accounts::{
    domain::{Account, EmailAddress},
    store::memory::Items,
};

use super::{
    all_signed_in_to_one, callback, explore, registering::owners, signed_in_or, without_faults,
};
use crate::{
    by_mail::ByMail,
    invariants::is_live,
    races::by_mail::{moving, reset},
    run::{Ended, Run},
    scenario::{
        ALICE, Action, CHANGED, ChangeTo, KAY, KIMS, KIMS_ADDRESS, PASSWORDS, Scenario,
        letters::{
            REGISTER, REGISTER_AGAIN, REGISTER_ALICES, town_with_letters, with_registrations,
        },
        token, town, town_with_kay,
    },
};

/// Kim finishes, in the browser that began.
pub(crate) fn verifying() -> Action {
    Action::ByMail(REGISTER, ByMail::Verify(None))
}

/// The reader of the mailbox finishes, in another browser.
fn elsewhere() -> Action {
    Action::ByMail(REGISTER, ByMail::Verify(Some(KIMS)))
}

/// By another letter to the same mailbox.
pub(crate) fn by_another_letter() -> Action {
    Action::ByMail(REGISTER_AGAIN, ByMail::Verify(None))
}

/// Everybody is in one account, which has the address proven, by one and the same session.
pub(crate) fn all_in_one_session(scenario: &Scenario, run: &Run) -> Result<(), String> {
    all_signed_in_to_one(scenario, run)?;
    let mut ended = run.ended.clone();
    ended.dedup();
    if without_faults(scenario, run) && ended.len() > 1 {
        return Err(format!("I6: one link began two sessions: {ended:?}"));
    }
    Ok(())
}

/// Without a fault, one gets the address and all others are told that it is taken.
fn one_of_them(scenario: &Scenario, run: &Run) -> Result<(), String> {
    signed_in_or(scenario, run, &["email_taken"])?;
    let signed_in = |ended: &&Option<Ended>| matches!(ended, Some(Ended::SignedIn(_)));
    let winners = run.ended.iter().filter(signed_in).count();
    if without_faults(scenario, run) && (winners, owners(run)) != (1, 1) {
        return Err(format!("I2: {winners} have the address: {:?}", run.ended));
    }
    loser_of_the_claim_is_shut(run)
}

/// The account that has Kim's address.
fn owner(items: &Items) -> Option<&Account> {
    let email = EmailAddress::parse(KIMS_ADDRESS).unwrap();
    let claim = items.claims.get(email.normalised())?;
    items.accounts.get(&claim.account_id)
}

/// Once the address is gone, no session of before opens the account.
fn loser_of_the_claim_is_shut(run: &Run) -> Result<(), String> {
    let there = run.store.items().accounts.get(&KAY).cloned();
    let lost = there.is_some_and(|kay| kay.claim.is_none());
    if lost && is_live(run, (KAY, token(KAY).session_ref().digest)) {
        return Err("I4: a session outlived the loss of the address".to_owned());
    }
    Ok(())
}

#[test]
fn one_link_in_two_tabs() {
    for (name, items) in [
        ("one link twice", with_registrations(town())),
        (
            "displacing by one link twice",
            with_registrations(town_with_kay()),
        ),
    ] {
        let actions = [verifying(), verifying()];
        explore(name, &items, &actions, 2, all_in_one_session);
    }
}

#[test]
fn one_link_three_times() {
    explore(
        "one link thrice",
        &with_registrations(town()),
        &[verifying(), verifying(), verifying()],
        0,
        all_in_one_session,
    );
}

/// Whichever comes first decides on the password, and the other is signed in.
#[test]
fn one_link_in_two_browsers() {
    explore(
        "one link in two browsers",
        &with_registrations(town()),
        &[verifying(), elsewhere()],
        1,
        all_in_one_session,
    );
}

/// Threats: PH-1
#[test]
fn a_password_chosen_by_whoever_registered_does_not_open_what_the_reader_of_the_mailbox_makes() {
    explore(
        "another browser, twice",
        &with_registrations(town()),
        &[elsewhere(), elsewhere()],
        1,
        |scenario, run| {
            all_in_one_session(scenario, run)?;
            let items = run.store.items();
            let Some(account) = owner(&items) else {
                return Ok(());
            };
            let opens = |password: &str| {
                PASSWORDS
                    .verify(account.password.as_ref(), password.as_bytes())
                    .unwrap()
            };
            if opens(CHANGED) || !opens(KIMS) {
                return Err("I3: it has the password of whoever registered".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn two_letters_with_one_address() {
    for (name, items) in [
        ("two letters, one address", with_registrations(town())),
        (
            "two letters, one address through Amazon",
            with_registrations(town_with_kay()),
        ),
    ] {
        let actions = [verifying(), by_another_letter()];
        explore(name, &items, &actions, 2, one_of_them);
    }
}

/// Seen first at Amazon, the address goes over; proven first, the Amazon account is asked.
///
/// Threats: PH-5, SPOOFED-ME-A
#[test]
fn against_a_first_sign_in_with_the_same_email() {
    explore(
        "verification against sign-in",
        &with_registrations(town()),
        &[verifying(), callback(1, "kim")],
        1,
        |scenario, run| {
            signed_in_or(scenario, run, &[])?;
            let [Some(Ended::SignedIn((proven, _))), other] = run.ended[..] else {
                return if without_faults(scenario, run) {
                    Err(format!("I7: {:?}", run.ended))
                } else {
                    Ok(())
                };
            };
            if let Some(Ended::SignedIn((account, _))) = other
                && account == proven
            {
                return Err("I3: in an account that somebody else proved".to_owned());
            }
            if owner(&run.store.items()).map(|it| it.id) != Some(proven) {
                return Err("I2: the address is not whose mailbox was proven".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn displacing_against_every_change_of_the_account_that_gives_way() {
    for (name, other) in [
        (
            "proof × end-all",
            Action::Change(KAY, ChangeTo::EndSessions),
        ),
        ("proof × disable", Action::Change(KAY, ChangeTo::Disable)),
        ("proof × delete", Action::Change(KAY, ChangeTo::Delete)),
        (
            "proof × unlink",
            Action::Change(KAY, ChangeTo::Unlink("ken")),
        ),
        ("proof × sign-in by it", callback(1, "kay")),
        ("proof × check", Action::Check(token(KAY))),
    ] {
        explore(
            name,
            &with_registrations(town_with_kay()),
            &[verifying(), other],
            1,
            |scenario, run| {
                signed_in_or(scenario, run, &["unauthenticated"])?;
                loser_of_the_claim_is_shut(run)
            },
        );
    }
}

/// An account's change of address is a proof of the same mailbox: one of the two gets it.
#[test]
fn against_a_change_of_address() {
    explore(
        "verification × move",
        &with_registrations(town_with_letters()),
        &[verifying(), moving()],
        1,
        |scenario, run| signed_in_or(scenario, run, &["email_taken"]),
    );
}

/// What was registered before the address got an account makes none, whatever happens to that account.
#[test]
fn against_a_reset_or_the_end_of_the_account_that_has_the_address() {
    let alices = Action::ByMail(REGISTER_ALICES, ByMail::Verify(None));
    for (name, other) in [
        ("verification × reset", reset()),
        (
            "verification × delete",
            Action::Change(ALICE, ChangeTo::Delete),
        ),
    ] {
        explore(
            name,
            &with_registrations(town_with_letters()),
            &[alices.clone(), other],
            1,
            |scenario, run| {
                signed_in_or(scenario, run, &["email_taken"])?;
                let is_open = run.store.items().accounts[&ALICE].is_active();
                if is_open && matches!(run.ended[0], Some(Ended::SignedIn(_))) {
                    return Err("I2: Alice lost her address".to_owned());
                }
                Ok(())
            },
        );
    }
}
