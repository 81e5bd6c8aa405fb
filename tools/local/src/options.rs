//! What can be chosen on the command line.

use std::path::PathBuf;

use clap::Parser;
use url::Url;

/// Runs Login with Amazon on this machine, with sample customers, personas at an emulated Amazon,
/// and a sample site.
#[derive(Clone, Debug, Parser)]
#[command(name = "local", version)]
pub struct Options {
    /// Port of the site; the emulated Amazon is on the next one. 0 takes any two
    #[arg(long, default_value_t = 3000)]
    pub port: u16,

    /// Another Login with Amazon instead of the emulator: BASE/ap/oa, BASE/auth/o2/token, …
    #[arg(long, value_name = "BASE", value_parser = base_url)]
    pub lwa_url: Option<Url>,

    /// Another DynamoDB engine instead of the embedded one; a missing table is made
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub dynamodb_url: Option<Url>,

    /// Keep the embedded engine's data in this directory
    #[arg(long, value_name = "DIR", conflicts_with = "dynamodb_url")]
    pub data_dir: Option<PathBuf>,

    /// Customers instead of the two sample ones: JSON Lines of {email, name, password}
    #[arg(long, value_name = "FILE")]
    pub customers: Option<PathBuf>,

    /// Where the site keeps its own accounts: the base of find, verify and create, signed with
    /// `EXISTING_ACCOUNTS_KEY` from the environment, or a sample key
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub existing_accounts_url: Option<Url>,

    /// Run the function binaries in this directory through the Lambda Runtime API, instead of
    /// calling their handlers in this process
    #[arg(long, value_name = "DIR")]
    pub functions: Option<PathBuf>,

    /// An API that is deployed elsewhere: the site sends /auth/* there, and its own functions answer the
    /// sample API alone. It must have this site as `PUBLIC_URL` and the table of --dynamodb-url
    #[arg(long, value_name = "URL", value_parser = base_url, requires = "dynamodb_url", conflicts_with = "functions")]
    pub api_url: Option<Url>,

    /// What happens when somebody new signs in with Amazon, instead of what `FIRST_SIGN_IN` says
    #[arg(long, value_name = "create|ask", value_parser = ["create", "ask"])]
    pub first_sign_in: Option<String>,

    /// Send no letters, as without `MailFrom`: no forgotten passwords, and registrations without a proof. Otherwise
    /// every letter is in /outbox, and in the data directory if there is one
    #[arg(long)]
    pub no_mail: bool,

    /// For how many seconds the sample API's authorizers keep an answer, as API Gateway would
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=3600))]
    pub authorizer_cache_seconds: u16,
}

impl Options {
    /// Whether letters are sent. A site that keeps its own accounts writes its own.
    #[must_use]
    pub const fn sends_mail(&self) -> bool {
        !self.no_mail && self.existing_accounts_url.is_none()
    }

    /// Any free ports, everything embedded, no mail: for tests.
    #[must_use]
    pub const fn embedded() -> Self {
        Self {
            port: 0,
            lwa_url: None,
            dynamodb_url: None,
            data_dir: None,
            customers: None,
            existing_accounts_url: None,
            functions: None,
            api_url: None,
            first_sign_in: None,
            no_mail: true,
            authorizer_cache_seconds: 0,
        }
    }
}

fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err("must begin with http:// or https:// and name a host".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must have no query and no fragment".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_address_is_refused_with_a_reason() {
        for bad in [
            "",
            "localhost:8000",
            "ftp://localhost",
            "http://",
            "http://a/?b",
        ] {
            assert!(
                Options::try_parse_from(["local", "--dynamodb-url", bad]).is_err(),
                "{bad}"
            );
        }
        assert!(Options::try_parse_from(["local", "--lwa-url", "http://127.0.0.1:9/x"]).is_ok());
    }
}
