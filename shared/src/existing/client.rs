//! The client of the site's three calls.
//!
//! Each call is signed, sent over the same HTTP stack that the table is reached by, and bounded: two
//! seconds, 64 KiB, JSON only, no redirects. Finding changes nothing, so it alone is asked for once
//! more after a fault. A key from Secrets Manager is fetched afresh when the site no longer accepts
//! its signature, and if it was changed meanwhile, the call is signed once more: a rotation heals
//! itself.

use std::{fmt, time::Duration};

use aws_smithy_types::body::SdkBody;
use http::{Method, Request, header};
use serde::Serialize;

use self::{
    answer::Answer,
    settings::Base,
    signature::{Call, SIGNATURE, TIMESTAMP, sign},
};
use super::{CreatedAtSite, ExistingAccounts, ExistingAccountsError, Newcomer, Verified, Wanted};
use crate::{
    clock::{Clock as _, SystemClock},
    domain::{EmailAddress, ExternalId, PersonName, SiteAccount},
    https::{self, Pooled, Protocols, answer::Unanswered},
    stored_secret::{NoSecret, SecretKeeper},
};

mod answer;
mod settings;
mod signature;

pub use self::{
    settings::{ExistingAccountsSettings, SettingsError},
    signature::SigningKey,
};

/// From opening the connection to the last byte of the answer.
const CALL_TIMEOUT: Duration = Duration::from_secs(2);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Below what load balancers keep, so that a thawed function seldom meets a dead connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long loading the key may hold up the start of a function.
const WARM_UP_LIMIT: Duration = Duration::from_secs(1);
/// The longest password that the site is asked about, in bytes.
const MAX_PASSWORD_LEN: usize = 1024;
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Speaks to the site. Built once per process; every call shares its connections and its key.
pub struct ExistingAccountsClient {
    http: Pooled,
    base: Base,
    key: SecretKeeper<SigningKey>,
}

impl ExistingAccountsClient {
    /// Builds the client; opens no connection and fetches no key yet.
    ///
    /// Refuses an address that cannot work: see [`SettingsError`].
    pub fn new(settings: ExistingAccountsSettings) -> Result<Self, SettingsError> {
        Ok(Self {
            http: https::public_client(Protocols::Http1, CONNECT_TIMEOUT, IDLE_TIMEOUT),
            base: Base::parse(&settings.url)?,
            key: SecretKeeper::new(settings.key),
        })
    }

    /// Loads the signing key while the function starts. Takes at most a second; a failure is ignored:
    /// the first call then does the same work and reports what is wrong.
    pub async fn warm_up(&self) {
        let loaded = tokio::time::timeout(WARM_UP_LIMIT, self.key.current()).await;
        tracing::debug!(
            loaded = loaded.is_ok_and(|key| key.is_ok()),
            "signing key prepared"
        );
    }

    /// Signs and sends; signs once more if the key was changed meanwhile.
    async fn ask(
        &self,
        call: Call,
        body: &impl Serialize,
    ) -> Result<Answer, ExistingAccountsError> {
        let body = serde_json::to_vec(body).map_err(|_| ExistingAccountsError::BadAnswer {
            reason: "the question can't be written",
        })?;
        let key = self.key.current().await?;
        let answer = self.send(call, &key, body.clone()).await?;
        if !answer.refuses_signature() {
            return Ok(answer);
        }
        if let Some(changed) = self.key.changed_since(&key).await? {
            tracing::info!("the signing key was changed; trying the new one");
            let answer = self.send(call, &changed, body).await?;
            if !answer.refuses_signature() {
                return Ok(answer);
            }
        }
        Err(ExistingAccountsError::Misconfigured {
            reason: "bad_signature",
        })
    }

