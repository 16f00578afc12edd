//! So many in a second and no more, for what anybody may send.

use std::sync::{Arc, Mutex, PoisonError};

use kernel::Time;

/// Counts within whole seconds. Its clones are one.
#[derive(Debug, Clone)]
pub(super) struct Throttle {
    per_second: u32,
    /// The present second, and how many came in it.
    now: Arc<Mutex<(i64, u32)>>,
}

impl Throttle {
    pub(super) fn new(per_second: u32) -> Self {
        Self { per_second, now: Arc::default() }
    }

    /// Whether one more is let through.
    pub(super) fn admits(&self, now: Time) -> bool {
        let second = now.micros().div_euclid(1_000_000);
        // A count is right whatever the one who held it panicked of.
        let mut counted = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.0 != second {
            *counted = (second, 0);
        }
        counted.1 += 1;
        counted.1 <= self.per_second
    }
}

#[cfg(test)]
mod tests {
    use kernel::time::seconds;

    use super::*;

    #[test]
    fn what_is_too_much_in_one_second_is_let_through_in_the_next() {
        let (throttle, now) = (Throttle::new(2), Time::from_micros(1_500_000));
        let admitted = || throttle.clone().admits(now);
        assert_eq!([admitted(), admitted(), admitted()], [true, true, false]);
        assert!(throttle.admits(now + seconds(1)));
    }
}
