//! What stands between us and the provider: the breaker and the bulkhead, asked before anything is sent.
//!
//! A refusal is cheap for everybody: nothing was sent, nothing was charged, and the buyer is told when to try
//! again. Leave is a [`Permit`]: it holds a place, and tells the breaker how the call went, whatever becomes of
//! the task that holds it.

#[cfg(not(test))]
use std::sync::Mutex;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use kernel::{Clock, Ids};
// The crate's own tests are run by loom, through every order in which threads can take the lock.
#[cfg(test)]
use loom::sync::Mutex;

use crate::breaker::Call;
use crate::bulkhead::Place;
use crate::{Breaker, Bulkhead, Circuit, Counts, Outcome, RETRY_AFTER_BUSY, Refused};

/// Every place is taken by a call under way, and none became free.
const FULL: Refused = Refused { retry_after: Duration::from_secs(RETRY_AFTER_BUSY as u64) };

/// The gate to one provider. Its clones are one gate.
#[derive(Debug, Clone)]
pub struct Gate {
    breaker: Arc<Mutex<Breaker>>,
    bulkhead: Bulkhead,
    clock: Arc<dyn Clock>,
}

/// How a gate stands, for the seller's page and for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    pub circuit: Circuit,
    /// Seconds until a call is worth trying; 0 when it would go through now.
    pub retry_after: u32,
    /// The calls of the last 30 seconds since the breaker was last closed; open, what opened it.
    pub counts: Counts,
    /// Calls under way.
    pub under_way: usize,
}

impl Gate {
    /// A gate with so many places, its breaker closed. `ids` gives the chance in the breaker's pauses.
    #[must_use]
    pub fn new(places: usize, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self::over(Breaker::new(ids), places, clock)
    }

    fn over(breaker: Breaker, places: usize, clock: Arc<dyn Clock>) -> Self {
        Self { breaker: Arc::new(Mutex::new(breaker)), bulkhead: Bulkhead::new(places), clock }
    }

    /// Leave for one call. Whoever is dropped while waiting for a place leaves nothing behind: the breaker hears
    /// of a call only once it has its place.
    ///
    /// # Errors
    /// At once when the breaker is open, or half-open with all its probes under way; after a quarter of a second
    /// when every place is taken.
    pub async fn admit(&self) -> Result<Permit, Refused> {
        self.breaker(Breaker::check)?;
        let place = self.bulkhead.enter().await.ok_or(FULL)?;
        // It may have opened meanwhile; then the place goes back by its drop.
        let call = self.breaker(Breaker::admit)?;
        Ok(Permit { gate: self.clone(), call, outcome: Outcome::Dropped, _place: place })
    }

    /// How it stands.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let (circuit, counts, leave) =
            self.breaker(|breaker, now| (breaker.circuit(now), breaker.counts(now), breaker.check(now)));
        let leave = leave.and(if self.bulkhead.is_full() { Err(FULL) } else { Ok(()) });
        let retry_after = leave.err().map_or(0, Refused::seconds);
        Snapshot { circuit, retry_after, counts, under_way: self.bulkhead.taken() }
    }

    /// Does something to the breaker. The clock is read with the lock held: read before, an earlier moment could
    /// reach the breaker after a later one.
    fn breaker<T>(&self, act: impl FnOnce(&mut Breaker, Duration) -> T) -> T {
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.monotonic();
        let before = breaker.generation();
        let result = act(&mut breaker, now);
        if breaker.generation() != before {
            tracing::warn!(circuit = ?breaker.circuit(now), "the breaker before the payment provider changed");
        }
        result
    }
}

/// Leave for one call, and its place. Dropped without a word, the call counts neither way.
#[derive(Debug)]
#[must_use = "dropping it gives the leave back"]
pub struct Permit {
    gate: Gate,
    call: Call,
    outcome: Outcome,
    _place: Place,
}

impl Permit {
    /// A request to the provider leaves now: what comes before it is not the provider's slowness.
    pub fn sent(&mut self) {
        self.call = self.gate.breaker(|breaker, now| breaker.sent(self.call, now));
    }

    /// The provider answered, be it with a no.
    pub fn succeeded(mut self) {
        self.outcome = Outcome::Succeeded;
    }

    /// It could not be reached, or what it did is not known.
    pub fn failed(mut self) {
        self.outcome = Outcome::Failed;
    }
}

impl Drop for Permit {
    /// The breaker hears of the end before the place is free: whoever gets it meets what this call has shown.
    fn drop(&mut self) {
        self.gate.breaker(|breaker, now| breaker.end(self.call, self.outcome, now));
    }
}

#[cfg(test)]
mod interleavings;
