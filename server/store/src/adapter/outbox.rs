//! The deliveries of the outbox: what each consumer may try now, and what is parked.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{
    Alert, AuditEntry, ConsumerName, DeadLetter, Due, Envelope, Event, Lag, Outbox, Partitions, Unavailable,
    Unreadable, VERSION,
};
use kernel::{EventId, OrderId, OrderNumber, Time};
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder, Row};
use uuid::Uuid;

use super::{Db, Main, audit, push_list};
use crate::command::Kept;
use crate::convert::{at, in_lists, time, unreadable};
use crate::dialect::unavailable;
use crate::news::News;

/// An order's deliveries are held back while an earlier one is parked or waits for its next try.
const DUE: &str = "
    SELECT d.position, d.attempts, d.order_id, o.event_id, o.seq, o.version, o.at, o.trace, o.event
    FROM deliveries d JOIN outbox o ON o.position = d.position
    WHERE d.consumer = $1 AND d.parked_at IS NULL AND (d.next_at IS NULL OR d.next_at <= $2)
      AND ($4 >> CAST(d.partition AS INTEGER)) & 1 = 1
      AND NOT EXISTS (SELECT 1 FROM consumers c WHERE c.name = $1 AND c.paused)
      AND NOT EXISTS (
          SELECT 1 FROM deliveries e
          WHERE e.consumer = $1 AND e.order_id = d.order_id AND e.position < d.position AND e.attempts > 0
            AND (e.parked_at IS NOT NULL OR e.next_at > $2))
    ORDER BY d.position LIMIT $3";

/// From the first of a list of positions to the last, and of those the listed: from the list alone, PostgreSQL, which takes
/// this table for empty, would read all that the consumer has still to do.
const DONE: [&str; 4] = [
    "DELETE FROM deliveries WHERE consumer = ",
    " AND position >= ",
    " AND position <= ",
    " AND position IN",
];

const REJECTED: &str = "
    UPDATE deliveries SET attempts = attempts + 1, next_at = $3, parked_at = $4, reason = $5
    WHERE consumer = $1 AND position = $2";

const PAUSE: &str = "UPDATE consumers SET paused = $2 WHERE name = $1";

const LAGS: &str = "
    SELECT c.name, c.paused, COUNT(d.position) AS waiting, MIN(o.at) AS oldest
    FROM consumers c
    LEFT JOIN deliveries d ON d.consumer = c.name
    LEFT JOIN outbox o ON o.position = d.position
    GROUP BY c.name, c.paused";

const DEAD_LETTERS: &str = "
    SELECT d.position, d.consumer, d.order_id, d.reason, d.attempts, d.parked_at, o.event_id, o.name, r.number
    FROM deliveries d
    JOIN outbox o ON o.position = d.position
    LEFT JOIN orders r ON r.id = d.order_id
    WHERE d.attempts > 0 AND d.parked_at IS NOT NULL
    ORDER BY d.parked_at, d.position, d.consumer";

const REPLAY: &str = "
    UPDATE deliveries SET attempts = 0, next_at = NULL, parked_at = NULL, reason = NULL
    WHERE consumer = $1 AND position = $2 AND parked_at IS NOT NULL";

const ALERTS: &str = "SELECT order_id, at, text FROM alerts ORDER BY id DESC LIMIT $1";

