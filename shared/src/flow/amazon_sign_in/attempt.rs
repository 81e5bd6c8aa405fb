//! A consumed attempt with its profile: read, decide, write, and again if the world changed.

use std::time::Duration;

use super::{
    CallbackOutcome, SignedIn,
    world::{Asked, World},
};
use crate::{
    domain::{
        Account, AccountId, AccountStatus, AmazonProfile, AttemptOutcome, AuthMethod, Claim,
        ClaimKind, Digest, Epoch, Event, EventKind, Identity, LoginAttempt, Proof, Secret, Session,
        SessionToken, Ticket,
        decide::{Decision, NewClaim, Refusal, decide},
    },
    existing::ExistingAccounts,
    flow::{Clock, Context, Holder, MAX_ROUNDS, Random, devices, session, site::Stopped},
    problem::Code,
    store::{CreateOutcome, Finished, NewAccount, Store, StoreError},
    telemetry::metrics::{self, Metric},
};

/// How a decision was carried out, or that the world changed under it.
pub(super) enum Round {
    Done(CallbackOutcome),
    Again,
}

/// An attempt, or an app's token, that this request has consumed and may finish.
pub(super) struct Attempt<'a, S, E, C, R> {
    pub(super) cx: &'a Context<S, C, R>,
    /// The site, if it keeps its own accounts.
    pub(super) existing: &'a E,
    /// Where session and ticket come from.
    pub(super) begun: &'a LoginAttempt,
    /// The session that the browser holds, live or not.
    pub(super) held: Option<&'a SessionToken>,
    /// Who signs in.
    pub(super) holder: Holder<'a>,
    pub(super) key: Digest,
    pub(super) nonce: Secret,
}

