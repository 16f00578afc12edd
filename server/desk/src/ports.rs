//! What the desk's read side needs from outside, and what an adapter MUST do.

use async_trait::async_trait;
use events::{AuditEntry, Unavailable};
use kernel::{OrderId, Time};

use crate::{Filter, Held, Kept, Moments, Note, Numbered, Page, Place, Stuck};

/// Every placed order: read only. An order that was never placed MUST NOT be found.
#[async_trait]
pub trait Register: Send + Sync {
    /// One page, newest first.
    async fn page(&self, filter: Filter, place: Place, limit: i64) -> Result<Page, Unavailable>;

    /// The numbers of these orders, placed or not, in any order. Unknown ones are left out.
    async fn numbers(&self, orders: &[OrderId]) -> Result<Vec<Numbered>, Unavailable>;
}

/// Orders that are stuck: read only.
#[async_trait]
pub trait StuckOrders: Send + Sync {
    /// Those that have been for longer than these moments, the longest first.
    async fn stuck(&self, since: Moments, limit: i64) -> Result<Vec<Stuck>, Unavailable>;
}

/// What was typed and is shown again.
#[async_trait]
pub trait HeldForms: Send + Sync {
    /// Holds a form under a key of its own, and forgets what was held before `forget`.
    async fn hold(&self, key: &str, fields: Held, now: Time, forget: Time) -> Result<(), Unavailable>;

    /// The form of a key, if it was held since then.
    async fn held(&self, key: &str, since: Time) -> Result<Option<Held>, Unavailable>;
}

/// The shop's notes.
#[async_trait]
pub trait Notes: Send + Sync {
    /// Keeps a note and its entry of the audit in one transaction.
    async fn keep(&self, note: Note, entry: AuditEntry, now: Time) -> Result<(), Unavailable>;

    /// The notes of an order, newest first.
    async fn of_order(&self, order: OrderId, limit: i64) -> Result<Vec<Kept>, Unavailable>;
}
