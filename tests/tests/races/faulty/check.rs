//! What must hold after a round, looked up in the engine itself: I1, I2, I6, I7 and I9.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use acceptance::{Site, Table};
use serde_json::Value;

use super::{
    callers::{Caller, Doing, SessionKey, Told},
    scenes::Before,
};

const CALLBACK: &str = "callback";
/// The functions' time-out in `template.yaml`.
const LONGEST: Duration = Duration::from_secs(20);

/// The first invariant that a round broke, by its number, and how.
pub(super) async fn round(site: &Site, before: &Before, callers: &[Caller]) -> Result<(), String> {
    let table = site.table().await;
    let mut people = BTreeMap::new();
    for caller in callers {
        if let Doing::Callback { persona, .. } | Doing::Link { persona, .. } = &caller.doing
            && !people.contains_key(persona.id())
        {
            people.insert(persona.id().to_owned(), site.user_id(persona).await);
        }
    }
    let exchanges = site.requests_at_amazon().await.code_exchanges - before.exchanges;

    one_account_per_amazon_id(&table)?;
    one_owner_per_address(&table)?;
    used_at_most_once(callers, exchanges)?;
    told_is_so(&table, callers, &people)?;
    links_are_whole(&table)?;
    outcomes_are_whole(&table, &before.table)?;
    every_answer_is_defined(callers)
}

/// I7: an answer in time, with a session or a code that says why there is none.
fn every_answer_is_defined(callers: &[Caller]) -> Result<(), String> {
    for caller in callers {
        if caller.took > LONGEST {
            return Err(format!("I7: an answer took {:?}", caller.took));
        }
        let codes: &[_] = match caller.doing {
            // Amazon has no fault here, but a busy machine may be slow for its client.
            Doing::Callback { .. } => &[
                (409, "interrupted"),
                (503, "unavailable"),
                (502, "amazon_unavailable"),
            ],
            Doing::Link { .. } => &[
                (410, "link_expired"),
                (429, "too_many_attempts"),
                (503, "unavailable"),
            ],
            // Those without a code are the form again.
            Doing::Register { .. } => &[(409, ""), (429, ""), (503, "unavailable")],
            Doing::SignOut => &[(503, "unavailable")],
        };
        let is_defined = match &caller.told {
            Told::SignedIn(_) => !matches!(caller.doing, Doing::SignOut),
            Told::SentOn => matches!(caller.doing, Doing::SignOut),
            Told::Problem(status, code) => codes.contains(&(*status, code)),
            Told::Undefined(_) => false,
        };
        if !is_defined {
            return Err(format!("I7: {:?} for {:?}", caller.told, caller.doing));
        }
    }
    Ok(())
}

/// I1: an identity and its account name each other, and nobody else.
fn one_account_per_amazon_id(table: &Table) -> Result<(), String> {
    let mut listed = BTreeSet::new();
    for account in table.of_kind("ACCOUNT") {
        for user_id in identities(account) {
            if !listed.insert(user_id) {
                return Err(format!("I1: two accounts list {user_id}"));
            }
            let identity = table.item(&format!("IDENTITY#amazon#{user_id}"), "IDENTITY");
            if identity.map(|it| text(it, "account_id")) != Some(id_of(account)) {
                return Err(format!(
                    "I1: {user_id} does not name the account that lists it"
                ));
            }
        }
    }
    let unlisted = table
        .of_kind("IDENTITY")
        .find(|it| !listed.contains(after_hash(it)));
    unlisted.map_or(Ok(()), |it| {
        Err(format!("I1: {} is listed by no account", after_hash(it)))
    })
}

/// I2: a claim and its account name each other, and nobody else.
fn one_owner_per_address(table: &Table) -> Result<(), String> {
    let mut held = BTreeSet::new();
    for account in table.of_kind("ACCOUNT") {
        let email = text(account, "email");
        if email.is_empty() {
            continue;
        }
        let claim = table.item(&format!("EMAIL#{email}"), "EMAIL");
        if claim.map(|it| text(it, "account_id")) != Some(id_of(account)) {
            return Err(format!(
                "I2: {email} does not name the account that holds it"
            ));
        }
        held.insert(email);
    }
    let free = table
        .of_kind("EMAIL")
        .find(|it| !held.contains(after_hash(it)));
    free.map_or(Ok(()), |it| {
        Err(format!("I2: no account holds {}", after_hash(it)))
    })
}

/// I6: each code is exchanged once at most, and a callback, a link or a form ends in one session.
fn used_at_most_once(callers: &[Caller], exchanges: u64) -> Result<(), String> {
    let mut sessions: BTreeMap<(&str, usize), BTreeSet<&SessionKey>> = BTreeMap::new();
    for caller in callers {
        let what = match caller.doing {
            Doing::Callback { number, .. } => (CALLBACK, number),
            Doing::Link { .. } => ("link", 0),
            Doing::Register { form, .. } => ("form", form),
            Doing::SignOut => continue,
        };
        let of_one = sessions.entry(what).or_default();
        if let Told::SignedIn(session) = &caller.told {
            of_one.insert(session);
        }
    }
    let callbacks = sessions.keys().filter(|(what, _)| *what == CALLBACK);
    let callbacks = callbacks.count() as u64;
    if exchanges > callbacks {
        return Err(format!("I6: {exchanges} exchanges of {callbacks} codes"));
    }
    match sessions.values().find(|of_one| of_one.len() > 1) {
        Some(of_one) => Err(format!("I6: used once, {} sessions", of_one.len())),
        None => Ok(()),
    }
}

