//! The races, and what must come of each.

mod apps;
pub(crate) mod by_code;
pub(crate) mod by_mail;
mod changing;
mod choosing;
mod crossing;
mod ending;
mod letters;
mod linking;
mod merging;
mod operating;
pub(crate) mod own_accounts;
mod owning;
mod random;
mod registering;
mod signing_in;
pub(crate) mod verifying;

use std::io::{self, Write as _};

use crate::{
    run::{Code2, Ended, Run},
    scenario::{Action, KIMS, KIMS_ADDRESS, NOW, Registrant, Scenario},
    search::{self, Expect},
};

pub(crate) fn callback(attempt: u8, who: &'static str) -> Action {
    Action::Callback {
        attempt,
        who,
        held: None,
    }
}

pub(crate) fn app(token: u8, who: &'static str) -> Action {
    Action::AppSignIn { token, who }
}

pub(crate) fn confirm(ticket: u8, password: &'static str) -> Action {
    Action::Confirm { ticket, password }
}

/// Kim registers, by the form with this number.
pub(crate) fn registering(form: u8) -> Action {
    Action::Register(Registrant {
        form,
        email: KIMS_ADDRESS,
        password: KIMS,
    })
}

/// Goes through all of it, first without faults, then with up to `faults` in each schedule.
#[track_caller]
fn explore(
    name: &str,
    items: &accounts::store::memory::Items,
    actions: &[Action],
    faults: usize,
    expect: Expect,
) {
    for faults in 0..=faults {
        let scenario = Scenario {
            site: None,
            items: items.clone(),
            actions: actions.to_vec(),
            faults,
        };
        match search::exhaustive(&scenario, None, expect) {
            Ok(explored) => tell(&format!(
                "{name}, {} tasks, {faults} faults: {} schedules through {} states, {} steps",
                actions.len(),
                explored.schedules,
                explored.states,
                explored.steps
            )),
            Err(violation) => panic!("{name}: {}\n{:#?}", violation.what, violation.schedule),
        }
    }
}

/// Prints a line that the test runner does not swallow.
fn tell(line: &str) {
    writeln!(io::stderr(), "explorer: {line}").unwrap();
}

/// Nothing besides the invariants.
pub(crate) fn anything(_: &Scenario, _: &Run) -> Result<(), String> {
    Ok(())
}

fn without_faults(scenario: &Scenario, run: &Run) -> bool {
    run.faults_left == scenario.faults && run.now() == NOW
}

/// Without a fault, everybody ends signed in, all to one account.
pub(crate) fn all_signed_in_to_one(scenario: &Scenario, run: &Run) -> Result<(), String> {
    let mut accounts = run.ended.iter().flatten().filter_map(|ended| match ended {
        Ended::SignedIn((account_id, _)) => Some(account_id),
        _ => None,
    });
    let first = accounts.next();
    if accounts.any(|other| Some(other) != first) {
        return Err("I1: signed in to two accounts".to_owned());
    }
    let all = run
        .ended
        .iter()
        .all(|ended| matches!(ended, Some(Ended::SignedIn(_))));
    if without_faults(scenario, run) && !all {
        return Err(format!("I7: not everybody is signed in: {:?}", run.ended));
    }
    Ok(())
}

/// Without a fault, everybody ends signed in or with one of `codes`, and nobody in between.
fn signed_in_or(scenario: &Scenario, run: &Run, codes: &[Code2]) -> Result<(), String> {
    let fine = |ended: &Option<Ended>| match ended {
        Some(Ended::Refused(code)) => codes.contains(code),
        Some(Ended::Unavailable) | None => false,
        Some(_) => true,
    };
    if without_faults(scenario, run) && !run.ended.iter().all(fine) {
        return Err(format!("I7: {:?}", run.ended));
    }
    Ok(())
}
