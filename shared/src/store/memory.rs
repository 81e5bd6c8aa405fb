//! The store in memory, each call one atomic step. It serves the race explorer alone: what must be
//! shown on a real engine is shown on one.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::domain::{
    Account, AccountId, AmazonUserId, ConsumedAttempt, Device, Digest, EmailClaim, Event, Identity,
    LimitKind, MailboxProof, NormalisedEmail, Secret, Session, Ticket,
};

mod accounts;
mod attempts;
mod changes;
mod mailbox;
mod merge;
mod operator;
mod sessions;
mod sites;
mod tickets;

/// A way in which a store could be wrong. The explorer must catch each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// An attempt is put without the condition that none is there.
    AttemptTakenTwice,
    /// An attempt is finished whoever consumed it, and whatever came of it.
    OutcomeOverwritten,
    /// An identity is put without the condition that none is there.
    IdentityOverwritten,
    /// An e-mail claim is put without the condition that none is there.
    ClaimOverwritten,
    /// An account is put without the condition that none is there.
    AccountOverwritten,
    /// An account that is there is taken for one's own lost reply, whoever made it.
    AccountTakenForOurs,
    /// A claim is displaced whoever holds it by then.
    DisplacedUnread,
    /// A claim is displaced whatever became of the account that held it, which is put back as it
    /// was read.
    HolderPutBack,
    /// The account that lost a claim still names it.
    HolderKeepsClaim,
    /// The account that lost a claim keeps its epoch.
    HolderKeepsEpoch,
    /// Account and identity are written, but not in one step with the claim and the session.
    CreationInTwoSteps,
    /// A link does not check that the account is of the ticket's epoch and version.
    LinkIgnoresEpoch,
    /// A link does not raise the epoch.
    LinkKeepsEpoch,
    /// A ticket is used without the condition that it is unused.
    TicketUsedTwice,
    /// A link does not check that the account is active.
    LinkIgnoresStatus,
    /// Unlinking does not check that another way in remains.
    LastWayInRemoved,
    /// Unlinking does not raise the epoch.
    UnlinkKeepsEpoch,
    /// Ending all sessions does not raise the epoch.
    EndSessionsKeepsEpoch,
    /// An Amazon account is connected by a session that was ended or renewed meanwhile.
    ConnectedUnseen,
    /// An empty account is merged whatever became of it since it was read.
    MergedUnread,
    /// An empty account is merged by a session that was ended or renewed meanwhile.
    MergedUnseen,
    /// Whoever made an account that was taken over by its mailbox still knows its password.
    TakenOverWithPassword,
    /// The Amazon accounts of whoever made it still open it.
    TakenOverWithIdentities,
    /// A proof of a mailbox is used without the condition that it is unused.
    ProofUsedTwice,
    /// A registration is finished, and its proof is not marked used.
    ProofNotMarked,
    /// A password is reset whatever became of the account since it was read.
    ResetUnread,
    /// A reset does not raise the epoch.
    ResetKeepsEpoch,
    /// An Amazon account that a reset does not keep still opens the account.
    ResetKeepsIdentities,
    /// An address is given back, and a password of before still opens the account.
    RestoreKeepsPassword,
    /// An address is given back, and Amazon accounts of before still open the account.
    RestoreKeepsIdentities,
    /// An address that was given up is anybody's at once.
    AddressLetGo,
    /// A session is renewed although it was ended or renewed meanwhile.
    RenewedUnseen,
    /// A renewed session is ended as if no other stood in its place.
    EndedWithoutHeir,
    /// A touch writes the whole session back, whether it is still there or not.
    TouchRevives,
    /// A session is looked up without its account.
    EpochNotRead,
    /// A session is reported as put, and is not.
    SessionLost,
    /// Relinking does not raise the epoch.
    RelinkKeepsEpoch,
    /// An account is opened again whatever became of it since it was read.
    EnableIgnoresVersion,
    /// A site's id is put whether it leads to an account already or not.
    ExternalOverwritten,
    /// An account is given a site's id although it has one.
    SecondSiteId,
    /// The account that is given a site's id keeps its address.
    JoinedKeepsClaim,
    /// Credentials that changed at the site do not raise the epoch.
    CredentialsKeepEpoch,
    /// Credentials are noted whatever they are by then, and with them an account that was read.
    CredentialsUnread,
    /// Sweeping up after a deletion does not look whether the account was deleted.
    LivingSwept,
}