    async fn send(
        &self,
        call: Call,
        key: &SigningKey,
        body: Vec<u8>,
    ) -> Result<Answer, ExistingAccountsError> {
        let timestamp = SystemClock.now().unix_seconds().to_string();
        let signature = sign(key, call, &timestamp, &body);
        let request = Request::builder()
            .method(Method::POST)
            .uri(self.base.call(call))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .header(header::USER_AGENT, USER_AGENT)
            .header(TIMESTAMP, timestamp)
            .header(SIGNATURE, signature)
            .body(SdkBody::from(body))
            .map_err(|_| ExistingAccountsError::Misconfigured {
                reason: "the address can't be asked",
            })?;
        let work = async {
            let response = self.http.request(request).await.map_err(|error| {
                ExistingAccountsError::Unavailable {
                    reason: Unanswered::of(&error).reason(),
                    status: None,
                }
            })?;
            answer::read(response).await
        };
        tokio::time::timeout(CALL_TIMEOUT, work)
            .await
            .unwrap_or(Err(ExistingAccountsError::Timeout))
    }

    async fn find_once(
        &self,
        wanted: Wanted<'_>,
    ) -> Result<Option<SiteAccount>, ExistingAccountsError> {
        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        enum Body<'a> {
            Email(&'a str),
            Id(&'a str),
        }
        let body = match wanted {
            Wanted::Email(email) => Body::Email(email.as_str()),
            Wanted::Id(id) => Body::Id(id.as_str()),
        };
        let found = self.ask(Call::Find, &body).await?.found()?;
        match (wanted, &found) {
            (Wanted::Id(id), Some(found)) if found.id != *id => Err(answer::ANOTHER_ID),
            _ => Ok(found),
        }
    }
}

impl ExistingAccounts for ExistingAccountsClient {
    fn are_kept(&self) -> bool {
        true
    }

    async fn find(&self, wanted: Wanted<'_>) -> Result<Option<SiteAccount>, ExistingAccountsError> {
        match self.find_once(wanted).await {
            Err(error) if error.may_be_asked_again() => {
                tracing::info!(%error, "finding an account at the site failed; asking again");
                self.find_once(wanted).await
            }
            answered => answered,
        }
    }

    async fn verify(
        &self,
        id: &ExternalId,
        password: &[u8],
    ) -> Result<Verified, ExistingAccountsError> {
        #[derive(Serialize)]
        struct Body<'a> {
            id: &'a str,
            password: &'a str,
        }
        // JSON carries text alone, and no password of the site's is anything else, or longer.
        let text = std::str::from_utf8(password).ok();
        let Some(password) = text.filter(|text| text.len() <= MAX_PASSWORD_LEN) else {
            return Ok(Verified::Wrong);
        };
        let body = Body {
            id: id.as_str(),
            password,
        };
        self.ask(Call::Verify, &body).await?.verified(id)
    }

    async fn create(&self, newcomer: Newcomer<'_>) -> Result<CreatedAtSite, ExistingAccountsError> {
        #[derive(Serialize)]
        struct Body<'a> {
            idempotency_key: String,
            name: Option<&'a str>,
            email: Option<&'a str>,
            email_verified: bool,
        }
        let body = Body {
            idempotency_key: newcomer.key.to_string(),
            name: newcomer.name.map(PersonName::as_str),
            email: newcomer.email.map(EmailAddress::as_str),
            email_verified: false,
        };
        self.ask(Call::Create, &body).await?.created()
    }
}

impl ExistingAccountsError {
    const fn may_be_asked_again(self) -> bool {
        matches!(self, Self::Timeout | Self::Unavailable { .. })
    }
}

impl From<NoSecret> for ExistingAccountsError {
    fn from(none: NoSecret) -> Self {
        match none {
            NoSecret::Unavailable => Self::Unavailable {
                reason: "the signing key cannot be fetched",
                status: None,
            },
            NoSecret::NotBare => Self::Misconfigured {
                reason: "the signing key is not a bare string of at least 32 characters",
            },
        }
    }
}

impl fmt::Debug for ExistingAccountsClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExistingAccountsClient")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
