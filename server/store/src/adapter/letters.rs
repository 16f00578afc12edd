//! Letters, and what mail knows of the orders that they are about: mail's port.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{AuditEntry, Progress, Unavailable};
use kernel::{LetterId, OrderId, Time};
use mail::{Committed, Decided, Known, Letter, Letters, NotedRefund, Numbered, Standing, Turn};
use sqlx::types::Json;

use super::{Main, Tx, alerts, audit, progress};
use crate::command::Halt::Undo;
use crate::command::Kept;
use crate::convert::{at, containing, time};
use crate::dialect::unavailable;
use row::{KnownRow, LetterRow, insert, update};

mod row;

const KNOWN: &str = "SELECT order_id, details, cancel, refunds FROM mail_orders WHERE order_id = $1";

const KEEP: &str = "
    INSERT INTO mail_orders (order_id, details, cancel, refunds, heard_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (order_id) DO UPDATE
    SET details = excluded.details, cancel = excluded.cancel, refunds = excluded.refunds, heard_at = excluded.heard_at";

const WITHDRAW: &str = "
    UPDATE letters SET version = version + 1, state = 'withdrawn', due_at = NULL, since = $2
    WHERE order_id = $1 AND kind IN ('shipped', 'renumbered') AND state = 'waiting'";

/// What nobody can have read yet.
const UNREAD: &str = "
    SELECT * FROM letters
    WHERE order_id = $1 AND kind IN ('shipped', 'renumbered') AND state = 'waiting' AND unknowns = 0";

/// Not while an event of the letter's order is still to be heard. (An order's events are few and found by its id.)
const DUE: &str = "
    SELECT l.* FROM letters l
    WHERE l.due_at <= $1
      AND NOT EXISTS (
          SELECT 1 FROM outbox o JOIN deliveries d ON d.position = o.position
          WHERE o.order_id = l.order_id AND d.consumer = 'mail')
    ORDER BY l.due_at, l.id LIMIT $2";

const LETTER: &str = "SELECT * FROM letters WHERE id = $1";

const OF_ORDER: &str = "SELECT * FROM letters WHERE order_id = $1 ORDER BY queued_at, id";

const LATEST: &str = "SELECT * FROM letters ORDER BY queued_at DESC, id DESC LIMIT $1";

/// The pattern's own signs mean themselves.
const LATEST_OF: &str = r"
    SELECT * FROM letters WHERE lower(address) LIKE $1 ESCAPE '\' ORDER BY queued_at DESC, id DESC LIMIT $2";

const WAITING: &str = "SELECT COUNT(*), MIN(due_at) FROM letters WHERE due_at <= $1";

const FAILED: &str = "
    SELECT * FROM letters WHERE state IN ('refused', 'unsure') ORDER BY since DESC, id DESC LIMIT $1";

const FORGET_LETTERS: &str = "
    DELETE FROM letters WHERE due_at IS NULL AND since < $2 AND (since < $1 OR has_link)";

const FORGET_ORDERS: &str = "
    UPDATE mail_orders SET details = NULL, cancel = NULL, refunds = $2
    WHERE details IS NOT NULL AND heard_at < $1
      AND NOT EXISTS (
          SELECT 1 FROM letters l WHERE l.order_id = mail_orders.order_id AND l.due_at IS NOT NULL)";

#[async_trait]
impl Letters for Main {
    async fn known(&self, order: OrderId) -> Result<Option<Known>, Unavailable> {
        let known = sqlx::query_as::<_, KnownRow>(KNOWN).bind(order.uuid());
        Ok(known.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(Known::from))
    }

    async fn consume(
        &self,
        decided: Option<Decided>,
        step: Progress,
        now: Time,
    ) -> Result<Committed, Unavailable> {
        let step = self.step(step);
        // What is lost is heard again. A letter that goes out was committed before as one that is being sent.
        let consume = self.db.write_kept(Kept::Soon, move |tx| {
            Box::pin(async move {
                if !progress::advance(tx, step).await? {
                    return Err(Undo(Committed::AppliedBefore));
                }
                if let Some(decided) = decided {
                    write(tx, &decided, now).await?;
                }
                Ok(Committed::Done)
            })
        });
        consume.await
    }

    async fn post(&self, letter: Letter, entry: Option<AuditEntry>) -> Result<(), Unavailable> {
        let post = self.db.write(move |tx| {
            Box::pin(async move {
                insert(tx, &letter).await?;
                Ok(audit::write(tx, entry.as_ref(), letter.queued_at).await?)
            })
        });
        post.await
    }

    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Letter>, Unavailable> {
        let due = sqlx::query_as::<_, LetterRow>(DUE).bind(at(now)).bind(limit);
        read(due.fetch_all(self.db.reads()).await)
    }

    async fn commit(&self, turn: Turn, now: Time) -> Result<Committed, Unavailable> {
        let commit = self.db.write(move |tx| {
            Box::pin(async move {
                if !update(tx, &turn.letter).await? {
                    return Err(Undo(Committed::Lost));
                }
                let alert: Vec<_> = turn.alert.into_iter().collect();
                alerts::raise(tx, &alert, now).await?;
                Ok(Committed::Done)
            })
        });
        commit.await
    }

    async fn letter(&self, id: LetterId) -> Result<Option<Letter>, Unavailable> {
        let letter = sqlx::query_as::<_, LetterRow>(LETTER).bind(id.uuid());
        let row = letter.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        row.map(Letter::try_from).transpose().map_err(unavailable)
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Letter>, Unavailable> {
        let of_order = sqlx::query_as::<_, LetterRow>(OF_ORDER).bind(order.uuid());
        read(of_order.fetch_all(self.db.reads()).await)
    }

    async fn latest(&self, address: &str, limit: i64) -> Result<Vec<Letter>, Unavailable> {
        let rows = if address.is_empty() {
            sqlx::query_as::<_, LetterRow>(LATEST).bind(limit).fetch_all(self.db.reads()).await
        } else {
            let latest = sqlx::query_as::<_, LetterRow>(LATEST_OF).bind(containing(address)).bind(limit);
            latest.fetch_all(self.db.reads()).await
        };
        read(rows)
    }

    async fn standing(&self, now: Time, limit: i64) -> Result<Standing, Unavailable> {
        let waiting = sqlx::query_as::<_, (i64, Option<DateTime<Utc>>)>(WAITING).bind(at(now));
        let (waiting, oldest) = waiting.fetch_one(self.db.reads()).await.map_err(unavailable)?;
        let failed = sqlx::query_as::<_, LetterRow>(FAILED).bind(limit).fetch_all(self.db.reads()).await;
        Ok(Standing { waiting, oldest: oldest.map(time), failed: read(failed)? })
    }

    async fn forget(&self, before: Time, links_before: Time) -> Result<u64, Unavailable> {
        let forget = self.db.write(move |tx| {
            Box::pin(async move {
                let letters = sqlx::query(FORGET_LETTERS).bind(at(before)).bind(at(links_before));
                let forgotten = letters.execute(tx.conn()).await?.rows_affected();
                let orders =
                    sqlx::query(FORGET_ORDERS).bind(at(before)).bind(Json(Vec::<NotedRefund>::new()));
                orders.execute(tx.conn()).await?;
                Ok(forgotten)
            })
        });
        forget.await
    }
}

fn read(rows: Result<Vec<LetterRow>, sqlx::Error>) -> Result<Vec<Letter>, Unavailable> {
    let letters = rows.map_err(unavailable)?.into_iter().map(Letter::try_from);
    letters.collect::<Result<_, _>>().map_err(unavailable)
}

/// Writes what an event means.
async fn write(tx: &mut Tx, decided: &Decided, now: Time) -> Result<(), sqlx::Error> {
    let Decided { known, letter, withdraw_shipped, renumber: number, alert } = decided;
    let keep = sqlx::query(KEEP)
        .bind(known.order.uuid())
        .bind(known.details.as_ref().map(Json))
        .bind(known.cancel.as_ref().map(Json))
        .bind(Json(&known.refunds))
        .bind(at(now));
    keep.execute(tx.conn()).await?;
    if *withdraw_shipped {
        sqlx::query(WITHDRAW).bind(known.order.uuid()).bind(at(now)).execute(tx.conn()).await?;
    }
    let said = match number {
        Some(number) => renumber(tx, known.order, number).await?,
        None => false,
    };
    if let Some(letter) = letter
        && !said
    {
        insert(tx, letter).await?;
    }
    alerts::raise(tx, alert.as_slice(), now).await
}

/// Writes the number into the letters about an order's parcel that nobody can have read yet. Whether there was one.
async fn renumber(tx: &mut Tx, order: OrderId, number: &Numbered) -> Result<bool, sqlx::Error> {
    let unread = sqlx::query_as::<_, LetterRow>(UNREAD).bind(order.uuid()).fetch_all(tx.conn()).await?;
    let mut said = false;
    for row in unread {
        let letter = Letter::try_from(row)?;
        let content = letter.content.clone().map(|content| content.renumbered(number));
        // One that has moved on meanwhile is being sent, with the number that it had.
        said |= content.is_some() && update(tx, &Letter { content, ..letter }).await?;
    }
    Ok(said)
}
