//! Everything that is on record, read past the ports. The SQL is what SQLite and PostgreSQL both read.

use std::collections::{BTreeMap, BTreeSet};

use customer::mypage::{Row, Snapshots};
use events::{Envelope, Event, OrderDetails};
use kernel::time::days;
use kernel::{AttemptId, EventId, OrderId, RefundId, Time, VariantId};
use sqlx::types::Json;
use sqlx::types::chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Books, Capture, CheckError, Counts, History, Tables};

/// Orders that are asked for at a time.
const PAGE: i64 = 1_000;

/// An order's row.
pub(crate) struct OrderRow {
    pub(crate) state: String,
    pub(crate) total: i64,
    pub(crate) paid_by: Option<AttemptId>,
    pub(crate) checkout_key: Uuid,
    pub(crate) details: OrderDetails,
}

impl OrderRow {
    /// Paid, and not taken back.
    pub(crate) fn stands(&self) -> bool {
        matches!(self.state.as_str(), "paid" | "cancel_requested" | "completed")
    }

    /// Keeps its pieces from others.
    pub(crate) fn holds(&self) -> bool {
        matches!(self.state.as_str(), "awaiting_payment" | "paying" | "cancel_pending")
    }
}

/// A refund's row.
pub(crate) struct RefundRow {
    pub(crate) id: RefundId,
    pub(crate) attempt: AttemptId,
    pub(crate) state: String,
    pub(crate) amount: i64,
}

/// A movement of pieces on hand.
pub(crate) struct LedgerRow {
    pub(crate) kind: String,
    pub(crate) difference: i64,
    /// What the ledger says was there afterwards.
    pub(crate) on_hand: i64,
    pub(crate) order: Option<OrderId>,
}

/// Everything.
pub(crate) struct Records {
    pub(crate) orders: BTreeMap<OrderId, OrderRow>,
    /// Order and state.
    pub(crate) attempts: BTreeMap<AttemptId, (OrderId, String)>,
    pub(crate) refunds: Vec<RefundRow>,
    /// State, and whether it is more than a tombstone.
    pub(crate) shipments: BTreeMap<OrderId, (String, bool)>,
    pub(crate) events: BTreeMap<OrderId, Vec<Envelope>>,
    pub(crate) timeline: BTreeMap<OrderId, Vec<(i64, String)>>,
    pub(crate) streams: BTreeMap<OrderId, i64>,
    pub(crate) progress: BTreeMap<(String, OrderId), i64>,
    /// Letters to buyers: one that an event caused has its id.
    pub(crate) letters: BTreeSet<Uuid>,
    /// Deliveries that are not done.
    pub(crate) waiting: i64,
    /// On hand and held.
    pub(crate) stock: BTreeMap<VariantId, (i64, i64)>,
    /// The ledger of each variant, oldest first.
    pub(crate) ledger: BTreeMap<VariantId, Vec<LedgerRow>>,
    pub(crate) pages: BTreeMap<OrderId, Row>,
    pub(crate) snapshots: BTreeMap<OrderId, Row>,
    pub(crate) captures: Vec<Capture>,
    pub(crate) history: History,
}

impl Records {
    pub(crate) async fn read(books: Books<'_>) -> Result<Self, CheckError> {
        let (main, view) = (books.main, books.view);
        Ok(Self {
            orders: orders(main).await?,
            attempts: attempts(main).await?,
            refunds: refunds(main).await?,
            shipments: shipments(main).await?,
            events: events(main).await?,
            timeline: timeline(main).await?,
            streams: streams(main).await?,
            progress: progress(main).await?,
            letters: letters(main).await?,
            waiting: waiting(main).await?,
            stock: stock(main).await?,
            ledger: ledger(main).await?,
            pages: pages(view).await?,
            snapshots: snapshots(books.snapshots).await?,
            captures: books.captures,
            history: books.history,
        })
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts {
            orders: self.orders.len(),
            placed: self.orders.keys().filter(|order| self.was_placed(order)).count(),
            attempts: self.attempts.len(),
            captures: self.captures.len(),
            refunds: self.refunds.len(),
            shipments: self.shipments.len(),
            events: self.events.values().map(Vec::len).sum(),
            pages: self.pages.len(),
            told: self.history.told.len(),
            live: self.history.browsers.iter().map(|browser| browser.live.len()).sum(),
        }
    }

