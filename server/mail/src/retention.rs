//! How long mail remembers. A letter is personal data, and its order's row keeps what trade law asks for.

use kernel::time::{Span, days};

/// How long what ended is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Letters about orders, and what is known of an order of which nothing is heard any more.
    pub orders: Span,
    /// Letters with a secret link in them. The link is worth nothing by then.
    pub links: Span,
}

impl Retention {
    /// Orders' letters for so many days; those with a link for one.
    #[must_use]
    pub const fn days(count: i64) -> Self {
        Self { orders: days(count), links: days(1) }
    }
}

impl Default for Retention {
    /// 90 days: as long as buyers and carriers ask about a parcel.
    fn default() -> Self {
        Self::days(90)
    }
}
