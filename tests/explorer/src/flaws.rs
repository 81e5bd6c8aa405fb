//! The explorer can fail: each way in which the store could be wrong is caught by some race.

mod by_mail;
mod merging;
mod operator;
mod own_accounts;
mod registering;
mod verifying;

use accounts::store::memory::Flaw;

use crate::{
    owner::Own,
    races::{all_signed_in_to_one, anything, app, callback, confirm},
    run::Ended,
    scenario::{
        ALICE, Action, BOB, ChangeTo, RIGHT, Scenario, asking, choosing, connecting, other_token,
        token, town, town_of_two_browsers,
    },
    search::{self, Expect},
};

/// The race, with the flaw, breaks the invariant that is named.
#[track_caller]
fn caught(
    flaw: Flaw,
    invariant: &str,
    items: accounts::store::memory::Items,
    actions: Vec<Action>,
    expect: Expect,
) {
    caught_in(
        flaw,
        invariant,
        expect,
        &Scenario {
            site: None,
            items,
            actions,
            faults: 1,
        },
    );
}

#[track_caller]
fn caught_in(flaw: Flaw, invariant: &str, expect: Expect, scenario: &Scenario) {
    // The same race without the flaw holds: it is the flaw that is caught.
    if let Err(violation) = search::exhaustive(scenario, None, expect) {
        panic!("without {flaw:?}: {}", violation.what);
    }
    match search::exhaustive(scenario, Some(flaw), expect) {
        Ok(explored) => panic!(
            "{flaw:?} went unnoticed in {} schedules",
            explored.schedules
        ),
        Err(violation) => {
            println!(
                "{flaw:?}: {} after {} steps",
                violation.what,
                violation.schedule.len()
            );
            assert!(
                violation.what.starts_with(invariant),
                "{flaw:?}: {}",
                violation.what
            );
        }
    }
}

/// Threats: M1
#[test]
fn an_identity_put_without_its_condition_gives_one_person_two_accounts() {
    caught(
        Flaw::IdentityOverwritten,
        "I1",
        town(),
        vec![callback(1, "kim"), callback(2, "kim")],
        anything,
    );
}

/// Threats: ASVS-2.3.3
#[test]
fn a_creation_in_two_steps_leaves_half_an_account() {
    // The second half is missing: the account stands, nobody is signed in to it, and the attempt
    // stays open.
    caught(
        Flaw::CreationInTwoSteps,
        "I7",
        town(),
        vec![callback(1, "kim"), callback(2, "kim")],
        all_signed_in_to_one,
    );
}

#[test]
fn a_claim_put_without_its_condition_gives_one_address_two_owners() {
    caught(
        Flaw::ClaimOverwritten,
        "I2",
        town(),
        vec![callback(1, "kim"), callback(2, "kay")],
        anything,
    );
}

#[test]
fn a_link_that_ignores_the_epoch_is_a_link_without_proof() {
    let actions = vec![confirm(1, RIGHT), Action::Change(ALICE, ChangeTo::Password)];
    caught(
        Flaw::LinkIgnoresEpoch,
        "I3",
        asking(&[(1, "ann")]),
        actions,
        anything,
    );
}

