//! The desk's read side, as the pages use it.

use std::sync::Arc;

use events::{Actor, Unavailable};
use kernel::{Clock, OrderId};

use crate::{Kept, Moments, NoteError, Notes, Register, Stuck, StuckOrders, note};

/// Stuck orders that are told of at a time.
const STUCK: i64 = 100;
/// Notes of an order on its page.
const NOTES: i64 = 50;

/// The read side. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    /// Every placed order.
    pub register: Arc<dyn Register>,
    stuck: Arc<dyn StuckOrders>,
    notes: Arc<dyn Notes>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("desk::Service").finish_non_exhaustive()
    }
}

impl Service {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(
        register: Arc<dyn Register>,
        stuck: Arc<dyn StuckOrders>,
        notes: Arc<dyn Notes>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { register, stuck, notes, clock }
    }

    /// Orders that are stuck now, the longest first; at most a hundred.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn stuck(&self) -> Result<Vec<Stuck>, Unavailable> {
        self.stuck.stuck(Moments::at(self.clock.now()), STUCK).await
    }

    /// Keeps a note on an order.
    ///
    /// # Errors
    /// When it says nothing or too much, or the database is away.
    pub async fn note(&self, order: OrderId, typed: &str, who: Actor) -> Result<(), NoteError> {
        let note = note(order, who, typed)?;
        let entry = note.entry();
        Ok(self.notes.keep(note, entry, self.clock.now()).await?)
    }

    /// The newest notes on an order.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn notes(&self, order: OrderId) -> Result<Vec<Kept>, Unavailable> {
        self.notes.of_order(order, NOTES).await
    }
}
