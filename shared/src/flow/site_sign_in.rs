//! The sign-in of a site that keeps its own accounts: it finds the account by its address, and looks
//! at the password of the account with that id.

use super::{
    Clock, Context, Random, devices,
    password_sign_in::{self, PasswordSignIn, SignedIn, Try},
    session,
    site::{Stand, Stopped, find_stand},
};
use crate::{
    domain::{
        Account, AccountId, AccountStatus, AuthMethod, Device, Digest, Event, EventKind,
        ExternalId, Secret, Session, SessionToken, SiteAccount,
    },
    existing::{ExistingAccounts, Verified, Wanted},
    flow::MAX_ROUNDS,
    problem::Code,
    store::{Change, ChangeKind, CreateOutcome, NewAccount, Store, StoreError},
};

/// Signs in, or says why not.
///
/// Tries are counted as at any sign-in. The account here is read before the site looks at the
/// password, and written on the condition that it is still as it was read: a password that changes
/// meanwhile, at the site or by what was seen of it here, lets nobody in by the old one. An address that
/// the site does not know costs it the same two calls.
pub async fn sign_in<S: Store, E: ExistingAccounts, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    existing: &E,
    request: PasswordSignIn<'_>,
) -> Result<Result<SignedIn, Code>, StoreError> {
    match rounds(cx, existing, &request).await {
        Ok(signed_in) => Ok(signed_in),
        Err(stopped) => Ok(Err(stopped.code()?)),
    }
}

async fn rounds<S: Store, E: ExistingAccounts, C: Clock, R: Random>(
    cx: &Context<S, C, R>,
    existing: &E,
    request: &PasswordSignIn<'_>,
) -> Result<Result<SignedIn, Code>, Stopped> {
    let wanted = Wanted::Email(request.email);
    let found = existing.find(wanted).await?;
    let id = match &found {
        Some(found) => found.id.clone(),
        None => nobody(request)?,
    };
    let mut counted = None;
    for _ in 0..MAX_ROUNDS {
        let held_device = request.holder.device().map(Secret::digest);
        let (stand, device) = find_stand(&cx.store, &id, held_device).await?;
        let is_known_browser = match &stand {
            Stand::Account(account) => devices::is_known(account, device.as_ref()),
            Stand::Nobody { .. } => false,
        };
        if counted.is_none() {
            counted = password_sign_in::count(cx, request, is_known_browser).await?;
        }
        let Some(tried) = &counted else {
            return Ok(Err(Code::TooManyAttempts));
        };
        let at_site = match existing.verify(&id, request.password).await? {
            Verified::Right(at_site) if found.is_some() => at_site,
            Verified::Right(_) | Verified::Wrong => return Ok(Err(tried.refusal())),
            Verified::TooManyAttempts => return Ok(Err(Code::TooManyAttempts)),
        };
        let right = Right {
            cx,
            request,
            tried,
            at_site,
            is_known_browser,
        };
        let outcome = match stand {
            Stand::Account(account) => right.open(*account).await?,
            Stand::Nobody { replaced } => right.adopt(replaced).await?,
        };
        if let Some(outcome) = outcome {
            return Ok(outcome);
        }
    }
    tracing::error!("a sign-in found the account changing under it again and again");
    Ok(Err(Code::Unavailable))
}

/// A right password, and what was read before it was looked at.
struct Right<'a, S, C, R> {
    cx: &'a Context<S, C, R>,
    request: &'a PasswordSignIn<'a>,
    tried: &'a Try,
    at_site: SiteAccount,
    is_known_browser: bool,
}

/// What came of it; `None` if the account is another than was read.
type Outcome = Option<Result<SignedIn, Code>>;

