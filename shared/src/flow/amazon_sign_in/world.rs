//! What a decision looks at, read consistently just before.

use super::attempt::Attempt;
use crate::{
    domain::{
        Account, AccountId, AmazonProfile, Device, Digest, Epoch, Identity, Proof, Secret, Session,
        SiteAccount, Timestamp,
        decide::{EmailHolder, Known, Owner, Standing},
    },
    existing::ExistingAccounts,
    flow::{Clock, Random, session, site::Stopped},
    problem::Code,
    store::{Store, StoreError},
};

/// What was read for a decision.
pub(super) struct World {
    pub(super) known: Known,
    /// The account that the identity opens, with its identity item.
    pub(super) owner: Option<(Account, Identity)>,
    /// The account that holds the e-mail.
    pub(super) holder: Option<Account>,
    /// The live session that the browser holds.
    pub(super) session: Option<Session>,
    /// What the site says about that account, or about the e-mail.
    pub(super) at_site: Option<SiteAccount>,
    pub(super) device: Option<Device>,
}

/// Of which account a question is, and who may answer it.
pub(super) struct Asked {
    pub(super) account_id: AccountId,
    pub(super) epoch: Epoch,
    pub(super) proof: Proof,
    pub(super) session: Option<Digest>,
}

impl World {
    /// The account that holds the e-mail, by its own password or its mailbox.
    pub(super) fn asked_by_address(&self, proof: Proof) -> Option<Asked> {
        self.holder.as_ref().map(|holder| Asked {
            account_id: holder.id,
            epoch: holder.epoch,
            proof,
            session: None,
        })
    }

    /// The account that the browser is signed in to, by that session, which must be fresh.
    pub(super) fn asked_by_session(&self, now: Timestamp) -> Result<Asked, Code> {
        match &self.session {
            Some(session) if session.is_fresh(now) => Ok(Asked {
                account_id: session.session_ref.account_id,
                epoch: session.epoch,
                proof: Proof::Session,
                session: Some(session.session_ref.digest),
            }),
            Some(_) => Err(Code::FreshProofRequired),
            None => Err(Code::Unauthenticated),
        }
    }
}

impl<S: Store, E: ExistingAccounts, C: Clock, R: Random> Attempt<'_, S, E, C, R> {
    /// Reads what the decision may look at. The e-mail is looked up only for an unknown identity. The
    /// site is asked after the table was read: what it says is no older than what is compared with it.
    pub(super) async fn read(&self, profile: &AmazonProfile) -> Result<World, Stopped> {
        let store = &self.cx.store;
        let device = self.holder.device().map(Secret::digest);
        let (identity, signed_in) = tokio::join!(store.find_identity(&profile.user_id), async {
            match self.held {
                Some(token) => session::find_live(self.cx, token).await,
                None => Ok(None),
            }
        });
        let session = signed_in?.map(|(session, _)| session);
        let mut world = World {
            known: Known {
                identity: None,
                same_email: None,
                at_site: None,
                signed_in: session.as_ref().map(|it| it.session_ref.account_id),
                intent: self.begun.intent(),
                mail: self.cx.policy.mail,
                first_sign_in: self.cx.policy.first_sign_in,
            },
            owner: None,
            holder: None,
            at_site: None,
            session,
            device: None,
        };
        if let Some(identity) = identity? {
            let (account, device) = store.find_account(identity.account_id, device).await?;
            let account = account.ok_or_else(|| missing_account("identity"))?;
            world.known.identity = Some(Owner {
                account_id: account.id,
                active: account.is_active(),
                at_site: Standing::Apart,
            });
            world.owner = Some((account, identity));
            world.device = device;
        } else if let Some(email) = &profile.email
            && let Some(claim) = store.find_claim(email.normalised()).await?
        {
            let (account, _) = store.find_account(claim.account_id, None).await?;
            let account = account.ok_or_else(|| missing_account("e-mail claim"))?;
            // Where the site keeps its own accounts, its id is the only key of those that stand for one.
            if self.existing.are_kept() && account.external_id.is_some() {
                self.ask_site(&mut world, profile).await?;
                return Ok(world);
            }
            world.known.same_email = Some(EmailHolder {
                account_id: account.id,
                kind: claim.kind,
                has_password: account.password.is_some(),
            });
            world.holder = Some(account);
        }
        self.ask_site(&mut world, profile).await?;
        Ok(world)
    }
}

/// An item points at an account that is not there: never to be taken for "nobody".
fn missing_account(entity: &'static str) -> StoreError {
    StoreError::Corrupt {
        entity,
        reason: "the account it names is missing".to_owned(),
    }
}
