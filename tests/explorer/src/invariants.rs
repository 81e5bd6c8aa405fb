//! What must hold after every step of every schedule, whatever struck.

mod ending;

use std::collections::BTreeSet;

use accounts::{
    domain::{
        Account, AccountStatus, AuthMethod, ClaimKind, EmailClaim, ExternalId, PasswordHash,
        SessionLife, SiteRef, Ticket, Timestamp,
    },
    store::memory::Items,
};

use crate::{
    by_mail::ByMail,
    owner::Own,
    run::Run,
    scenario::{Action, HASHES, Scenario, ticket_secret, user_id},
};

pub(crate) use ending::{at_the_end, is_live};

/// I1 to I6, on the table as it is now.
pub(crate) fn after_step(scenario: &Scenario, run: &Run) -> Result<(), String> {
    let items = run.store.items();
    one_account_per_identity(&items)?;
    one_owner_per_claim(&items)?;
    one_account_per_site_id(scenario, &items)?;
    a_way_in_remains(&items)?;
    every_live_session_was_earned(scenario, run, &items)?;
    drop(items);
    links_were_proven(scenario, run)?;
    used_at_most_once(run)
}

/// I1: an identity and its account name each other, and nobody else.
fn one_account_per_identity(items: &Items) -> Result<(), String> {
    let mut listed = BTreeSet::new();
    for account in items.accounts.values() {
        for user_id in &account.identities {
            if !listed.insert(user_id) {
                return Err(format!("I1: {user_id:?} is listed twice"));
            }
            let there = items.identities.get(user_id);
            if there.is_none_or(|identity| identity.account_id != account.id) {
                return Err(format!(
                    "I1: {:?} lists {user_id:?}, which names {there:?}",
                    account.id
                ));
            }
        }
    }
    match items
        .identities
        .keys()
        .find(|user_id| !listed.contains(user_id))
    {
        Some(user_id) => Err(format!(
            "I1: {user_id:?} names an account that does not list it"
        )),
        None => Ok(()),
    }
}

/// I2: a claim and its account name each other, and nobody else.
fn one_owner_per_claim(items: &Items) -> Result<(), String> {
    let mut held = BTreeSet::new();
    for account in items.accounts.values() {
        let Some(claim) = &account.claim else {
            continue;
        };
        let email = claim.email.normalised();
        held.insert(email);
        let there = items.claims.get(email);
        if there.is_none_or(|claim| claim.account_id != account.id) {
            return Err(format!(
                "I2: {:?} holds an address that names {there:?}",
                account.id
            ));
        }
    }
    let is_lost = |(email, claim): (_, &EmailClaim)| {
        // One that was given up is kept for its account, which holds another.
        claim.kind != ClaimKind::Held && !held.contains(email)
    };
    if items.claims.iter().any(is_lost) {
        return Err("I2: a claim names an account that does not hold it".to_owned());
    }
    Ok(())
}

/// I1: an id of the site and its account name each other, and nobody else; and such an account holds no
/// address, which is the site's to keep.
fn one_account_per_site_id(scenario: &Scenario, items: &Items) -> Result<(), String> {
    if scenario.site.is_none() {
        return Ok(());
    }
    for account in items.accounts.values() {
        let Some(id) = &account.external_id else {
            continue;
        };
        let there = items.externals.get(id.as_str());
        if there != Some(&account.id) {
            let id = account.id;
            return Err(format!(
                "I1: {id:?} has an id of the site that names {there:?}"
            ));
        }
        if account.claim.is_some() {
            return Err(format!(
                "I2: {:?} holds an address of the site's",
                account.id
            ));
        }
    }
    ids_lead_to_their_accounts(items)
}

/// An id of the site leads to an account that has it, or to what is left of one.
fn ids_lead_to_their_accounts(items: &Items) -> Result<(), String> {
    for (id, account_id) in &items.externals {
        let stands = items.accounts.get(account_id).is_some_and(|account| {
            let own = account.external_id.as_ref().map(ExternalId::as_str);
            own == Some(id) || account.is_tombstone()
        });
        if !stands {
            return Err(format!("I1: the site's {id} leads to another's account"));
        }
    }
    Ok(())
}

/// The account at the site that an account stands for, with the credentials last seen.
fn at_site(account: &Account) -> Option<SiteRef> {
    Some(SiteRef {
        id: account.external_id.clone()?,
        credential_version: account.credential_version.clone()?,
    })
}

/// I5: an account that can be signed in to has a way in. Whoever reads a mailbox that was proven can set a
/// password.
fn a_way_in_remains(items: &Items) -> Result<(), String> {
    let shut = items.accounts.values().find(|account| {
        account.is_active()
            && account.password.is_none()
            && account.identities.is_empty()
            && account.external_id.is_none()
            && (account.claim.as_ref()).is_none_or(|claim| claim.kind != ClaimKind::Mailbox)
    });
    match shut {
        Some(account) => Err(format!("I5: {:?} has no way in", account.id)),
        None => Ok(()),
    }
}

