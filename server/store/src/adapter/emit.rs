//! Writing events: numbered within their order, into the outbox and the timeline, with a delivery for each
//! consumer that takes them. Always the last thing a command writes but stock.

use chrono::{DateTime, Utc};
use events::{Audience, ConsumerName, Event, VERSION};
use kernel::{EventId, OrderId, Time};
use sqlx::types::Json;

use super::instances::partition;
use super::{Main, Tx};
use crate::convert::at;

/// The lock of this row makes the order in which an order's events commit the order of their numbers.
const ADVANCE_STREAM: &str = "
    INSERT INTO order_streams (order_id, seq) VALUES ($1, $2)
    ON CONFLICT (order_id) DO UPDATE SET seq = order_streams.seq + excluded.seq
    RETURNING seq";

const OUTBOX: &str = "
    INSERT INTO outbox (event_id, order_id, seq, version, name, audience, at, trace, event)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING position";

const TIMELINE: &str = "
    INSERT INTO timeline (order_id, seq, name, at, payload)
    SELECT order_id, seq, name, at, event FROM outbox WHERE position = $1";

/// Two at a time, because most events have one or two takers; one alone is named twice.
const DELIVERIES: &str = "
    INSERT INTO deliveries (position, order_id, partition, consumer) VALUES ($1, $2, $3, $4), ($1, $2, $3, $5)
    ON CONFLICT (consumer, position) DO NOTHING";

/// The events of one commit, on their way.
#[derive(Debug)]
pub(super) struct Outgoing {
    order: OrderId,
    at: DateTime<Utc>,
    events: Vec<(EventId, Event)>,
}

impl Main {
    /// Gives events their ids.
    pub(super) fn outgoing(&self, order: OrderId, now: Time, events: &[Event]) -> Outgoing {
        let events = events.iter().map(|event| (EventId(self.ids.uuid()), event.clone())).collect();
        Outgoing { order, at: at(now), events }
    }
}

/// Writes the events of a commit.
pub(super) async fn emit(tx: &mut Tx, outgoing: &Outgoing) -> Result<(), sqlx::Error> {
    let count = i64::try_from(outgoing.events.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(());
    }
    tx.emitted();
    let advance = sqlx::query_scalar(ADVANCE_STREAM).bind(outgoing.order.uuid()).bind(count);
    let last: i64 = advance.fetch_one(tx.conn()).await?;
    for (seq, (id, event)) in (last - count + 1..).zip(&outgoing.events) {
        let position = write(tx, outgoing, seq, *id, event).await?;
        sqlx::query(TIMELINE).bind(position).execute(tx.conn()).await?;
        for takers in event.taken_by().chunks(2) {
            deliver(tx, position, outgoing.order, takers).await?;
        }
    }
    Ok(())
}

async fn write(
    tx: &mut Tx,
    outgoing: &Outgoing,
    seq: i64,
    id: EventId,
    event: &Event,
) -> Result<i64, sqlx::Error> {
    let audience = match event.audience() {
        Audience::Private => "private",
        Audience::Public => "public",
    };
    sqlx::query_scalar(OUTBOX)
        .bind(id.uuid())
        .bind(outgoing.order.uuid())
        .bind(seq)
        .bind(i64::from(VERSION))
        .bind(event.name())
        .bind(audience)
        .bind(outgoing.at)
        .bind(None::<String>)
        .bind(Json(event))
        .fetch_one(tx.conn())
        .await
}

async fn deliver(
    tx: &mut Tx,
    position: i64,
    order: OrderId,
    takers: &[ConsumerName],
) -> Result<(), sqlx::Error> {
    let (Some(first), Some(last)) = (takers.first(), takers.last()) else { return Ok(()) };
    sqlx::query(DELIVERIES)
        .bind(position)
        .bind(order.uuid())
        .bind(partition(order))
        .bind(first.as_str())
        .bind(last.as_str())
        .execute(tx.conn())
        .await
        .map(drop)
}
