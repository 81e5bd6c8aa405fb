//! Settings: read from the environment alone, checked once at start, each only by the functions
//! that need it. All of them are listed in `docs/settings.md`.

use std::{fmt, str::FromStr};

use crate::{
    domain::{NewPassword, SessionLife, decide::FirstSignIn},
    flow::Policy,
};

pub mod aws;
pub mod brand;
#[cfg(feature = "aws")]
pub mod ca_bundle;
#[cfg(all(feature = "mail", feature = "dynamo"))]
mod mail;
pub mod origin_secret;
pub mod origins;
pub mod public_url;

pub use aws::AwsSettings;
pub use brand::{Brand, SiteAddress};
#[cfg(feature = "aws")]
pub use ca_bundle::CaBundle;
pub use origin_secret::OriginSecrets;
pub use origins::AllowedOrigins;
pub use public_url::{PublicUrl, is_loopback_host};

/// A setting that is missing or wrong. It names the setting and what is expected, never the value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct ConfigError {
    /// The environment variable.
    pub name: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl ConfigError {
    /// `name` is wrong because of `problem`.
    #[must_use]
    pub fn new(name: &'static str, problem: impl Into<String>) -> Self {
        Self {
            name,
            problem: problem.into(),
        }
    }
}

/// The environment, or a stand-in for it.
pub struct Vars<'a>(Box<Lookup<'a>>);

type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

impl fmt::Debug for Vars<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vars(…)")
    }
}

impl<'a> Vars<'a> {
    /// The process's own environment.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is where settings are read")]
    pub fn from_env() -> Self {
        Self(Box::new(|name| std::env::var(name).ok()))
    }

    /// Settings from a function, for tests and the local stack.
    pub fn from_fn(lookup: impl Fn(&str) -> Option<String> + 'a) -> Self {
        Self(Box::new(lookup))
    }

