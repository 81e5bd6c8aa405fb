//! The client of Amazon's three endpoints.
//!
//! A sign-in costs two round trips: the exchange of the code, then profile and token check side by
//! side on the same connection. Both tokens are dropped when the call returns (I8).
//!
//! # Sent at most once
//!
//! An authorization code is good once, so the exchange is sent once, and no library sends it again. What
//! hyper-util does is safe: of a pooled connection that turns out to be dead a request is moved to a new
//! one only if it is handed back whole, which hyper does only before its first byte was
//! written. A function that thaws with a connection closed meanwhile survives its first call by
//! that; a connection lost *after* writing ends the sign-in, and the customer starts again.
//!
//! One exception: after `invalid_client` the code is still unused, because the client is
//! authenticated before the code is looked at (RFC 6749 5.2). A secret from Secrets Manager is then
//! fetched afresh, and if it was changed meanwhile, the exchange is tried once more with the new
//! one. So a rotation heals itself.
//!
//! # No circuit breaker
//!
//! A function serves one request at a time, so calls that hang cannot pile up behind each other:
//! [`AmazonTimeouts`] bounds what one sign-in can cost, and counts per source bound how many there
//! are. A breaker would only add a state in which working sign-ins are refused.

use std::fmt;
use std::time::Duration;

use aws_smithy_types::body::SdkBody;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use subtle::ConstantTimeEq as _;

use self::answer::{TokenAnswer, TokenInfo};
use self::call::{Asking, Call, Failure};
use self::settings::Endpoints;
use super::{AmazonError, ProfileSource};
use crate::domain::{AccessToken, AmazonProfile, AmazonUserId, AuthorizationCode, Secret};
use crate::https::{self, Protocols};
use crate::stored_secret::SecretKeeper;
pub use crate::stored_secret::secrets_manager_client;

mod answer;
mod app_token;
mod call;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod refusal;
mod secret;
mod settings;

pub use self::secret::{ClientSecret, ClientSecretSource};
pub use self::settings::{AmazonSettings, AmazonTimeouts, BuildError};

/// How long opening the connection may hold up the start of a function.
const WARM_UP_LIMIT: Duration = Duration::from_secs(1);
/// Below what load balancers keep an idle connection for (60 s and more). The pool looks at it when
/// a connection is taken, so one that slept through a freeze longer than this is not used at all.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// Speaks to Amazon. Built once per process; every call shares its connections and its secret.
pub struct AmazonClient {
    asking: Asking,
    endpoints: Endpoints,
    client_id: String,
    app_client_ids: Vec<String>,
    redirect_uri: String,
    secret: SecretKeeper<ClientSecret>,
    total_timeout: Duration,
}

impl AmazonClient {
    /// Builds the client; opens no connection and fetches no secret yet.
    ///
    /// Refuses settings that cannot work: see [`BuildError`].
    pub fn new(settings: AmazonSettings) -> Result<Self, BuildError> {
        let endpoints = Endpoints::under(&settings.api_url)?;
        Ok(Self {
            asking: Asking {
                http: https::public_client(Protocols::Http2, settings.timeouts.connect, IDLE_LIMIT),
                timeout: settings.timeouts.call,
            },
            endpoints,
            client_id: settings::checked(&settings.client_id).ok_or(BuildError::ClientId)?,
            app_client_ids: (settings.app_client_ids.iter())
                .map(|id| settings::checked(id).ok_or(BuildError::AppClientId))
                .collect::<Result<_, _>>()?,
            redirect_uri: settings::checked(&settings.redirect_uri)
                .ok_or(BuildError::RedirectUri)?,
            secret: SecretKeeper::new(settings.secret),
            total_timeout: settings.timeouts.total,
        })
    }

    /// Opens the connection to Amazon and loads the client secret, side by side, while the function
    /// starts: init has a full core, the first call has not.
    ///
    /// The connection is opened by `HEAD` on the root of the API's host: it carries no credential,
    /// means nothing to Amazon, and whatever it answers has no body, so the connection is free for
    /// the exchange at once. Takes at most a second. A failure is ignored: the first sign-in then
    /// does the same work and reports what is wrong.
    pub async fn warm_up(&self) {
        let connect = async {
            let request = Request::head(self.endpoints.root.clone()).body(SdkBody::empty());
            match request {
                Ok(request) => self.asking.http.request(request).await.is_ok(),
                Err(_) => false,
            }
        };
        let load = async { self.secret.current().await.is_ok() };
        let (connected, loaded) = tokio::join!(
            tokio::time::timeout(WARM_UP_LIMIT, connect),
            tokio::time::timeout(WARM_UP_LIMIT, load),
        );
        tracing::debug!(
            connected = connected.unwrap_or(false),
            secret_loaded = loaded.unwrap_or(false),
            "warmed up for amazon"
        );
    }