#[derive(FromRow)]
struct LagRow {
    name: String,
    paused: bool,
    waiting: i64,
    oldest: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct DeadLetterRow {
    position: i64,
    consumer: String,
    order_id: Uuid,
    reason: Option<String>,
    attempts: i64,
    parked_at: DateTime<Utc>,
    event_id: Uuid,
    name: String,
    number: Option<String>,
}

#[async_trait]
impl Outbox for Main {
    async fn due(
        &self,
        consumer: ConsumerName,
        of: Partitions,
        now: Time,
        limit: i64,
    ) -> Result<Vec<Due>, Unavailable> {
        let due = sqlx::query(DUE).bind(consumer.as_str()).bind(at(now)).bind(limit).bind(of.bits());
        let rows = due.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.iter().map(read_due).collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn done(&self, consumer: ConsumerName, positions: &[i64]) -> Result<(), Unavailable> {
        let mut positions = positions.to_vec();
        positions.sort_unstable();
        // One that is lost is delivered again, and its consumer's progress says that it was applied.
        let done = self.db.write_kept(Kept::Soon, move |tx| {
            Box::pin(async move {
                for some in in_lists(&positions) {
                    let [of, from, to, listed] = DONE;
                    let mut done = QueryBuilder::<Db>::new(of);
                    done.push_bind(consumer.as_str());
                    done.push(from).push_bind(some.first().copied()).push(to).push_bind(some.last().copied());
                    push_list(done.push(listed), some).build().execute(tx.conn()).await?;
                }
                Ok(())
            })
        });
        done.await
    }

    async fn rejected(
        &self,
        consumer: ConsumerName,
        position: i64,
        reason: &str,
        next: Option<Time>,
        now: Time,
    ) -> Result<(), Unavailable> {
        let (reason, parked) = (reason.to_owned(), next.is_none().then_some(now));
        let rejected = self.db.write(move |tx| {
            Box::pin(async move {
                let rejected = sqlx::query(REJECTED).bind(consumer.as_str()).bind(position);
                let rejected = rejected.bind(next.map(at)).bind(parked.map(at)).bind(reason);
                rejected.execute(tx.conn()).await?;
                Ok(())
            })
        });
        rejected.await
    }

    async fn pause(&self, consumer: ConsumerName, paused: bool) -> Result<(), Unavailable> {
        self.set_paused(consumer, paused, None).await
    }

    async fn pause_audited(
        &self,
        consumer: ConsumerName,
        paused: bool,
        entry: AuditEntry,
        now: Time,
    ) -> Result<(), Unavailable> {
        self.set_paused(consumer, paused, Some((entry, now))).await
    }

    async fn lags(&self) -> Result<Vec<Lag>, Unavailable> {
        let rows = sqlx::query_as::<_, LagRow>(LAGS).fetch_all(self.db.reads()).await.map_err(unavailable)?;
        let lags = rows.into_iter().map(|row| {
            let LagRow { name, paused, waiting, oldest } = row;
            Ok(Lag { consumer: read_consumer(&name)?, paused, waiting, oldest: oldest.map(time) })
        });
        let mut lags: Vec<Lag> = lags.collect::<Result<_, _>>().map_err(unavailable)?;
        lags.sort_by_key(|lag| lag.consumer);
        Ok(lags)
    }

    async fn dead_letters(&self) -> Result<Vec<DeadLetter>, Unavailable> {
        let rows = sqlx::query_as::<_, DeadLetterRow>(DEAD_LETTERS).fetch_all(self.db.reads()).await;
        let letters = rows.map_err(unavailable)?.into_iter().map(|row| {
            Ok(DeadLetter {
                position: row.position,
                consumer: read_consumer(&row.consumer)?,
                event: EventId(row.event_id),
                name: row.name,
                order: OrderId(row.order_id),
                number: row.number.and_then(|number| OrderNumber::parse(&number).ok()),
                reason: row.reason.unwrap_or_default(),
                attempts: row.attempts,
                parked_at: time(row.parked_at),
            })
        });
        letters.collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn forget(&self, before: Time, now: Time) -> Result<usize, Unavailable> {
        self.db.forget_events(before, now).await
    }

    async fn alerts(&self, limit: i64) -> Result<Vec<(Time, Alert)>, Unavailable> {
        let alerts = sqlx::query_as::<_, (Uuid, DateTime<Utc>, String)>(ALERTS).bind(limit);
        let rows = alerts.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        let alert = |(order, at, text)| (time(at), Alert { order: OrderId(order), text });
        Ok(rows.into_iter().map(alert).collect())
    }

    async fn replay(&self, consumer: ConsumerName, position: i64) -> Result<bool, Unavailable> {
        self.take_up(consumer, position, None).await
    }

    async fn replay_audited(
        &self,
        consumer: ConsumerName,
        position: i64,
        entry: AuditEntry,
        now: Time,
    ) -> Result<bool, Unavailable> {
        self.take_up(consumer, position, Some((entry, now))).await
    }
}

/// An entry of the audit and its moment, when a person asks.
type Audited = Option<(AuditEntry, Time)>;

impl Main {
    async fn set_paused(
        &self,
        consumer: ConsumerName,
        paused: bool,
        audited: Audited,
    ) -> Result<(), Unavailable> {
        let pause = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(PAUSE).bind(consumer.as_str()).bind(paused).execute(tx.conn()).await?;
                if let Some((entry, now)) = audited {
                    audit::write(tx, Some(&entry), now).await?;
                }
                tx.tells(News::ALL);
                Ok(())
            })
        });
        pause.await
    }

    async fn take_up(
        &self,
        consumer: ConsumerName,
        position: i64,
        audited: Audited,
    ) -> Result<bool, Unavailable> {
        let replay = self.db.write(move |tx| {
            Box::pin(async move {
                let replay = sqlx::query(REPLAY).bind(consumer.as_str()).bind(position);
                if replay.execute(tx.conn()).await?.rows_affected() == 0 {
                    return Ok(false);
                }
                if let Some((entry, now)) = audited {
                    audit::write(tx, Some(&entry), now).await?;
                }
                tx.tells(News::ALL);
                Ok(true)
            })
        });
        replay.await
    }
}

fn read_due(row: &<Db as sqlx::Database>::Row) -> Result<Due, sqlx::Error> {
    let order = OrderId(row.try_get("order_id")?);
    Ok(Due {
        position: row.try_get("position")?,
        attempts: row.try_get("attempts")?,
        envelope: match row.try_get("version")? {
            version if version > i64::from(VERSION) => Err(Unreadable::Newer(version)),
            _ => read_envelope(row, order).map_err(|error| Unreadable::Broken(error.to_string())),
        },
        order,
    })
}

/// Reads the event itself. What cannot be read is the relay's to park, and no failure of the database.
fn read_envelope(row: &<Db as sqlx::Database>::Row, order: OrderId) -> Result<Envelope, sqlx::Error> {
    let Json(event) = row.try_get::<Json<Event>, _>("event")?;
    Ok(Envelope {
        id: EventId(row.try_get("event_id")?),
        order,
        seq: row.try_get("seq")?,
        version: i32::try_from(row.try_get::<i64, _>("version")?)
            .map_err(|_| unreadable("an event's version"))?,
        at: time(row.try_get("at")?),
        trace: row.try_get("trace")?,
        event,
    })
}

fn read_consumer(name: &str) -> Result<ConsumerName, sqlx::Error> {
    name.parse().map_err(|_| unreadable(format!("consumer {name}")))
}