    pub(crate) fn was_placed(&self, order: &OrderId) -> bool {
        self.happened(order, &["OrderPlaced"])
    }

    /// Whether any of these events is on record.
    pub(crate) fn happened(&self, order: &OrderId, names: &[&str]) -> bool {
        self.events_of(order).any(|envelope| names.contains(&envelope.event.name()))
    }

    pub(crate) fn events_of(&self, order: &OrderId) -> impl Iterator<Item = &Envelope> {
        self.events.get(order).into_iter().flatten()
    }

    /// The order's number, as people say it, and its id.
    pub(crate) fn name(&self, order: &OrderId) -> String {
        match self.orders.get(order) {
            Some(row) => format!("{} ({order})", row.details.number),
            None => format!("an order that Main does not know ({order})"),
        }
    }
}

/// Payments and refunds that have been open for a day before now without an alert since.
pub(crate) async fn untold(main: &Tables, now: Time) -> Result<Vec<(String, OrderId)>, sqlx::Error> {
    let query = "
        SELECT 'payment ' || a.state, a.order_id FROM attempts a
        WHERE a.state IN ('unknown', 'action_needed') AND a.since < $1
          AND NOT EXISTS (SELECT 1 FROM alerts WHERE order_id = a.order_id AND at >= a.since)
        UNION ALL
        SELECT 'refund ' || r.state, r.order_id FROM refunds r
        WHERE r.state IN ('sent', 'unknown') AND r.requested_at < $1
          AND NOT EXISTS (SELECT 1 FROM alerts WHERE order_id = r.order_id AND at >= r.requested_at)";
    let rows: Vec<(String, Uuid)> = main.all_at(query, now - days(1)).await?;
    Ok(rows.into_iter().map(|(what, order)| (what, OrderId(order))).collect())
}

