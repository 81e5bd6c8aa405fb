//! The one place that reads the wall clock.

use std::time::SystemTime;

use time::OffsetDateTime;

pub(crate) fn now() -> OffsetDateTime {
    #[expect(
        clippy::disallowed_methods,
        reason = "an emulator stamps events with real time, as API Gateway does"
    )]
    let now = SystemTime::now();
    now.into()
}

pub(crate) fn epoch_ms(at: OffsetDateTime) -> i64 {
    at.unix_timestamp() * 1000 + i64::from(at.millisecond())
}
