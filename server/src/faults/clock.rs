//! A clock that hurries: what takes an hour is seen in a minute.

use std::time::Duration;

use kernel::time::Span;
use kernel::{Clock, Time};

use crate::system::SystemClock;

/// Runs so many times as fast as the machine's clock from a moment on. Two processes with the same settings read the
/// same time, and one that is started again goes on where time is now.
#[derive(Debug, Clone, Copy)]
pub struct FastClock {
    /// When it and the machine's clock said the same.
    pub epoch: Time,
    pub rate: i64,
    /// And so much later: the program was away for so long.
    pub ahead: Span,
}

impl Clock for FastClock {
    fn now(&self) -> Time {
        let since = (SystemClock.now() - self.epoch).micros();
        Time::from_micros(self.epoch.micros() + since * self.rate) + self.ahead
    }

    /// How long calls take is the machine's own time: their timeouts are, too.
    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }
}

#[cfg(test)]
mod tests {
    use kernel::time::{hours, minutes, seconds};

    use super::*;

    #[test]
    fn it_runs_so_many_times_as_fast_from_its_epoch_on() {
        let epoch = SystemClock.now();
        let clock = FastClock { epoch: epoch - seconds(10), rate: 60, ahead: hours(25) };
        let ran = clock.now() - epoch;
        // Ten seconds are ten minutes.
        assert!(
            ran >= hours(25)
                && (ran.micros() - hours(25).micros()) >= (minutes(10).micros() - seconds(10).micros())
        );
    }
}
