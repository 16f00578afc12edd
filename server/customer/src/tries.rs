//! How often something may be tried that could be guessed: a password, an order's number. After a few tries each further
//! one makes the next wait longer, and the person is told how long.
//!
//! Tries are counted before they are made, so that many at once are no way around it, and in the database, so that
//! several instances agree. One that was right is taken back.

use async_trait::async_trait;
use events::Unavailable;
use kernel::time::{Span, hours, minutes, seconds};
use kernel::{Secret, Time};

use crate::token_hash;

/// The wait after the first try too many; each further one doubles it.
const FIRST_WAIT: Span = seconds(30);
/// No wait is longer.
const LONGEST_WAIT: Span = minutes(15);
/// Tries are forgotten so long after the last.
const FORGOTTEN: Span = hours(1);

/// What is tried, and how often that is free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Names what is counted. No address of anybody stands in it.
    pub about: String,
    /// So many tries wait for nothing.
    pub free: i64,
}

impl Limit {
    /// Tries at what belongs to an address, of a mail or otherwise named.
    #[must_use]
    pub fn of_address(what: &str, address: &str) -> Self {
        let hash = token_hash(&Secret::new(address.to_lowercase()));
        Self { about: format!("{what}:address:{hash}"), free: 5 }
    }

    /// Tries that come from a network: many people may share one. None from where no network tells buyers apart.
    #[must_use]
    pub fn of_network(what: &str, network: Option<i64>) -> Option<Self> {
        let hash = token_hash(&Secret::new(network?.to_string()));
        Some(Self { about: format!("{what}:network:{hash}"), free: 30 })
    }

    /// Tries of everybody together, where no network tells people apart.
    #[must_use]
    pub fn of_everybody(what: &str) -> Self {
        Self { about: format!("{what}:everybody"), free: 30 }
    }
}

/// What was tried so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tried {
    pub count: i64,
    pub last: Time,
    /// The next try waits until then.
    pub until: Option<Time>,
}

impl Tried {
    /// With one more try.
    ///
    /// # Errors
    /// The moment until which it has to wait.
    pub fn again(self, limit: &Limit, now: Time) -> Result<Self, Time> {
        match self.until {
            Some(until) if now < until => Err(until),
            _ => {
                let before = if now < self.last + FORGOTTEN { self.count } else { 0 };
                let count = before + 1;
                Ok(Self { count, last: now, until: wait(count - limit.free).map(|wait| now + wait) })
            }
        }
    }

    /// Without one that was right: it makes nobody wait.
    #[must_use]
    pub fn without(self) -> Self {
        Self { count: (self.count - 1).max(0), until: None, ..self }
    }
}

/// How long the try after so many too many waits.
fn wait(too_many: i64) -> Option<Span> {
    let doublings = u32::try_from(too_many).ok()?.min(10);
    let micros = FIRST_WAIT.micros() << doublings.saturating_sub(1);
    (doublings > 0).then(|| Span::from_micros(micros.min(LONGEST_WAIT.micros())))
}

/// The counted tries.
#[async_trait]
pub trait Tries: Send + Sync {
    /// Counts a try against each of these limits, as [`Tried::again`] says. When one of them has to wait, MUST count
    /// against none, and say until when, the latest of them. No other try of the same may come in between.
    async fn count(&self, limits: Vec<Limit>, now: Time) -> Result<Option<Time>, Unavailable>;

    /// Takes one try back from each, as [`Tried::without`] says.
    async fn take_back(&self, limits: Vec<Limit>) -> Result<(), Unavailable>;

    /// Forgets what nobody has tried since then.
    async fn forget(&self, before: Time) -> Result<(), Unavailable>;
}

/// When tries of now are forgotten, seen from later.
#[must_use]
pub fn forgotten(now: Time) -> Time {
    now - FORGOTTEN
}
