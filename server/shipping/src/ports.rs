//! What shipping needs from outside, and what an adapter MUST do.

use async_trait::async_trait;
use events::{AuditEntry, Progress, Unavailable};
use kernel::{OrderId, OrderNumber, Time};

use crate::{Decided, Parcel, Shipment};

/// A decision on its way to the database.
#[derive(Debug, Clone)]
pub struct Commit {
    /// `None` when an event means nothing but progress.
    pub decided: Option<Decided>,
    pub now: Time,
    /// Set when an event was consumed: it moves in the same transaction.
    pub progress: Option<Progress>,
    /// Set when a person asked for it: it is written in the same transaction.
    pub audit: Option<AuditEntry>,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    Done,
    /// The row has moved on, or was inserted by somebody else: read it again and decide anew.
    Lost,
    /// This event was applied before; nothing was written.
    AppliedBefore,
}

/// The shipments.
#[async_trait]
pub trait Shipments: Send + Sync {
    /// The shipment of an order.
    async fn shipment(&self, order: OrderId) -> Result<Option<Shipment>, Unavailable>;

    /// Those of several orders, of those that have one.
    async fn shipments(&self, orders: &[OrderId]) -> Result<Vec<Shipment>, Unavailable> {
        let mut shipments = Vec::with_capacity(orders.len());
        for order in orders {
            shipments.extend(self.shipment(*order).await?);
        }
        Ok(shipments)
    }

    /// Writes a decision: the row (version 0 is inserted, any other only if it still stands), events, alerts,
    /// progress and the entry of the audit in one transaction.
    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable>;

    /// Writes decisions about different orders, in the order of their ids, all in one transaction. Where one of them would be
    /// lost or was applied before nothing is written and this is the answer; each is to be committed by itself then.
    async fn commit_together(&self, commits: Vec<Commit>) -> Result<Committed, Unavailable>;

    /// Shipments whose stop has waited for its answer since before then.
    async fn stops_unanswered(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable>;
}

/// The tabs of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// All that is to do: ready, on hold, labelled, stop asked.
    #[default]
    Open,
    Ready,
    Labelled,
    /// To look at: stop asked, on hold.
    Look,
    /// On the way.
    Shipped,
    Delivered,
}

impl Tab {
    /// Reads a query parameter; anything unknown is the first tab.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "ready" => Self::Ready,
            "labelled" => Self::Labelled,
            "look" => Self::Look,
            "shipped" => Self::Shipped,
            "delivered" => Self::Delivered,
            _ => Self::Open,
        }
    }

    /// The query parameter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Ready => "ready",
            Self::Labelled => "labelled",
            Self::Look => "look",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
        }
    }
}

/// Where a page of the queue stands. A row is named by when it was placed and its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// The first page.
    #[default]
    Start,
    /// The page that follows this row.
    After(Time, OrderId),
    /// The page that ends before this row.
    Before(Time, OrderId),
}

/// What the queue is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueQuery {
    pub tab: Tab,
    /// Part of an order's number, a name, a phone or a tracking number; empty for all.
    pub search: String,
    /// Only what was placed before then: the late ones.
    pub placed_before: Option<Time>,
    pub place: Place,
    pub limit: i64,
}

/// One row of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueEntry {
    pub shipment: Shipment,
    /// The order's sequence number when the row was read.
    pub seq: i64,
}

/// A page of the queue, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuePage {
    pub entries: Vec<QueueEntry>,
    /// Whether there were more rows in the direction that was read: before [`Place::Before`], else after.
    pub more: bool,
}

/// The counts on top of the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub ready: i64,
    pub on_hold: i64,
    pub labelled: i64,
    pub stop_asked: i64,
    /// Placed before the given time and not shipped.
    pub late: i64,
    pub shipped: i64,
    pub delivered: i64,
}

/// The seller's queue: read only.
#[async_trait]
pub trait Queue: Send + Sync {
    /// One page. Tombstones never appear.
    async fn page(&self, query: QueueQuery) -> Result<QueuePage, Unavailable>;

    /// The counts; late is what was placed before `late_before`.
    async fn counts(&self, late_before: Time) -> Result<Counts, Unavailable>;

    /// The rows of shipments that changed after that one, whose moment and order are given, by moment and order.
    async fn changed(
        &self,
        after: (Time, OrderId),
        limit: i64,
    ) -> Result<Vec<(Time, QueueEntry)>, Unavailable>;

    /// One row.
    async fn entry(&self, order: OrderId) -> Result<Option<QueueEntry>, Unavailable>;

    /// The rows of these orders, oldest first. Unknown ones and tombstones are left out.
    async fn entries(&self, orders: &[OrderId]) -> Result<Vec<QueueEntry>, Unavailable>;

    /// The rows of the orders with these numbers, oldest first. Unknown ones and tombstones are left out.
    async fn numbered(&self, numbers: &[OrderNumber]) -> Result<Vec<QueueEntry>, Unavailable>;

    /// The rows whose parcel is one of these, oldest first, but for those of cancelled orders.
    async fn carrying(&self, parcels: &[Parcel]) -> Result<Vec<QueueEntry>, Unavailable>;
}

/// Order's standing, as shipping may ask it.
#[async_trait]
pub trait Orders: Send + Sync {
    /// Whether the order is Paid now, and no cancel was asked.
    async fn is_paid(&self, order: OrderId) -> Result<bool, Unavailable>;
}
