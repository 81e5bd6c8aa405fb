//! Where the time comes from.

use std::time::{SystemTime, UNIX_EPOCH};

/// A source of Unix time in seconds.
pub(crate) type Clock = Box<dyn Fn() -> u64 + Send + Sync>;

/// The machine's own time, in seconds since 1970.
#[must_use]
pub fn system_clock() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the emulator reads the machine's clock"
    )]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}
