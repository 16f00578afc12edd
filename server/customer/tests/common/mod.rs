//! What every test of the context starts from: a clock, ids that count, and ports in memory.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use kernel::time::Span;
use kernel::{Clock, Time};

#[allow(dead_code, reason = "not every test needs all of them")]
pub mod ports;
#[allow(dead_code, clippy::unwrap_used, reason = "not every test needs all of it; a panic is the report")]
pub mod shop;

/// When the shop of these tests opens.
pub const OPENED: Time = Time::from_micros(1_795_365_000_000_000);

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl Default for ManualClock {
    fn default() -> Self {
        Self(AtomicI64::new(OPENED.micros()))
    }
}

impl ManualClock {
    pub fn later(&self, span: Span) {
        self.0.fetch_add(span.micros(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// Counts up from one.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}
