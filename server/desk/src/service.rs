//! The desk's read side, as the pages use it.

use std::sync::Arc;

use events::{Actor, Unavailable};
use kernel::{Clock, Ids, OrderId};

use crate::{HELD, Held, HeldForms, Kept, Moments, NoteError, Notes, Register, Stuck, StuckOrders, note};

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
    held: Arc<dyn HeldForms>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
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
        held: Arc<dyn HeldForms>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self { register, stuck, notes, held, clock, ids }
    }

    /// Orders that are stuck now, the longest first; at most a hundred.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn stuck(&self) -> Result<Vec<Stuck>, Unavailable> {
        self.stuck.stuck(Moments::at(self.clock.now()), STUCK).await
    }

    /// Holds a form for a day. Says the key under which its page finds it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn hold(&self, mut fields: Held) -> Result<String, Unavailable> {
        // PostgreSQL keeps a NUL in no text.
        fields.values_mut().for_each(|text| text.retain(|c| c != '\0'));
        let (key, now) = (self.ids.uuid().to_string(), self.clock.now());
        self.held.hold(&key, fields, now, now - HELD).await?;
        Ok(key)
    }

    /// The form of a key; `None` for one that is forgotten, or none.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn held(&self, key: &str) -> Result<Option<Held>, Unavailable> {
        self.held.held(key, self.clock.now() - HELD).await
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
