//! What must hold of a shop at quiet, whatever happened to it (the domain page's I1 to I8 and I11), read from the
//! tables and from the provider's own books, past every port. I9 is the saga's to check: it knows what clients saw.
//!
//! Each check writes a sentence for each thing that is wrong.

use std::collections::{BTreeMap, BTreeSet};

use customer::mypage::{Row, fold};
use events::{Envelope, Event, OrderDetails};
use kernel::time::days;
use kernel::{AttemptId, Clock, EventId, OrderId, RefundId, Time, VariantId};
use sqlx::types::Json;
use sqlx::types::chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::shop::{PIECES, TestShop};
use crate::till::Capture;

/// An order's row.
struct OrderRow {
    state: String,
    total: i64,
    paid_by: Option<AttemptId>,
    checkout_key: Uuid,
    details: OrderDetails,
}

impl OrderRow {
    /// Paid, and not taken back.
    fn stands(&self) -> bool {
        matches!(self.state.as_str(), "paid" | "cancel_requested" | "completed")
    }

    /// Keeps its pieces from others.
    fn holds(&self) -> bool {
        matches!(self.state.as_str(), "awaiting_payment" | "paying" | "cancel_pending")
    }
}

/// A refund's row.
struct RefundRow {
    id: RefundId,
    attempt: AttemptId,
    state: String,
    amount: i64,
}

/// Everything that is on record.
struct Records {
    orders: BTreeMap<OrderId, OrderRow>,
    /// Order and state.
    attempts: BTreeMap<AttemptId, (OrderId, String)>,
    refunds: Vec<RefundRow>,
    /// State, and whether it is more than a tombstone.
    shipments: BTreeMap<OrderId, (String, bool)>,
    events: BTreeMap<OrderId, Vec<Envelope>>,
    timeline: BTreeMap<OrderId, Vec<(i64, String)>>,
    streams: BTreeMap<OrderId, i64>,
    progress: BTreeMap<(String, OrderId), i64>,
    /// Deliveries that are not done.
    waiting: i64,
    /// On hand and held.
    stock: BTreeMap<VariantId, (i64, i64)>,
    pages: BTreeMap<OrderId, Row>,
    snapshots: BTreeMap<OrderId, Row>,
    captures: Vec<Capture>,
}

impl Records {
    async fn read(shop: &TestShop) -> Self {
        Self {
            orders: orders(shop).await,
            attempts: attempts(shop).await,
            refunds: refunds(shop).await,
            shipments: shipments(shop).await,
            events: events(shop).await,
            timeline: timeline(shop).await,
            streams: streams(shop).await,
            progress: progress(shop).await,
            waiting: sqlx::query_scalar("SELECT COUNT(*) FROM deliveries")
                .fetch_one(&shop.main)
                .await
                .unwrap(),
            stock: stock(shop).await,
            pages: pages(shop).await,
            snapshots: snapshots(shop).await,
            captures: shop.captures().await,
        }
    }

    fn was_placed(&self, order: &OrderId) -> bool {
        let events = self.events.get(order).into_iter().flatten();
        events.into_iter().any(|envelope| matches!(envelope.event, Event::OrderPlaced { .. }))
    }
}

/// Everything that is wrong at quiet, each in a sentence.
pub async fn violations(shop: &TestShop) -> Vec<String> {
    let records = Records::read(shop).await;
    let checks: [fn(&Records) -> Vec<String>; 9] = [
        i1_the_money_is_where_it_should_be,
        i1_every_capture_belongs_to_one_attempt,
        i2_nothing_is_placed_without_a_payment,
        i3_what_was_placed_is_shipped_once,
        i4_nothing_cancelled_leaves,
        i5_no_more_goes_back_than_came_in,
        i6_every_piece_is_accounted_for,
        i7_every_event_is_numbered_and_applied,
        i8_my_page_says_what_main_says,
    ];
    let mut wrong: Vec<_> = checks.iter().flat_map(|check| check(&records)).collect();
    wrong.extend(untold(shop).await);
    wrong
}

/// I8, at any moment: the fold of an order's events is what is built from Main's present state.
pub async fn folds_that_differ(shop: &TestShop) -> Vec<String> {
    let (events, snapshots) = (events(shop).await, snapshots(shop).await);
    let differs = |(order, row): (&OrderId, &Row)| {
        let folded = events.get(order).into_iter().flatten().try_fold(None, |row, e| fold(row, e).map(Some));
        (folded != Some(Some(row.clone())))
            .then(|| format!("I8: the events of {order} fold to {folded:?}, Main says {row:?}"))
    };
    snapshots.iter().filter_map(differs).collect()
}

