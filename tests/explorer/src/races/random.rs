//! More than can be gone through exhaustively, by random schedules.

use accounts::flow::operator::Act;

use super::{anything, app, callback, confirm, registering, tell};
use crate::{
    scenario::{ALICE, Action, BOB, ChangeTo, RIGHT, Scenario, WRONG, asking, token, user_id},
    search,
};

/// How many random schedules of each race are gone through.
const RANDOM_SCHEDULES: u64 = 3_000;

/// Everything at once, by random schedules.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a seed to begin with is given by whoever replays it"
)]
fn everything_at_once_by_random_schedules() {
    let first = std::env::var("EXPLORER_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1_u64);
    let all = mixes();
    let mut steps = 0;
    for actions in &all {
        let items = asking(&[(1, "ann"), (2, "eve")]);
        let scenario = Scenario {
            site: None,
            items,
            actions: actions.clone(),
            faults: 4,
        };
        for seed in first..first + RANDOM_SCHEDULES {
            match search::random(&scenario, seed, None, anything) {
                Ok(taken) => steps += taken,
                Err(violation) => panic!(
                    "EXPLORER_SEED={seed}: {}\n{actions:#?}\n{:#?}",
                    violation.what, violation.schedule
                ),
            }
        }
    }
    tell(&format!(
        "random: {} schedules, {steps} steps, from seed {first}",
        RANDOM_SCHEDULES * all.len() as u64
    ));
}

/// Requests that go on at once.
fn mixes() -> Vec<Vec<Action>> {
    vec![
        vec![
            callback(1, "kim"),
            callback(2, "kim"),
            callback(1, "kim"),
            callback(3, "kay"),
            registering(1),
        ],
        vec![
            confirm(1, RIGHT),
            confirm(2, RIGHT),
            confirm(1, RIGHT),
            callback(1, "ann"),
            Action::SignIn { password: RIGHT },
            Action::Change(ALICE, ChangeTo::Password),
        ],
        vec![
            callback(1, "bob"),
            callback(2, "ben"),
            callback(1, "bob"),
            Action::Change(BOB, ChangeTo::Unlink("bob")),
            Action::Change(BOB, ChangeTo::Unlink("ben")),
            Action::Check(token(BOB)),
        ],
        vec![
            confirm(1, RIGHT),
            confirm(2, WRONG),
            Action::Change(ALICE, ChangeTo::Disable),
            Action::Change(ALICE, ChangeTo::EndSessions),
            callback(1, "eve"),
            Action::Check(token(ALICE)),
        ],
        vec![
            app(1, "kim"),
            callback(1, "kim"),
            app(1, "kim"),
            app(2, "kay"),
            Action::EndOthers(token(BOB)),
            Action::EndAll(token(BOB)),
        ],
        vec![
            confirm(1, RIGHT),
            app(1, "ann"),
            Action::EndOthers(token(ALICE)),
            Action::EndAll(token(ALICE)),
            Action::SignOut(token(ALICE)),
            Action::SignIn { password: RIGHT },
        ],
        vec![
            confirm(1, RIGHT),
            callback(1, "ann"),
            callback(2, "eve"),
            Action::Change(ALICE, ChangeTo::Delete),
            Action::SignIn { password: RIGHT },
        ],
        vec![
            Action::Operate(ALICE, Act::Link(user_id("ann"))),
            confirm(1, RIGHT),
            Action::Relink("bob", "kim"),
            callback(1, "kim"),
            callback(2, "bob"),
            Action::Operate(BOB, Act::Unlink(user_id("ben"))),
        ],
        vec![
            Action::Operate(BOB, Act::Disable),
            Action::Operate(BOB, Act::Enable),
            Action::Relink("bob", "kim"),
            Action::Operate(BOB, Act::Delete),
            Action::Sweep(BOB),
            callback(1, "ben"),
            Action::EndOthers(token(BOB)),
        ],
    ]
}
