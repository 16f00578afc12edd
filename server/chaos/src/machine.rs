//! The machine's clock, which everything in a run is measured by.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use kernel::{Clock, Time};

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter behind the clock port")]
    fn now(&self) -> Time {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Time::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

/// For measuring how long things take.
#[expect(clippy::disallowed_methods, reason = "a runner measures the real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
