//! A clock that hurries: what takes an hour is seen in a minute.

use std::time::Duration;

use kernel::{Clock, Time};

use crate::system::SystemClock;

/// Runs so many times as fast as the machine's clock from a moment on. Two processes with the same settings read the
/// same time, and one that is started again goes on where time is now.
#[derive(Debug, Clone, Copy)]
pub struct FastClock {
    /// When it and the machine's clock said the same.
    pub epoch: Time,
    pub rate: i64,
}

impl Clock for FastClock {
    fn now(&self) -> Time {
        let since = (SystemClock.now() - self.epoch).micros();
        Time::from_micros(self.epoch.micros() + since * self.rate)
    }

    /// How long calls take is the machine's own time: their timeouts are, too.
    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_so_many_times_as_fast_from_its_epoch_on() {
        let epoch = SystemClock.now();
        let clock = FastClock { epoch, rate: 3_600_000 };
        let hour = kernel::time::hours(1);
        while SystemClock.now() - epoch < kernel::time::Span::from_millis(1) {
            std::hint::spin_loop();
        }
        assert!(clock.now() - epoch >= hour, "a millisecond is an hour");
    }
}