impl<S: Store, E: ExistingAccounts, C: Clock, R: Random> Attempt<'_, S, E, C, R> {
    pub(super) async fn sign_in(
        &self,
        profile: &AmazonProfile,
    ) -> Result<CallbackOutcome, StoreError> {
        // Boxed, or the state machines of all layers would be laid out as one type, past the compiler's
        // depth limit.
        match Box::pin(self.rounds(profile)).await {
            Ok(outcome) => Ok(outcome),
            Err(stopped) => self.fail(stopped.code()?).await,
        }
    }

    async fn rounds(&self, profile: &AmazonProfile) -> Result<CallbackOutcome, Stopped> {
        for _ in 0..MAX_ROUNDS {
            let world = self.read(profile).await?;
            let round = match decide(&world.known) {
                Decision::SignIn(_) => self.open(&world, profile).await?,
                Decision::SignInAndOffer(_) => {
                    let opened = self.open(&world, profile).await?;
                    self.offer(&world, profile, opened).await?
                }
                Decision::EndOldCredentials(_) => self.end_old_credentials(&world).await?,
                Decision::CreateAccount(claim) if self.existing.are_kept() => {
                    self.create_at_site(&world, profile, claim).await?
                }
                Decision::CreateAccount(claim) => self.create(profile, claim).await?,
                Decision::ConfirmLink {
                    proof: proof @ (Proof::Password | Proof::Mailbox),
                    ..
                } => self.ask(world.asked_by_address(proof), profile).await?,
                Decision::ConfirmAtSite => self.ask_at_site(&world, profile).await?,
                Decision::ConfirmLink {
                    proof: Proof::Session,
                    ..
                } => match world.asked_by_session(self.cx.clock.now()) {
                    Ok(asked) => self.ask(Some(asked), profile).await?,
                    Err(code) => Round::Done(self.fail(code).await?),
                },
                // Whether there is an account was asked of the site already.
                Decision::AskFirst if self.existing.are_kept() => {
                    self.create_at_site(&world, profile, NewClaim::Claim)
                        .await?
                }
                Decision::AskFirst => {
                    let nobody = Asked {
                        account_id: self.cx.random.account_id(),
                        epoch: NewAccount::FIRST_EPOCH,
                        proof: Proof::Choice,
                        session: None,
                    };
                    self.ask(Some(nobody), profile).await?
                }
                Decision::ConfirmLink { .. } => {
                    Round::Done(self.fail(Code::ProofNotOffered).await?)
                }
                Decision::Refuse(refusal) => Round::Done(self.fail(code_of(refusal)).await?),
            };
            if let Round::Done(outcome) = round {
                return Ok(outcome);
            }
            // Somebody else's write went through: give its other half a moment to show.
            self.cx.clock.sleep(Duration::from_millis(20)).await;
        }
        tracing::error!("a sign-in found the table changing under it again and again");
        Ok(self.fail(Code::Unavailable).await?)
    }

    /// A returning customer: no transaction. The account itself lists its identities, so a session
    /// of the epoch just read is safe: whatever unlinks afterwards raises the epoch and kills it.
    async fn open(&self, world: &World, profile: &AmazonProfile) -> Result<Round, StoreError> {
        let Some((account, identity)) = &world.owner else {
            return Ok(Round::Again);
        };
        if !account.identities.contains(&profile.user_id) {
            return Ok(Round::Again);
        }
        let store = &self.cx.store;
        let token = self.begun.session_token(&self.nonce, account.id);
        let session = self.begin_session(&token, account);
        let (put, refreshed, device) = tokio::join!(
            store.put_session(&session),
            store.refresh_profile(account, identity, profile, self.cx.clock.now()),
            async {
                if devices::is_known(account, world.device.as_ref()) {
                    return Ok(None);
                }
                devices::remember(self.cx, account.id, account.epoch, self.holder).await
            },
        );
        put?;
        let device = device?;
        if let Err(error) = refreshed {
            // Information only: the sign-in stands, the next one copies it.
            tracing::warn!(%error, "a profile was not refreshed");
        }
        let outcome = AttemptOutcome::SignedIn(session.session_ref);
        if store
            .finish_attempt(self.key, &self.nonce, &outcome)
            .await?
            == Finished::Closed
        {
            store.end_session(session.session_ref).await?;
            return Ok(Round::Done(CallbackOutcome::Failed(Code::Interrupted)));
        }
        session::end_held(self.cx, self.held, &token).await?;
        let signed_in = self.signed_in(token, device);
        Ok(Round::Done(CallbackOutcome::SignedIn(signed_in)))
    }

    /// A new customer's account, without an address.
    pub(super) fn new_account(&self, id: AccountId, profile: &AmazonProfile) -> Account {
        Account {
            id,
            version: NewAccount::FIRST_VERSION,
            epoch: NewAccount::FIRST_EPOCH,
            status: AccountStatus::Active,
            created_at: self.cx.clock.now(),
            external_id: None,
            credential_version: None,
            merged_into: None,
            address_held_until: None,
            name: profile.name.clone(),
            postal_code: profile.postal_code.clone(),
            identities: vec![profile.user_id.clone()],
            claim: None,
            password: None,
        }
    }

    /// Everything that belongs to a new account, with its session and the cookie of its browser.
    pub(super) fn prepare(
        &self,
        account: Account,
        profile: &AmazonProfile,
    ) -> (NewAccount, SessionToken, Option<Secret>) {
        let now = self.cx.clock.now();
        let token = self.begun.session_token(&self.nonce, account.id);
        let (device, device_cookie) = devices::seen(self.cx, account.epoch, self.holder);
        let new = NewAccount {
            identity: Some(Identity::first_seen(profile, account.id, now)),
            event: Event::new(
                EventKind::CreatedByAmazon,
                now,
                self.cx.random.bytes(),
                Some(profile.user_id.clone()),
            ),
            session: Some(self.begin_session(&token, &account)),
            device,
            attempt: Some((self.key, self.nonce.clone())),
            account,
        };
        (new, token, device_cookie)
    }

    /// What came of writing a new account.
    pub(super) async fn created(
        &self,
        outcome: CreateOutcome,
        account_id: AccountId,
        signed_in: SignedIn,
    ) -> Result<Round, StoreError> {
        match outcome {
            CreateOutcome::Created => {
                metrics::count(Metric::AccountCreated);
                tracing::info!(account.id = %account_id, "account created");
                session::end_held(self.cx, self.held, &signed_in.token).await?;
                Ok(Round::Done(CallbackOutcome::SignedIn(signed_in)))
            }
            CreateOutcome::AttemptClosed => {
                Ok(Round::Done(CallbackOutcome::Failed(Code::Interrupted)))
            }
            CreateOutcome::AccountThere
            | CreateOutcome::TicketClosed
            | CreateOutcome::ProofClosed
            | CreateOutcome::HolderChanged
            | CreateOutcome::IdentityTaken
            | CreateOutcome::EmailTaken
            | CreateOutcome::ExternalIdTaken => Ok(Round::Again),
        }
    }

    /// A new customer: account, identity, claim, event, session, device and outcome, or nothing.
    async fn create(&self, profile: &AmazonProfile, claim: NewClaim) -> Result<Round, StoreError> {
        let claimed = profile
            .email
            .clone()
            .filter(|_| claim == NewClaim::Claim)
            .map(|email| Claim {
                email,
                kind: ClaimKind::AmazonOnly,
            });
        let account = Account {
            claim: claimed,
            ..self.new_account(self.cx.random.account_id(), profile)
        };
        let (new, token, device_cookie) = self.prepare(account, profile);
        let outcome = self.cx.store.create_account(&new).await?;
        let signed_in = SignedIn {
            created: true,
            explain_separate: claim == NewClaim::LeaveAndExplain,
            ..self.signed_in(token, device_cookie)
        };
        self.created(outcome, new.account.id, signed_in).await
    }

    /// A ticket for the proof of that very account.
    async fn ask(
        &self,
        asked: Option<Asked>,
        profile: &AmazonProfile,
    ) -> Result<Round, StoreError> {
        let Some(asked) = asked else {
            return Ok(Round::Again);
        };
        let ticket = Ticket {
            proof: asked.proof,
            session: asked.session,
            ..self.ticket(profile, asked.account_id, asked.epoch)
        };
        self.put(&ticket).await
    }

    /// A question about this account, under the secret that belongs to the attempt.
    pub(super) fn ticket(
        &self,
        profile: &AmazonProfile,
        account_id: AccountId,
        epoch: Epoch,
    ) -> Ticket {
        Ticket {
            key: self.begun.ticket(&self.nonce).digest(),
            account_id,
            epoch,
            at_site: None,
            profile: profile.clone(),
            proof: Proof::Password,
            session: None,
            return_to: self.begun.return_to().clone(),
            tries: 0,
            mailed: None,
            expires_at: self.cx.clock.now().plus_seconds(Ticket::LIFE_S),
            used: None,
        }
    }

    /// Puts the question, as the attempt's outcome.
    pub(super) async fn put(&self, ticket: &Ticket) -> Result<Round, StoreError> {
        self.cx.store.put_ticket(ticket).await?;
        let outcome = AttemptOutcome::Asked(ticket.key);
        match self
            .cx
            .store
            .finish_attempt(self.key, &self.nonce, &outcome)
            .await?
        {
            Finished::Done => {
                let secret = self.begun.ticket(&self.nonce);
                Ok(Round::Done(CallbackOutcome::Asked(secret)))
            }
            Finished::Closed => Ok(Round::Done(CallbackOutcome::Failed(Code::Interrupted))),
        }
    }

    /// Records a failure as the attempt's outcome, so that a second delivery says the same.
    pub(super) async fn fail(&self, code: Code) -> Result<CallbackOutcome, StoreError> {
        let outcome = AttemptOutcome::Failed(code.as_str().to_owned());
        let finished = self
            .cx
            .store
            .finish_attempt(self.key, &self.nonce, &outcome)
            .await?;
        Ok(CallbackOutcome::Failed(match finished {
            Finished::Done => code,
            Finished::Closed => Code::Interrupted,
        }))
    }

    fn begin_session(&self, token: &SessionToken, account: &Account) -> Session {
        let life = self.cx.policy.session_life;
        Session::begin(
            token,
            account.epoch,
            AuthMethod::Amazon,
            self.cx.clock.now(),
            life,
        )
        .with_user_agent(self.holder.user_agent())
    }

    pub(super) fn signed_in(&self, token: SessionToken, device: Option<Secret>) -> SignedIn {
        SignedIn {
            token,
            device,
            return_to: self.begun.return_to().clone(),
            created: false,
            explain_separate: false,
            offer: None,
        }
    }
}

fn code_of(refusal: Refusal) -> Code {
    match refusal {
        Refusal::LinkedElsewhere => Code::LinkedElsewhere,
        Refusal::AccountDisabled => Code::AccountDisabled,
        Refusal::SignedInAsAnother => Code::SignedInAsAnother,
        Refusal::ConnectWithoutSession => Code::Unauthenticated,
    }
}
