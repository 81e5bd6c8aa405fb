//! Login with Amazon: from an authorization code to a profile.

use std::future::Future;

use crate::domain::{AccessToken, AmazonProfile, AmazonUserId, AuthorizationCode, Secret};

mod authorization;
#[cfg(feature = "amazon")]
pub mod client;

pub use authorization::AuthorizationPage;
#[cfg(feature = "amazon")]
pub use client::{
    AmazonClient, AmazonSettings, AmazonTimeouts, BuildError, ClientSecret, ClientSecretSource,
    secrets_manager_client,
};

/// Where profiles come from.
pub trait ProfileSource: Send + Sync {
    /// Exchanges an authorization code, then reads the profile and checks the token's audience
    /// side by side. The token is dropped before this returns.
    ///
    /// The exchange is never repeated: a code is good once.
    fn profile_for_code(
        &self,
        code: &AuthorizationCode,
        code_verifier: &Secret,
    ) -> impl Future<Output = Result<AmazonProfile, AmazonError>> + Send;

    /// Whom an app's access token describes, if it was made for this site or one of its apps.
    fn check_app_token(
        &self,
        token: &AccessToken,
    ) -> impl Future<Output = Result<AmazonUserId, AmazonError>> + Send;

    /// The profile behind an app's access token that was checked, if it is of the same person.
    fn profile_for_app_token(
        &self,
        token: &AccessToken,
        user_id: &AmazonUserId,
    ) -> impl Future<Output = Result<AmazonProfile, AmazonError>> + Send;
}

/// Why there is no profile, sorted by what follows from it. No variant carries a token, a code or
/// anything else that Amazon sent beyond its own short error code and request id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmazonError {
    /// Amazon refused the code or the token: the customer starts again.
    #[error("amazon refused: {error}")]
    Rejected {
        /// Amazon's error code, e.g. `invalid_grant`, if it is one we know.
        error: &'static str,
    },
    /// The token was made for another site, or describes another person than the profile: dropped.
    #[error("amazon's token is not for this site or not for this person")]
    WrongAudience,
    /// Amazon refused *us*: client id, secret or return URL are wrong. An operator must act.
    #[error("amazon refused this client: {error}")]
    Misconfigured {
        /// Amazon's error code, e.g. `invalid_client`, or which of our settings is unusable.
        error: &'static str,
    },
    /// No answer in time.
    #[error("amazon did not answer in time")]
    Timeout,
    /// No connection, a fault at Amazon, throttling, or a client secret that cannot be fetched.
    #[error("amazon is unavailable: {reason}")]
    Unavailable {
        /// What was seen, e.g. `status 503`.
        reason: String,
    },
    /// An answer that is not what the protocol says: not JSON, too large, a field missing or odd.
    #[error("amazon's answer is not understood: {reason}")]
    BadResponse {
        /// What is wrong, or which answer and which field; never its value.
        reason: &'static str,
    },
}