    /// A setting without the white space around it; an empty one counts as absent, because
    /// CloudFormation cannot leave a variable out without a condition.
    #[must_use]
    pub fn optional(&self, name: &'static str) -> Option<String> {
        (self.0)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// A setting that must be there.
    pub fn required(&self, name: &'static str) -> Result<String, ConfigError> {
        self.optional(name)
            .ok_or_else(|| ConfigError::new(name, "must be set"))
    }

    /// A setting of several values with commas between them; empty if it is absent.
    #[must_use]
    pub fn list(&self, name: &'static str) -> Vec<String> {
        let text = self.optional(name).unwrap_or_default();
        text.split(',')
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// A setting of another type, or its default.
    pub fn parsed<T: FromStr>(
        &self,
        name: &'static str,
        what: &str,
        default: T,
    ) -> Result<T, ConfigError> {
        self.optional(name).map_or(Ok(default), |value| {
            value
                .parse()
                .map_err(|_| ConfigError::new(name, format!("must be {what}")))
        })
    }

    /// `PUBLIC_URL`.
    pub fn public_url(&self) -> Result<PublicUrl, ConfigError> {
        self.required("PUBLIC_URL")?
            .parse()
            .map_err(|problem: &str| ConfigError::new("PUBLIC_URL", problem))
    }

    /// `SESSION_IDLE_HOURS` and `SESSION_ABSOLUTE_DAYS`.
    pub fn session_life(&self) -> Result<SessionLife, ConfigError> {
        let idle_h: u16 =
            self.parsed("SESSION_IDLE_HOURS", "a whole number of hours from 1", 24)?;
        let absolute_d: u16 =
            self.parsed("SESSION_ABSOLUTE_DAYS", "a whole number of days from 1", 30)?;
        if idle_h == 0 {
            return Err(ConfigError::new("SESSION_IDLE_HOURS", "must be at least 1"));
        }
        if absolute_d == 0 {
            return Err(ConfigError::new(
                "SESSION_ABSOLUTE_DAYS",
                "must be at least 1",
            ));
        }
        Ok(SessionLife {
            idle_s: i64::from(idle_h) * 3600,
            absolute_s: i64::from(absolute_d) * 24 * 3600,
        })
    }

    /// What every function with a table decides by: how long sessions live.
    pub fn policy(&self) -> Result<Policy, ConfigError> {
        Ok(Policy {
            session_life: self.session_life()?,
            ..Policy::default()
        })
    }

    /// Whether letters are sent: `MAIL_FROM` is set. A site that keeps its own accounts writes its own.
    pub fn sends_mail(&self) -> Result<bool, ConfigError> {
        const FROM: &str = "MAIL_FROM";
        let is_set = self.optional(FROM).is_some();
        if is_set && self.optional("EXISTING_ACCOUNTS_URL").is_some() {
            let problem = "must not be set together with EXISTING_ACCOUNTS_URL";
            return Err(ConfigError::new(FROM, problem));
        }
        Ok(is_set)
    }

    /// The same with `callback`'s limit, and what happens at a first sign-in.
    pub fn callback_policy(&self) -> Result<Policy, ConfigError> {
        let mut policy = self.policy()?;
        policy.mail = self.sends_mail()?;
        self.limit("LIMIT_PER_SOURCE", &mut policy.limits.per_source)?;
        policy.first_sign_in = match self.optional("FIRST_SIGN_IN").as_deref() {
            None | Some("create") => FirstSignIn::Create,
            Some("ask") => FirstSignIn::Ask,
            Some(_) => return Err(ConfigError::new("FIRST_SIGN_IN", "must be create or ask")),
        };
        Ok(policy)
    }

    /// The same with `link-confirm`'s limits.
    pub fn link_policy(&self) -> Result<Policy, ConfigError> {
        let mut policy = self.policy()?;
        self.mail_policy(&mut policy)?;
        self.limit("LIMIT_LINK_HOUR", &mut policy.limits.link_target_hour)?;
        self.limit("LIMIT_LINK_DAY", &mut policy.limits.link_target_day)?;
        self.limit("LIMIT_LINK_AMAZON", &mut policy.limits.link_amazon)?;
        self.password_limits(&mut policy)?;
        Ok(policy)
    }

    /// The same with `local-account`'s limits, and what it asks of a new password.
    pub fn password_policy(&self) -> Result<Policy, ConfigError> {
        let mut policy = self.new_password_policy()?;
        self.limit("LIMIT_REGISTER", &mut policy.limits.register)?;
        Ok(policy)
    }

    /// The same with `account`'s limits, what it asks of a new password, and how long an empty account
    /// can be merged.
    pub fn account_policy(&self) -> Result<Policy, ConfigError> {
        let mut policy = self.new_password_policy()?;
        let merge_h: u16 = self.parsed("MERGE_WITHIN_HOURS", "a whole number of hours", 24)?;
        policy.merge_within_s = i64::from(merge_h) * 3600;
        Ok(policy)
    }

    /// The same with what `mailbox` asks of a new password.
    pub fn mailbox_policy(&self) -> Result<Policy, ConfigError> {
        self.new_password_policy()
    }

    fn mail_policy(&self, policy: &mut Policy) -> Result<(), ConfigError> {
        policy.mail = self.sends_mail()?;
        self.limit("LIMIT_MAIL_ADDRESS", &mut policy.limits.mail_address)?;
        self.limit("LIMIT_MAIL_SOURCE", &mut policy.limits.mail_source)
    }

    fn new_password_policy(&self) -> Result<Policy, ConfigError> {
        const MIN_CHARS: &str = "PASSWORD_MIN_CHARS";
        let what = "a whole number from 8 to 64";
        let allowed = NewPassword::LOWEST_MIN_CHARS..=NewPassword::HIGHEST_MIN_CHARS;
        let mut policy = self.policy()?;
        self.mail_policy(&mut policy)?;
        policy.min_password_chars = self.parsed(MIN_CHARS, what, policy.min_password_chars)?;
        if !allowed.contains(&policy.min_password_chars) {
            return Err(ConfigError::new(MIN_CHARS, format!("must be {what}")));
        }
        self.password_limits(&mut policy)?;
        Ok(policy)
    }

    fn password_limits(&self, policy: &mut Policy) -> Result<(), ConfigError> {
        self.limit("LIMIT_PASSWORD", &mut policy.limits.password)?;
        self.limit("LIMIT_PASSWORD_TOTAL", &mut policy.limits.password_total)
    }

    fn limit(&self, name: &'static str, limit: &mut u32) -> Result<(), ConfigError> {
        *limit = self.parsed(name, "a whole number", *limit)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vars(pairs: &'static [(&'static str, &'static str)]) -> Vars<'static> {
        Vars::from_fn(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    /// Threats: ASVS-6.2.1
    #[test]
    fn new_passwords_have_fifteen_characters_and_never_fewer_than_eight() {
        let min_chars = |pairs| {
            let policy = vars(pairs).password_policy();
            policy.map(|policy| policy.min_password_chars)
        };

        assert_eq!(min_chars(&[]), Ok(15));
        assert_eq!(min_chars(&[("PASSWORD_MIN_CHARS", "8")]), Ok(8));
        assert_eq!(min_chars(&[("PASSWORD_MIN_CHARS", "64")]), Ok(64));
        for bad in [
            &[("PASSWORD_MIN_CHARS", "7")],
            &[("PASSWORD_MIN_CHARS", "65")],
            &[("PASSWORD_MIN_CHARS", "-1")],
        ] {
            assert!(min_chars(bad).is_err());
        }
    }

    /// Threats: GHSA-8fpg-xm3f-6cx3
    #[test]
    fn a_missing_setting_is_named() {
        let error = vars(&[("TABLE_NAME", " ")])
            .required("TABLE_NAME")
            .unwrap_err();

        assert_eq!(error.to_string(), "TABLE_NAME: must be set");
    }

    #[test]
    fn a_list_has_commas_between_its_values() {
        let some = vars(&[("LWA_APP_CLIENT_IDS", " a, b ,,c")]);

        assert_eq!(some.list("LWA_APP_CLIENT_IDS"), ["a", "b", "c"]);
        assert!(vars(&[]).list("LWA_APP_CLIENT_IDS").is_empty());
    }

    #[test]
    fn session_limits_have_defaults_and_bounds() {
        assert_eq!(vars(&[]).session_life(), Ok(SessionLife::default()));
        assert_eq!(
            vars(&[("SESSION_IDLE_HOURS", "1")])
                .session_life()
                .unwrap()
                .idle_s,
            3600
        );
        for bad in [
            &[("SESSION_IDLE_HOURS", "0")],
            &[("SESSION_ABSOLUTE_DAYS", "forever")],
        ] {
            assert!(vars(bad).session_life().is_err());
        }
    }
}
