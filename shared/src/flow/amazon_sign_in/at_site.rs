//! A sign-in where the site keeps its own accounts: what it says is asked for, and new customers are
//! made there first. The site's id is the only key; an equal e-mail only leads to a question.

use super::{
    CallbackOutcome, SignedIn,
    attempt::{Attempt, Round},
    world::World,
};
use crate::{
    domain::{
        Account, AccountId, AmazonProfile, Event, EventKind, Intent, SiteAccount, Ticket,
        decide::{AtSite, NewClaim, Standing},
    },
    existing::{ExistingAccounts, Wanted},
    flow::{
        Clock, Holder, Random,
        site::{MadeAtSite, Stand, Stopped, find_stand, make_at_site},
    },
    problem::Code,
    store::{Change, ChangeKind, NewAccount, Store, StoreError},
};

impl<S: Store, E: ExistingAccounts, C: Clock, R: Random> Attempt<'_, S, E, C, R> {
    /// Asks the site about the account that the identity opens, or about the e-mail of somebody whom
    /// nobody here is known to be. Whoever is signed in already is refused without its help.
    pub(super) async fn ask_site(
        &self,
        world: &mut World,
        profile: &AmazonProfile,
    ) -> Result<(), Stopped> {
        if !self.existing.are_kept() {
            return Ok(());
        }
        if let (Some((account, _)), Some(owner)) = (&world.owner, &mut world.known.identity) {
            if owner.active {
                let (standing, found) = self.standing_of(account, profile).await?;
                (owner.at_site, world.at_site) = (standing, found);
            }
        } else if let (None, Intent::SignIn) = (world.known.signed_in, world.known.intent)
            && let Some(email) = &profile.email
        {
            let found = self.existing.find(Wanted::Email(email)).await?;
            world.known.at_site = found.as_ref().map(|found| AtSite {
                has_password: found.has_password,
            });
            world.at_site = found;
        }
        Ok(())
    }

    async fn standing_of(
        &self,
        account: &Account,
        profile: &AmazonProfile,
    ) -> Result<(Standing, Option<SiteAccount>), Stopped> {
        let Some(id) = &account.external_id else {
            return self.joinable(account, profile).await;
        };
        let found = self.existing.find(Wanted::Id(id)).await?;
        let standing = match &found {
            Some(found) if !found.active => Standing::Closed,
            Some(found)
                if account.credential_version.as_ref() == Some(&found.credential_version) =>
            {
                Standing::Open
            }
            Some(_) => Standing::Changed,
            None => Standing::Closed,
        };
        Ok((standing, found))
    }

    /// An account from before the site was asked: whether the site has one that it could stand for.
    /// Apps have no page on which it could be offered.
    async fn joinable(
        &self,
        account: &Account,
        profile: &AmazonProfile,
    ) -> Result<(Standing, Option<SiteAccount>), Stopped> {
        let held = account.claim.as_ref().map(|claim| &claim.email);
        let (Holder::Browser { .. }, Some(email)) = (self.holder, held.or(profile.email.as_ref()))
        else {
            return Ok((Standing::Apart, None));
        };
        let found = self.existing.find(Wanted::Email(email)).await?;
        let Some(found) = found.filter(|found| found.active && found.has_password) else {
            return Ok((Standing::Apart, None));
        };
        let (stand, _) = find_stand(&self.cx.store, &found.id, None).await?;
        Ok(match stand {
            Stand::Nobody { .. } => (Standing::Joinable, Some(found)),
            // Somebody else stands for it: two accounts are not made one here.
            Stand::Account(_) => (Standing::Apart, None),
        })
    }

    /// The credentials changed at the site: whatever was signed in to by those of before ends.
    pub(super) async fn end_old_credentials(&self, world: &World) -> Result<Round, StoreError> {
        let (Some((account, _)), Some(found)) = (&world.owner, &world.at_site) else {
            return Ok(Round::Again);
        };
        let event = Event::new(
            EventKind::CredentialsChanged,
            self.cx.clock.now(),
            self.cx.random.bytes(),
            None,
        );
        let change = Change {
            account: account.clone(),
            kind: ChangeKind::CredentialsChanged(found.credential_version.clone()),
            acting: None,
            event,
        };
        // Whatever comes of it, the account is another than it was read.
        self.cx.store.change_account(&change).await?;
        Ok(Round::Again)
    }

    /// The site has the e-mail: a ticket for its password there. The ticket is for the account that
    /// stands for it here, or will.
    pub(super) async fn ask_at_site(
        &self,
        world: &World,
        profile: &AmazonProfile,
    ) -> Result<Round, Stopped> {
        let Some(found) = &world.at_site else {
            return Ok(Round::Again);
        };
        let (stand, _) = find_stand(&self.cx.store, &found.id, None).await?;
        let (account_id, epoch) = match stand {
            Stand::Account(account) => (account.id, account.epoch),
            Stand::Nobody { replaced } => (
                AccountId::at_site(&found.id, replaced),
                NewAccount::FIRST_EPOCH,
            ),
        };
        let ticket = Ticket {
            at_site: Some(found.site_ref()),
            ..self.ticket(profile, account_id, epoch)
        };
        Ok(self.put(&ticket).await?)
    }

    /// Signed in, and the site has an account that this one could stand for: a ticket for its password
    /// there, which may be left alone.
    pub(super) async fn offer(
        &self,
        world: &World,
        profile: &AmazonProfile,
        opened: Round,
    ) -> Result<Round, StoreError> {
        let Round::Done(CallbackOutcome::SignedIn(signed_in)) = opened else {
            return Ok(opened);
        };
        let (Some((account, _)), Some(found)) = (&world.owner, &world.at_site) else {
            return Ok(Round::Done(CallbackOutcome::SignedIn(signed_in)));
        };
        let ticket = Ticket {
            at_site: Some(found.site_ref()),
            ..self.ticket(profile, account.id, account.epoch)
        };
        self.cx.store.put_ticket(&ticket).await?;
        Ok(Round::Done(CallbackOutcome::SignedIn(SignedIn {
            offer: Some(self.begun.ticket(&self.nonce)),
            ..signed_in
        })))
    }

    /// A customer who is new to the site, too: made there, then here.
    pub(super) async fn create_at_site(
        &self,
        world: &World,
        profile: &AmazonProfile,
        mut claim: NewClaim,
    ) -> Result<Round, Stopped> {
        let (store, existing) = (&self.cx.store, self.existing);
        let email = profile.email.as_ref().filter(|_| claim == NewClaim::Claim);
        let mut made = make_at_site(store, existing, profile, email, None).await?;
        if let (MadeAtSite::EmailTaken, Some(email)) = (&made, email) {
            if existing.find(Wanted::Email(email)).await?.is_some() {
                // Somebody took it since it was looked up: decide again.
                return Ok(Round::Again);
            }
            // The site compares otherwise when it creates than when it finds. The address stays whoever's
            // it is there, and the customer is not locked out for good.
            tracing::warn!("the site calls an address taken that it does not find");
            claim = NewClaim::LeaveAndExplain;
            made = make_at_site(store, existing, profile, None, None).await?;
        }
        match made {
            MadeAtSite::Free(made) => self.adopt(world, profile, claim, &made).await,
            MadeAtSite::Opened | MadeAtSite::EmailTaken => Ok(Round::Again),
        }
    }

    /// The account that stands here for the one that was just made: without an address, whose is the
    /// site's to say.
    async fn adopt(
        &self,
        world: &World,
        profile: &AmazonProfile,
        claim: NewClaim,
        made: &SiteAccount,
    ) -> Result<Round, Stopped> {
        if !made.active {
            return Ok(Round::Done(self.fail(Code::AccountDisabled).await?));
        }
        let account = Account {
            external_id: Some(made.id.clone()),
            credential_version: Some(made.credential_version.clone()),
            ..self.new_account(AccountId::at_site(&made.id, None), profile)
        };
        let (new, token, device_cookie) = self.prepare(account, profile);
        let outcome = self.cx.store.adopt_account(&new, None).await?;
        // Found by its address, it may be the very one that an earlier try made and died of.
        let is_itself = (world.at_site.as_ref()).is_some_and(|found| found.id == made.id);
        let signed_in = SignedIn {
            created: true,
            explain_separate: claim == NewClaim::LeaveAndExplain && !is_itself,
            ..self.signed_in(token, device_cookie)
        };
        Ok(self.created(outcome, new.account.id, signed_in).await?)
    }
}