async fn orders(main: &Tables) -> Result<BTreeMap<OrderId, OrderRow>, sqlx::Error> {
    type Columns = (Uuid, String, i64, Option<Uuid>, Uuid, Json<OrderDetails>);
    let query = "SELECT id, state, total, paid_by, checkout_key, details FROM orders";
    let rows: Vec<Columns> = main.all(query).await?;
    let row = |(id, state, total, paid_by, checkout_key, Json(details)): Columns| {
        let row = OrderRow { state, total, paid_by: paid_by.map(AttemptId), checkout_key, details };
        (OrderId(id), row)
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn attempts(main: &Tables) -> Result<BTreeMap<AttemptId, (OrderId, String)>, sqlx::Error> {
    let query = "SELECT id, order_id, state FROM attempts";
    let rows: Vec<(Uuid, Uuid, String)> = main.all(query).await?;
    Ok(rows.into_iter().map(|(id, order, state)| (AttemptId(id), (OrderId(order), state))).collect())
}

async fn refunds(main: &Tables) -> Result<Vec<RefundRow>, sqlx::Error> {
    let query = "SELECT id, attempt_id, state, amount FROM refunds";
    let rows: Vec<(Uuid, Uuid, String, i64)> = main.all(query).await?;
    let row = |(id, attempt, state, amount)| RefundRow {
        id: RefundId(id),
        attempt: AttemptId(attempt),
        state,
        amount,
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn shipments(main: &Tables) -> Result<BTreeMap<OrderId, (String, bool)>, sqlx::Error> {
    let query = "SELECT order_id, state, details IS NOT NULL FROM shipments";
    let rows: Vec<(Uuid, String, bool)> = main.all(query).await?;
    Ok(rows.into_iter().map(|(order, state, real)| (OrderId(order), (state, real))).collect())
}

pub(crate) async fn events(main: &Tables) -> Result<BTreeMap<OrderId, Vec<Envelope>>, sqlx::Error> {
    type Columns = (Uuid, Uuid, i64, DateTime<Utc>, Json<Event>);
    let query = "SELECT event_id, order_id, seq, at, event FROM outbox ORDER BY order_id, seq";
    let rows: Vec<Columns> = main.all(query).await?;
    let mut events: BTreeMap<OrderId, Vec<Envelope>> = BTreeMap::new();
    for (id, order, seq, at, Json(event)) in rows {
        let order = OrderId(order);
        let at = Time::from_micros(at.timestamp_micros());
        let envelope =
            Envelope { id: EventId(id), order, seq, version: events::VERSION, at, trace: None, event };
        events.entry(order).or_default().push(envelope);
    }
    Ok(events)
}

async fn timeline(main: &Tables) -> Result<BTreeMap<OrderId, Vec<(i64, String)>>, sqlx::Error> {
    let query = "SELECT order_id, seq, name FROM timeline ORDER BY order_id, seq";
    let rows: Vec<(Uuid, i64, String)> = main.all(query).await?;
    let mut timeline: BTreeMap<OrderId, Vec<(i64, String)>> = BTreeMap::new();
    for (order, seq, name) in rows {
        timeline.entry(OrderId(order)).or_default().push((seq, name));
    }
    Ok(timeline)
}

async fn streams(main: &Tables) -> Result<BTreeMap<OrderId, i64>, sqlx::Error> {
    let query = "SELECT order_id, seq FROM order_streams";
    let rows: Vec<(Uuid, i64)> = main.all(query).await?;
    Ok(rows.into_iter().map(|(order, seq)| (OrderId(order), seq)).collect())
}

async fn progress(main: &Tables) -> Result<BTreeMap<(String, OrderId), i64>, sqlx::Error> {
    let query = "SELECT consumer, order_id, seq FROM progress";
    let rows: Vec<(String, Uuid, i64)> = main.all(query).await?;
    Ok(rows.into_iter().map(|(consumer, order, seq)| ((consumer, OrderId(order)), seq)).collect())
}

async fn letters(main: &Tables) -> Result<BTreeSet<Uuid>, sqlx::Error> {
    let ids: Vec<(Uuid,)> = main.all("SELECT id FROM letters").await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

async fn waiting(main: &Tables) -> Result<i64, sqlx::Error> {
    let counts: Vec<(i64,)> = main.all("SELECT COUNT(*) FROM deliveries").await?;
    Ok(counts.into_iter().map(|(count,)| count).sum())
}

async fn stock(main: &Tables) -> Result<BTreeMap<VariantId, (i64, i64)>, sqlx::Error> {
    let query = "SELECT variant_id, on_hand, held FROM stock";
    let rows: Vec<(Uuid, i64, i64)> = main.all(query).await?;
    Ok(rows.into_iter().map(|(variant, on_hand, held)| (VariantId(variant), (on_hand, held))).collect())
}

async fn ledger(main: &Tables) -> Result<BTreeMap<VariantId, Vec<LedgerRow>>, sqlx::Error> {
    let query =
        "SELECT variant_id, kind, difference, on_hand, order_id FROM stock_movements ORDER BY variant_id, id";
    let rows: Vec<(Uuid, String, i64, i64, Option<Uuid>)> = main.all(query).await?;
    let mut ledger: BTreeMap<VariantId, Vec<LedgerRow>> = BTreeMap::new();
    for (variant, kind, difference, on_hand, order) in rows {
        let row = LedgerRow { kind, difference, on_hand, order: order.map(OrderId) };
        ledger.entry(VariantId(variant)).or_default().push(row);
    }
    Ok(ledger)
}

async fn pages(view: &Tables) -> Result<BTreeMap<OrderId, Row>, sqlx::Error> {
    let query = "SELECT order_id, page FROM mypage";
    let rows: Vec<(Uuid, Json<Row>)> = view.all(query).await?;
    Ok(rows.into_iter().map(|(order, Json(row))| (OrderId(order), row)).collect())
}

pub(crate) async fn snapshots(main: &dyn Snapshots) -> Result<BTreeMap<OrderId, Row>, CheckError> {
    let (mut rows, mut after) = (BTreeMap::new(), None);
    loop {
        let orders = main.orders(after, PAGE).await?;
        let Some(last) = orders.last() else { return Ok(rows) };
        after = Some(*last);
        for order in orders {
            if let Some(row) = main.snapshot(order).await? {
                rows.insert(order, row);
            }
        }
    }
}
