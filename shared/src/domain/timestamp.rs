//! Points in time, to the second.

use std::fmt;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Seconds since 1970-01-01T00:00:00Z. The table, its TTL and every limit count in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0000-01-01T00:00:00Z.
    const FIRST_WRITTEN: i64 = -62_167_219_200;
    /// 9999-12-31T23:59:59Z.
    const LAST_WRITTEN: i64 = 253_402_300_799;

    /// Takes seconds since the epoch.
    #[must_use]
    pub const fn from_unix_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// This time, `seconds` later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this time; negative when `earlier` is later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// RFC 3339 in UTC, e.g. `2026-11-22T16:03:00Z`. A time beyond the years 0 to 9999, as an item that
/// somebody altered may hold, is written as the nearest one: a `Display` that fails makes `to_string`
/// panic.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.clamp(Self::FIRST_WRITTEN, Self::LAST_WRITTEN);
        let text = OffsetDateTime::from_unix_timestamp(seconds)
            .ok()
            .and_then(|at| at.format(&Rfc3339).ok())
            .ok_or(fmt::Error)?;
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        let at = Timestamp::from_unix_seconds(1_795_363_380);

        assert_eq!(at.to_string(), "2026-11-22T16:03:00Z");
        assert_eq!(at.plus_seconds(60).seconds_since(at), 60);
    }

    #[test]
    fn a_time_that_rfc_3339_cannot_write_is_written_as_the_nearest() {
        let written = |seconds| Timestamp::from_unix_seconds(seconds).to_string();

        for late in [253_402_300_799, 253_402_300_800, i64::MAX] {
            assert_eq!(written(late), "9999-12-31T23:59:59Z");
        }
        for early in [-62_167_219_200, -62_167_219_201, i64::MIN] {
            assert_eq!(written(early), "0000-01-01T00:00:00Z");
        }
    }
}
