//! The store as one task sees it: every call passes the task's gate.

mod existing;
mod mailbox;
mod merge;
mod operator;
mod outside;
mod sites;
mod tickets;

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{Arc, Mutex, atomic::AtomicU64},
};

use accounts::{
    domain::{
        Account, AccountId, AmazonProfile, AmazonUserId, AttemptOutcome, ConsumedAttempt, Device,
        Digest, EmailClaim, Identity, Limit, NormalisedEmail, PasswordHash, Secret, Session,
        SessionOwner, SessionRef, Timestamp,
    },
    store::{
        AccountStore, ActingSession, AttemptStore, Change, ChangeOutcome, Consumed, Counted,
        CreateOutcome, Displaced, Ended, Finished, LimitStore, Merge, MergeOutcome, NewAccount,
        Renewed, SessionEnd, SessionList, SessionStore, StoreError, memory::MemoryStore,
    },
};

use crate::{
    books::Books,
    gate::{Fault, Gate, Kind},
    ghost::Ghost,
};

/// One task's view.
#[derive(Clone)]
pub(crate) struct Gated {
    /// The shared store.
    pub(crate) store: Arc<MemoryStore>,
    /// What really happened.
    pub(crate) ghost: Arc<Mutex<Ghost>>,
    /// The site's own accounts, if it keeps them.
    pub(crate) site: Option<Arc<Mutex<Books>>>,
    /// The task's gate.
    pub(crate) gate: Gate,
    /// The task's number.
    pub(crate) task: usize,
    /// Who is behind each authorization code.
    pub(crate) codes: Arc<BTreeMap<&'static str, AmazonProfile>>,
    /// The time.
    pub(crate) now: Arc<AtomicU64>,
}

fn unavailable() -> StoreError {
    StoreError::Unavailable {
        operation: "any",
        source: "a fault was injected".into(),
    }
}

impl Gated {
    fn ghost(&self) -> std::sync::MutexGuard<'_, Ghost> {
        self.ghost.lock().unwrap()
    }

    async fn call<T, F>(
        &self,
        name: &'static str,
        kind: Kind,
        act: impl Fn() -> F,
        seen: impl Fn(&T) -> String,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        let result = match self.gate.pass(name, kind).await {
            Fault::None => act().await,
            Fault::Before => Err(unavailable()),
            Fault::After => {
                drop(act().await);
                Err(unavailable())
            }
            Fault::Twice => {
                drop(act().await);
                act().await
            }
            Fault::CrashBefore => self.gate.crash().await,
            Fault::CrashAfter => {
                drop(act().await);
                self.gate.crash().await
            }
        };
        match &result {
            Ok(value) => self.gate.learn(&seen(value)),
            Err(_) => self.gate.learn(&"unavailable"),
        }
        result
    }

    fn note_session(&self, session: &Session) {
        let key = (session.session_ref.account_id, session.session_ref.digest);
        self.ghost().sessions.insert(key, self.task);
    }
}

fn debug<T: std::fmt::Debug>(value: &T) -> String {
    format!("{value:?}")
}

/// Debug hides secrets; what a task learns of them counts, too.
fn with_secret<T: std::fmt::Debug>(value: &T, secret: Option<&Secret>) -> String {
    format!("{value:?} {:?}", secret.map(Secret::digest))
}

fn ended_seen(ended: &Ended) -> String {
    match ended {
        Ended::Done => "ended".to_owned(),
        Ended::Renewed(renewal) => with_secret(renewal, Some(&renewal.mark)),
    }
}

fn account_seen(account: Option<&Account>) -> String {
    let password = account
        .and_then(|it| it.password.as_ref())
        .map(|it| it.expose().to_owned());
    format!("{account:?} {password:?}")
}

impl AttemptStore for Gated {
    async fn consume_attempt(&self, attempt: &ConsumedAttempt) -> Result<Consumed, StoreError> {
        let act = || self.store.consume_attempt(attempt);
        self.call(
            "consume_attempt",
            Kind::Write,
            act,
            |consumed| match consumed {
                Consumed::First => "first".to_owned(),
                Consumed::Already(there) => with_secret(there, Some(&there.nonce)),
            },
        )
        .await
    }

    async fn find_attempt(&self, key: Digest) -> Result<Option<ConsumedAttempt>, StoreError> {
        let act = || self.store.find_attempt(key);
        self.call("find_attempt", Kind::Read, act, |found| {
            with_secret(found, found.as_ref().map(|it| &it.nonce))
        })
        .await
    }

    async fn finish_attempt(
        &self,
        key: Digest,
        nonce: &Secret,
        outcome: &AttemptOutcome,
    ) -> Result<Finished, StoreError> {
        let act = || self.store.finish_attempt(key, nonce, outcome);
        self.call("finish_attempt", Kind::Write, act, debug).await
    }
}

impl AccountStore for Gated {
    async fn find_identity(&self, user_id: &AmazonUserId) -> Result<Option<Identity>, StoreError> {
        let act = || self.store.find_identity(user_id);
        self.call("find_identity", Kind::Read, act, debug).await
    }

    async fn find_claim(&self, email: &NormalisedEmail) -> Result<Option<EmailClaim>, StoreError> {
        let act = || self.store.find_claim(email);
        self.call("find_claim", Kind::Read, act, debug).await
    }

