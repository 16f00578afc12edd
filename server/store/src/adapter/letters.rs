//! Letters, and what mail knows of the orders that they are about: mail's port.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{AuditEntry, Progress, Unavailable};
use kernel::{LetterId, OrderId, Time};
use mail::{Committed, Decided, Known, Letter, Letters, NotedRefund, Numbered, Standing, Turn};
use sqlx::QueryBuilder;
use sqlx::types::Json;

use super::{Db, Main, Tx, alerts, audit, of_orders, progress};
use crate::command::Halt::Undo;
use crate::command::Kept;
use crate::convert::{at, containing, in_portions, time};
use crate::dialect::unavailable;
use row::{KnownRow, LetterRow, insert, update};

mod row;

const KNOWN: &str = "SELECT order_id, details, cancel, refunds FROM mail_orders WHERE order_id = $1";

const KNOWN_OF: &str = "SELECT order_id, details, cancel, refunds FROM mail_orders WHERE order_id IN";

const KEEP: (&str, &str) = (
    "INSERT INTO mail_orders (order_id, details, cancel, refunds, heard_at) ",
    "
    ON CONFLICT (order_id) DO UPDATE
    SET details = excluded.details, cancel = excluded.cancel, refunds = excluded.refunds, heard_at = excluded.heard_at",
);

const WITHDRAW: &str = "
    UPDATE letters SET version = version + 1, state = 'withdrawn', due_at = NULL, since = $2
    WHERE order_id = $1 AND kind IN ('shipped', 'renumbered') AND state = 'waiting'";

/// What nobody can have read yet.
const UNREAD: &str = "
    SELECT * FROM letters
    WHERE order_id = $1 AND kind IN ('shipped', 'renumbered') AND state = 'waiting' AND unknowns = 0";

/// Not while an event of the letter's order is still to be heard. (They are counted letter by letter: of a join, PostgreSQL
/// would read all letters and all deliveries. And by their time alone, as the index has them: it would sort all that wait.)
const DUE: &str = "
    SELECT l.* FROM (SELECT * FROM letters WHERE due_at <= $1 ORDER BY due_at) l
    WHERE 0 = (SELECT COUNT(*) FROM deliveries d WHERE d.consumer = 'mail' AND d.order_id = l.order_id)
    ORDER BY l.due_at LIMIT $2";

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

    async fn known_of(&self, orders: &[OrderId]) -> Result<Vec<Known>, Unavailable> {
        let known: Vec<KnownRow> = of_orders(&self.db, KNOWN_OF, orders).await?;
        Ok(known.into_iter().map(Known::from).collect())
    }

    async fn consume(
        &self,
        decided: Option<Decided>,
        step: Progress,
        now: Time,
    ) -> Result<Committed, Unavailable> {
        self.consume_together(vec![(decided, step)], now).await
    }

    async fn consume_together(
        &self,
        heard: Vec<(Option<Decided>, Progress)>,
        now: Time,
    ) -> Result<Committed, Unavailable> {
        let steps: Vec<_> = heard.iter().map(|(_, step)| self.step(*step)).collect();
        // What is lost is heard again. A letter that goes out was committed before as one that is being sent.
        let consume = self.db.write_kept(Kept::Soon, move |tx| {
            Box::pin(async move {
                if !progress::advance(tx, &steps).await? {
                    return Err(Undo(Committed::AppliedBefore));
                }
                let decided: Vec<_> = heard.into_iter().filter_map(|(decided, _)| decided).collect();
                write(tx, &decided, now).await?;
                Ok(Committed::Done)
            })
        });
        consume.await
    }

    async fn post(&self, letter: Letter, entry: Option<AuditEntry>) -> Result<(), Unavailable> {
        let post = self.db.write(move |tx| {
            Box::pin(async move {
                insert(tx, &[&letter]).await?;
                Ok(audit::write(tx, entry.as_ref(), letter.queued_at).await?)
            })
        });
        post.await
    }

    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Letter>, Unavailable> {
        let due = sqlx::query_as::<_, LetterRow>(DUE).bind(at(now)).bind(limit);
        read(due.fetch_all(self.db.reads()).await)
    }

    async fn commit(&self, turns: Vec<Turn>, now: Time) -> Result<BTreeSet<LetterId>, Unavailable> {
        // On disk at once: before a letter leaves, that it does, and an answer so that it does not leave again.
        let commit = self.db.write(move |tx| {
            Box::pin(async move {
                let letters: Vec<_> = turns.iter().map(|turn| &turn.letter).collect();
                let written = update(tx, &letters).await?;
                for turn in turns.iter().filter(|turn| written.contains(&turn.letter.id)) {
                    alerts::raise(tx, turn.alert.as_slice(), now).await?;
                }
                Ok(written)
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

/// Writes what events of different orders mean.
async fn write(tx: &mut Tx, all: &[Decided], now: Time) -> Result<(), sqlx::Error> {
    keep(tx, all, now).await?;
    let mut letters = Vec::with_capacity(all.len());
    for Decided { known, letter, withdraw_shipped, renumber: number, alert } in all {
        if *withdraw_shipped {
            sqlx::query(WITHDRAW).bind(known.order.uuid()).bind(at(now)).execute(tx.conn()).await?;
        }
        let said = match number {
            Some(number) => renumber(tx, known.order, number).await?,
            None => false,
        };
        letters.extend(letter.as_ref().filter(|_| !said));
        alerts::raise(tx, alert.as_slice(), now).await?;
    }
    insert(tx, &letters).await
}

/// Writes what is known of orders.
async fn keep(tx: &mut Tx, all: &[Decided], now: Time) -> Result<(), sqlx::Error> {
    for some in in_portions(all) {
        let mut keep = QueryBuilder::<Db>::new(KEEP.0);
        keep.push_values(some, |mut values, Decided { known, .. }| {
            values
                .push_bind(known.order.uuid())
                .push_bind(known.details.as_ref().map(Json))
                .push_bind(known.cancel.as_ref().map(Json))
                .push_bind(Json(&known.refunds))
                .push_bind(at(now));
        });
        keep.push(KEEP.1).build().execute(tx.conn()).await?;
    }
    Ok(())
}

/// Writes the number into the letters about an order's parcel that nobody can have read yet. Whether there was one.
async fn renumber(tx: &mut Tx, order: OrderId, number: &Numbered) -> Result<bool, sqlx::Error> {
    let unread = sqlx::query_as::<_, LetterRow>(UNREAD).bind(order.uuid()).fetch_all(tx.conn()).await?;
    let mut said = false;
    for row in unread {
        let letter = Letter::try_from(row)?;
        if let Some(content) = letter.content.clone() {
            let letter = Letter { content: Some(content.renumbered(number)), ..letter };
            // One that has moved on meanwhile is being sent, with the number that it had.
            said |= !update(tx, &[&letter]).await?.is_empty();
        }
    }
    Ok(said)
}