/// I3 and I4: whoever put a session that is live now has proven what opens that account now.
fn every_live_session_was_earned(
    scenario: &Scenario,
    run: &Run,
    items: &Items,
) -> Result<(), String> {
    let ghost = run.ghost.lock().unwrap();
    let now = Timestamp::from_unix_seconds(run.now());
    for (key, session) in &items.sessions {
        let Some(account) = items.accounts.get(&key.0) else {
            return Err(format!("I4: a session of {:?}, which is not there", key.0));
        };
        let is_live = session.epoch == account.epoch
            && account.status == AccountStatus::Active
            && now < session.expires_at(SessionLife::default());
        if !is_live {
            continue;
        }
        let way_in_stands = || match session.method {
            AuthMethod::Amazon => !account.identities.is_empty(),
            AuthMethod::Password if run.site.is_some() => {
                let before = scenario.items.accounts.get(&account.id);
                before.is_some_and(|before| before.credential_version == account.credential_version)
            }
            AuthMethod::Password => account.password.is_some(),
        };
        let earned = match ghost.sessions.get(key) {
            // It was there from the start: nobody took its way in away and left it alive.
            None => way_in_stands(),
            Some(&task) => match &scenario.actions[task] {
                Action::Callback { who, .. } | Action::AppSignIn { who, .. } => {
                    account.identities.contains(&user_id(who))
                }
                Action::Confirm { ticket, .. }
                | Action::ByMail(ticket, ByMail::Code(_))
                | Action::Make(ticket)
                | Action::OwnAccount { ticket, .. } => {
                    let key = ticket_secret(*ticket).digest();
                    let ticket = items.tickets.get(&key);
                    ticket.is_some_and(|it| account.identities.contains(&it.profile.user_id))
                }
                Action::SignIn { password } if run.site.is_some() => {
                    at_site(account).is_some_and(|site| run.had(&site, password))
                }
                Action::SignIn { password } => {
                    let typed = HASHES.get(password).map(PasswordHash::expose);
                    account.password.as_ref().map(PasswordHash::expose) == typed
                }
                Action::Register(by) => {
                    session.method == AuthMethod::Password && holds(account, by.email)
                }
                Action::ByMail(_, ByMail::Verify(_)) => {
                    let claim = account.claim.as_ref();
                    session.method == AuthMethod::Password
                        && claim.is_some_and(|claim| claim.kind == ClaimKind::Mailbox)
                }
                // It took the place of one of another account, by that one's password.
                Action::Own(token, Own::Merge(_)) => {
                    token.session_ref().account_id != key.0 && account.password.is_some()
                }
                // It took the place of one of the same account, which is dead.
                Action::EndOthers(token)
                | Action::Own(token, _)
                | Action::ByMail(_, ByMail::Confirm(Some(token))) => {
                    token.session_ref().account_id == key.0 && way_in_stands()
                }
                other => return Err(format!("I4: {other:?} put a session")),
            },
        };
        if !earned {
            return Err(format!(
                "I4: a live session of {:?} that was not earned",
                account.id
            ));
        }
    }
    Ok(())
}

/// Whether the account holds this address, registered.
fn holds(account: &Account, email: &str) -> bool {
    account
        .claim
        .as_ref()
        .is_some_and(|claim| claim.kind == ClaimKind::Registered && claim.email.as_str() == email)
}

/// I3: every link was written by somebody who typed the password that the account had then, or by a
/// session of it that was live then.
fn links_were_proven(scenario: &Scenario, run: &Run) -> Result<(), String> {
    for link in &run.ghost.lock().unwrap().links {
        let proven = match &scenario.actions[link.task] {
            Action::Confirm { password, .. } if link.at_site.is_some() => {
                let site = link.at_site.as_ref();
                site.is_some_and(|site| run.had(site, password))
            }
            Action::Confirm { password, .. } | Action::OwnAccount { password, .. } => {
                link.password.as_deref() == HASHES.get(password).map(PasswordHash::expose)
            }
            Action::ByMail(ticket, ByMail::Code(typed)) => {
                let secret = ticket_secret(*ticket);
                link.code == Some(Ticket::digest_of_code(&secret, typed))
            }
            Action::Own(_, Own::Connect(_)) => link.by_live_session,
            Action::Own(_, Own::Merge(password)) => {
                let typed = HASHES.get(password).map(PasswordHash::expose);
                link.by_live_session && link.password.as_deref() == typed
            }
            _ => false,
        };
        if !proven {
            return Err(format!("I3: a link without proof: {link:?}"));
        }
    }
    Ok(())
}

/// I6: a ticket begins one session, and one session at most takes the place of another.
fn used_at_most_once(run: &Run) -> Result<(), String> {
    let ghost = run.ghost.lock().unwrap();
    if let Some((_, uses)) = ghost.ticket_uses.iter().find(|(_, uses)| uses.len() > 1) {
        return Err(format!("I6: a ticket began {} sessions", uses.len()));
    }
    if let Some(heirs) = ghost.renewals.values().find(|heirs| heirs.len() > 1) {
        return Err(format!("I6: a session was renewed by {}", heirs.len()));
    }
    Ok(())
}
