//! New ids for Amazon accounts: Amazon's ids belong to one developer account, and when the site moves
//! to another (its company was sold, say), Amazon hands over a list of old and new ones.
//!
//! Each line is a transaction of its own and can be repeated: after an interruption the same file is
//! run again, and finds what is done already.

mod file;

use std::fmt;

use accounts::{
    domain::{Actor, AmazonUserId},
    flow::{
        Context,
        operator::{self, Relinked},
    },
    store::{AccountStore as _, dynamo::DynamoStore},
};
use serde::Serialize;
use tokio::task::JoinSet;

use self::file::Pair;
use super::Desk;
use crate::{cli::RelinkArgs, failure::Failure};

/// How many conflicts are told one by one.
const TOLD: usize = 1_000;

/// What came of a file.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    lines: usize,
    dry_run: bool,
    /// Accounts that are opened by the new id from now on, or would be.
    relinked: usize,
    /// The new id opens an account and the old one none: done before.
    already_so: usize,
    /// Neither id opens an account.
    unknown: usize,
    /// What somebody has to look at; nothing was changed for these.
    conflicts: usize,
    /// The first thousand of them.
    conflict_list: Vec<Conflict>,
}

/// A line that was not done.
#[derive(Debug, Serialize)]
struct Conflict {
    line: u64,
    old: String,
    new: String,
    /// The account that the old id opens.
    account_id: String,
    /// Another account, which the new id opens.
    other_account_id: Option<String>,
    problem: String,
}

impl Report {
    pub(crate) const fn has_conflicts(&self) -> bool {
        self.conflicts > 0
    }

    fn add(&mut self, pair: &Pair, outcome: Relinked) {
        let (account_id, other, problem) = match outcome {
            Relinked::Done(_) => {
                self.relinked += 1;
                return;
            }
            Relinked::NewIdKnown(_) => {
                self.already_so += 1;
                return;
            }
            Relinked::Unknown => {
                self.unknown += 1;
                return;
            }
            Relinked::BothKnown(account_id, other) if account_id == other => (
                account_id,
                None,
                "both ids open this account: unlink the old one",
            ),
            Relinked::BothKnown(account_id, other) => (
                account_id,
                Some(other),
                "the customer signed in under the new id before it was relinked and has a second \
                 account: delete that one, or unlink the new id there, and run the file again",
            ),
            Relinked::KeepsChanging(account_id) => (
                account_id,
                None,
                "the account keeps changing meanwhile: run the file again",
            ),
        };
        self.conflicts += 1;
        if self.conflict_list.len() < TOLD {
            self.conflict_list.push(Conflict {
                line: pair.line,
                old: pair.old.as_str().to_owned(),
                new: pair.new.as_str().to_owned(),
                account_id: account_id.to_string(),
                other_account_id: other.map(|id| id.to_string()),
                problem: problem.to_owned(),
            });
        }
    }
}

/// Relinks every line of the file that is all right as a whole.
pub(crate) async fn relink(desk: &Desk, args: &RelinkArgs) -> Result<Report, Failure> {
    let pairs = file::read(&args.file)?;
    let actor = args.signature.actor()?;
    if !args.dry_run {
        let question = format!("Give {} Amazon accounts their new ids", pairs.len());
        args.signature.confirm(&question)?;
    }
    let mut report = Report {
        lines: pairs.len(),
        dry_run: args.dry_run,
        ..Report::default()
    };
    let mut running = JoinSet::new();
    let mut waiting = pairs.into_iter();
    loop {
        while running.len() < usize::from(args.concurrency)
            && let Some(pair) = waiting.next()
        {
            let (cx, actor, dry_run) = (desk.cx.clone(), actor.clone(), args.dry_run);
            running.spawn(async move { one(&cx, pair, &actor, dry_run).await });
        }
        let Some(done) = running.join_next().await else {
            break;
        };
        // A line that panicked would be a mistake of ours; the others are not lost by it.
        let (pair, outcome) = done.map_err(|error| Failure::Refused(error.to_string()))??;
        report.add(&pair, outcome);
    }
    report.conflict_list.sort_by_key(|conflict| conflict.line);
    Ok(report)
}

async fn one(
    cx: &Context<DynamoStore>,
    pair: Pair,
    actor: &Actor,
    dry_run: bool,
) -> Result<(Pair, Relinked), Failure> {
    let outcome = if dry_run {
        look(cx, &pair.old, &pair.new).await?
    } else {
        operator::relink(cx, &pair.old, &pair.new, actor).await?
    };
    Ok((pair, outcome))
}

/// What relinking would come to, if nothing changes until then.
async fn look(
    cx: &Context<DynamoStore>,
    old: &AmazonUserId,
    new: &AmazonUserId,
) -> Result<Relinked, Failure> {
    let owner = async |user_id: &AmazonUserId| {
        let found = cx.store.find_identity(user_id).await;
        found.map(|identity| identity.map(|identity| identity.account_id))
    };
    Ok(match (owner(old).await?, owner(new).await?) {
        (Some(account_id), Some(other)) => Relinked::BothKnown(account_id, other),
        (Some(account_id), None) => Relinked::Done(account_id),
        (None, Some(account_id)) => Relinked::NewIdKnown(account_id),
        (None, None) => Relinked::Unknown,
    })
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let relinked = if self.dry_run {
            "could be relinked"
        } else {
            "relinked"
        };
        write!(f, "{:>10} lines", self.lines)?;
        for (count, what) in [
            (self.relinked, relinked),
            (self.already_so, "known by the new id already"),
            (self.unknown, "never signed in here"),
            (self.conflicts, "not relinked"),
        ] {
            write!(f, "\n{count:>10} {what}")?;
        }
        for it in &self.conflict_list {
            write!(f, "\nline {}, account {}", it.line, it.account_id)?;
            if let Some(other) = &it.other_account_id {
                write!(f, " (and {other})")?;
            }
            write!(f, ": {}", it.problem)?;
        }
        Ok(())
    }
}
