//! A customer as a file tells of one, checked.

use accounts::{
    domain::{EmailAddress, ExternalId, PasswordHash, PersonName, Timestamp},
    password::{FirebaseProject, PasswordScheme, import_hash},
};
use serde::Deserialize;
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::source::{Body, Columns};
use crate::cli::Format;

/// A customer who can be imported.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) email: EmailAddress,
    pub(crate) name: Option<PersonName>,
    pub(crate) is_verified: bool,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) external_id: Option<ExternalId>,
    pub(crate) password: Option<PasswordHash>,
    pub(crate) is_disabled: bool,
}

/// What is needed to read a line, besides the line.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) format: Format,
    pub(crate) columns: Option<Columns>,
    pub(crate) firebase: Option<FirebaseProject>,
    pub(crate) now: Timestamp,
}

/// What a line says, nothing of it checked yet.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    email: Option<String>,
    name: Option<String>,
    email_verified: Option<bool>,
    created_at: Option<String>,
    external_id: Option<String>,
    password_hash: Option<String>,
    disabled: Option<bool>,
}

/// A user in Firebase's export. What is not listed is not brought over.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FirebaseUser {
    local_id: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    display_name: Option<String>,
    /// Milliseconds since 1970, as a text.
    created_at: Option<String>,
    password_hash: Option<String>,
    salt: Option<String>,
    disabled: Option<bool>,
}

/// A user in Auth0's export of password hashes (or of users, then without one).
#[derive(Debug, Deserialize)]
struct Auth0User {
    #[serde(rename = "_id")]
    id: Option<Value>,
    user_id: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    name: Option<String>,
    created_at: Option<Value>,
    #[serde(rename = "passwordHash", alias = "password_hash")]
    password_hash: Option<String>,
    blocked: Option<bool>,
}

impl Rules {
    /// Reads a line, or says everything that is wrong with it. Values are not repeated.
    pub(crate) fn read(&self, body: &Body) -> Result<Customer, Vec<String>> {
        let claims = match (self.format, body) {
            (Format::Csv, Body::Csv(record)) => self
                .columns
                .as_ref()
                .ok_or_else(|| "the file has no header".to_owned())
                .and_then(|columns| from_csv(columns, record)),
            (Format::Jsonl, Body::Json(text)) => parse(text),
            (Format::Firebase, Body::Json(text)) => parse(text).and_then(|it| self.firebase(it)),
            (Format::Auth0, Body::Json(text)) => parse(text).map(from_auth0),
            (_, Body::TooLong) => Err("longer than 64 KiB".to_owned()),
            _ => Err("of another format".to_owned()),
        };
        self.check(claims.map_err(|problem| vec![problem])?)
    }

    fn check(&self, claims: Claims) -> Result<Customer, Vec<String>> {
        let mut problems = Vec::new();
        let email = match claims.email.as_deref().map(EmailAddress::parse) {
            Some(Ok(email)) => Some(email),
            Some(Err(error)) => {
                problems.push(format!("email: {error}"));
                None
            }
            None => {
                problems.push("email: missing".to_owned());
                None
            }
        };
        let external_id = claims.external_id.as_deref().map(ExternalId::parse);
        let external_id = external_id.transpose().unwrap_or_else(|error| {
            problems.push(format!("external_id: {error}"));
            None
        });
        let created_at = claims.created_at.as_deref().map(|text| self.time(text));
        let created_at = created_at.transpose().unwrap_or_else(|problem| {
            problems.push(format!("created_at: {problem}"));
            None
        });
        let password = claims.password_hash.as_deref().map(import_hash);
        let password = password.transpose().unwrap_or_else(|refused| {
            problems.push(format!("password_hash: {refused}"));
            None
        });
        let Some(email) = email.filter(|_| problems.is_empty()) else {
            return Err(problems);
        };
        Ok(Customer {
            email,
            // A name of nothing visible is no name.
            name: claims.name.and_then(|name| PersonName::parse(&name).ok()),
            is_verified: claims.email_verified.unwrap_or(false),
            created_at,
            external_id,
            password,
            is_disabled: claims.disabled.unwrap_or(false),
        })
    }

