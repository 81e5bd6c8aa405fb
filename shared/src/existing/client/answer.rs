//! What the site answers, read within bounds and taken for nothing but what was agreed.

use std::{future::poll_fn, pin::Pin};

use http::{HeaderMap, Response, StatusCode, header::CONTENT_TYPE};
use hyper::body::{Body as _, Incoming};
use serde::Deserialize;

use crate::domain::{CredentialVersion, ExternalId, SiteAccount};
use crate::existing::{CreatedAtSite, ExistingAccountsError, Verified};

/// The most that is read of an answer.
const MAX_BODY_LEN: usize = 64 * 1024;

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
    Ok(Answer {
        status,
        body: read_body(response.into_body()).await?,
    })
}

/// Reads up to the bound, whatever `Content-Length` says.
async fn read_body(mut incoming: Incoming) -> Result<Vec<u8>, ExistingAccountsError> {
    let mut body = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut incoming).poll_frame(cx)).await {
        let frame = frame.map_err(|_| ExistingAccountsError::Unavailable {
            reason: "its answer was cut off",
            status: None,
        })?;
        if let Ok(data) = frame.into_data() {
            if body.len() + data.len() > MAX_BODY_LEN {
                return Err(bad("too large"));
            }
            body.extend_from_slice(&data);
        }
    }
    Ok(body)
}

/// `application/json` with any parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return false;
    };
    let essence = value.as_bytes().split(|b| *b == b';').next();
    essence.is_some_and(|essence| {
        essence
            .trim_ascii()
            .eq_ignore_ascii_case(b"application/json")
    })
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
