//! What the site answers, read within bounds and taken for nothing but what was agreed.

use http::{Response, StatusCode};
use hyper::body::Incoming;
use serde::Deserialize;

use crate::domain::{CredentialVersion, ExternalId, SiteAccount};
use crate::existing::{CreatedAtSite, ExistingAccountsError, Verified};
use crate::https::answer::{Unread, is_json, read_body};

/// An answer that names another account than was asked for.
pub(super) const ANOTHER_ID: ExistingAccountsError = bad("another id than was asked for");

/// A whole answer.
#[derive(Debug)]
pub(super) struct Answer {
    status: StatusCode,
    body: Vec<u8>,
}

/// Reads an answer of JSON; everything else is refused by what its status says.
pub(super) async fn read(response: Response<Incoming>) -> Result<Answer, ExistingAccountsError> {
    let status = response.status();
    if status.is_server_error() {
        return Err(ExistingAccountsError::Unavailable {
            reason: "a fault of its own",
            status: Some(status.as_u16()),
        });
    }
    if status.is_redirection() {
        return Err(bad("a redirect"));
    }
    if !is_json(response.headers()) {
        return Err(bad("not json"));
    }
    match read_body(response.into_body()).await {
        Ok(body) => Ok(Answer { status, body }),
        Err(Unread::TooLarge) => Err(bad("too large")),
        Err(Unread::CutOff) => Err(ExistingAccountsError::Unavailable {
            reason: "its answer was cut off",
            status: None,
        }),
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

#[derive(Deserialize)]
struct Account {
    id: String,
    active: bool,
    credential_version: String,
    has_password: bool,
}

impl TryFrom<Account> for SiteAccount {
    type Error = ExistingAccountsError;

    fn try_from(account: Account) -> Result<Self, ExistingAccountsError> {
        Ok(Self {
            id: ExternalId::parse(&account.id).map_err(|_| bad("id"))?,
            active: account.active,
            credential_version: CredentialVersion::parse(&account.credential_version)
                .map_err(|_| bad("credential_version"))?,
            has_password: account.has_password,
        })
    }
}

impl Answer {
    /// Whether the site did not accept our signature.
    pub(super) fn refuses_signature(&self) -> bool {
        self.refuses(StatusCode::UNAUTHORIZED, "bad_signature")
    }

    fn refuses(&self, status: StatusCode, error: &str) -> bool {
        self.status == status
            && serde_json::from_slice::<Refusal>(&self.body).is_ok_and(|it| it.error == error)
    }

    fn parse<'a, T: Deserialize<'a>>(&'a self) -> Result<T, ExistingAccountsError> {
        if self.status != StatusCode::OK {
            return Err(bad("its status"));
        }
        serde_json::from_slice(&self.body).map_err(|_| bad("a field is missing or odd"))
    }

    /// An account or `null`; a missing field is not taken for "nobody".
    pub(super) fn found(&self) -> Result<Option<SiteAccount>, ExistingAccountsError> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(deserialize_with = "required")]
            account: Option<Account>,
        }
        let Found { account } = self.parse()?;
        account.map(SiteAccount::try_from).transpose()
    }

    /// Whether the password of `id` was right.
    pub(super) fn verified(&self, id: &ExternalId) -> Result<Verified, ExistingAccountsError> {
        #[derive(Deserialize)]
        struct Answered {
            verified: bool,
            #[serde(deserialize_with = "required")]
            account: Option<Account>,
        }
        if self.refuses(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts") {
            return Ok(Verified::TooManyAttempts);
        }
        let Answered { verified, account } = self.parse()?;
        let account = account.map(SiteAccount::try_from).transpose()?;
        if account.as_ref().is_some_and(|account| account.id != *id) {
            return Err(ANOTHER_ID);
        }
        match (verified, account) {
            (true, Some(account)) => Ok(Verified::Right(account)),
            (true, None) => Err(bad("a right password of nobody")),
            (false, _) => Ok(Verified::Wrong),
        }
    }

    /// Whether the account was created, by this very key.
    pub(super) fn created(&self) -> Result<CreatedAtSite, ExistingAccountsError> {
        #[derive(Deserialize)]
        struct Created {
            account: Account,
            created_by_this_key: bool,
        }
        if self.refuses(StatusCode::CONFLICT, "email_taken") {
            return Ok(CreatedAtSite::EmailTaken);
        }
        let Created {
            account,
            created_by_this_key,
        } = self.parse()?;
        if !created_by_this_key {
            return Err(bad("an account that this key did not make"));
        }
        account.try_into().map(CreatedAtSite::Created)
    }
}

/// A field that must be there, `null` or not.
fn required<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

const fn bad(reason: &'static str) -> ExistingAccountsError {
    ExistingAccountsError::BadAnswer { reason }
}
