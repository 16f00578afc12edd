//! How many calls may be under way at a time, so that a provider that hangs does not take every task with it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a call waits for a free place.
const WAIT: Duration = Duration::from_millis(250);

/// So many places, given in the order of asking.
#[derive(Debug, Clone)]
pub struct Bulkhead {
    places: Arc<Semaphore>,
    size: usize,
}

/// A place for one call; dropping it gives it back.
#[derive(Debug)]
pub struct Place(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Bulkhead {
    /// A bulkhead with so many places.
    #[must_use]
    pub fn new(size: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(size)), size }
    }

    /// A place, at once or within a quarter of a second; `None` when all stay taken. Whoever is dropped while
    /// waiting leaves the queue.
    pub async fn enter(&self) -> Option<Place> {
        // Without a timer where there is nothing to wait for.
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Some(Place(place));
        }
        let place = Arc::clone(&self.places).acquire_owned();
        tokio::time::timeout(WAIT, place).await.ok()?.ok().map(Place)
    }

    /// How many places are taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.size.saturating_sub(self.places.available_permits())
    }

    /// Whether none is free.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.taken() == self.size
    }
}
