//! The link question about an account of a site that keeps its own: the password is the site's to
//! find right, by the id that the ticket names, never by an address.

use super::{Confirmed, Proven, closed};
use crate::{
    domain::{Account, AccountId, AccountStatus, EventKind, Limit, SiteRef},
    existing::{ExistingAccounts, Verified},
    flow::{
        Clock, MAX_ROUNDS, Random,
        site::{Stand, Stopped, find_stand},
    },
    problem::Code,
    store::{LinkOutcome, NewAccount, Store, StoreError},
};

/// A counted try, before the site has looked at its password.
pub(super) struct Proving<'a, S, E, C, R> {
    pub(super) existing: &'a E,
    /// The account at the site, as it was when the question was asked.
    pub(super) site: SiteRef,
    /// As received.
    pub(super) password: &'a [u8],
    pub(super) counted: Vec<Limit>,
    pub(super) proven: Proven<'a, S, C, R>,
}

/// What a right password would open, as it was read before the site is asked: credentials that change
/// in between raise the epoch, and the write finds another account than was read.
enum Target {
    /// The account that stands for the one at the site.
    Standing(Account),
    /// None yet: it is put, in place of one that was deleted.
    New { replaced: Option<AccountId> },
    /// The ticket's own account, which this Amazon account opens already.
    Joining {
        account: Account,
        replaced: Option<AccountId>,
    },
}

impl<S: Store, E: ExistingAccounts, C: Clock, R: Random> Proving<'_, S, E, C, R> {
    pub(super) async fn confirm(self) -> Result<Confirmed, StoreError> {
        match self.rounds().await {
            Ok(confirmed) => Ok(confirmed),
            Err(stopped) => Ok(Confirmed::Failed(stopped.code()?)),
        }
    }

    /// Reads, asks the site, writes; again if the world changed.
    async fn rounds(self) -> Result<Confirmed, Stopped> {
        if !self.existing.are_kept() {
            return Ok(Confirmed::Failed(Code::LinkExpired));
        }
        let mut counted = self.counted.as_slice();
        for _ in 0..MAX_ROUNDS {
            let Some(target) = self.find_target().await? else {
                let Proven { cx, answer, .. } = self.proven;
                return Ok(closed(cx, answer).await?);
            };
            let account = match self.existing.verify(&self.site.id, self.password).await? {
                Verified::Right(account) => account,
                Verified::Wrong => {
                    return Ok(Confirmed::WrongPassword(Box::new(self.proven.ticket)));
                }
                Verified::TooManyAttempts => return Ok(Confirmed::Failed(Code::TooManyAttempts)),
            };
            for limit in std::mem::take(&mut counted) {
                self.proven.cx.store.uncount(limit).await?;
            }
            if !account.active {
                return Ok(Confirmed::Failed(Code::AccountDisabled));
            }
            // Who can get in changed since the question was asked.
            if account.site_ref() != self.site {
                return Ok(Confirmed::Failed(Code::LinkExpired));
            }
            let written = match target {
                Target::Standing(account) => return Ok(self.proven.link(account).await?),
                Target::New { replaced } => self.adopt(replaced).await?,
                Target::Joining { account, replaced } => self.join(account, replaced).await?,
            };
            if let Some(confirmed) = written {
                return Ok(confirmed);
            }
        }
        tracing::error!("adopting found the account changing under it again and again");
        Ok(Confirmed::Failed(Code::Unavailable))
    }

    /// What there is to open; `None` if it is no longer what the ticket asked about.
    async fn find_target(&self) -> Result<Option<Target>, StoreError> {
        let (store, ticket) = (&self.proven.cx.store, &self.proven.ticket);
        let replaced = match find_stand(store, &self.site.id, None).await?.0 {
            Stand::Account(account) => {
                let is_asked_for = account.id == ticket.account_id;
                return Ok(is_asked_for.then(|| Target::Standing(*account)));
            }
            Stand::Nobody { replaced } => replaced,
        };
        let (account, _) = store.find_account(ticket.account_id, None).await?;
        let joins = |account: &Account| {
            account.is_active()
                && account.external_id.is_none()
                && account.epoch == ticket.epoch
                && account.identities.contains(&ticket.profile.user_id)
        };
        Ok(match account {
            None => Some(Target::New { replaced }),
            // Adopted between the two reads.
            Some(account) if account.external_id.as_ref() == Some(&self.site.id) => {
                Some(Target::Standing(account))
            }
            Some(account) if joins(&account) => Some(Target::Joining { account, replaced }),
            Some(_) => None,
        })
    }

    /// Puts the account that stands for the one at the site from now on.
    async fn adopt(&self, replaced: Option<AccountId>) -> Result<Option<Confirmed>, StoreError> {
        let (cx, ticket) = (self.proven.cx, &self.proven.ticket);
        let account = Account {
            id: ticket.account_id,
            version: NewAccount::FIRST_VERSION,
            epoch: NewAccount::FIRST_EPOCH,
            status: AccountStatus::Active,
            created_at: cx.clock.now(),
            external_id: Some(self.site.id.clone()),
            credential_version: Some(self.site.credential_version.clone()),
            merged_into: None,
            address_held_until: None,
            name: ticket.profile.name.clone(),
            postal_code: ticket.profile.postal_code.clone(),
            identities: vec![ticket.profile.user_id.clone()],
            claim: None,
            password: None,
        };
        let epoch = account.epoch;
        let (token, link) = self.proven.prepare(account, epoch, EventKind::Linked);
        match cx.store.adopt_by_link(&link, replaced).await? {
            LinkOutcome::Done => Ok(Some(self.proven.signed_in(token, &link, false).await?)),
            outcome => self.lost(outcome).await,
        }
    }

    /// Lets the account stand for the one at the site from now on.
    async fn join(
        &self,
        account: Account,
        replaced: Option<AccountId>,
    ) -> Result<Option<Confirmed>, StoreError> {
        let epoch = account.epoch.next();
        let (token, link) = self.proven.prepare(account, epoch, EventKind::SiteIdAdded);
        match self.proven.cx.store.add_site_id(&link, replaced).await? {
            LinkOutcome::Done => Ok(Some(self.proven.signed_in(token, &link, true).await?)),
            outcome => self.lost(outcome).await,
        }
    }

    /// Somebody else's write went through: what it leaves to say, or nothing if it is to be looked at
    /// again.
    async fn lost(&self, outcome: LinkOutcome) -> Result<Option<Confirmed>, StoreError> {
        let Proven {
            cx, answer, ticket, ..
        } = &self.proven;
        match outcome {
            LinkOutcome::TicketClosed => Ok(Some(closed(cx, *answer).await?)),
            LinkOutcome::IdentityTaken => {
                let owner = cx.store.find_identity(&ticket.profile.user_id).await?;
                let elsewhere = owner.is_some_and(|owner| owner.account_id != ticket.account_id);
                Ok(elsewhere.then_some(Confirmed::Failed(Code::LinkedElsewhere)))
            }
            LinkOutcome::AccountChanged | LinkOutcome::SessionEnded | LinkOutcome::Done => Ok(None),
        }
    }
}
