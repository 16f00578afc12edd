//! The use cases of the stock: look, change by hand, say from when on it is low.

use std::collections::BTreeMap;
use std::sync::Arc;

use events::{AuditEntry, Unavailable};
use kernel::{Clock, VariantId};

use crate::{Adjust, Adjusted, Adjustment, Level, Moved, Reason, Stock};

/// The stock as the desk works with it. Cheap to clone.
#[derive(Clone)]
pub struct Inventory {
    stock: Arc<dyn Stock>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Inventory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("order::Inventory").finish_non_exhaustive()
    }
}

impl Inventory {
    /// Plugs the ports in.
    #[must_use]
    pub fn new(stock: Arc<dyn Stock>, clock: Arc<dyn Clock>) -> Self {
        Self { stock, clock }
    }

    /// How many pieces there are of every variant.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn levels(&self) -> Result<BTreeMap<VariantId, Level>, Unavailable> {
        self.stock.levels().await
    }

    /// Changes pieces on hand, all as asked or none.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn adjust(
        &self,
        adjustments: Vec<Adjustment>,
        reason: Reason,
        note: String,
        entry: AuditEntry,
    ) -> Result<Adjusted, Unavailable> {
        self.stock.adjust(Adjust { adjustments, reason, note, entry, now: self.clock.now() }).await
    }

    /// A variant's ledger, newest first, from before a movement on if one is given.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn movements(
        &self,
        variant: VariantId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Moved>, Unavailable> {
        self.stock.movements(variant, before, limit).await
    }

    /// So many free pieces, or fewer, are few.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn few(&self) -> Result<i64, Unavailable> {
        self.stock.few().await
    }

    /// Says from how many free pieces down they are few.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn set_few(&self, few: i64, entry: AuditEntry) -> Result<(), Unavailable> {
        self.stock.set_few(few, entry, self.clock.now()).await
    }
}