impl<S: Store, C: Clock, R: Random> Right<'_, S, C, R> {
    /// Signs in to the account that stands for the one at the site.
    async fn open(&self, account: Account) -> Result<Outcome, StoreError> {
        let store = &self.cx.store;
        if !self.tried.lets_in(&account) {
            return Ok(Some(Err(self.tried.refusal())));
        }
        if !account.is_active() || !self.at_site.active {
            self.tried.take_back(self.cx).await?;
            return Ok(Some(Err(Code::AccountDisabled)));
        }
        let seen = &self.at_site.credential_version;
        if account.credential_version.as_ref() != Some(seen) {
            let change = Change {
                kind: ChangeKind::CredentialsChanged(seen.clone()),
                acting: None,
                event: self.event(EventKind::CredentialsChanged),
                account,
            };
            // Whatever comes of it, the account is another than it was read.
            store.change_account(&change).await?;
            return Ok(None);
        }
        let token = SessionToken::new(account.id, self.cx.random.secret());
        store.put_session(&self.session(&token, &account)).await?;
        self.tried.take_back(self.cx).await?;
        let device = if self.is_known_browser {
            None
        } else {
            let holder = self.request.holder;
            devices::remember(self.cx, account.id, account.epoch, holder).await?
        };
        self.signed_in(token, account.id, device).await.map(Some)
    }

    /// A customer of the site who was never here: the account that stands for theirs, with a session.
    async fn adopt(&self, replaced: Option<AccountId>) -> Result<Outcome, StoreError> {
        if !self.at_site.active {
            self.tried.take_back(self.cx).await?;
            return Ok(Some(Err(Code::AccountDisabled)));
        }
        let account = Account {
            id: AccountId::at_site(&self.at_site.id, replaced),
            version: NewAccount::FIRST_VERSION,
            epoch: NewAccount::FIRST_EPOCH,
            status: AccountStatus::Active,
            created_at: self.cx.clock.now(),
            external_id: Some(self.at_site.id.clone()),
            credential_version: Some(self.at_site.credential_version.clone()),
            merged_into: None,
            address_held_until: None,
            name: None,
            postal_code: None,
            identities: Vec::new(),
            claim: None,
            password: None,
        };
        if !self.tried.lets_in(&account) {
            return Ok(Some(Err(self.tried.refusal())));
        }
        let token = SessionToken::new(account.id, self.cx.random.secret());
        let (device, cookie): (Option<Device>, _) =
            devices::seen(self.cx, account.epoch, self.request.holder);
        let new = NewAccount {
            identity: None,
            event: self.event(EventKind::Adopted),
            session: Some(self.session(&token, &account)),
            device,
            attempt: None,
            account,
        };
        match self.cx.store.adopt_account(&new, replaced).await? {
            CreateOutcome::Created => {}
            _ => return Ok(None),
        }
        tracing::info!(account.id = %new.account.id, "account of the site adopted");
        self.tried.take_back(self.cx).await?;
        let signed_in = self.signed_in(token, new.account.id, cookie).await?;
        Ok(Some(signed_in))
    }

    async fn signed_in(
        &self,
        token: SessionToken,
        account_id: AccountId,
        device: Option<Secret>,
    ) -> Result<Result<SignedIn, Code>, StoreError> {
        session::end_held(self.cx, self.request.held, &token).await?;
        Ok(Ok(SignedIn {
            token,
            account_id,
            device,
        }))
    }

    fn session(&self, token: &SessionToken, account: &Account) -> Session {
        let life = self.cx.policy.session_life;
        let now = self.cx.clock.now();
        Session::begin(token, account.epoch, AuthMethod::Password, now, life)
            .with_user_agent(self.request.holder.user_agent())
    }

    fn event(&self, kind: EventKind) -> Event {
        Event::new(kind, self.cx.clock.now(), self.cx.random.bytes(), None)
    }
}

/// An id that the site gave nobody, so that an unknown address costs the same calls.
fn nobody(request: &PasswordSignIn<'_>) -> Result<ExternalId, StoreError> {
    let digest = Digest::of(request.email.normalised().as_str().as_bytes());
    ExternalId::parse(&format!("nobody-{digest}")).map_err(|invalid| StoreError::Corrupt {
        entity: "external",
        reason: invalid.to_string(),
    })
}
