//! Ending the sessions of an account by one of them, while others use it and sign in.

use accounts::domain::{Renewal, Secret, Timestamp};

use super::{all_signed_in_to_one, callback, confirm, explore, signed_in_or, without_faults};
use crate::{
    invariants::is_live,
    run::{Ended, Run},
    scenario::{
        ALICE, Action, BOB, ChangeTo, NOW, RIGHT, Scenario, asking, other_token, token, town,
        town_of_two_browsers,
    },
};

/// How many sessions open Alice's account.
fn live(run: &Run) -> usize {
    let keys: Vec<_> = run.store.items().sessions.keys().copied().collect();
    keys.into_iter()
        .filter(|key| key.0 == ALICE && is_live(run, *key))
        .count()
}

fn both_in_the_one_session_left(scenario: &Scenario, run: &Run) -> Result<(), String> {
    all_signed_in_to_one(scenario, run)?;
    let any = run
        .ended
        .iter()
        .any(|ended| matches!(ended, Some(Ended::SignedIn(_))));
    if any && live(run) != 1 {
        return Err(format!("I6: {} sessions of one act", live(run)));
    }
    Ok(())
}

#[test]
fn the_others_ended_by_a_double_click() {
    let actions = [
        Action::EndOthers(token(ALICE)),
        Action::EndOthers(token(ALICE)),
    ];

    explore(
        "end-others twice",
        &town_of_two_browsers(),
        &actions,
        2,
        both_in_the_one_session_left,
    );
}

#[test]
fn the_others_ended_by_three_clicks() {
    let click = || Action::EndOthers(token(ALICE));

    explore(
        "end-others thrice",
        &town_of_two_browsers(),
        &[click(), click(), click()],
        0,
        both_in_the_one_session_left,
    );
}

#[test]
fn two_browsers_that_end_each_other() {
    let actions = [
        Action::EndOthers(token(ALICE)),
        Action::EndOthers(other_token(ALICE)),
    ];

    explore(
        "end-others against end-others",
        &town_of_two_browsers(),
        &actions,
        2,
        |scenario, run| {
            signed_in_or(scenario, run, &["unauthenticated"])?;
            if without_faults(scenario, run) && live(run) != 1 {
                return Err(format!("I7: {} of two browsers remain", live(run)));
            }
            Ok(())
        },
    );
}

#[test]
fn the_others_ended_while_the_acting_one_signs_out() {
    let actions = [
        Action::EndOthers(token(ALICE)),
        Action::SignOut(token(ALICE)),
        Action::Check(other_token(ALICE)),
    ];

    // That nothing is live after signing out is an invariant.
    explore(
        "end-others against sign-out",
        &town_of_two_browsers(),
        &actions,
        1,
        |scenario, run| signed_in_or(scenario, run, &["unauthenticated"]),
    );
}

#[test]
fn all_ended_by_a_double_click() {
    let actions = [
        Action::EndAll(token(ALICE)),
        Action::EndAll(token(ALICE)),
        Action::Check(other_token(ALICE)),
    ];

    explore(
        "end-all twice",
        &town_of_two_browsers(),
        &actions,
        1,
        |scenario, run| {
            signed_in_or(scenario, run, &["unauthenticated"])?;
            let both = run.ended[..2]
                .iter()
                .all(|ended| *ended == Some(Ended::Done));
            if without_faults(scenario, run) && !(both && live(run) == 0) {
                return Err(format!("I7: {:?}", run.ended));
            }
            Ok(())
        },
    );
}