/// I9: whoever was told to be signed in has a live session at the one account of their Amazon id,
/// and whoever was told to be signed out has none.
fn told_is_so(
    table: &Table,
    callers: &[Caller],
    people: &BTreeMap<String, String>,
) -> Result<(), String> {
    for caller in callers {
        match (&caller.doing, &caller.told) {
            (
                Doing::Callback { persona, .. } | Doing::Link { persona, .. },
                Told::SignedIn(session),
            ) => {
                let user_id = &people[persona.id()];
                let account = live_account(table, session)?;
                if !identities(account).any(|listed| listed == user_id) {
                    return Err(format!("I4: {user_id} is signed in to a foreign account"));
                }
                if let Doing::Link { account_id, .. } = &caller.doing
                    && session.account_id != *account_id
                {
                    return Err(format!("I3: a link to {account_id} opened another account"));
                }
            }
            (Doing::Register { email, .. }, Told::SignedIn(session)) => {
                let account = live_account(table, session)?;
                if text(account, "email") != email {
                    return Err(format!("I2: registered without {email}"));
                }
            }
            (Doing::SignOut, Told::SentOn) => {
                let held = caller.held.as_ref();
                if held.is_some_and(|it| table.item(&it.pk, &it.sk).is_some()) {
                    return Err("I9: told to be signed out, and is not".to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// The account that a session opens.
fn live_account<'t>(table: &'t Table, session: &SessionKey) -> Result<&'t Value, String> {
    let Some(there) = table.item(&session.pk, &session.sk) else {
        return Err("I9: told of a session that is not there".to_owned());
    };
    let Some(account) = table.item(&session.pk, "ACCOUNT") else {
        return Err("I9: told of an account that is not there".to_owned());
    };
    if there["epoch"] != account["epoch"] || text(account, "status") != "active" {
        return Err("I9: told of a session that is dead".to_owned());
    }
    Ok(account)
}

/// I9: an account lists as many identities as its events tell of, and a ticket is used if and only if
/// it linked.
fn links_are_whole(table: &Table) -> Result<(), String> {
    let mut links: BTreeMap<&str, usize> = BTreeMap::new();
    for event in table.of_kind("EVENT") {
        if ["created_by_amazon", "linked"].contains(&text(event, "kind")) {
            *links.entry(id_of(event)).or_default() += 1;
        }
    }
    for account in table.of_kind("ACCOUNT") {
        let id = id_of(account);
        let linked = links.get(id).copied().unwrap_or_default();
        if identities(account).count() != linked {
            return Err(format!("I9: {id} was linked {linked} times by its events"));
        }
    }
    for ticket in table.of_kind("LINK") {
        let user_id = text(ticket, "user_id");
        let identity = table.item(&format!("IDENTITY#amazon#{user_id}"), "IDENTITY");
        let is_linked =
            identity.is_some_and(|it| text(it, "account_id") == text(ticket, "account_id"));
        if is_linked != ticket["mark"].is_object() {
            return Err(format!("I9: a link of {user_id} is half done"));
        }
    }
    Ok(())
}

/// I9: each new outcome names a session that is there, and each new session is named by one.
fn outcomes_are_whole(table: &Table, before: &Table) -> Result<(), String> {
    let is_new = |it: &&Value| before.item(text(it, "pk"), text(it, "sk")).is_none();
    let mut named = BTreeSet::new();
    let mut unfinished = 0;
    for attempt in table.of_kind("LOGIN").filter(is_new) {
        let outcome = &attempt["outcome"]["M"];
        if text(outcome, "kind") == "signed_in" {
            named.insert((text(outcome, "account_id"), text(outcome, "session")));
        } else {
            unfinished += 1;
        }
    }
    for ticket in table.of_kind("LINK") {
        let was = before.item(text(ticket, "pk"), "LINK");
        if ticket["mark"].is_object() && was.is_none_or(|was| !was["mark"].is_object()) {
            named.insert((text(ticket, "account_id"), text(ticket, "used_session")));
        }
    }
    for (account_id, digest) in &named {
        let (pk, sk) = (format!("ACCOUNT#{account_id}"), format!("SESSION#{digest}"));
        if table.item(&pk, &sk).is_none() {
            return Err("I9: an outcome names a session that is not there".to_owned());
        }
    }
    // A registration puts account and session in one, and nobody has signed in to one since.
    for event in table.of_kind("EVENT").filter(is_new) {
        if text(event, "kind") == "registered" {
            let of_account = |it: &&Value| id_of(it) == id_of(event);
            let begun: Vec<_> = table.of_kind("SESSION").filter(of_account).collect();
            let [session] = begun[..] else {
                return Err(format!("I9: {} sessions of one registration", begun.len()));
            };
            let digest = text(session, "sk").trim_start_matches("SESSION#");
            named.insert((id_of(session), digest));
        }
    }
    // A returning customer's session is put before the outcome: one whose sign-in broke off between
    // the two is nobody's, and nobody can get hold of it.
    let nobodys = table.of_kind("SESSION").filter(is_new).filter(|it| {
        let digest = text(it, "sk").trim_start_matches("SESSION#");
        !named.contains(&(id_of(it), digest))
    });
    match nobodys.count() {
        count if count > unfinished => Err(format!("I9: {count} sessions are nobody's")),
        _ => Ok(()),
    }
}

fn text<'a>(item: &'a Value, name: &str) -> &'a str {
    item[name]["S"].as_str().unwrap_or_default()
}

/// `id` for an item in `ACCOUNT#id`.
fn id_of(item: &Value) -> &str {
    text(item, "pk").trim_start_matches("ACCOUNT#")
}

/// What the key says after its last `#`.
fn after_hash(item: &Value) -> &str {
    text(item, "pk").rsplit('#').next().unwrap_or_default()
}

fn identities(account: &Value) -> impl Iterator<Item = &str> {
    let listed = account["identities"]["L"].as_array().into_iter().flatten();
    listed.filter_map(|it| it["S"].as_str())
}
