//! Time and chance come in through these two ports, so that tests can set both.

use std::fmt::Debug;
use std::time::Duration;

use uuid::Uuid;

use crate::Time;

/// What time it is. A test sets it.
pub trait Clock: Send + Sync + Debug {
    /// Now, in whole microseconds.
    fn now(&self) -> Time;

    /// How long a clock has run that nobody sets, since a moment of its own: only the distance of two readings
    /// means something, and a later one is never smaller. For measuring how long things take.
    ///
    /// By default as [`Clock::now`] goes, which serves a test's clock. The machine's can be set, so its adapter
    /// MUST read another one here.
    fn monotonic(&self) -> Duration {
        Duration::from_micros(self.now().micros().max(0).unsigned_abs())
    }
}

/// Where ids and chance come from. A test seeds it.
pub trait Ids: Send + Sync + Debug {
    /// A fresh time-ordered id (UUIDv7).
    fn uuid(&self) -> Uuid;

    /// 64 bits of chance, for order numbers and jitter; not for secrets.
    fn chance(&self) -> u64;
}
