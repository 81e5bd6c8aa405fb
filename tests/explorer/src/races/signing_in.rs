//! Signing in with Amazon.

use super::{all_signed_in_to_one, callback, explore, signed_in_or, without_faults};
use crate::{
    run::Ended,
    scenario::{Action, BOB, token, town},
    search::Expect,
};

#[test]
fn one_amazon_id_signing_in_first_twice_at_once() {
    let actions = [callback(1, "kim"), callback(2, "kim")];

    explore(
        "first sign-in of one id",
        &town(),
        &actions,
        2,
        all_signed_in_to_one,
    );
}

#[test]
fn one_amazon_id_signing_in_first_three_times_at_once() {
    let actions = [callback(1, "kim"), callback(2, "kim"), callback(3, "kim")];

    explore(
        "first sign-in of one id",
        &town(),
        &actions,
        0,
        all_signed_in_to_one,
    );
}

#[test]
fn two_amazon_ids_with_one_email_at_once() {
    let actions = [callback(1, "kim"), callback(2, "kay")];

    explore(
        "two ids, one e-mail",
        &town(),
        &actions,
        2,
        |scenario, run| {
            let claims = run.store.items().claims.len();
            let both = run
                .ended
                .iter()
                .all(|ended| matches!(ended, Some(Ended::SignedIn(_))));
            if without_faults(scenario, run) && !(both && claims == 2) {
                return Err(format!(
                    "both have an account, one has the address: {:?} {claims}",
                    run.ended
                ));
            }
            Ok(())
        },
    );
}

#[test]
fn a_callback_delivered_twice() {
    let actions = [callback(1, "kim"), callback(1, "kim")];

    explore(
        "one callback twice",
        &town(),
        &actions,
        2,
        all_signed_in_to_one,
    );
}

#[test]
fn a_callback_delivered_three_times() {
    let actions = [callback(1, "kim"), callback(1, "kim"), callback(1, "kim")];

    // A duplicate may run out of patience while the other two go on.
    explore(
        "one callback thrice",
        &town(),
        &actions,
        0,
        |scenario, run| signed_in_or(scenario, run, &["interrupted"]),
    );
}

#[test]
fn a_callback_that_asks_delivered_twice() {
    let actions = [callback(1, "ann"), callback(1, "ann")];

    explore(
        "one asking callback twice",
        &town(),
        &actions,
        2,
        |scenario, run| {
            let asked = run.ended.iter().all(|ended| *ended == Some(Ended::Asked));
            if without_faults(scenario, run) && !asked {
                return Err(format!("I7: {:?}", run.ended));
            }
            Ok(())
        },
    );
}

#[test]
fn a_returning_customer_twice_while_signed_in() {
    let held = Action::Callback {
        attempt: 1,
        who: "bob",
        held: Some(token(BOB)),
    };
    let expect: Expect = |scenario, run| signed_in_or(scenario, run, &["unauthenticated"]);
    let check = Action::Check(token(BOB));

    explore(
        "returning customer",
        &town(),
        &[held.clone(), check.clone()],
        1,
        expect,
    );
    explore(
        "returning customers",
        &town(),
        &[held, callback(2, "ben"), check],
        0,
        expect,
    );
}
