//! An account's audit trail.

use super::{AmazonUserId, Invalid, Timestamp};

macro_rules! event_kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What an audit event records.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventKind { $($(#[$doc])* $name,)* }

        impl EventKind {
            /// The name under which it is stored and shown.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Reads the name back.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                match text {
                    $($text => Ok(Self::$name),)*
                    _ => Err(Invalid::new("event kind")),
                }
            }
        }
    };
}

event_kinds! {
    /// The account was created by a first sign-in with Amazon.
    CreatedByAmazon = "created_by_amazon";
    /// The customer registered it, with an address and a password.
    Registered = "registered";
    /// The account came from the existing account system.
    Imported = "imported";
    /// An Amazon account was linked, after proof or by an operator.
    Linked = "linked";
    /// An Amazon account was linked by whoever proved the mailbox first: nothing else opens it any more.
    TakenOver = "taken_over";
    /// An Amazon account was unlinked.
    Unlinked = "unlinked";
    /// An Amazon account is known by another id since the site's developer account moved.
    Relinked = "relinked";
    /// The Amazon account of an empty account came over, by a proof of both.
    Merged = "merged";
    /// The account was empty, and its Amazon account went over to another one.
    MergedAway = "merged_away";
    /// One session was ended from another.
    SessionEnded = "session_ended";
    /// All sessions were ended.
    SessionsEnded = "sessions_ended";
    /// All sessions but the acting one were ended.
    OtherSessionsEnded = "other_sessions_ended";
    /// A password was set where there was none.
    PasswordSet = "password_set";
    /// The password was changed.
    PasswordChanged = "password_changed";
    /// A password was set by whoever proved the mailbox.
    PasswordReset = "password_reset";
    /// An Amazon account was unlinked again, by the letter that told of the link.
    LinkUndone = "link_undone";
    /// The account has another address, whose mailbox was proven.
    AddressChanged = "address_changed";
    /// The mailbox of the account's own address was proven.
    AddressProven = "address_proven";
    /// The account has its address of before back, by the letter that told of the change.
    AddressRestored = "address_restored";
    /// Somebody registered with the address that it held through Amazon alone.
    ClaimLost = "claim_lost";
    /// An account of the site was signed in to here for the first time.
    Adopted = "adopted";
    /// The account stands for one of the site from now on.
    SiteIdAdded = "site_id_added";
    /// The site said that its credentials have changed.
    CredentialsChanged = "credentials_changed";
    /// The account was closed.
    Disabled = "disabled";
    /// The account was opened again.
    Enabled = "enabled";
    /// The account was deleted.
    Deleted = "deleted";
}

impl EventKind {
    /// Whether an event stays when all else about a closed account goes: that it was deleted or merged
    /// away, when and by whom says nothing about whom it belonged to.
    #[must_use]
    pub const fn outlives_account(self) -> bool {
        matches!(self, Self::Deleted | Self::MergedAway)
    }
}

/// An operator, as they say who they are: 1 to 64 characters, no control characters. Only a note;
/// who had access to the table is for the cloud's own trail to prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor(String);

impl Actor {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > 64 || text.chars().any(char::is_control) {
            return Err(Invalid::new("operator's name"));
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
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
    /// The id that it was known by before, where that changed.
    pub replaced: Option<AmazonUserId>,
    /// The operator who did it; nobody when it was the customer.
    pub actor: Option<Actor>,
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
            replaced: None,
            actor: None,
        }
    }

    /// The same, done by an operator.
    #[must_use]
    pub fn by(self, actor: &Actor) -> Self {
        Self {
            actor: Some(actor.clone()),
            ..self
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

    #[test]
    fn an_operators_name_is_short_and_of_one_line() {
        assert_eq!(Actor::parse(" Jo Ähn ").unwrap().as_str(), "Jo Ähn");
        assert!(Actor::parse(&"x".repeat(64)).is_ok());
        for bad in ["", "  ", "a\nb", &"x".repeat(65)] {
            assert!(Actor::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_kind_reads_back_and_an_unknown_one_does_not() {
        assert_eq!(EventKind::parse("relinked"), Ok(EventKind::Relinked));
        assert!(EventKind::parse("Relinked").is_err());
    }
}
