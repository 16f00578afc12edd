//! The shop's notes on orders.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use desk::{Kept, Note, Notes};
use events::{Actor, AuditEntry, Unavailable};
use kernel::{OrderId, Time};

use super::{Main, audit};
use crate::convert::{at, time, unreadable};
use crate::dialect::unavailable;

const INSERT: &str = "INSERT INTO order_notes (order_id, at, who, text) VALUES ($1, $2, $3, $4)";

const OF_ORDER: &str = "SELECT at, who, text FROM order_notes WHERE order_id = $1 ORDER BY id DESC LIMIT $2";

#[async_trait]
impl Notes for Main {
    async fn keep(&self, note: Note, entry: AuditEntry, now: Time) -> Result<(), Unavailable> {
        let keep = self.db.write(move |tx| {
            Box::pin(async move {
                let insert = sqlx::query(INSERT).bind(note.order.uuid()).bind(at(now));
                let insert = insert.bind(note.who.text()).bind(&note.text);
                insert.execute(tx.conn()).await?;
                audit::write(tx, Some(&entry), now).await?;
                Ok(())
            })
        });
        keep.await
    }

    async fn of_order(&self, order: OrderId, limit: i64) -> Result<Vec<Kept>, Unavailable> {
        let notes = sqlx::query_as::<_, (DateTime<Utc>, String, String)>(OF_ORDER);
        let rows = notes.bind(order.uuid()).bind(limit).fetch_all(self.db.reads()).await;
        let kept = rows.map_err(unavailable)?.into_iter().map(|(at, who, text)| {
            let actor = Actor::parse(&who).ok_or_else(|| unreadable(format!("actor {who}")))?;
            Ok(Kept { at: time(at), note: Note { order, who: actor, text } })
        });
        kept.collect::<Result<_, _>>().map_err(unavailable)
    }
}