    async fn find_account(
        &self,
        account_id: AccountId,
        device: Option<Digest>,
    ) -> Result<(Option<Account>, Option<Device>), StoreError> {
        let act = || self.store.find_account(account_id, device);
        self.call("find_account", Kind::Read, act, |(account, device)| {
            format!("{} {device:?}", account_seen(account.as_ref()))
        })
        .await
    }

    async fn create_account(&self, new: &NewAccount) -> Result<CreateOutcome, StoreError> {
        let act = async || {
            if let Some(session) = &new.session {
                self.note_session(session);
            }
            self.store.create_account(new).await
        };
        self.call("create_account", Kind::Write, act, debug).await
    }

    async fn displace_claim(
        &self,
        new: &NewAccount,
        displaced: &Displaced,
    ) -> Result<CreateOutcome, StoreError> {
        let act = async || {
            if let Some(session) = &new.session {
                self.note_session(session);
            }
            self.store.displace_claim(new, displaced).await
        };
        self.call("displace_claim", Kind::Write, act, debug).await
    }

    async fn refresh_profile(
        &self,
        account: &Account,
        identity: &Identity,
        profile: &AmazonProfile,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let act = || self.store.refresh_profile(account, identity, profile, now);
        self.call("refresh_profile", Kind::Write, act, debug).await
    }

    async fn renew_password(
        &self,
        account_id: AccountId,
        verified: &PasswordHash,
        renewed: &PasswordHash,
    ) -> Result<(), StoreError> {
        let act = || self.store.renew_password(account_id, verified, renewed);
        self.call("renew_password", Kind::Write, act, debug).await
    }

    async fn change_account(&self, change: &Change) -> Result<ChangeOutcome, StoreError> {
        let act = async || {
            let outcome = self.store.change_account(change).await?;
            if let (ChangeOutcome::Done, Some(acting)) = (outcome, &change.acting)
                && let Some(successor) = &acting.successor
            {
                self.note_session(successor);
                self.ghost()
                    .renewed(acting.session_ref, successor.session_ref);
            }
            Ok(outcome)
        };
        self.call("change_account", Kind::Write, act, debug).await
    }

    async fn merge_accounts(&self, merge: &Merge) -> Result<MergeOutcome, StoreError> {
        self.merge(merge).await
    }
}

impl SessionStore for Gated {
    async fn find_session(
        &self,
        session_ref: SessionRef,
    ) -> Result<Option<(Session, SessionOwner)>, StoreError> {
        let act = || self.store.find_session(session_ref);
        self.call("find_session", Kind::Read, act, |found| {
            let renewal = found.as_ref().and_then(|(it, _)| it.renewal.as_ref());
            with_secret(found, renewal.map(|renewal| &renewal.mark))
        })
        .await
    }

    async fn put_session(&self, session: &Session) -> Result<(), StoreError> {
        let act = async || {
            self.note_session(session);
            self.store.put_session(session).await
        };
        self.call("put_session", Kind::Write, act, debug).await
    }

    async fn touch_session(&self, session: &Session, now: Timestamp) -> Result<(), StoreError> {
        let act = || self.store.touch_session(session, now);
        self.call("touch_session", Kind::Write, act, debug).await
    }

    async fn end_session(&self, session_ref: SessionRef) -> Result<Ended, StoreError> {
        let act = || self.store.end_session(session_ref);
        self.call("end_session", Kind::Write, act, ended_seen).await
    }

    async fn end_session_of(&self, end: &SessionEnd) -> Result<Ended, StoreError> {
        let act = || self.store.end_session_of(end);
        self.call("end_session_of", Kind::Write, act, ended_seen)
            .await
    }

    async fn renew_session(&self, acting: &ActingSession) -> Result<Renewed, StoreError> {
        let act = async || {
            let renewed = self.store.renew_session(acting).await?;
            if let (Renewed::Done, Some(successor)) = (renewed, &acting.successor) {
                self.note_session(successor);
                self.ghost()
                    .renewed(acting.session_ref, successor.session_ref);
            }
            Ok(renewed)
        };
        self.call("renew_session", Kind::Write, act, debug).await
    }

    async fn find_sessions(&self, account_id: AccountId) -> Result<SessionList, StoreError> {
        let act = || self.store.find_sessions(account_id);
        self.call("find_sessions", Kind::Read, act, debug).await
    }

    async fn put_device(&self, account_id: AccountId, device: &Device) -> Result<(), StoreError> {
        let act = || self.store.put_device(account_id, device);
        self.call("put_device", Kind::Write, act, debug).await
    }
}

impl LimitStore for Gated {
    async fn count(&self, limit: &Limit) -> Result<Counted, StoreError> {
        self.call("count", Kind::Write, || self.store.count(limit), debug)
            .await
    }

    async fn uncount(&self, limit: &Limit) -> Result<(), StoreError> {
        self.call("uncount", Kind::Write, || self.store.uncount(limit), debug)
            .await
    }

    async fn is_over(&self, limit: &Limit) -> Result<bool, StoreError> {
        self.call("is_over", Kind::Read, || self.store.is_over(limit), debug)
            .await
    }
}
