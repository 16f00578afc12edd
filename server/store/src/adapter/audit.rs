//! The audit: who did what at the desk, written with what it says.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{Action, Actor, AuditEntry, AuditLog, Unavailable};
use kernel::{OrderId, Time};
use uuid::Uuid;

use super::{Main, Tx};
use crate::convert::{at, time, unreadable};
use crate::dialect::unavailable;

const INSERT: &str = "
    INSERT INTO audit (at, who, action, order_id, subject, text) VALUES ($1, $2, $3, $4, $5, $6)";

const OF_ORDER: &str = "
    SELECT at, who, action, order_id, subject, text FROM audit WHERE order_id = $1 ORDER BY id DESC LIMIT $2";

const LATEST: &str = "
    SELECT at, who, action, order_id, subject, text FROM audit ORDER BY id DESC LIMIT $1";

#[derive(sqlx::FromRow)]
struct EntryRow {
    at: DateTime<Utc>,
    who: String,
    action: String,
    order_id: Option<Uuid>,
    subject: String,
    text: String,
}

impl TryFrom<EntryRow> for (Time, AuditEntry) {
    type Error = sqlx::Error;

    fn try_from(row: EntryRow) -> Result<Self, sqlx::Error> {
        let (who, action) = (Actor::parse(&row.who), Action::parse(&row.action));
        let entry = AuditEntry {
            who: who.ok_or_else(|| unreadable(format!("actor {}", row.who)))?,
            action: action.ok_or_else(|| unreadable(format!("action {}", row.action)))?,
            order: row.order_id.map(OrderId),
            subject: row.subject,
            text: row.text,
        };
        Ok((time(row.at), entry))
    }
}

#[async_trait]
impl AuditLog for Main {
    async fn of_order(&self, order: OrderId, limit: i64) -> Result<Vec<(Time, AuditEntry)>, Unavailable> {
        let of_order = sqlx::query_as::<_, EntryRow>(OF_ORDER).bind(order.uuid()).bind(limit);
        read(of_order.fetch_all(self.db.reads()).await)
    }

    async fn latest(&self, limit: i64) -> Result<Vec<(Time, AuditEntry)>, Unavailable> {
        let latest = sqlx::query_as::<_, EntryRow>(LATEST).bind(limit);
        read(latest.fetch_all(self.db.reads()).await)
    }
}

fn read(rows: Result<Vec<EntryRow>, sqlx::Error>) -> Result<Vec<(Time, AuditEntry)>, Unavailable> {
    let rows = rows.map_err(unavailable)?;
    rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>().map_err(unavailable)
}

/// Writes the entry of a commit, if a person asked for it.
pub(super) async fn write(tx: &mut Tx, entry: Option<&AuditEntry>, now: Time) -> Result<(), sqlx::Error> {
    let Some(entry) = entry else { return Ok(()) };
    let insert = sqlx::query(INSERT)
        .bind(at(now))
        .bind(entry.who.text())
        .bind(entry.action.as_str())
        .bind(entry.order.map(OrderId::uuid))
        .bind(entry.subject.clone())
        .bind(entry.text.clone());
    insert.execute(tx.conn()).await.map(drop)
}
