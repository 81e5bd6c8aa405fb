//! What really happened, and randomness that is the same in every run.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::atomic::{AtomicU64, Ordering},
};

use accounts::{
    domain::{AccountId, Digest, SessionRef, SiteRef},
    token::Random,
};

/// What really happened, seen from above: no task knows it.
#[derive(Debug, Default)]
pub(crate) struct Ghost {
    /// Who put each session that was ever put: task and account.
    pub(crate) sessions: BTreeMap<SessionRef2, usize>,
    /// Which sessions took the place of which.
    pub(crate) renewals: BTreeMap<SessionRef2, BTreeSet<SessionRef2>>,
    /// Which task linked which identity to which account, and the account's password at that moment.
    pub(crate) links: Vec<LinkSeen>,
    /// How often each code was exchanged.
    pub(crate) exchanges: BTreeMap<String, usize>,
    /// Tickets that were used, with each distinct session that came of them.
    pub(crate) ticket_uses: BTreeMap<Digest, Vec<Digest>>,
}

impl Ghost {
    /// A ticket was used to begin a session; whether for the first time.
    pub(crate) fn ticket_used(&mut self, ticket: Digest, session: Digest) -> bool {
        let uses = self.ticket_uses.entry(ticket).or_default();
        let is_first = !uses.contains(&session);
        if is_first {
            uses.push(session);
        }
        is_first
    }

    /// One session took the place of another; whether that is new.
    pub(crate) fn renewed(&mut self, old: SessionRef, new: SessionRef) -> bool {
        let key = |it: SessionRef| (it.account_id, it.digest);
        let heirs = self.renewals.entry(key(old)).or_default();
        heirs.insert(key(new))
    }
}

/// A session's key, in an order.
pub(crate) type SessionRef2 = (AccountId, Digest);

/// A link that was written.
#[derive(Clone, Debug)]
pub(crate) struct LinkSeen {
    /// The task that wrote it.
    pub(crate) task: usize,
    /// The account at the site whose password was asked for.
    pub(crate) at_site: Option<SiteRef>,
    /// The password that the account had when it was written, as stored.
    pub(crate) password: Option<String>,
    /// What stood for the code that was mailed last, when it was written.
    pub(crate) code: Option<Digest>,
    /// Whether the session by which it was written was live then.
    pub(crate) by_live_session: bool,
}

/// Randomness that a task draws in a fixed order, different for each task.
#[derive(Debug)]
pub(crate) struct Drawn {
    task: usize,
    drawn: AtomicU64,
}

impl Drawn {
    /// For one task.
    pub(crate) fn of(task: usize) -> Self {
        Self {
            task,
            drawn: AtomicU64::new(0),
        }
    }
}

impl Random for Drawn {
    fn fill(&self, bytes: &mut [u8]) {
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
        for (block, bytes) in bytes.chunks_mut(8).enumerate() {
            let mut hasher = DefaultHasher::new();
            (self.task, drawn, block).hash(&mut hasher);
            bytes.copy_from_slice(&hasher.finish().to_le_bytes()[..bytes.len()]);
        }
    }
}