#[test]
fn a_link_that_keeps_the_epoch_leaves_another_question_open() {
    // Both Amazon accounts asked before either could open the account: whichever is linked first, the
    // other question is of an account that changed meanwhile.
    caught(
        Flaw::LinkKeepsEpoch,
        "I3",
        asking(&[(1, "ann"), (2, "eve")]),
        vec![confirm(1, RIGHT), confirm(2, RIGHT)],
        |_, run| {
            let linked = |ended: &Option<Ended>| matches!(ended, Some(Ended::SignedIn(_)));
            if run.ended.iter().all(linked) {
                return Err("I3: a question outlived a link".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn a_link_that_ignores_the_status_opens_a_disabled_account_no_session_but_a_link() {
    let actions = vec![confirm(1, RIGHT), Action::Change(ALICE, ChangeTo::Disable)];
    // Version and epoch stand guard, too: the flaw alone is not enough to get in.
    let scenario = Scenario {
        site: None,
        items: asking(&[(1, "ann")]),
        actions,
        faults: 1,
    };
    assert!(search::exhaustive(&scenario, Some(Flaw::LinkIgnoresStatus), anything).is_ok());
}

#[test]
fn an_unlink_that_keeps_the_epoch_leaves_a_foreign_session_alive() {
    let actions = vec![
        callback(1, "bob"),
        Action::Change(BOB, ChangeTo::Unlink("bob")),
    ];
    caught(Flaw::UnlinkKeepsEpoch, "I4", town(), actions, anything);
}

#[test]
fn a_session_looked_up_without_its_account_outlives_a_disabled_one() {
    let actions = vec![
        Action::Change(ALICE, ChangeTo::Password),
        Action::Check(token(ALICE)),
    ];
    caught(Flaw::EpochNotRead, "I4", town(), actions, |_, run| {
        let changed = run.ended[0] == Some(Ended::Done);
        let live = matches!(run.ended[1], Some(Ended::SignedIn(_)));
        if changed && live && run.called_after(1, "find_session", 0) {
            return Err("I4: a session of an older epoch is taken for live".to_owned());
        }
        Ok(())
    });
}

#[test]
fn a_last_way_in_removed_without_a_condition_locks_the_owner_out() {
    let unlink = |who| Action::Change(BOB, ChangeTo::Unlink(who));
    caught(
        Flaw::LastWayInRemoved,
        "I5",
        town(),
        vec![unlink("bob"), unlink("ben")],
        anything,
    );
}

/// Threats: CVE-2026-107276
#[test]
fn an_attempt_taken_twice_spends_its_code_twice() {
    caught(
        Flaw::AttemptTakenTwice,
        "I6",
        town(),
        vec![callback(1, "kim"), callback(1, "kim")],
        anything,
    );
}

/// Threats: CVE-2026-107276
#[test]
fn an_apps_token_taken_twice_begins_two_sessions() {
    caught(
        Flaw::AttemptTakenTwice,
        "I6",
        town(),
        vec![app(1, "bob"), app(1, "bob")],
        anything,
    );
}

/// Threats: CVE-2026-107276
#[test]
fn a_ticket_used_twice_begins_two_sessions() {
    caught(
        Flaw::TicketUsedTwice,
        "I6",
        asking(&[(1, "ann")]),
        vec![confirm(1, RIGHT), confirm(1, RIGHT)],
        anything,
    );
}

#[test]
fn an_outcome_overwritten_tells_of_a_session_that_was_never_kept() {
    caught(
        Flaw::OutcomeOverwritten,
        "I",
        town(),
        vec![callback(1, "bob"), callback(1, "bob")],
        |_, run| {
            // Closed as interrupted by the second delivery, and signed in by the first all the same.
            let signed_in = matches!(run.ended[0], Some(Ended::SignedIn(_)));
            let interrupted = run.ended[1] == Some(Ended::Refused("interrupted"));
            if signed_in && interrupted && run.now() > crate::scenario::NOW {
                return Err("I6: an attempt that was closed signed somebody in".to_owned());
            }
            Ok(())
        },
    );
}

#[test]
fn a_session_that_was_not_written_is_told_of_all_the_same() {
    let actions = vec![callback(1, "bob"), Action::Check(token(BOB))];
    caught(Flaw::SessionLost, "I9", town(), actions, anything);
}

#[test]
fn a_touch_that_writes_the_whole_session_brings_it_back() {
    let actions = vec![Action::Check(token(ALICE)), Action::SignOut(token(ALICE))];
    caught(Flaw::TouchRevives, "I9", town(), actions, |_, run| {
        let there = run
            .store
            .items()
            .sessions
            .keys()
            .any(|(owner, _)| *owner == ALICE);
        if run.ended[1] == Some(Ended::Done) && there {
            return Err("I9: a session that was signed out is back".to_owned());
        }
        Ok(())
    });
}

#[test]
fn an_end_of_all_sessions_that_keeps_the_epoch_ends_none_of_them() {
    caught(
        Flaw::EndSessionsKeepsEpoch,
        "I9",
        town_of_two_browsers(),
        vec![
            Action::EndAll(token(ALICE)),
            Action::Check(other_token(ALICE)),
        ],
        anything,
    );
}

#[test]
fn a_session_renewed_unseen_comes_back_after_signing_out() {
    caught(
        Flaw::RenewedUnseen,
        "I9",
        town(),
        vec![
            Action::EndOthers(token(ALICE)),
            Action::SignOut(token(ALICE)),
        ],
        anything,
    );
}

#[test]
fn a_ticket_that_makes_two_accounts_begins_two_sessions() {
    caught(
        Flaw::TicketUsedTwice,
        "I",
        choosing(&[(1, "kim")]),
        vec![
            Action::Make(1),
            Action::OwnAccount {
                ticket: 1,
                password: RIGHT,
            },
        ],
        anything,
    );
}

#[test]
fn an_identity_overwritten_by_a_made_account_opens_two() {
    caught(
        Flaw::IdentityOverwritten,
        "I1",
        choosing(&[(1, "kim"), (2, "kim")]),
        vec![Action::Make(1), Action::Make(2)],
        anything,
    );
}

#[test]
fn a_connection_by_a_session_that_was_signed_out_is_a_link_without_proof() {
    caught(
        Flaw::ConnectedUnseen,
        "I3",
        connecting(&[(1, "ann")]),
        vec![
            Action::Own(token(ALICE), Own::Connect(1)),
            Action::SignOut(token(ALICE)),
        ],
        anything,
    );
}

#[test]
fn a_proof_that_renews_unseen_signs_somebody_in_again() {
    caught(
        Flaw::RenewedUnseen,
        "I9",
        town(),
        vec![
            Action::Own(token(ALICE), Own::Begin(RIGHT)),
            Action::SignOut(token(ALICE)),
        ],
        anything,
    );
}

#[test]
fn a_session_ended_without_its_heir_stays_signed_in() {
    caught(
        Flaw::EndedWithoutHeir,
        "I9",
        town(),
        vec![
            Action::EndOthers(token(ALICE)),
            Action::SignOut(token(ALICE)),
        ],
        anything,
    );
}
