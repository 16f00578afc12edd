//! The seller's queue: shipments with their order's number.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::Unavailable;
use kernel::{OrderId, OrderNumber, Time};
use shipping::{
    Counts, Parcel, Place, Queue, QueueEntry, QueuePage, QueueQuery, Shipment, ShipmentState, Tab,
};
use uuid::Uuid;

use super::super::shipments::ShipmentRow;
use super::super::{Listed, Main, listed, of_orders};
use crate::convert::{END, at, containing, time};
use crate::dialect::unavailable;

/// A tab has up to four states; one with fewer names its last again. Tombstones have no details.
const PAGE: &str = r"
    SELECT s.*, o.seq FROM shipments s JOIN order_streams o ON o.order_id = s.order_id
    WHERE s.state IN ($1, $2, $3, $4) AND s.details IS NOT NULL AND s.search LIKE $5 ESCAPE '\'
      AND s.placed_at < $6 AND (s.placed_at, s.order_id) > ($7, $8)
    ORDER BY s.placed_at, s.order_id LIMIT $9";

/// The same towards the start.
const PAGE_BEFORE: &str = r"
    SELECT s.*, o.seq FROM shipments s JOIN order_streams o ON o.order_id = s.order_id
    WHERE s.state IN ($1, $2, $3, $4) AND s.details IS NOT NULL AND s.search LIKE $5 ESCAPE '\'
      AND s.placed_at < $6 AND (s.placed_at, s.order_id) < ($7, $8)
    ORDER BY s.placed_at DESC, s.order_id DESC LIMIT $9";

const COUNTS: &str = "
    SELECT COUNT(*) FILTER (WHERE state = 'ready') AS ready,
           COUNT(*) FILTER (WHERE state = 'on_hold') AS on_hold,
           COUNT(*) FILTER (WHERE state = 'labelled') AS labelled,
           COUNT(*) FILTER (WHERE state = 'stop_asked') AS stop_asked,
           COUNT(*) FILTER (WHERE state IN ('ready', 'on_hold', 'labelled', 'stop_asked') AND placed_at < $1) AS late,
           COUNT(*) FILTER (WHERE state = 'shipped') AS shipped,
           COUNT(*) FILTER (WHERE state = 'delivered') AS delivered
    FROM shipments";

const CHANGED: &str = "
    SELECT s.*, o.seq FROM shipments s JOIN order_streams o ON o.order_id = s.order_id
    WHERE (s.changed_at, s.order_id) > ($1, $2) AND s.details IS NOT NULL
    ORDER BY s.changed_at, s.order_id LIMIT $3";

const ENTRY: &str = "
    SELECT s.*, o.seq FROM shipments s JOIN order_streams o ON o.order_id = s.order_id
    WHERE s.order_id = $1 AND s.details IS NOT NULL";

/// Those of a list of orders.
const ENTRIES: &str = "
    SELECT s.*, o.seq FROM shipments s JOIN order_streams o ON o.order_id = s.order_id
    WHERE s.details IS NOT NULL AND s.order_id IN";

/// The same by number.
const NUMBERED: Listed = (
    "
    SELECT s.*, o.seq
    FROM orders r JOIN shipments s ON s.order_id = r.id JOIN order_streams o ON o.order_id = r.id
    WHERE s.details IS NOT NULL AND r.number IN",
    "",
);

/// The same by tracking number, whosever it is.
const CARRYING: Listed = (
    "
    SELECT s.*, o.seq FROM shipments s JOIN order_streams o ON o.order_id = s.order_id
    WHERE s.state <> 'cancelled' AND s.details IS NOT NULL AND s.tracking IN",
    "",
);

#[derive(sqlx::FromRow)]
struct EntryRow {
    #[sqlx(flatten)]
    shipment: ShipmentRow,
    seq: i64,
    changed_at: DateTime<Utc>,
}

impl TryFrom<EntryRow> for QueueEntry {
    type Error = sqlx::Error;

    fn try_from(row: EntryRow) -> Result<Self, sqlx::Error> {
        Ok(Self { shipment: Shipment::try_from(row.shipment)?, seq: row.seq })
    }
}

#[derive(sqlx::FromRow)]
struct CountsRow {
    ready: i64,
    on_hold: i64,
    labelled: i64,
    stop_asked: i64,
    late: i64,
    shipped: i64,
    delivered: i64,
}

