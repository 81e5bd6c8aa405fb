//! Changing one account.

use std::fmt;

use accounts::{
    domain::AccountId,
    flow::operator::{self, Act, Acted},
};
use serde::Serialize;

use super::Desk;
use crate::{
    cli::{Selector, Signature},
    failure::Failure,
};

/// A change that was asked for.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) selector: &'a Selector,
    pub(crate) signature: &'a Signature,
    pub(crate) act: Act,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub(crate) struct Changed {
    account_id: String,
    /// `done`, or `already_so` when there was nothing to do.
    outcome: &'static str,
    /// What was done, in a word.
    change: &'static str,
    /// Who did it.
    actor: String,
    /// Items of a deleted account that were swept up.
    #[serde(skip_serializing_if = "Option::is_none")]
    swept_items: Option<usize>,
}

/// Makes the change, after asking where something is taken away or let in.
pub(crate) async fn change(desk: &Desk, asked: Asked<'_>) -> Result<Changed, Failure> {
    let actor = asked.signature.actor()?;
    let account_id = desk.find(asked.selector).await?;
    let person = desk.person(account_id).await?;
    if asked.act != Act::Enable {
        let whose = person.email.as_deref().unwrap_or("no address");
        let question = format!("{} {account_id} ({whose})", question(&asked.act));
        asked.signature.confirm(&question)?;
    }
    let acted = operator::act(&desk.cx, account_id, &asked.act, &actor).await?;
    let outcome = match acted {
        Acted::Done => "done",
        Acted::AlreadySo => "already_so",
        Acted::Refused(refusal) => return Err(Failure::Refused(refusal.to_string())),
    };
    let swept_items = match asked.act {
        Act::Delete => Some(swept(desk, account_id).await?),
        _ => None,
    };
    Ok(Changed {
        account_id: account_id.to_string(),
        outcome,
        change: word(&asked.act),
        actor: actor.as_str().to_owned(),
        swept_items,
    })
}

/// Finishes a deletion. The account itself is gone by then, whatever becomes of the rest.
async fn swept(desk: &Desk, account_id: AccountId) -> Result<usize, Failure> {
    match operator::sweep(&desk.cx, account_id).await {
        Ok(Some(items)) => Ok(items),
        Ok(None) => Err(Failure::Refused("the account is not deleted".to_owned())),
        Err(error) => Err(Failure::Unswept {
            account_id,
            error: Box::new(error.into()),
        }),
    }
}

const fn question(act: &Act) -> &'static str {
    match act {
        Act::EndSessions => "End all sessions of",
        Act::Disable => "Disable",
        Act::Enable => "Enable",
        Act::Link(_) => "Let that Amazon account open",
        Act::Unlink(_) => "Let that Amazon account no longer open",
        Act::Delete => "Delete for good",
    }
}

const fn word(act: &Act) -> &'static str {
    match act {
        Act::EndSessions => "sessions_ended",
        Act::Disable => "disabled",
        Act::Enable => "enabled",
        Act::Link(_) => "linked",
        Act::Unlink(_) => "unlinked",
        Act::Delete => "deleted",
    }
}

impl fmt::Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.change.replace('_', " ");
        if self.outcome == "done" {
            write!(f, "{word}: {}", self.account_id)?;
        } else {
            write!(
                f,
                "nothing to do, it is {word} already: {}",
                self.account_id
            )?;
        }
        if let Some(items) = self.swept_items {
            write!(f, "\n{items} items of it swept up")?;
        }
        Ok(())
    }
}
