//! Browsers that an account knows.

use super::{Digest, Epoch, Timestamp};

/// A browser that signed in to an account before. It proves nothing; its password tries are
/// counted apart, so that a stranger's guesses do not lock the owner out (ASVS 6.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// SHA-256 of the `device` cookie.
    pub digest: Digest,
    /// The account's epoch when it last signed in; of another epoch it is unknown.
    pub epoch: Epoch,
    /// When it signed in first.
    pub seen_at: Timestamp,
}

impl Device {
    /// How long a browser is remembered, in seconds: one year.
    pub const LIFE_S: i64 = 365 * 24 * 3600;
    /// How many browsers an account remembers.
    pub const MAX_PER_ACCOUNT: usize = 10;
}