    fn time(&self, text: &str) -> Result<Timestamp, &'static str> {
        let at = OffsetDateTime::parse(text, &Rfc3339)
            .map_err(|_| "not a time like 2026-01-31T10:00:00Z")?;
        let at = Timestamp::from_unix_seconds(at.unix_timestamp());
        if at > self.now.plus_seconds(86_400) {
            return Err("in the future");
        }
        Ok(at)
    }

    fn firebase(&self, user: FirebaseUser) -> Result<Claims, String> {
        let password_hash = match (&user.password_hash, &user.salt) {
            (Some(hash), Some(salt)) if !hash.is_empty() => {
                let project = self.firebase.as_ref().ok_or(
                    "password_hash: Firebase's hashes can be read with --firebase-parameters only",
                )?;
                let stored = project.stored(hash, salt);
                Some(stored.map_err(|refused| format!("password_hash: {refused}"))?)
            }
            (Some(hash), _) if !hash.is_empty() => {
                return Err("password_hash: its salt is missing".to_owned());
            }
            _ => None,
        };
        let created_at = user.created_at.map(|text| {
            let at = text.parse::<i64>().unwrap_or(i64::MAX) / 1000;
            Timestamp::from_unix_seconds(at)
        });
        if created_at.is_some_and(|at| at > self.now) {
            return Err("createdAt: not milliseconds since 1970".to_owned());
        }
        Ok(Claims {
            email: user.email.filter(|email| !email.is_empty()),
            name: user.display_name,
            email_verified: user.email_verified,
            created_at: created_at.map(|at| at.to_string()),
            external_id: user.local_id,
            password_hash,
            disabled: user.disabled,
        })
    }
}

fn from_auth0(user: Auth0User) -> Claims {
    let hidden = |value: &Value| {
        let text = value.get("$oid").or_else(|| value.get("$date"));
        text.unwrap_or(value).as_str().map(str::to_owned)
    };
    // The export of hashes has the bare id; everywhere else it is written with its connection.
    let object_id = user.id.as_ref().and_then(hidden);
    Claims {
        email: user.email,
        name: user.name,
        email_verified: user.email_verified,
        created_at: user.created_at.as_ref().and_then(hidden),
        external_id: user
            .user_id
            .or_else(|| object_id.map(|id| format!("auth0|{id}"))),
        password_hash: user.password_hash,
        disabled: user.blocked,
    }
}

fn parse<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| describe(&error))
}

/// What is wrong with a line of JSON, without its values: the parser's messages can repeat them.
fn describe(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let at = format!("column {}", error.column());
    let is_about_names = ["unknown field", "missing field", "duplicate field"];
    if is_about_names.iter().any(|it| message.starts_with(it)) {
        let end = message.find(" at line").unwrap_or(message.len());
        return message[..end].to_owned();
    }
    match error.classify() {
        serde_json::error::Category::Data => format!("a value of the wrong type, {at}"),
        _ => format!("not JSON, {at}"),
    }
}

fn from_csv(columns: &Columns, record: &csv::StringRecord) -> Result<Claims, String> {
    if record.len() != columns.len() {
        return Err(format!(
            "{} fields where the header has {}",
            record.len(),
            columns.len()
        ));
    }
    let text = |name: &str| {
        let field = columns.find(name).and_then(|index| record.get(index));
        field.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let flag = |name: &str| match text(name).as_deref() {
        None => Ok(None),
        Some("true" | "1" | "yes") => Ok(Some(true)),
        Some("false" | "0" | "no") => Ok(Some(false)),
        Some(_) => Err(format!("{name}: neither true nor false")),
    };
    Ok(Claims {
        email: text("email"),
        name: text("name"),
        email_verified: flag("email_verified")?,
        created_at: text("created_at"),
        external_id: text("external_id"),
        password_hash: text("password_hash"),
        disabled: flag("disabled")?,
    })
}

impl Customer {
    /// The format of the password's hash, as summaries count by it.
    pub(crate) fn scheme(&self) -> &'static str {
        self.password.as_ref().map_or("none", |hash| {
            PasswordScheme::parse(hash.expose()).map_or("unknown", |scheme| scheme.name())
        })
    }
}
