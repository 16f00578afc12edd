//! What stands between us and the provider: the place of the breaker, and the bulkhead.
//!
//! It is asked before anything is sent. A refusal is cheap for everybody: nothing was sent, nothing was
//! charged, and the buyer is led to pay a little later.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a payment waits for a free place.
const WAIT: Duration = Duration::from_millis(250);

/// A bulkhead: so many calls at a time.
#[derive(Debug, Clone)]
pub struct Gate {
    places: Arc<Semaphore>,
}

/// A place for one call; dropping it gives it back.
#[derive(Debug)]
pub struct Permit(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Gate {
    /// A gate with so many places.
    #[must_use]
    pub fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)) }
    }

    /// A place, at once or within a quarter of a second. `None`: the provider is as busy as we let it be.
    pub async fn admit(&self) -> Option<Permit> {
        let place = Arc::clone(&self.places).acquire_owned();
        tokio::time::timeout(WAIT, place).await.ok()?.ok().map(Permit)
    }
}
