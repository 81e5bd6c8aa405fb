//! Why a command ends without having done what was asked.

use std::{io, path::PathBuf, process::ExitCode};

use accounts::{config::ConfigError, domain::AccountId, store::StoreError};

/// A command's failure. What an import rejects, or doctor finds, is not one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("which table? Give --table NAME, or set TABLE_NAME")]
    NoTable,
    #[error("no AWS region is set: set AWS_REGION, choose a profile, or give --endpoint")]
    NoRegion,
    #[error(transparent)]
    Setting(#[from] ConfigError),
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error("{path}: {problem}")]
    BadFile { path: PathBuf, problem: String },
    #[error("{0}")]
    Refused(String),
    #[error("who are you? Give --actor NAME, or set ADMIN_ACTOR")]
    NoActor,
    #[error(
        "the account is deleted, but not everything it left is swept up: {error}; \
         `admin delete {account_id}` goes on with it"
    )]
    Unswept {
        account_id: AccountId,
        error: Box<Failure>,
    },
    #[error("{error}: {cause}")]
    Store { error: StoreError, cause: String },
}

impl Failure {
    /// What `path` failed with.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// What is wrong with what `path` says.
    pub(crate) fn bad_file(path: impl Into<PathBuf>, problem: impl Into<String>) -> Self {
        Self::BadFile {
            path: path.into(),
            problem: problem.into(),
        }
    }

    /// See the exit codes of `admin --help`.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::NoTable | Self::NoRegion | Self::NoActor | Self::Setting(_) => 2,
            Self::Refused(_) => 4,
            Self::File { .. }
            | Self::BadFile { .. }
            | Self::Store { .. }
            | Self::Unswept { .. } => 1,
        })
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        Self::Store {
            cause: cause.unwrap_or_else(|| "see above".to_owned()),
            error,
        }
    }
}
