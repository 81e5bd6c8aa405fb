//! What must hold once everybody is done.

use std::collections::BTreeSet;

use accounts::{
    domain::{AccountId, Digest, Purpose, SessionToken},
    store::memory::Items,
};

use crate::{
    by_mail::ByMail,
    ghost::SessionRef2,
    owner::Own,
    run::{Ended, Run},
    scenario::{Action, NOW, Scenario, letters::proof_secret},
};

/// I3, I6, I7 and I9, once everybody is done.
pub(crate) fn at_the_end(scenario: &Scenario, run: &Run) -> Result<(), String> {
    one_session_per_attempt(scenario, run)?;
    whoever_asks_changes_nothing(scenario, run)?;
    let items = run.store.items();
    for proof in items.proofs.values().filter(|proof| proof.used.is_some()) {
        stays_undone(scenario, &items, &proof.purpose)?;
    }
    drop(items);
    for (task, ended) in run.ended.iter().enumerate() {
        let dead = run.crashed(task);
        if ended.is_none() && !dead {
            return Err(format!("I7: task {task} never answers"));
        }
        match (ended, &scenario.actions[task]) {
            (Some(Ended::SignedIn(key)), action) => {
                was_signed_in(scenario, run, task, *key)?;
                if let Action::EndOthers(token)
                | Action::Own(token, Own::Unlink(_) | Own::Password { .. })
                | Action::ByMail(_, ByMail::Confirm(Some(token))) = action
                {
                    were_ended(scenario, run, token.session_ref().account_id)?;
                }
            }
            (Some(Ended::Done), Action::EndAll(token)) => {
                were_ended(scenario, run, token.session_ref().account_id)?;
            }
            (Some(Ended::Done), Action::ByMail(letter, _)) => {
                let key = proof_secret(*letter).digest();
                if let Some(account_id) = account_of(&scenario.items, key) {
                    were_ended(scenario, run, account_id)?;
                }
            }
            (Some(Ended::Done), Action::SignOut(token)) => stays_signed_out(run, token)?,
            _ => {}
        }
    }
    Ok(())
}

/// The account that a letter's link changes.
fn account_of(items: &Items, key: Digest) -> Option<AccountId> {
    match items.proofs.get(&key)?.purpose {
        Purpose::Reset { account_id, .. }
        | Purpose::NewAddress { account_id, .. }
        | Purpose::UndoLink { account_id, .. }
        | Purpose::UndoAddress { account_id, .. } => Some(account_id),
        Purpose::Register(_) => None,
    }
}

