//! Writing events: numbered within their order, into the outbox and the timeline, with a delivery for each
//! consumer that takes them. Always the last thing a command writes but stock.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use events::{Audience, ConsumerName, Event, VERSION};
use kernel::{EventId, OrderId, Time};
use sqlx::QueryBuilder;
use sqlx::types::Json;
use uuid::Uuid;

use super::instances::partition;
use super::{Db, Main, Tx};
use crate::convert::{at, in_portions, unreadable};
use crate::news::News;

/// What stands before orders and how many events each has more, and after them. The lock of an order's row makes the order
/// in which its events commit the order of their numbers.
const ADVANCE_STREAMS: (&str, &str) = (
    "INSERT INTO order_streams (order_id, seq) ",
    "
    ON CONFLICT (order_id) DO UPDATE SET seq = order_streams.seq + excluded.seq
    RETURNING order_id, seq",
);

const OUTBOX: (&str, &str) = (
    "INSERT INTO outbox (event_id, order_id, seq, version, name, audience, at, event) ",
    " RETURNING order_id, seq, position",
);

const TIMELINE: &str = "INSERT INTO timeline (order_id, seq, name, at, payload) ";

const DELIVERIES: &str = "INSERT INTO deliveries (position, order_id, partition, consumer) ";

/// The events of one order in a commit, on their way.
#[derive(Debug)]
pub(super) struct Outgoing {
    order: OrderId,
    at: DateTime<Utc>,
    events: Vec<(EventId, Event)>,
}

/// One of them, with its number.
struct Numbered<'e> {
    order: OrderId,
    seq: i64,
    at: DateTime<Utc>,
    id: EventId,
    event: &'e Event,
}

impl Main {
    /// Gives events their ids.
    pub(super) fn outgoing(&self, order: OrderId, now: Time, events: &[Event]) -> Outgoing {
        let events = events.iter().map(|event| (EventId(self.ids.uuid()), event.clone())).collect();
        Outgoing { order, at: at(now), events }
    }
}

/// Writes the events of a commit, however many, of different orders, in four statements: over a network each is a way to the
/// server and back. The orders' numbers stay locked until the commit: of several the caller MUST have them in the order of
/// their ids, so that who else writes some of them waits, and neither for ever.
pub(super) async fn emit(tx: &mut Tx, outgoing: &[Outgoing]) -> Result<(), sqlx::Error> {
    let events = number(tx, outgoing).await?;
    let places = write(tx, &events).await?;
    keep(tx, &events).await?;
    let mut deliveries = Vec::new();
    for event in events {
        let position = places.get(&(event.order.uuid(), event.seq));
        let position = position.ok_or_else(|| unreadable("an event's number"))?;
        deliveries.extend(event.event.taken_by().iter().map(|taker| (*position, event.order, *taker)));
    }
    deliver(tx, &deliveries).await
}

/// Gives the events of each order their numbers.
async fn number<'e>(tx: &mut Tx, outgoing: &'e [Outgoing]) -> Result<Vec<Numbered<'e>>, sqlx::Error> {
    let streams: Vec<_> = outgoing.iter().filter(|stream| !stream.events.is_empty()).collect();
    let length = |stream: &Outgoing| i64::try_from(stream.events.len()).unwrap_or(i64::MAX);
    let mut lasts: HashMap<Uuid, i64> = HashMap::with_capacity(streams.len());
    for some in in_portions(&streams) {
        let mut advance = QueryBuilder::<Db>::new(ADVANCE_STREAMS.0);
        advance.push_values(some, |mut values, stream| {
            values.push_bind(stream.order.uuid()).push_bind(length(stream));
        });
        let advanced: Vec<(Uuid, i64)> =
            advance.push(ADVANCE_STREAMS.1).build_query_as().fetch_all(tx.conn()).await?;
        lasts.extend(advanced);
    }
    let mut all = Vec::new();
    for stream in streams {
        let Outgoing { order, at, events } = stream;
        let last = lasts.get(&order.uuid()).ok_or_else(|| unreadable("an order's last number"))?;
        let numbers = (last - length(stream) + 1)..;
        for (seq, (id, event)) in numbers.zip(events) {
            all.push(Numbered { order: *order, seq, at: *at, id: *id, event });
        }
    }
    Ok(all)
}

/// Writes them into the outbox. Says the place of each order's number.
async fn write(tx: &mut Tx, events: &[Numbered<'_>]) -> Result<HashMap<(Uuid, i64), i64>, sqlx::Error> {
    let mut places = HashMap::with_capacity(events.len());
    for some in in_portions(events) {
        let mut insert = QueryBuilder::<Db>::new(OUTBOX.0);
        insert.push_values(some, |mut values, Numbered { order, seq, at, id, event }| {
            let audience = match event.audience() {
                Audience::Private => "private",
                Audience::Public => "public",
            };
            values
                .push_bind(id.uuid())
                .push_bind(order.uuid())
                .push_bind(*seq)
                .push_bind(i64::from(VERSION))
                .push_bind(event.name())
                .push_bind(audience)
                .push_bind(*at)
                .push_bind(Json(*event));
        });
        let written: Vec<(Uuid, i64, i64)> =
            insert.push(OUTBOX.1).build_query_as().fetch_all(tx.conn()).await?;
        places.extend(written.into_iter().map(|(order, seq, position)| ((order, seq), position)));
    }
    Ok(places)
}

/// Writes them into the timeline, which stays when the outbox forgets.
async fn keep(tx: &mut Tx, events: &[Numbered<'_>]) -> Result<(), sqlx::Error> {
    for some in in_portions(events) {
        let mut insert = QueryBuilder::<Db>::new(TIMELINE);
        insert.push_values(some, |mut values, Numbered { order, seq, at, event, .. }| {
            values
                .push_bind(order.uuid())
                .push_bind(*seq)
                .push_bind(event.name())
                .push_bind(*at)
                .push_bind(Json(*event));
        });
        insert.build().execute(tx.conn()).await?;
    }
    Ok(())
}

/// Writes the deliveries of events. Whom they are for is woken after the commit.
async fn deliver(tx: &mut Tx, deliveries: &[(i64, OrderId, ConsumerName)]) -> Result<(), sqlx::Error> {
    let mut news = News::default();
    for (_, order, taker) in deliveries {
        news.add(*taker, u8::try_from(partition(*order)).into_iter().collect());
    }
    if !deliveries.is_empty() {
        tx.tells(news);
    }
    for some in in_portions(deliveries) {
        let mut insert = QueryBuilder::<Db>::new(DELIVERIES);
        insert.push_values(some, |mut values, (position, order, taker)| {
            values
                .push_bind(*position)
                .push_bind(order.uuid())
                .push_bind(partition(*order))
                .push_bind(taker.as_str());
        });
        insert.build().execute(tx.conn()).await?;
    }
    Ok(())
}