#[test]
fn all_ended_right_after_the_others() {
    let actions = [
        Action::EndOthers(token(ALICE)),
        Action::EndAll(token(ALICE)),
    ];

    // The click on end-all may come with the session that end-others put another in place of.
    explore(
        "end-others against end-all",
        &town_of_two_browsers(),
        &actions,
        2,
        |scenario, run| {
            signed_in_or(scenario, run, &["unauthenticated"])?;
            if run.ended[1] == Some(Ended::Done) && live(run) > 0 {
                return Err("I9: all were ended, and one is live".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn all_ended_while_somebody_signs_in() {
    let explore = |name, items, other, codes: crate::search::Expect| {
        let actions = [
            other,
            Action::EndAll(token(ALICE)),
            Action::Check(token(ALICE)),
        ];
        explore(name, &items, &actions, 1, codes);
    };

    let sign_in = Action::SignIn { password: RIGHT };
    explore(
        "end-all against a password",
        town(),
        sign_in,
        |scenario, run| signed_in_or(scenario, run, &["unauthenticated"]),
    );
    explore(
        "end-all against a link",
        asking(&[(1, "ann")]),
        confirm(1, RIGHT),
        |scenario, run| {
            signed_in_or(
                scenario,
                run,
                &["unauthenticated", "link_expired", "unavailable"],
            )
        },
    );
}

#[test]
fn the_others_ended_while_a_returning_customer_signs_in_again() {
    let held = Action::Callback {
        attempt: 1,
        who: "bob",
        held: Some(token(BOB)),
    };

    explore(
        "end-others against sign-in",
        &town_of_two_browsers(),
        &[held, Action::EndOthers(token(BOB))],
        1,
        |scenario, run| signed_in_or(scenario, run, &["unauthenticated"]),
    );
    explore(
        "end-others against another browser's sign-in",
        &town_of_two_browsers(),
        &[callback(1, "bob"), Action::EndOthers(token(BOB))],
        1,
        |scenario, run| signed_in_or(scenario, run, &["unauthenticated"]),
    );
}

#[test]
fn the_others_ended_while_the_account_changes() {
    for (name, change) in [
        ("end-others against disable", ChangeTo::Disable),
        ("end-others against password change", ChangeTo::Password),
        ("end-others against delete", ChangeTo::Delete),
    ] {
        let actions = [
            Action::EndOthers(token(ALICE)),
            Action::Change(ALICE, change),
        ];

        explore(
            name,
            &town_of_two_browsers(),
            &actions,
            1,
            |scenario, run| signed_in_or(scenario, run, &["unauthenticated"]),
        );
    }
}

#[test]
fn one_session_ended_while_it_is_used() {
    let actions = [
        Action::EndOne(token(ALICE), other_token(ALICE)),
        Action::Check(other_token(ALICE)),
        Action::EndOne(token(ALICE), other_token(ALICE)),
    ];

    explore(
        "end-one against check",
        &town_of_two_browsers(),
        &actions,
        1,
        |_, run| {
            let other = other_token(ALICE).session_ref();
            let ended = run.ended[0] == Some(Ended::Done);
            if ended && is_live(run, (ALICE, other.digest)) {
                return Err("I9: a session that was ended is live".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn one_session_ended_that_ends_the_others() {
    let actions = [
        Action::EndOne(token(ALICE), other_token(ALICE)),
        Action::EndOthers(other_token(ALICE)),
    ];

    explore(
        "end-one against end-others",
        &town_of_two_browsers(),
        &actions,
        2,
        |scenario, run| signed_in_or(scenario, run, &["unauthenticated"]),
    );
}

/// A copy of the cookie from before leads to the session in its place for half a minute, no longer.
#[test]
fn a_session_that_was_renewed_a_while_ago_is_nobodys() {
    let mut items = town();
    let old = token(ALICE).session_ref();
    let renewal = Renewal {
        mark: Secret::from_bytes([0x4D; 32]),
        at: Timestamp::from_unix_seconds(NOW - Renewal::REPEATED_S),
    };
    let session = items.sessions.get_mut(&(ALICE, old.digest)).unwrap();
    let heir = session.renew(&token(ALICE).renewed(&renewal.mark), renewal.at);
    session.renewal = Some(renewal);
    let key = (ALICE, heir.session_ref.digest);
    items.accounts.get_mut(&ALICE).unwrap().epoch = heir.epoch;
    items.sessions.insert(key, heir);
    let actions = [
        Action::EndOthers(token(ALICE)),
        Action::EndAll(token(ALICE)),
        Action::SignOut(token(ALICE)),
        Action::Check(token(ALICE)),
    ];

    explore("an old copy", &items, &actions, 0, |_, run| {
        let refused = Some(Ended::Refused("unauthenticated"));
        let signed_out = Some(Ended::Done);
        if run.ended != [refused, refused, signed_out, refused] || live(run) != 1 {
            return Err(format!("I4: {:?}, {} live", run.ended, live(run)));
        }
        Ok(())
    });
}
