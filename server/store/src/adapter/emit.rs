//! Writing events: numbered within their order, into the outbox and the timeline, with a delivery for each
//! consumer that takes them. Always the last thing a command writes but stock.

use chrono::{DateTime, Utc};
use events::{Audience, ConsumerName, Event, VERSION};
use kernel::{EventId, OrderId, Time};
use sqlx::QueryBuilder;
use sqlx::types::Json;

use super::instances::partition;
use super::{Db, Main, Tx};
use crate::convert::{at, unreadable};
use crate::news::News;

/// The lock of this row makes the order in which an order's events commit the order of their numbers.
const ADVANCE_STREAM: &str = "
    INSERT INTO order_streams (order_id, seq) VALUES ($1, $2)
    ON CONFLICT (order_id) DO UPDATE SET seq = order_streams.seq + excluded.seq
    RETURNING seq";

const OUTBOX: &str = "INSERT INTO outbox (event_id, order_id, seq, version, name, audience, at, event) ";

const TIMELINE: &str = "INSERT INTO timeline (order_id, seq, name, at, payload) ";

const DELIVERIES: &str = "INSERT INTO deliveries (position, order_id, partition, consumer) ";

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

/// Writes the events of a commit, however many, in four statements: over a network each is a way to the server and back.
pub(super) async fn emit(tx: &mut Tx, outgoing: &Outgoing) -> Result<(), sqlx::Error> {
    let count = i64::try_from(outgoing.events.len()).unwrap_or(i64::MAX);
    if count == 0 {
        return Ok(());
    }
    let advance = sqlx::query_scalar(ADVANCE_STREAM).bind(outgoing.order.uuid()).bind(count);
    let last: i64 = advance.fetch_one(tx.conn()).await?;
    let first = last - count + 1;
    let places = write(tx, outgoing, first).await?;
    keep(tx, outgoing, first).await?;
    let mut deliveries = Vec::new();
    for (seq, position) in places {
        let nth = usize::try_from(seq - first).ok().and_then(|nth| outgoing.events.get(nth));
        let (_, event) = nth.ok_or_else(|| unreadable("an event's number"))?;
        deliveries.extend(event.taken_by().iter().map(|taker| (position, *taker)));
    }
    deliver(tx, outgoing.order, deliveries).await
}

/// Writes them into the outbox. Says each one's number and place.
async fn write(tx: &mut Tx, outgoing: &Outgoing, first: i64) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    let mut insert = QueryBuilder::<Db>::new(OUTBOX);
    insert.push_values((first..).zip(&outgoing.events), |mut row, (seq, (id, event))| {
        let audience = match event.audience() {
            Audience::Private => "private",
            Audience::Public => "public",
        };
        row.push_bind(id.uuid())
            .push_bind(outgoing.order.uuid())
            .push_bind(seq)
            .push_bind(i64::from(VERSION))
            .push_bind(event.name())
            .push_bind(audience)
            .push_bind(outgoing.at)
            .push_bind(Json(event));
    });
    insert.push(" RETURNING seq, position").build_query_as().fetch_all(tx.conn()).await
}

/// Writes them into the timeline, which stays when the outbox forgets.
async fn keep(tx: &mut Tx, outgoing: &Outgoing, first: i64) -> Result<(), sqlx::Error> {
    let mut insert = QueryBuilder::<Db>::new(TIMELINE);
    insert.push_values((first..).zip(&outgoing.events), |mut row, (seq, (_, event))| {
        row.push_bind(outgoing.order.uuid())
            .push_bind(seq)
            .push_bind(event.name())
            .push_bind(outgoing.at)
            .push_bind(Json(event));
    });
    insert.build().execute(tx.conn()).await.map(drop)
}

/// Writes the deliveries of an order's events. Whom they are for is woken after the commit.
async fn deliver(
    tx: &mut Tx,
    order: OrderId,
    deliveries: Vec<(i64, ConsumerName)>,
) -> Result<(), sqlx::Error> {
    let partition = partition(order);
    let mut news = News::default();
    for (_, taker) in &deliveries {
        news.add(*taker, u8::try_from(partition).into_iter().collect());
    }
    tx.tells(news);
    let mut insert = QueryBuilder::<Db>::new(DELIVERIES);
    insert.push_values(deliveries, |mut row, (position, taker)| {
        row.push_bind(position).push_bind(order.uuid()).push_bind(partition).push_bind(taker.as_str());
    });
    insert.build().execute(tx.conn()).await.map(drop)
}
