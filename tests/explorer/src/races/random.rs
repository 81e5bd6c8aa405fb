//! More than can be gone through exhaustively, by random schedules.

use accounts::{flow::operator::Act, store::memory::Items};

use super::{
    anything, app,
    by_code::code,
    by_mail::{moving, moving_on, reset, restoring, unlinking_ann},
    callback, confirm,
    crossing::{asked, one_counts},
    registering, tell,
};
use crate::{
    ask::Ask,
    scenario::{
        ALICE, Action, BOB, ChangeTo, RIGHT, Scenario, WRONG, asking,
        letters::{
            CODE, letters_and_a_code, town_with_an_address_given_up, town_with_letters,
            unproven_with_a_code,
        },
        token, user_id,
    },
    search::{self, Expect},
};

/// How many random schedules of each race are gone through.
const RANDOM_SCHEDULES: u64 = 3_000;

/// Goes through all of these by random schedules.
#[track_caller]
#[expect(
    clippy::disallowed_methods,
    reason = "a seed to begin with is given by whoever replays it"
)]
fn draw(name: &str, all: &[(Items, Vec<Action>)], expect: Expect) {
    let first = std::env::var("EXPLORER_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1_u64);
    let mut steps = 0;
    for (items, actions) in all {
        let scenario = Scenario {
            site: None,
            items: items.clone(),
            actions: actions.clone(),
            faults: 4,
        };
        for seed in first..first + RANDOM_SCHEDULES {
            match search::random(&scenario, seed, None, expect) {
                Ok(taken) => steps += taken,
                Err(violation) => panic!(
                    "{name}: EXPLORER_SEED={seed}: {}\n{actions:#?}\n{:#?}",
                    violation.what, violation.schedule
                ),
            }
        }
    }
    tell(&format!(
        "{name} at random: {} schedules, {steps} steps, from seed {first}",
        RANDOM_SCHEDULES * all.len() as u64
    ));
}

/// Everything at once.
#[test]
fn everything_at_once_by_random_schedules() {
    let town = asking(&[(1, "ann"), (2, "eve")]);
    let with_town = |actions| (town.clone(), actions);
    let all: Vec<_> = mixes().into_iter().map(with_town).collect();
    draw("everything", &all, anything);
}

/// Threats: PH-2, PH-4
#[test]
fn a_reset_a_link_a_change_of_address_and_a_sign_in_by_random_schedules() {
    let sign_in = Action::SignIn { password: RIGHT };
    let actions = vec![reset(), confirm(1, RIGHT), moving(), sign_in];
    let items = asked(town_with_letters(), "eve");
    draw("four of one epoch", &[(items, actions)], one_counts);
}

/// Threats: PH-1, PH-2, PH-3, PH-4
#[test]
fn all_letters_at_once_by_random_schedules() {
    draw("letters", &mixes_by_mail(), anything);
}

/// Letters that go on at once with each other and with sign-ins.
fn mixes_by_mail() -> Vec<(Items, Vec<Action>)> {
    let sign_in = || Action::SignIn { password: RIGHT };
    let by_code = || {
        vec![
            code(CODE),
            reset(),
            moving(),
            unlinking_ann(),
            callback(1, "ann"),
            Action::Ask(Ask::Reset),
        ]
    };
    vec![
        (letters_and_a_code(), by_code()),
        (unproven_with_a_code(), by_code()),
        (
            asked(town_with_an_address_given_up(), "ken"),
            vec![
                restoring(),
                moving_on(),
                confirm(1, RIGHT),
                unlinking_ann(),
                callback(1, "eve"),
                sign_in(),
            ],
        ),
        (
            asked(town_with_an_address_given_up(), "ken"),
            vec![
                restoring(),
                restoring(),
                moving(),
                reset(),
                Action::Ask(Ask::Move(token(ALICE))),
                sign_in(),
            ],
        ),
    ]
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