#[async_trait]
impl Queue for Main {
    async fn page(&self, query: QueueQuery) -> Result<QueuePage, Unavailable> {
        let [a, b, c, d] = states(query.tab).map(ShipmentState::as_str);
        let start = (Time::EPOCH, OrderId(Uuid::nil()));
        let (text, (placed_at, order)) = match query.place {
            Place::Start => (PAGE, start),
            Place::After(placed_at, order) => (PAGE, (placed_at, order)),
            Place::Before(placed_at, order) => (PAGE_BEFORE, (placed_at, order)),
        };
        let page = sqlx::query_as::<_, EntryRow>(text).bind(a).bind(b).bind(c).bind(d);
        let page = page.bind(containing(&query.search)).bind(at(query.placed_before.unwrap_or(END)));
        let page = page.bind(at(placed_at)).bind(order.uuid());
        // One row more than asked for says whether there are more.
        let rows = page.bind(query.limit.saturating_add(1)).fetch_all(self.db.reads()).await;
        let mut entries: Vec<QueueEntry> = read_all(rows.map_err(unavailable)?)?;
        let limit = usize::try_from(query.limit).unwrap_or(0);
        let more = entries.len() > limit;
        entries.truncate(limit);
        if matches!(query.place, Place::Before(..)) {
            entries.reverse();
        }
        Ok(QueuePage { entries, more })
    }

    async fn counts(&self, late_before: Time) -> Result<Counts, Unavailable> {
        let counts = sqlx::query_as::<_, CountsRow>(COUNTS).bind(at(late_before));
        let CountsRow { ready, on_hold, labelled, stop_asked, late, shipped, delivered } =
            counts.fetch_one(self.db.reads()).await.map_err(unavailable)?;
        Ok(Counts { ready, on_hold, labelled, stop_asked, late, shipped, delivered })
    }

    async fn changed(
        &self,
        after: (Time, OrderId),
        limit: i64,
    ) -> Result<Vec<(Time, QueueEntry)>, Unavailable> {
        let (since, order) = after;
        let changed = sqlx::query_as::<_, EntryRow>(CHANGED).bind(at(since)).bind(order.uuid()).bind(limit);
        let rows = changed.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        let entries = rows.into_iter().map(|row| Ok((time(row.changed_at), row.try_into()?)));
        entries.collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn entry(&self, order: OrderId) -> Result<Option<QueueEntry>, Unavailable> {
        let entry = sqlx::query_as::<_, EntryRow>(ENTRY).bind(order.uuid());
        let row = entry.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        row.map(QueueEntry::try_from).transpose().map_err(unavailable)
    }

    async fn entries(&self, orders: &[OrderId]) -> Result<Vec<QueueEntry>, Unavailable> {
        read_all(of_orders(&self.db, ENTRIES, orders).await?).map(oldest_first)
    }

    async fn numbered(&self, numbers: &[OrderNumber]) -> Result<Vec<QueueEntry>, Unavailable> {
        let numbers: Vec<_> = numbers.iter().map(OrderNumber::as_str).collect();
        read_all(listed(&self.db, NUMBERED, &numbers).await?).map(oldest_first)
    }

    async fn carrying(&self, parcels: &[Parcel]) -> Result<Vec<QueueEntry>, Unavailable> {
        let numbers: Vec<_> = parcels.iter().map(|parcel| parcel.tracking.as_str()).collect();
        let mut entries = read_all(listed(&self.db, CARRYING, &numbers).await?).map(oldest_first)?;
        // Two carriers may count alike.
        entries.retain(|entry| entry.shipment.parcel.as_ref().is_some_and(|it| parcels.contains(it)));
        Ok(entries)
    }
}

fn oldest_first(mut entries: Vec<QueueEntry>) -> Vec<QueueEntry> {
    entries.sort_by_key(|entry| (entry.shipment.placed_at, entry.shipment.order));
    entries.dedup_by_key(|entry| entry.shipment.order);
    entries
}

fn read_all(rows: Vec<EntryRow>) -> Result<Vec<QueueEntry>, Unavailable> {
    rows.into_iter().map(QueueEntry::try_from).collect::<Result<_, _>>().map_err(unavailable)
}

const fn states(tab: Tab) -> [ShipmentState; 4] {
    use ShipmentState::{Delivered, Labelled, OnHold, Ready, Shipped, StopAsked};
    match tab {
        Tab::Open => [Ready, OnHold, Labelled, StopAsked],
        Tab::Ready => [Ready; 4],
        Tab::Labelled => [Labelled; 4],
        Tab::Look => [StopAsked, OnHold, OnHold, OnHold],
        Tab::Shipped => [Shipped; 4],
        Tab::Delivered => [Delivered; 4],
    }
}
