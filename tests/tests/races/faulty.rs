//! The same races through a table that shows every fault a real one has, checked on the engine itself.
//!
//! | variable | meaning |
//! |---|---|
//! | `FAULTY_RACES_ROUNDS` | how many rounds of 32 callers each race takes; default 4 |
//! | `FAULTY_RACES_SEED` | the first round's seed, each round's is one more; default 1 |
//! | `ACCOUNTS_DYNAMODB_ENDPOINT` | another engine than the embedded one |

mod callers;
mod check;
mod scenes;
mod tally;

use std::io::{self, Write as _};

use acceptance::{Breakage, FaultyTable, Plan, Site};
use accounts::config::Vars;
use tokio::sync::Mutex;

use callers::Caller;
use scenes::Scene;
use tally::Tally;

/// One request to the table in so many is struck.
const ONE_IN: u64 = 8;
/// After so many rounds the site, and with it an embedded engine, is replaced: each round reads the
/// whole table.
const ROUNDS_PER_SITE: u64 = 5;
/// Two races at once would only make each other's clients run out of time.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Rounds of one race; the first that breaks an invariant ends the test with its seed.
async fn rounds(scene: Scene) {
    let _alone = ALONE.lock().await;
    let env = Vars::from_env();
    let number = |name, default| env.parsed(name, "a number", default).unwrap();
    let rounds: u64 = number("FAULTY_RACES_ROUNDS", 4);
    let first: u64 = number("FAULTY_RACES_SEED", 1);
    let mut tally = Tally::default();
    let mut place = None;
    for round in 0..rounds {
        if round % ROUNDS_PER_SITE == 0 {
            let table = FaultyTable::start().await;
            let site = Site::behind(&table).await;
            place = Some((table, site));
        }
        let (table, site) = place.as_ref().unwrap();
        let seed = first + round;
        let prepared = scene.prepare(site).await;
        table.storm(Plan {
            seed,
            one_in: ONE_IN,
        });
        let callers = callers::all_at_once(prepared.callers).await;
        let struck = table.calm().await;
        tally.add(&callers, &struck);
        let checked = check::round(site, &prepared.before, &callers).await;
        if let Err(what) = checked {
            let struck: Vec<_> = struck.iter().map(|it| format!("  {it}\n")).collect();
            panic!(
                "{what}\nFAULTY_RACES_SEED={seed} FAULTY_RACES_ROUNDS=1 strikes the same:\n{}",
                struck.concat()
            );
        }
        // The storm is over: whoever was sent away comes in.
        for caller in callers.iter().filter(|it| it.was_sent_away()).take(2) {
            caller.tries_again(site).await;
        }
    }
    tell(&format!(
        "{scene:?}, {rounds} rounds from seed {first}: {tally}"
    ));
    tally.is_worth_something(scene, rounds);
}

/// Prints a line that the test runner does not swallow.
fn tell(line: &str) {
    writeln!(io::stderr(), "faulty races: {line}").unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_first_callbacks_of_one_amazon_account_make_one_account_whatever_strikes() {
    rounds(Scene::FirstOfOne).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_amazon_accounts_with_one_email_are_two_customers_and_one_holds_it_whatever_strikes() {
    rounds(Scene::FirstOfTwo).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_callback_delivered_thirty_two_times_is_one_sign_in_whatever_strikes() {
    rounds(Scene::OneCallback).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_link_confirmed_thirty_two_times_is_one_link_whatever_strikes() {
    rounds(Scene::OneLink).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_thirty_two_registrations_one_form_gets_the_address_whatever_strikes() {
    rounds(Scene::Registrations).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_first_again_twice_and_out_at_once_comes_to_what_each_was_told() {
    rounds(Scene::Mix).await;
}

/// The check can fail: a table that breaks a promise is found out by the invariant that is named.
async fn is_found_out(scene: Scene, breakage: Breakage, invariants: &[&str]) {
    let _alone = ALONE.lock().await;
    // Which callers meet is up to the scheduler: a few rounds are more than enough.
    for _ in 0..5 {
        let table = FaultyTable::embedded().await;
        let site = Site::behind(&table).await;
        let prepared = scene.prepare(&site).await;
        table.break_promise(breakage);
        let callers: Vec<Caller> = callers::all_at_once(prepared.callers).await;
        table.calm().await;
        if let Err(what) = check::round(&site, &prepared.before, &callers).await {
            tell(&format!("{breakage:?}: {what}"));
            assert!(
                invariants.iter().any(|it| what.starts_with(it)),
                "{breakage:?}: {what}"
            );
            return;
        }
    }
    panic!("{breakage:?} went unnoticed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_puts_identities_unconditionally_is_found_out() {
    let breakage = Breakage::Unconditional("IDENTITY");
    is_found_out(Scene::FirstOfOne, breakage, &["I1"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_puts_claims_unconditionally_is_found_out() {
    let breakage = Breakage::Unconditional("EMAIL");
    is_found_out(Scene::FirstOfTwo, breakage, &["I2"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_does_half_of_a_registration_is_found_out() {
    let half = Breakage::HalfTransaction;
    is_found_out(Scene::Registrations, half, &["I2", "I9"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_consumes_an_attempt_twice_is_found_out() {
    let breakage = Breakage::Unconditional("LOGIN");
    is_found_out(Scene::OneCallback, breakage, &["I6"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_reports_failed_conditions_as_done_is_found_out() {
    is_found_out(Scene::FirstOfOne, Breakage::FailureIsSuccess, &["I9"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_does_half_of_a_transaction_is_found_out() {
    let half = Breakage::HalfTransaction;
    is_found_out(Scene::FirstOfOne, half, &["I2", "I9"]).await;
}