/// I11, at any moment by which what was due was asked: what has been open for a day was told.
pub async fn untold(shop: &TestShop) -> Vec<String> {
    let query = "
        SELECT 'payment ' || a.state, a.order_id FROM attempts a
        WHERE a.state IN ('unknown', 'action_needed') AND a.since < $1
          AND NOT EXISTS (SELECT 1 FROM alerts WHERE order_id = a.order_id AND at >= a.since)
        UNION ALL
        SELECT 'refund ' || r.state, r.order_id FROM refunds r
        WHERE r.state IN ('sent', 'unknown') AND r.requested_at < $1
          AND NOT EXISTS (SELECT 1 FROM alerts WHERE order_id = r.order_id AND at >= r.requested_at)";
    let a_day_ago = DateTime::<Utc>::from_timestamp_micros((shop.clock.now() - days(1)).micros());
    let rows = sqlx::query_as::<_, (String, Uuid)>(query).bind(a_day_ago);
    let rows = rows.fetch_all(&shop.main).await.unwrap().into_iter();
    rows.map(|(what, order)| format!("I11: a {what} of {} was told to nobody for a day", OrderId(order)))
        .collect()
}

fn i1_the_money_is_where_it_should_be(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for (id, order) in &records.orders {
        let captures: Vec<_> = records.captures.iter().filter(|capture| capture.order == *id).collect();
        let captured: i64 = captures.iter().map(|capture| capture.amount).sum();
        let refunded: i64 = captures.iter().flat_map(|c| &c.refunds).map(|(_, amount)| amount).sum();
        let of_order =
            |refund: &&RefundRow| records.attempts.get(&refund.attempt).is_some_and(|a| a.0 == *id);
        let by_transfer = |refund: &&RefundRow| refund.state == "paid_by_transfer";
        let transferred: i64 =
            records.refunds.iter().filter(of_order).filter(by_transfer).map(|r| r.amount).sum();
        let kept = captured - refunded - transferred;
        let due = if order.stands() { order.total } else { 0 };
        if kept != due {
            wrong.push(format!("I1: {id} is {}: {due} won should be ours, {kept} are", order.state));
        }
    }
    wrong
}

fn i1_every_capture_belongs_to_one_attempt(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for Capture { attempt, order, .. } in &records.captures {
        if !seen.insert(attempt) {
            wrong.push(format!("I1: attempt {attempt} was captured twice"));
        }
        match records.attempts.get(attempt) {
            Some((of, state)) if of == order && matches!(state.as_str(), "approved" | "surplus") => {}
            row => wrong.push(format!("I1: attempt {attempt} of {order} was captured, its row says {row:?}")),
        }
    }
    for (attempt, (_, state)) in &records.attempts {
        if matches!(state.as_str(), "approved" | "surplus") && !seen.contains(attempt) {
            wrong.push(format!("I1: attempt {attempt} is {state}, and nothing was captured"));
        }
    }
    wrong
}

fn i2_nothing_is_placed_without_a_payment(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut checkouts = BTreeSet::new();
    for (id, order) in &records.orders {
        if !checkouts.insert(order.checkout_key) {
            wrong.push(format!("I2: {id} is a second order of its checkout"));
        }
        let approved =
            order.paid_by.and_then(|by| records.attempts.get(&by)).is_some_and(|a| a.1 == "approved");
        if records.was_placed(id) != approved {
            wrong.push(format!("I2: {id} is {}, paid by {:?}", order.state, order.paid_by));
        }
    }
    wrong
}

fn i3_what_was_placed_is_shipped_once(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for (id, order) in &records.orders {
        let shipment = records.shipments.get(id);
        let is_there = shipment.is_some_and(|(state, real)| *real && state != "cancelled");
        if order.stands() != is_there {
            wrong.push(format!("I3: {id} is {}, its shipment {shipment:?}", order.state));
        }
        if shipment.is_some() && !records.was_placed(id) {
            wrong.push(format!("I3: {id} was never placed, and shipping knows of it"));
        }
    }
    wrong
}

fn i4_nothing_cancelled_leaves(records: &Records) -> Vec<String> {
    let left = |order: &OrderId| {
        records
            .shipments
            .get(order)
            .is_some_and(|(state, _)| matches!(state.as_str(), "shipped" | "delivered"))
    };
    let cancelled = records.orders.iter().filter(|(_, order)| order.state == "cancelled");
    cancelled
        .filter(|(id, _)| left(id))
        .map(|(id, _)| format!("I4: {id} is cancelled and has left"))
        .collect()
}

