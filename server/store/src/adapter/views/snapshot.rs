//! An order's MyPage row from Main's present state: one consistent read of order, shipment, refunds, timeline
//! and the stream's number.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::mypage::{CancelNote, Entry, OrderStage, RefundLine, Row, ShipmentStage, Snapshots};
use events::{Event, Unavailable};
use kernel::OrderId;
use order::{Order, State};
use shipping::{Shipment, ShipmentState};
use sqlx::types::Json;
use uuid::Uuid;

use super::super::{Conn, Main, orders, shipments};
use crate::convert::time;
use crate::dialect::unavailable;

/// The numbers of a stream have no gap and every event is in the timeline, so the last is the stream's.
const TIMELINE: &str = "SELECT seq, at, payload FROM timeline WHERE order_id = $1 ORDER BY seq";

const COUNT: &str = "SELECT COUNT(*) FROM orders";

const ORDERS: &str = "SELECT id FROM orders WHERE id > $1 ORDER BY id LIMIT $2";

#[derive(sqlx::FromRow)]
struct TimelineRow {
    seq: i64,
    at: DateTime<Utc>,
    payload: Json<Event>,
}

#[async_trait]
impl Snapshots for Main {
    async fn snapshot(&self, order: OrderId) -> Result<Option<Row>, Unavailable> {
        let mut moment = self.db.snapshot().await.map_err(unavailable)?;
        read(&mut moment, order).await.map_err(unavailable)
    }

    async fn orders(&self, after: Option<OrderId>, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        let orders = sqlx::query_scalar(ORDERS).bind(after.map_or(Uuid::nil(), OrderId::uuid)).bind(limit);
        let ids = orders.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(ids.into_iter().map(OrderId).collect())
    }

    async fn count(&self) -> Result<i64, Unavailable> {
        sqlx::query_scalar(COUNT).fetch_one(self.db.reads()).await.map_err(unavailable)
    }
}

async fn read(conn: &mut Conn, id: OrderId) -> Result<Option<Row>, sqlx::Error> {
    let Some(order) = orders::read(&mut *conn, id).await? else { return Ok(None) };
    let shipment = shipments::read(&mut *conn, id).await?;
    let timeline = sqlx::query_as::<_, TimelineRow>(TIMELINE).bind(id.uuid()).fetch_all(conn).await?;
    Ok(Some(row(order, shipment, timeline)))
}

fn row(order: Order, shipment: Option<Shipment>, timeline: Vec<TimelineRow>) -> Row {
    let parcel = shipment.as_ref().and_then(|shipment| shipment.parcel.clone());
    let (carrier, tracking) = parcel.map(|parcel| (parcel.carrier, parcel.tracking)).unzip();
    Row {
        order: order.id,
        owner: order.details.session,
        seq: timeline.last().map_or(0, |last| last.seq),
        stage: order_stage(order.state),
        held_until: order.held_until,
        failure: order.last_failure,
        cancel: timeline.iter().fold(None, |note, row| CancelNote::after(note, &row.payload.0)),
        shipment: shipment.map(|shipment| shipment_stage(shipment.state)),
        carrier,
        tracking,
        refunds: refunds(&timeline),
        returns: order.returns,
        timeline: timeline.into_iter().map(entry).collect(),
        details: order.details,
    }
}

const fn order_stage(state: State) -> OrderStage {
    match state {
        State::AwaitingPayment => OrderStage::AwaitingPayment,
        State::Paying(_) => OrderStage::Paying,
        State::Paid => OrderStage::Paid,
        State::CancelPending(_) => OrderStage::CancelPending,
        State::CancelRequested => OrderStage::CancelRequested,
        State::Cancelled => OrderStage::Cancelled,
        State::Expired => OrderStage::Expired,
        State::Completed => OrderStage::Completed,
    }
}

const fn shipment_stage(state: ShipmentState) -> ShipmentStage {
    match state {
        ShipmentState::Ready => ShipmentStage::Ready,
        ShipmentState::OnHold => ShipmentStage::OnHold,
        ShipmentState::Labelled => ShipmentStage::Labelled,
        ShipmentState::StopAsked => ShipmentStage::StopAsked,
        ShipmentState::Shipped => ShipmentStage::Shipped,
        ShipmentState::Delivered => ShipmentStage::Delivered,
        ShipmentState::Cancelled => ShipmentStage::Cancelled,
    }
}

/// Read from the timeline, because a refund that order has decided and payment has not heard of yet has no row
/// of its own, and because the buyer is not told of a refused one that is being tried again.
fn refunds(timeline: &[TimelineRow]) -> Vec<RefundLine> {
    let mut lines = Vec::new();
    timeline.iter().for_each(|row| RefundLine::follow(&mut lines, &row.payload.0));
    lines
}

fn entry(row: TimelineRow) -> Entry {
    Entry::of(row.seq, time(row.at), &row.payload.0)
}
