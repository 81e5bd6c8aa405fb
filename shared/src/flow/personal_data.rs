//! Everything that is kept about one person, for that person (GDPR articles 15 and 20): no secret that
//! opens the account, and no name of an operator, who is somebody else.

use serde::Serialize;

use super::{Clock, Context};
use crate::{
    domain::{
        Account, AccountId, AmazonUserId, EmailAddress, Event, EventKind, ExternalId, Identity,
        PersonName, PostalCode, Session, UserAgent,
    },
    store::{OperatorStore, Store, StoreError},
};

/// A person's data, as a document to be handed over.
#[derive(Debug, Serialize)]
pub struct PersonalData {
    exported_at: String,
    account: Person,
    sessions: Vec<SignedIn>,
    /// Whether `sessions` are all there are.
    sessions_complete: bool,
    /// Browsers that signed in before: a random number each, which is not shown, and when it was seen.
    known_browsers: Vec<Browser>,
    events: Vec<Happened>,
}

#[derive(Debug, Serialize)]
struct Person {
    account_id: String,
    /// `active`, `disabled` or `deleted`.
    status: &'static str,
    created_at: String,
    external_id: Option<String>,
    name: Option<String>,
    postal_code: Option<String>,
    email: Option<String>,
    /// How it holds the address.
    email_claim: Option<&'static str>,
    has_password: bool,
    amazon_accounts: Vec<AmazonAccount>,
}

/// An Amazon account, with what Amazon showed last.
#[derive(Debug, Serialize)]
struct AmazonAccount {
    user_id: String,
    linked_at: Option<String>,
    /// Give or take a day.
    used_at: Option<String>,
    email_seen: Option<String>,
    name_seen: Option<String>,
    postal_code_seen: Option<String>,
}

#[derive(Debug, Serialize)]
struct SignedIn {
    /// `amazon` or `password`.
    method: &'static str,
    /// The browser and what it runs on, if known.
    user_agent: Option<String>,
    auth_time: String,
    /// When the person last proved who they are.
    proved_at: String,
    last_seen: String,
    expires_at: String,
    /// Dead ones lie in the table until it sweeps them.
    is_live: bool,
}

#[derive(Debug, Serialize)]
struct Browser {
    seen_at: String,
}

#[derive(Debug, Serialize)]
struct Happened {
    at: String,
    kind: &'static str,
    amazon_user_id: Option<String>,
    /// The id that the Amazon account had before.
    replaced: Option<String>,
    /// `customer` or `site`.
    by: &'static str,
}

/// Reads all of it; `None` if there is no such account. What changes while it is read may be in it
/// as it was or as it is.
pub async fn find<S: Store + OperatorStore, C: Clock, R>(
    cx: &Context<S, C, R>,
    account_id: AccountId,
) -> Result<Option<PersonalData>, StoreError> {
    let (Some(account), _) = cx.store.find_account(account_id, None).await? else {
        return Ok(None);
    };
    let mut amazon_accounts = Vec::with_capacity(account.identities.len());
    for user_id in &account.identities {
        let identity = cx.store.find_identity(user_id).await?;
        // One that was unlinked between the two readings is shown by its id alone.
        let identity = identity.filter(|identity| identity.account_id == account_id);
        amazon_accounts.push(amazon_account(user_id, identity.as_ref()));
    }
    let list = cx.store.find_sessions(account_id).await?;
    let mut sessions = list.sessions;
    sessions.sort_by_key(|session| std::cmp::Reverse(session.last_seen));
    let devices = cx.store.find_devices(account_id).await?;
    let browser = |seen_at: crate::domain::Timestamp| Browser {
        seen_at: seen_at.to_string(),
    };
    Ok(Some(PersonalData {
        exported_at: cx.clock.now().to_string(),
        sessions: sessions
            .iter()
            .map(|session| signed_in(cx, session, &account))
            .collect(),
        sessions_complete: list.is_complete,
        known_browsers: devices.iter().map(|it| browser(it.seen_at)).collect(),
        events: events(cx, account_id).await?.iter().map(happened).collect(),
        account: person(&account, amazon_accounts),
    }))
}

/// The whole audit trail, page by page.
async fn events<S: OperatorStore, C, R>(
    cx: &Context<S, C, R>,
    account_id: AccountId,
) -> Result<Vec<Event>, StoreError> {
    let mut events: Vec<Event> = Vec::new();
    loop {
        let after = events.last().map(|event| event.id.clone());
        let page = cx.store.find_events(account_id, after.as_deref()).await?;
        events.extend(page.events);
        if page.is_last {
            return Ok(events);
        }
    }
}

fn person(account: &Account, amazon_accounts: Vec<AmazonAccount>) -> Person {
    let claim = account.claim.as_ref();
    Person {
        account_id: account.id.to_string(),
        status: if account.is_active() {
            "active"
        } else if account.is_tombstone() {
            "deleted"
        } else {
            "disabled"
        },
        created_at: account.created_at.to_string(),
        external_id: text(account.external_id.as_ref(), ExternalId::as_str),
        name: text(account.name.as_ref(), PersonName::as_str),
        postal_code: text(account.postal_code.as_ref(), PostalCode::as_str),
        email: claim.map(|claim| claim.email.as_str().to_owned()),
        email_claim: claim.map(|claim| claim.kind.as_str()),
        has_password: account.password.is_some(),
        amazon_accounts,
    }
}

fn amazon_account(user_id: &AmazonUserId, identity: Option<&Identity>) -> AmazonAccount {
    let seen = |of: fn(&Identity) -> Option<String>| identity.and_then(of);
    AmazonAccount {
        user_id: user_id.as_str().to_owned(),
        linked_at: identity.map(|it| it.linked_at.to_string()),
        used_at: identity.map(|it| it.used_at.to_string()),
        email_seen: seen(|it| text(it.email_seen.as_ref(), EmailAddress::as_str)),
        name_seen: seen(|it| text(it.name_seen.as_ref(), PersonName::as_str)),
        postal_code_seen: seen(|it| text(it.postal_code_seen.as_ref(), PostalCode::as_str)),
    }
}

fn text<T>(value: Option<&T>, as_str: fn(&T) -> &str) -> Option<String> {
    value.map(|value| as_str(value).to_owned())
}

fn signed_in<S, C: Clock, R>(
    cx: &Context<S, C, R>,
    session: &Session,
    account: &Account,
) -> SignedIn {
    let expires_at = session.expires_at(cx.policy.session_life);
    SignedIn {
        method: session.method.as_str(),
        user_agent: session.user_agent.map(UserAgent::to_text),
        auth_time: session.auth_time.to_string(),
        proved_at: session.proved_at.to_string(),
        last_seen: session.last_seen.to_string(),
        expires_at: expires_at.to_string(),
        is_live: session.epoch == account.epoch
            && account.is_active()
            && session.renewal.is_none()
            && cx.clock.now() < expires_at,
    }
}

fn happened(event: &Event) -> Happened {
    let user_id = |id: &Option<AmazonUserId>| text(id.as_ref(), AmazonUserId::as_str);
    Happened {
        at: event.at.to_string(),
        kind: event.kind.as_str(),
        amazon_user_id: user_id(&event.amazon_user_id),
        replaced: user_id(&event.replaced),
        by: if event.actor.is_some() || event.kind == EventKind::Imported {
            "site"
        } else {
            "customer"
        },
    }
}
