//! Orders as people find them who have no session that owns them: by number, by mail address.

use async_trait::async_trait;
use events::Unavailable;
use kernel::{OrderId, OrderNumber, SessionId};

/// What finding an order says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub order: OrderId,
    /// Whose it is now.
    pub owner: SessionId,
    /// As [`email_key`] makes it.
    pub email: String,
}

/// A mail address as orders are found by it, however it was typed.
#[must_use]
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Finding orders.
#[async_trait]
pub trait Finder: Send + Sync {
    /// The order of a number.
    async fn by_number(&self, number: &OrderNumber) -> Result<Option<Found>, Unavailable>;

    /// The orders of a mail address, as [`email_key`] makes it, oldest first.
    async fn of_email(&self, email: &str) -> Result<Vec<Found>, Unavailable>;
}
