//! The outbox's days: a partition for each, which is dropped whole when all in it is done and old.

use std::collections::BTreeSet;

use events::Unavailable;
use kernel::Time;
use kernel::time::days;
use sqlx::AssertSqlSafe;

use super::{Connections, Tx};
use crate::dialect::unavailable;

/// A place in the outbox counts the days since 1970 above so many bits.
const BITS: u32 = 32;
/// What was written before there were days.
const BEFORE: &str = "outbox_before";
/// A day's partition is named so, and its number.
const DAY: &str = "outbox_day_";

/// The first day of which there can be a partition (migration 29).
const FIRST_DAY: i64 = 20_454;

/// Lets one instance at a time see to the days.
const TURN: i64 = 0x6f75_7462_6f78;

const PARTITIONS: &str = "
    SELECT c.relname::TEXT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'outbox'::REGCLASS ORDER BY c.relname";

/// Another instance may have dropped it meanwhile.
const STANDS: &str = "
    SELECT COUNT(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'outbox'::REGCLASS AND c.relname = $1";

/// Never back: another instance may have moved it already, and places have been given since.
const MOVE_ON: &str = "SELECT setval('outbox_position', $1) FROM outbox_position WHERE last_value < $1";

const UNDONE: &str = "SELECT COUNT(*) FROM deliveries WHERE position >= $1 AND position < $2";

const NEWEST_BEFORE: &str = "SELECT COUNT(*) FROM outbox_before WHERE at >= $1";

impl Connections {
    /// Begins today's partition, unless somebody did, and drops the days before `before` in which everything is done.
    /// Says how many partitions it dropped.
    pub(crate) async fn forget_events(&self, before: Time, now: Time) -> Result<usize, Unavailable> {
        let today = day(now);
        // The partition is there before a place in it is given away: the sequence does not wait for a commit.
        let begun = self.write(move |tx| {
            Box::pin(async move {
                tx.take_turns(TURN).await?;
                Ok(begin(tx, today).await?)
            })
        });
        begun.await?;
        let moved = self.write(move |tx| {
            Box::pin(async move {
                tx.take_turns(TURN).await?;
                sqlx::query(MOVE_ON).bind(first(today)).execute(tx.conn()).await?;
                Ok(())
            })
        });
        moved.await?;
        let mut dropped = 0;
        for partition in self.partitions().await? {
            dropped += usize::from(self.drop_if_over(partition, before).await?);
        }
        Ok(dropped)
    }

    async fn partitions(&self) -> Result<Vec<String>, Unavailable> {
        sqlx::query_scalar(PARTITIONS).fetch_all(self.reads()).await.map_err(unavailable)
    }

    /// A transaction for each: dropping one locks the outbox, and must not wait for the next.
    async fn drop_if_over(&self, partition: String, before: Time) -> Result<bool, Unavailable> {
        let over = self.write(move |tx| {
            Box::pin(async move {
                tx.take_turns(TURN).await?;
                let stands: i64 = sqlx::query_scalar(STANDS).bind(&partition).fetch_one(tx.conn()).await?;
                let over = stands == 1 && is_over(tx, &partition, before).await?;
                if over {
                    let drop = format!("DROP TABLE {partition}");
                    sqlx::query(AssertSqlSafe(drop)).execute(tx.conn()).await?;
                }
                Ok(over)
            })
        });
        over.await
    }
}

impl Tx {
    /// Begins the partitions of events that were given their places elsewhere.
    pub(crate) async fn make_room(&mut self, places: &[i64]) -> Result<(), sqlx::Error> {
        let days: BTreeSet<i64> = places.iter().map(|place| place >> BITS).collect();
        if days.range(..FIRST_DAY).next().is_some() {
            // Gone where a program has kept the outbox before.
            partition(self, BEFORE, "MINVALUE", FIRST_DAY).await?;
        }
        for day in days.range(FIRST_DAY..) {
            begin(self, *day).await?;
        }
        Ok(())
    }
}

/// The days since 1970, in UTC.
fn day(at: Time) -> i64 {
    at.micros().div_euclid(days(1).micros())
}

/// The first place of a day.
const fn first(day: i64) -> i64 {
    day << BITS
}

async fn begin(tx: &mut Tx, day: i64) -> Result<(), sqlx::Error> {
    partition(tx, &format!("{DAY}{day}"), &first(day).to_string(), day + 1).await
}

/// A partition from a place on until a day, unless it is there.
async fn partition(tx: &mut Tx, name: &str, from: &str, until: i64) -> Result<(), sqlx::Error> {
    let to = first(until);
    let partition =
        format!("CREATE TABLE IF NOT EXISTS {name} PARTITION OF outbox FOR VALUES FROM ({from}) TO ({to})");
    sqlx::query(AssertSqlSafe(partition)).execute(tx.conn()).await.map(drop)
}

/// Whether a partition is whole before that moment, and everything in it done.
async fn is_over(tx: &mut Tx, partition: &str, before: Time) -> Result<bool, sqlx::Error> {
    let (from, to) = if partition == BEFORE {
        let newer: i64 =
            sqlx::query_scalar(NEWEST_BEFORE).bind(crate::convert::at(before)).fetch_one(tx.conn()).await?;
        if newer > 0 {
            return Ok(false);
        }
        (i64::MIN, first(FIRST_DAY))
    } else {
        // One that is named otherwise is not ours.
        let Some(day_of) = partition.strip_prefix(DAY).and_then(|day| day.parse().ok()) else {
            return Ok(false);
        };
        if day_of >= day(before) {
            return Ok(false);
        }
        (first(day_of), first(day_of + 1))
    };
    let undone: i64 = sqlx::query_scalar(UNDONE).bind(from).bind(to).fetch_one(tx.conn()).await?;
    Ok(undone == 0)
}