fn i5_no_more_goes_back_than_came_in(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut made = BTreeMap::new();
    for Capture { attempt, amount, refunds, .. } in &records.captures {
        let back: i64 = refunds.iter().map(|(_, amount)| amount).sum();
        if back > *amount {
            wrong.push(format!("I5: {attempt} captured {amount} and gave back {back}"));
        }
        for (refund, amount) in refunds {
            if made.insert(*refund, (*attempt, *amount)).is_some() {
                wrong.push(format!("I5: refund {refund} was made twice"));
            }
        }
    }
    for RefundRow { id, attempt, state, amount } in &records.refunds {
        let expected = (state == "succeeded").then_some((*attempt, *amount));
        if made.remove(id) != expected {
            wrong.push(format!("I5: refund {id} is {state}, which the provider's books do not say"));
        }
    }
    wrong.extend(made.keys().map(|refund| format!("I5: refund {refund} was made and nobody decided it")));
    wrong
}

fn i6_every_piece_is_accounted_for(records: &Records) -> Vec<String> {
    let mut expected: BTreeMap<VariantId, (i64, i64)> =
        records.stock.keys().map(|variant| (*variant, (PIECES, 0))).collect();
    for order in records.orders.values() {
        for line in &order.details.lines {
            let (on_hand, held) = expected.entry(line.variant).or_default();
            *on_hand -= if order.stands() { i64::from(line.quantity) } else { 0 };
            *held += if order.holds() { i64::from(line.quantity) } else { 0 };
        }
    }
    let differs = |(variant, stock): (&VariantId, &(i64, i64))| {
        let should = expected[variant];
        (should != *stock)
            .then(|| format!("I6: {variant} should have {should:?}, has {stock:?} (on hand, held)"))
    };
    records.stock.iter().filter_map(differs).collect()
}

fn i7_every_event_is_numbered_and_applied(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    if records.waiting != 0 {
        wrong.push(format!("I7: {} deliveries still wait", records.waiting));
    }
    for (order, events) in &records.events {
        let numbers: Vec<i64> = events.iter().map(|envelope| envelope.seq).collect();
        let gapless: Vec<i64> = (1..).take(numbers.len()).collect();
        let kept: Vec<(i64, String)> = events.iter().map(|e| (e.seq, e.event.name().to_owned())).collect();
        if numbers != gapless || records.streams.get(order) != numbers.last() {
            wrong.push(format!("I7: the numbers of {order} are {numbers:?}"));
        }
        if records.timeline.get(order) != Some(&kept) {
            wrong.push(format!("I7: the timeline of {order} differs from its events"));
        }
        for consumer in ["order", "payment", "shipping"] {
            let takes = |e: &&Envelope| e.event.taken_by().iter().any(|taker| taker.as_str() == consumer);
            let last = events.iter().filter(takes).map(|e| e.seq).max();
            let reached = records.progress.get(&(consumer.to_owned(), *order)).copied();
            if last != reached {
                wrong.push(format!(
                    "I7: {consumer} came to {reached:?} of {order}, its last event is {last:?}"
                ));
            }
        }
    }
    wrong
}

fn i8_my_page_says_what_main_says(records: &Records) -> Vec<String> {
    let differs = |(order, row): (&OrderId, &Row)| {
        let page = records.pages.get(order);
        (page != Some(row)).then(|| format!("I8: MyPage says {page:?} of {order}, Main says {row:?}"))
    };
    let unknown = records.pages.keys().filter(|order| !records.orders.contains_key(order));
    let unknown = unknown.map(|order| format!("I8: MyPage shows {order}, which Main does not know"));
    records.snapshots.iter().filter_map(differs).chain(unknown).collect()
}

async fn orders(shop: &TestShop) -> BTreeMap<OrderId, OrderRow> {
    let query = "SELECT id, state, total, paid_by, checkout_key, details FROM orders";
    let rows = sqlx::query_as::<_, (Uuid, String, i64, Option<Uuid>, Uuid, Json<OrderDetails>)>(query);
    let rows = rows.fetch_all(&shop.main).await.unwrap().into_iter();
    let row = |(id, state, total, paid_by, checkout_key, Json(details)): (_, _, _, Option<Uuid>, _, _)| {
        let row = OrderRow { state, total, paid_by: paid_by.map(AttemptId), checkout_key, details };
        (OrderId(id), row)
    };
    rows.map(row).collect()
}

