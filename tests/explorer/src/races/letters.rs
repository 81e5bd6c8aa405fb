//! Asking for a letter against everything that changes the account: it writes nothing else, which is an
//! invariant, and stands in nobody's way.

use super::{
    by_mail::{moving, reset, restoring, told, unlinking_ann},
    confirm,
    crossing::asked,
    explore, registering, without_faults,
};
use crate::{
    ask::Ask,
    run::{Ended, Run},
    scenario::{
        ALICE, Action, ChangeTo, RIGHT, Scenario,
        letters::{town_with_an_address_given_up, town_with_letters},
        token,
    },
};

/// The other does what it would do alone.
fn undisturbed(scenario: &Scenario, run: &Run) -> Result<(), String> {
    told(scenario, run)?;
    let refused = matches!(run.ended[1], Some(Ended::Refused(_)));
    if without_faults(scenario, run) && refused {
        return Err(format!("I7: a letter stood in the way: {:?}", run.ended));
    }
    Ok(())
}

#[test]
fn asking_for_a_password_or_an_address_stands_in_nobodys_way() {
    for (by, ask) in [
        ("a password", Action::Ask(Ask::Reset)),
        ("an address", Action::Ask(Ask::Move(token(ALICE)))),
    ] {
        for (name, other) in [
            ("reset", reset()),
            ("move", moving()),
            ("link", confirm(1, RIGHT)),
            ("undo of a link", unlinking_ann()),
            ("end-others", Action::EndOthers(token(ALICE))),
            ("delete", Action::Change(ALICE, ChangeTo::Delete)),
            ("itself", ask.clone()),
        ] {
            let items = asked(town_with_letters(), "eve");
            let name = format!("asking for {by} × {name}");
            explore(&name, &items, &[ask.clone(), other], 1, undisturbed);
        }
        let name = format!("asking for {by} × restore");
        let items = town_with_an_address_given_up();
        explore(&name, &items, &[ask, restoring()], 1, undisturbed);
    }
}

#[test]
fn a_registration_that_waits_for_its_proof_stands_in_nobodys_way() {
    for (name, other) in [("move", moving()), ("itself", registering(1))] {
        let name = format!("asking to register × {name}");
        let ask = Action::Ask(Ask::Reset);
        let actions = [registering(1), other, ask];
        explore(&name, &town_with_letters(), &actions, 1, undisturbed);
    }
}
