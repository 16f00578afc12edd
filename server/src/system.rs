//! The real clock and the real source of chance, behind the kernel's ports.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use kernel::{Clock, Ids, Secret, Time};
use uuid::Uuid;

use crate::hex;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter behind the clock port")]
    fn now(&self) -> Time {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Time::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the adapter behind the clock port")]
    fn monotonic(&self) -> Duration {
        static START: OnceLock<Instant> = OnceLock::new();
        let now = Instant::now();
        now.duration_since(*START.get_or_init(|| now))
    }
}

/// Ids by the machine's clock and its source of chance.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is the adapter behind the id port")]
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn chance(&self) -> u64 {
        rand::random()
    }
}

/// A secret of 256 bits from the operating system, hex.
#[must_use]
pub fn token() -> Secret {
    let mut bytes = [0_u8; 32];
    rand::Rng::fill(&mut rand::rng(), &mut bytes);
    Secret::new(hex::write(&bytes))
}