/// Everything a table holds, by kind.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// Consumed login attempts.
    pub attempts: BTreeMap<Digest, ConsumedAttempt>,
    /// Accounts.
    pub accounts: BTreeMap<AccountId, Account>,
    /// Identities.
    pub identities: BTreeMap<AmazonUserId, Identity>,
    /// E-mail claims.
    pub claims: BTreeMap<NormalisedEmail, EmailClaim>,
    /// The site's own ids.
    pub externals: BTreeMap<String, AccountId>,
    /// Sessions.
    pub sessions: BTreeMap<(AccountId, Digest), Session>,
    /// Known browsers.
    pub devices: BTreeMap<(AccountId, Digest), Device>,
    /// Audit events.
    pub events: BTreeMap<(AccountId, String), Event>,
    /// Link tickets.
    pub tickets: BTreeMap<Digest, Ticket>,
    /// Proofs of a mailbox.
    pub proofs: BTreeMap<Digest, MailboxProof>,
    /// Counters.
    pub limits: BTreeMap<(&'static str, Digest, i64), u32>,
}

/// The store in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    items: Mutex<Items>,
    flaw: Option<Flaw>,
}

impl MemoryStore {
    /// A store that holds `items`.
    #[must_use]
    pub const fn new(items: Items) -> Self {
        Self {
            items: Mutex::new(items),
            flaw: None,
        }
    }

    /// The same with a flaw.
    #[must_use]
    pub const fn with_flaw(mut self, flaw: Option<Flaw>) -> Self {
        self.flaw = flaw;
        self
    }

    /// What it holds.
    pub fn items(&self) -> MutexGuard<'_, Items> {
        self.items.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }
}

impl Items {
    /// A number that differs when anything that can matter differs. Two equal states have equal
    /// futures, so the explorer visits one of them only.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for attempt in self.attempts.values() {
            // Debug does not show secrets: their digests stand in for them.
            (attempt.key, attempt.nonce.digest()).hash(&mut hasher);
            format!("{attempt:?}").hash(&mut hasher);
        }
        for account in self.accounts.values() {
            let password = account
                .password
                .as_ref()
                .map(|it| Digest::of(it.expose().as_bytes()));
            (format!("{account:?}"), password).hash(&mut hasher);
            let claim = account.claim.as_ref();
            claim.map(|it| it.email.normalised()).hash(&mut hasher);
        }
        for ticket in self.tickets.values() {
            let mark = ticket.used.as_ref().map(|used| used.mark.digest());
            (format!("{ticket:?}"), mark).hash(&mut hasher);
        }
        for proof in self.proofs.values() {
            let mark = proof.used.as_ref().map(|used| used.mark.digest());
            (format!("{proof:?}"), mark).hash(&mut hasher);
        }
        for (email, claim) in &self.claims {
            (email, format!("{claim:?}")).hash(&mut hasher);
        }
        format!("{:?}", self.identities).hash(&mut hasher);
        for session in self.sessions.values() {
            let mark = session
                .renewal
                .as_ref()
                .map(|renewal| renewal.mark.digest());
            (format!("{session:?}"), mark).hash(&mut hasher);
        }
        format!("{:?}", self.devices).hash(&mut hasher);
        (&self.externals, self.events.len(), &self.limits).hash(&mut hasher);
        let outliving = self.events.values().filter(|it| it.kind.outlives_account());
        outliving.count().hash(&mut hasher);
        hasher.finish()
    }

    fn limit_key(kind: LimitKind, subject: Digest, window: i64) -> (&'static str, Digest, i64) {
        (kind.as_str(), subject, window)
    }
}

/// Whether `attempt` is pending with this nonce.
fn is_pending(attempt: &ConsumedAttempt, nonce: &Secret) -> bool {
    attempt.outcome.is_none() && attempt.nonce == *nonce
}
