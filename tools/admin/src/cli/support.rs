//! What the commands for support take.

use std::path::PathBuf;

use accounts::domain::{AccountId, Actor, AmazonUserId, EmailAddress, ExternalId};
use clap::Args;
use url::Url;

/// An account, named in one of four ways.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Selector {
    /// The account's id
    #[arg(value_name = "ACCOUNT_ID", value_parser = AccountId::parse)]
    pub(crate) account_id: Option<AccountId>,

    /// The address that it holds
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse)]
    pub(crate) email: Option<EmailAddress>,

    /// An Amazon account that opens it
    #[arg(long, value_name = "USER_ID", value_parser = AmazonUserId::parse)]
    pub(crate) amazon_id: Option<AmazonUserId>,

    /// The site's own id for it
    #[arg(long, value_name = "ID", value_parser = ExternalId::parse)]
    pub(crate) external_id: Option<ExternalId>,
}

/// What leads to an account.
#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct FindArgs {
    /// An address that an account may hold
    #[arg(long, value_name = "ADDRESS", value_parser = EmailAddress::parse)]
    pub(crate) email: Option<EmailAddress>,

    /// An Amazon account that may open one
    #[arg(long, value_name = "USER_ID", value_parser = AmazonUserId::parse)]
    pub(crate) amazon_id: Option<AmazonUserId>,

    /// The site's own id
    #[arg(long, value_name = "ID", value_parser = ExternalId::parse)]
    pub(crate) external_id: Option<ExternalId>,
}

impl From<FindArgs> for Selector {
    fn from(args: FindArgs) -> Self {
        Self {
            account_id: None,
            email: args.email,
            amazon_id: args.amazon_id,
            external_id: args.external_id,
        }
    }
}

/// Which account to look at.
#[derive(Clone, Debug, Args)]
pub(crate) struct SelectArgs {
    #[command(flatten)]
    pub(crate) selector: Selector,
}

/// Who changes something, and whether they are asked first.
#[derive(Clone, Debug, Args)]
pub(crate) struct Signature {
    /// Who you are, for the audit trail; by default the name you are logged in by
    #[arg(long, env = "ADMIN_ACTOR", value_name = "NAME", value_parser = Actor::parse)]
    pub(crate) actor: Option<Actor>,

    /// Do it without asking
    #[arg(long)]
    pub(crate) yes: bool,
}

/// Which account to change, and who does it.
#[derive(Clone, Debug, Args)]
pub(crate) struct ChangeArgs {
    #[command(flatten)]
    pub(crate) selector: Selector,

    #[command(flatten)]
    pub(crate) signature: Signature,
}

/// Which Amazon account of which account.
#[derive(Clone, Debug, Args)]
pub(crate) struct IdentityArgs {
    /// The Amazon account to link or unlink
    #[arg(long, value_name = "USER_ID", value_parser = AmazonUserId::parse)]
    pub(crate) identity: AmazonUserId,

    #[command(flatten)]
    pub(crate) selector: Selector,

    #[command(flatten)]
    pub(crate) signature: Signature,
}

impl IdentityArgs {
    /// The account and the Amazon account.
    pub(crate) fn parted(self) -> (ChangeArgs, AmazonUserId) {
        let args = ChangeArgs {
            selector: self.selector,
            signature: self.signature,
        };
        (args, self.identity)
    }
}

/// Which Amazon accounts have which new ids.
#[derive(Clone, Debug, Args)]
pub(crate) struct RelinkArgs {
    /// Two columns, the old id and the new one, parted by commas or tabs; a header line is skipped
    pub(crate) file: PathBuf,

    /// Check the file and look the ids up, write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Accounts at once
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub(crate) concurrency: u8,

    #[command(flatten)]
    pub(crate) signature: Signature,
}

/// Which request, and where its log lines are.
#[derive(Clone, Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The request's id: `request.id` in the logs, `apigw-requestid` among the answer's headers
    pub(crate) request_id: String,

    /// JSON log lines, with or without anything before the JSON; - reads standard input
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) log_file: PathBuf,
}

/// What to check.
#[derive(Clone, Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The address under which the site is deployed, e.g. <https://shop.example>
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<Url>,
}