    async fn within_total<T>(
        &self,
        work: impl Future<Output = Result<T, AmazonError>>,
    ) -> Result<T, AmazonError> {
        tokio::time::timeout(self.total_timeout, work)
            .await
            .unwrap_or_else(|_| {
                tracing::warn!("amazon's answers took longer than all calls together may");
                Err(AmazonError::Timeout)
            })
    }

    /// From code to token.
    async fn exchange(
        &self,
        code: &AuthorizationCode,
        code_verifier: &Secret,
    ) -> Result<AccessToken, AmazonError> {
        let secret = self.secret.current().await?;
        let refused = match self.exchange_with(&secret, code, code_verifier).await {
            Ok(token) => return Ok(token),
            Err(failure) if failure.refuses_client() => failure,
            Err(failure) => return Err(failure.logged()),
        };
        let error = refused.logged();
        match self.secret.changed_since(&secret).await? {
            Some(changed) => {
                tracing::info!("the client secret was changed; trying the new one");
                self.exchange_with(&changed, code, code_verifier)
                    .await
                    .map_err(Failure::logged)
            }
            None => Err(error),
        }
    }

    async fn exchange_with(
        &self,
        secret: &ClientSecret,
        code: &AuthorizationCode,
        code_verifier: &Secret,
    ) -> Result<AccessToken, Failure> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code.expose())
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("client_id", &self.client_id)
            .append_pair("client_secret", secret.expose())
            .append_pair("code_verifier", &code_verifier.expose_base64url())
            .finish();
        let request = Request::post(self.endpoints.token.clone()).header(
            CONTENT_TYPE,
            "application/x-www-form-urlencoded;charset=UTF-8",
        );
        let answer = self
            .asking
            .ask(Call::Token, request, form.into(), TokenAnswer::parse);
        answer.await.map(|answer| answer.access_token)
    }

    /// From token to profile: who it describes, and whether it was made for us.
    async fn profile_for_token(&self, token: &AccessToken) -> Result<AmazonProfile, AmazonError> {
        let (token_info, profile) = tokio::join!(self.token_info(token), self.profile(token));

        // The check comes first: of a token that is not ours, nothing else is of interest.
        let token_info = token_info.map_err(Failure::logged)?;
        let is_ours: bool = token_info
            .audience
            .as_bytes()
            .ct_eq(self.client_id.as_bytes())
            .into();
        if !is_ours {
            tracing::warn!("amazon's token was made for another client");
            return Err(AmazonError::WrongAudience);
        }
        let profile = profile?;
        if token_info.user_id != profile.user_id {
            tracing::warn!("amazon's token and profile name different people");
            return Err(AmazonError::WrongAudience);
        }
        Ok(profile)
    }

    async fn token_info(&self, token: &AccessToken) -> Result<TokenInfo, Failure> {
        let request = Request::get(self.endpoints.token_info_of(token));
        let body = SdkBody::empty();
        self.asking
            .ask(Call::TokenInfo, request, body, TokenInfo::parse)
            .await
    }

    /// Reading the profile changes nothing, so it is asked for once more after a fault.
    async fn profile(&self, token: &AccessToken) -> Result<AmazonProfile, AmazonError> {
        match self.profile_once(token).await {
            Err(failure) if failure.may_be_asked_again() => {
                failure.logged();
                self.profile_once(token).await.map_err(Failure::logged)
            }
            answered => answered.map_err(Failure::logged),
        }
    }

    async fn profile_once(&self, token: &AccessToken) -> Result<AmazonProfile, Failure> {
        let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", token.expose())) else {
            unreachable!("an access token is printable ASCII");
        };
        bearer.set_sensitive(true);
        let request = Request::get(self.endpoints.profile.clone()).header(AUTHORIZATION, bearer);
        let body = SdkBody::empty();
        self.asking
            .ask(Call::Profile, request, body, answer::parse_profile)
            .await
    }
}

impl ProfileSource for AmazonClient {
    async fn profile_for_code(
        &self,
        code: &AuthorizationCode,
        code_verifier: &Secret,
    ) -> Result<AmazonProfile, AmazonError> {
        let work = async {
            let token = self.exchange(code, code_verifier).await?;
            self.profile_for_token(&token).await
        };
        self.within_total(work).await
    }

    async fn check_app_token(&self, token: &AccessToken) -> Result<AmazonUserId, AmazonError> {
        self.check(token).await
    }

    async fn profile_for_app_token(
        &self,
        token: &AccessToken,
        user_id: &AmazonUserId,
    ) -> Result<AmazonProfile, AmazonError> {
        self.within_total(self.profile_of(token, user_id)).await
    }
}

impl fmt::Debug for AmazonClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AmazonClient")
            .field("api", &self.endpoints.root)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