async fn attempts(shop: &TestShop) -> BTreeMap<AttemptId, (OrderId, String)> {
    let rows = sqlx::query_as::<_, (Uuid, Uuid, String)>("SELECT id, order_id, state FROM attempts");
    let rows = rows.fetch_all(&shop.main).await.unwrap().into_iter();
    rows.map(|(id, order, state)| (AttemptId(id), (OrderId(order), state))).collect()
}

async fn refunds(shop: &TestShop) -> Vec<RefundRow> {
    let rows =
        sqlx::query_as::<_, (Uuid, Uuid, String, i64)>("SELECT id, attempt_id, state, amount FROM refunds");
    let rows = rows.fetch_all(&shop.main).await.unwrap().into_iter();
    rows.map(|(id, attempt, state, amount)| RefundRow {
        id: RefundId(id),
        attempt: AttemptId(attempt),
        state,
        amount,
    })
    .collect()
}

async fn shipments(shop: &TestShop) -> BTreeMap<OrderId, (String, bool)> {
    let query = "SELECT order_id, state, details IS NOT NULL FROM shipments";
    let rows = sqlx::query_as::<_, (Uuid, String, bool)>(query);
    let rows = rows.fetch_all(&shop.main).await.unwrap().into_iter();
    rows.map(|(order, state, real)| (OrderId(order), (state, real))).collect()
}

async fn events(shop: &TestShop) -> BTreeMap<OrderId, Vec<Envelope>> {
    let query = "SELECT event_id, order_id, seq, at, event FROM outbox ORDER BY order_id, seq";
    let rows = sqlx::query_as::<_, (Uuid, Uuid, i64, DateTime<Utc>, Json<Event>)>(query);
    let mut events: BTreeMap<OrderId, Vec<Envelope>> = BTreeMap::new();
    for (id, order, seq, at, Json(event)) in rows.fetch_all(&shop.main).await.unwrap() {
        let order = OrderId(order);
        let at = Time::from_micros(at.timestamp_micros());
        let envelope =
            Envelope { id: EventId(id), order, seq, version: events::VERSION, at, trace: None, event };
        events.entry(order).or_default().push(envelope);
    }
    events
}

async fn timeline(shop: &TestShop) -> BTreeMap<OrderId, Vec<(i64, String)>> {
    let query = "SELECT order_id, seq, name FROM timeline ORDER BY order_id, seq";
    let rows = sqlx::query_as::<_, (Uuid, i64, String)>(query).fetch_all(&shop.main).await.unwrap();
    let mut timeline: BTreeMap<OrderId, Vec<(i64, String)>> = BTreeMap::new();
    for (order, seq, name) in rows {
        timeline.entry(OrderId(order)).or_default().push((seq, name));
    }
    timeline
}

async fn streams(shop: &TestShop) -> BTreeMap<OrderId, i64> {
    let rows = sqlx::query_as::<_, (Uuid, i64)>("SELECT order_id, seq FROM order_streams");
    rows.fetch_all(&shop.main).await.unwrap().into_iter().map(|(order, seq)| (OrderId(order), seq)).collect()
}

async fn progress(shop: &TestShop) -> BTreeMap<(String, OrderId), i64> {
    let rows = sqlx::query_as::<_, (String, Uuid, i64)>("SELECT consumer, order_id, seq FROM progress");
    let rows = rows.fetch_all(&shop.main).await.unwrap().into_iter();
    rows.map(|(consumer, order, seq)| ((consumer, OrderId(order)), seq)).collect()
}

async fn stock(shop: &TestShop) -> BTreeMap<VariantId, (i64, i64)> {
    let rows = sqlx::query_as::<_, (Uuid, i64, i64)>("SELECT variant_id, on_hand, held FROM stock");
    let rows = rows.fetch_all(&shop.main).await.unwrap().into_iter();
    rows.map(|(variant, on_hand, held)| (VariantId(variant), (on_hand, held))).collect()
}

async fn pages(shop: &TestShop) -> BTreeMap<OrderId, Row> {
    let rows = sqlx::query_as::<_, (Uuid, Json<Row>)>("SELECT order_id, page FROM mypage");
    let rows = rows.fetch_all(&shop.view).await.unwrap().into_iter();
    rows.map(|(order, Json(row))| (OrderId(order), row)).collect()
}

async fn snapshots(shop: &TestShop) -> BTreeMap<OrderId, Row> {
    let snapshots = shop.shop.main.snapshots();
    let mut rows = BTreeMap::new();
    for order in snapshots.orders(None, 1_000).await.unwrap() {
        rows.insert(order, snapshots.snapshot(order).await.unwrap().unwrap());
    }
    rows
}
