//! The site that imported customers come to: what the functions do, on the same table.

use accounts::{
    amazon::{AmazonError, ProfileSource},
    clock::{Clock as _, SystemClock},
    domain::{
        AccessToken, AccountId, AmazonProfile, AmazonUserId, AuthorizationCode, EmailAddress,
        Intent, LoginAttempt, ReturnTo, Secret,
    },
    existing::NoExistingAccounts,
    flow::{
        Context, Holder, Policy,
        amazon_sign_in::{AmazonAnswer, Callback, CallbackOutcome, finish},
        confirm_link::{Confirmation, Confirmed, confirm},
        password_sign_in::{PasswordSignIn, sign_in},
    },
    password::Passwords,
    problem::Code,
    store::dynamo::DynamoStore,
    token::{OsRandom, Random as _},
};

use crate::table::Table;

/// The site.
pub(crate) struct Site {
    cx: Context<DynamoStore>,
    passwords: Passwords,
}

impl Site {
    pub(crate) fn on(table: &Table) -> Self {
        // Everybody comes from one address here.
        let mut policy = Policy::default();
        policy.limits.per_source = 0;
        Self {
            cx: Context::new(table.store.clone(), policy),
            passwords: Passwords::new(),
        }
    }

    /// Signs in by password.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Result<AccountId, Code> {
        let request = PasswordSignIn {
            email: &EmailAddress::parse(email).unwrap(),
            password: password.as_bytes(),
            held: None,
            holder: Holder::App,
            source: "192.0.2.1",
        };
        let signed_in = sign_in(&self.cx, &self.passwords, request).await.unwrap();
        signed_in.map(|signed_in| signed_in.account_id)
    }

    /// Comes from Amazon with this address for the first time, and answers with the password.
    pub(crate) async fn link(&self, user_id: &str, email: &str, password: &str) -> AccountId {
        let CallbackOutcome::Asked(secret) = self.come_from_amazon(user_id, email).await else {
            panic!("{email}: not asked for the password");
        };
        let confirmation = Confirmation {
            secret: &secret,
            password: password.as_bytes(),
            held: None,
            holder: Holder::App,
        };
        let confirmed = confirm(&self.cx, &self.passwords, &NoExistingAccounts, confirmation).await;
        match confirmed.unwrap() {
            Confirmed::SignedIn { account_id, .. } => account_id,
            other => panic!("{email}: {other:?}"),
        }
    }

    /// Comes from Amazon again: Amazon alone opens the account.
    pub(crate) async fn sign_in_by_amazon(&self, user_id: &str, email: &str) -> AccountId {
        match self.come_from_amazon(user_id, email).await {
            CallbackOutcome::SignedIn(signed_in) => signed_in.token.session_ref().account_id,
            other => panic!("{email}: {other:?}"),
        }
    }

    async fn come_from_amazon(&self, user_id: &str, email: &str) -> CallbackOutcome {
        let secret: Secret = OsRandom.secret();
        let attempt =
            LoginAttempt::begin(secret, SystemClock.now(), Intent::SignIn, ReturnTo::home());
        let callback = Callback {
            attempt: &attempt,
            answer: AmazonAnswer::Code(AuthorizationCode::parse("ANdNAVhyhqirUelHGEHA").unwrap()),
            held: None,
            device: None,
            user_agent: None,
            source: "192.0.2.1",
        };
        let profile = AmazonProfile {
            user_id: AmazonUserId::parse(user_id).unwrap(),
            email: Some(EmailAddress::parse(email).unwrap()),
            name: None,
            postal_code: None,
        };
        let amazon = Amazon(profile);
        let finished = finish(&self.cx, &amazon, &NoExistingAccounts, callback);
        Box::pin(finished).await.unwrap()
    }
}

/// Amazon, which knows one customer.
struct Amazon(AmazonProfile);

impl ProfileSource for Amazon {
    async fn profile_for_code(
        &self,
        _: &AuthorizationCode,
        _: &Secret,
    ) -> Result<AmazonProfile, AmazonError> {
        Ok(self.0.clone())
    }

    async fn check_app_token(&self, _: &AccessToken) -> Result<AmazonUserId, AmazonError> {
        Err(AmazonError::WrongAudience)
    }

    async fn profile_for_app_token(
        &self,
        _: &AccessToken,
        _: &AmazonUserId,
    ) -> Result<AmazonProfile, AmazonError> {
        Err(AmazonError::WrongAudience)
    }
}