/// I3: an Amazon account whose link was undone does not open the account; and what was there before an
/// address was given back opens it no more, whether it came before that address was changed or after.
fn stays_undone(scenario: &Scenario, items: &Items, done: &Purpose) -> Result<(), String> {
    match done {
        Purpose::UndoLink {
            account_id,
            user_id,
            ..
        } if items.accounts[account_id].identities.contains(user_id) => {
            Err("I3: a link that was undone is there".to_owned())
        }
        Purpose::UndoAddress { account_id, email } => {
            let account = &items.accounts[account_id];
            let has_password = account.password.is_some() && !scenario.sets_password();
            if account.is_active() && (has_password || !account.identities.is_empty()) {
                return Err("I3: whoever changed the address still gets in".to_owned());
            }
            if account.is_active() && !account.holds(email) {
                return Err("I2: an address that was given back is gone".to_owned());
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// I3: whoever asks for a letter, or is not signed in to the account whose address they confirm, writes
/// nothing but what the letter is to prove, and counters.
fn whoever_asks_changes_nothing(scenario: &Scenario, run: &Run) -> Result<(), String> {
    for (task, action) in scenario.actions.iter().enumerate() {
        let asks = match action {
            Action::Ask(_) | Action::ByMail(_, ByMail::Confirm(None)) => true,
            Action::Register(_) => scenario.has_mail(),
            _ => false,
        };
        let mut writes = run.writes(task);
        if asks && let Some(name) = writes.find(|name| !["put_proof", "count"].contains(name)) {
            return Err(format!("I3: {action:?} called {name}"));
        }
    }
    Ok(())
}

/// Whether this session opens its account now.
pub(crate) fn is_live(run: &Run, key: SessionRef2) -> bool {
    let items = run.store.items();
    let (Some(session), Some(account)) = (items.sessions.get(&key), items.accounts.get(&key.0))
    else {
        return false;
    };
    session.epoch == account.epoch && account.is_active() && session.renewal.is_none()
}

/// I9: all sessions were ended, and every one that was there from the start is dead.
fn were_ended(scenario: &Scenario, run: &Run, account_id: AccountId) -> Result<(), String> {
    let from_the_start = scenario.items.sessions.keys();
    let survivor = from_the_start
        .filter(|(owner, _)| *owner == account_id)
        .find(|key| is_live(run, **key));
    match survivor {
        Some(key) => Err(format!("I9: {key:?} outlives the end of all sessions")),
        None => Ok(()),
    }
}

/// I9: neither a session that was signed out nor one that took its place is live.
fn stays_signed_out(run: &Run, token: &SessionToken) -> Result<(), String> {
    let session_ref = token.session_ref();
    let mut line = vec![(session_ref.account_id, session_ref.digest)];
    while let Some(key) = line.pop() {
        if is_live(run, key) {
            return Err(format!("I9: {key:?} is live although it was signed out"));
        }
        let ghost = run.ghost.lock().unwrap();
        line.extend(ghost.renewals.get(&key).into_iter().flatten());
    }
    Ok(())
}

/// I6: deliveries of one callback exchange the code once and begin at most one session; those of
/// one app's token, and of one registration form with one address, begin at most one, too.
fn one_session_per_attempt(scenario: &Scenario, run: &Run) -> Result<(), String> {
    let ghost = run.ghost.lock().unwrap();
    let attempt_of = |task: usize, account_id| match &scenario.actions[task] {
        Action::Callback { attempt, .. } => Some(("attempt", *attempt, None)),
        Action::AppSignIn { token, .. } => Some(("token", *token, None)),
        // Another account, once the first was deleted.
        Action::Register(by) if by.form > 0 => Some(("form", by.form, Some(account_id))),
        _ => None,
    };
    let mut sessions = BTreeSet::new();
    for (key, task) in &ghost.sessions {
        if let Some(attempt) = attempt_of(*task, key.0)
            && run.store.items().sessions.contains_key(key)
            && !sessions.insert(attempt)
        {
            return Err(format!("I6: {attempt:?} began two sessions"));
        }
    }
    for (code, times) in &ghost.exchanges {
        let attempts: BTreeSet<_> = scenario
            .actions
            .iter()
            .filter_map(|action| match action {
                Action::Callback { attempt, who, .. } if format!("{who}-{attempt}") == *code => {
                    Some(attempt)
                }
                _ => None,
            })
            .collect();
        if *times > attempts.len() {
            return Err(format!(
                "I6: {times} exchanges in {} attempts",
                attempts.len()
            ));
        }
    }
    Ok(())
}

/// I9: somebody told that they are signed in was, unless somebody ended that session.
fn was_signed_in(
    scenario: &Scenario,
    run: &Run,
    task: usize,
    key: SessionRef2,
) -> Result<(), String> {
    let items = run.store.items();
    let holds_an_address = (items.accounts.get(&key.0)).is_some_and(|it| it.claim.is_some());
    let others_may_end = scenario.actions.iter().enumerate().any(|(other, action)| {
        other != task
            && match action {
                Action::Check(_) => false,
                // By taking the address, and in no other way.
                Action::Register(_) => !holds_an_address,
                _ => true,
            }
    });
    let there = items.sessions.get(&key);
    let alive = there.is_some_and(|session| {
        items
            .accounts
            .get(&key.0)
            .is_some_and(|account| account.epoch == session.epoch)
    });
    if alive || others_may_end || run.now() > NOW {
        return Ok(());
    }
    Err(format!(
        "I9: task {task} was told of a session that is not there"
    ))
}
