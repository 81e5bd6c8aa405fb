//! Counters that slow guessing down without telling which accounts exist.

use super::{AmazonUserId, Digest, NormalisedEmail, Timestamp};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitKind {
    /// Callbacks from one source.
    Source,
    /// Registrations from one source.
    Register,
    /// Wrong passwords for one address from one source.
    Password,
    /// Wrong passwords for one address from a browser that signed in before.
    Device,
    /// Wrong passwords for one address from anywhere (NIST SP 800-63B 3.2.2: at most 100).
    PasswordTotal,
    /// Tries for an address that is over its total, whatever other ways in it has.
    PasswordTrickle,
    /// Linking tries against one account, over all tickets, within an hour.
    LinkTargetHour,
    /// The same within a day.
    LinkTargetDay,
    /// Linking tries by one Amazon account.
    LinkAmazon,
    /// Letters of one kind to one address that somebody asked for, whether it is anybody's or not.
    MailAddress,
    /// Letters to other addresses that were asked for from one account.
    MailAccount,
    /// Letters that were asked for from one source.
    MailSource,
}

impl LimitKind {
    /// Its name in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Register => "register",
            Self::Password => "password",
            Self::Device => "device",
            Self::PasswordTotal => "password-total",
            Self::PasswordTrickle => "password-trickle",
            Self::LinkTargetHour => "link-target-hour",
            Self::LinkTargetDay => "link-target-day",
            Self::LinkAmazon => "link-amazon",
            Self::MailAddress => "mail-address",
            Self::MailAccount => "mail-account",
            Self::MailSource => "mail-source",
        }
    }

    /// Length of the window that is counted in, in seconds.
    #[must_use]
    pub const fn window_s(self) -> i64 {
        match self {
            Self::Source | Self::PasswordTrickle => 60,
            Self::Register | Self::Password | Self::Device | Self::MailSource => 15 * 60,
            Self::LinkTargetHour | Self::LinkAmazon | Self::MailAddress | Self::MailAccount => 3600,
            Self::LinkTargetDay => 24 * 3600,
            Self::PasswordTotal => 30 * 24 * 3600,
        }
    }
}

/// One counter: a kind, what it is about, the window that `now` falls in, and its bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted.
    pub kind: LimitKind,
    /// Digest of what it is about: the key reveals neither an address nor whether it exists.
    pub subject: Digest,
    /// Number of the window since 1970.
    pub window: i64,
    /// When the window is over and the counter can be swept.
    pub expires_at: Timestamp,
    /// The most that may be counted.
    pub max: u32,
}

impl Limit {
    /// The counter of `kind` for `subject` at `now`.
    #[must_use]
    pub fn new(kind: LimitKind, subject: &[&[u8]], now: Timestamp, max: u32) -> Self {
        let mut bytes = Vec::new();
        for part in subject {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        let window = now.unix_seconds().div_euclid(kind.window_s());
        Self {
            kind,
            subject: Digest::of(&bytes),
            window,
            expires_at: Timestamp::from_unix_seconds((window + 1) * kind.window_s()),
            max,
        }
    }

    /// The counter of `kind` for an address, known or not.
    #[must_use]
    pub fn for_email(kind: LimitKind, email: &NormalisedEmail, now: Timestamp, max: u32) -> Self {
        Self::new(kind, &[email.as_str().as_bytes()], now, max)
    }

    /// The counter of `kind` for an Amazon account.
    #[must_use]
    pub fn for_amazon(kind: LimitKind, user_id: &AmazonUserId, now: Timestamp, max: u32) -> Self {
        Self::new(kind, &[user_id.as_str().as_bytes()], now, max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_belongs_to_its_window_and_ends_with_it() {
        let at = |seconds| {
            Limit::new(
                LimitKind::Source,
                &[b"192.0.2.1"],
                Timestamp::from_unix_seconds(seconds),
                3,
            )
        };

        assert_eq!(at(60), at(119));
        assert_ne!(at(60), at(120));
        assert_eq!(at(61).expires_at, Timestamp::from_unix_seconds(120));
    }

    #[test]
    fn parts_of_a_subject_do_not_run_together() {
        let now = Timestamp::from_unix_seconds(0);

        assert_ne!(
            Limit::new(LimitKind::Password, &[b"ab", b"c"], now, 1).subject,
            Limit::new(LimitKind::Password, &[b"a", b"bc"], now, 1).subject
        );
    }
}
