//! An account's audit trail.

use super::{AmazonUserId, Timestamp};

/// What an audit event records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The account was created by a first sign-in with Amazon.
    CreatedByAmazon,
    /// The customer registered it, with an address and a password.
    Registered,
    /// The account came from the existing account system.
    Imported,
    /// An Amazon account was linked after proof.
    Linked,
    /// An Amazon account was unlinked.
    Unlinked,
    /// One session was ended from another.
    SessionEnded,
    /// All sessions were ended.
    SessionsEnded,
    /// All sessions but the acting one were ended.
    OtherSessionsEnded,
    /// The password was changed.
    PasswordChanged,
    /// Somebody registered with the address that it held through Amazon alone.
    ClaimLost,
    /// The account was closed.
    Disabled,
    /// The account was deleted.
    Deleted,
}

impl EventKind {
    /// The name under which it is stored and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CreatedByAmazon => "created_by_amazon",
            Self::Registered => "registered",
            Self::Imported => "imported",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::SessionEnded => "session_ended",
            Self::SessionsEnded => "sessions_ended",
            Self::OtherSessionsEnded => "other_sessions_ended",
            Self::PasswordChanged => "password_changed",
            Self::ClaimLost => "claim_lost",
            Self::Disabled => "disabled",
            Self::Deleted => "deleted",
        }
    }
}

/// A line of an account's audit trail, written in the transaction that it describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Time-ordered and unique: the second in hexadecimal, then 8 random bytes.
    pub id: String,
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// The Amazon account concerned.
    pub amazon_user_id: Option<AmazonUserId>,
}

impl Event {
    /// An event at `at`; `random` makes it unique within its second.
    #[must_use]
    pub fn new(
        kind: EventKind,
        at: Timestamp,
        random: [u8; 8],
        amazon_user_id: Option<AmazonUserId>,
    ) -> Self {
        let id = format!(
            "{:010x}{}",
            at.unix_seconds(),
            data_encoding::HEXLOWER.encode(&random)
        );
        Self {
            id,
            kind,
            at,
            amazon_user_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_sort_by_time() {
        let early = Event::new(
            EventKind::Linked,
            Timestamp::from_unix_seconds(9),
            [9; 8],
            None,
        );
        let late = Event::new(
            EventKind::Linked,
            Timestamp::from_unix_seconds(16),
            [0; 8],
            None,
        );

        assert!(early.id < late.id);
    }
}
