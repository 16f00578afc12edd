//! The audit: who did what at the desk, written with what it says.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{Action, Actor, AuditEntry, AuditLog, AuditQuery, Audited, Unavailable, Who};
use kernel::{OrderId, OrderNumber, Time};
use uuid::Uuid;

use super::{Main, Tx};
use crate::convert::{at, time, unreadable};
use crate::dialect::unavailable;

const INSERT: &str = "
    INSERT INTO audit (at, who, action, order_id, subject, text) VALUES ($1, $2, $3, $4, $5, $6)";

const OF_ORDER: &str = "
    SELECT a.*, o.number FROM audit a LEFT JOIN orders o ON o.id = a.order_id
    WHERE a.order_id = $1 ORDER BY a.id DESC LIMIT $2";

/// A filter that is not given is empty. An actor's text has nothing in it that LIKE reads otherwise.
const PAGE: &str = "
    SELECT a.*, o.number FROM audit a LEFT JOIN orders o ON o.id = a.order_id
    WHERE a.id < $1 AND ($2 = '' OR a.who LIKE $2) AND ($3 = '' OR a.action = $3) AND ($4 = '' OR o.number = $4)
    ORDER BY a.id DESC LIMIT $5";

const ACTORS: &str = "SELECT who, MAX(at) AS last FROM audit GROUP BY who ORDER BY last DESC, who";

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: i64,
    at: DateTime<Utc>,
    who: String,
    action: String,
    order_id: Option<Uuid>,
    subject: String,
    text: String,
    number: Option<String>,
}

impl TryFrom<EntryRow> for Audited {
    type Error = sqlx::Error;

    fn try_from(row: EntryRow) -> Result<Self, sqlx::Error> {
        let action = Action::parse(&row.action);
        let entry = AuditEntry {
            who: actor(&row.who)?,
            action: action.ok_or_else(|| unreadable(format!("action {}", row.action)))?,
            order: row.order_id.map(OrderId),
            subject: row.subject,
            text: row.text,
        };
        let number = row.number.and_then(|number| OrderNumber::parse(&number).ok());
        Ok(Self { id: row.id, at: time(row.at), entry, number })
    }
}

#[async_trait]
impl AuditLog for Main {
    async fn of_order(&self, order: OrderId, limit: i64) -> Result<Vec<Audited>, Unavailable> {
        let of_order = sqlx::query_as::<_, EntryRow>(OF_ORDER).bind(order.uuid()).bind(limit);
        read(of_order.fetch_all(self.db.reads()).await)
    }

    async fn page(&self, query: AuditQuery) -> Result<Vec<Audited>, Unavailable> {
        let AuditQuery { who, action, order, before, limit } = query;
        let page = sqlx::query_as::<_, EntryRow>(PAGE)
            .bind(before.unwrap_or(i64::MAX))
            .bind(who.map(like).unwrap_or_default())
            .bind(action.map(Action::as_str).unwrap_or_default())
            .bind(order.as_ref().map(OrderNumber::as_str).unwrap_or_default())
            .bind(limit);
        read(page.fetch_all(self.db.reads()).await)
    }

    async fn actors(&self) -> Result<Vec<(Actor, Time)>, Unavailable> {
        let actors = sqlx::query_as::<_, (String, DateTime<Utc>)>(ACTORS);
        let rows = actors.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        let actors = rows.into_iter().map(|(who, last)| Ok((actor(&who)?, time(last))));
        actors.collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn record(&self, entry: AuditEntry, now: Time) -> Result<(), Unavailable> {
        let record = self.db.write(move |tx| {
            Box::pin(async move {
                write(tx, Some(&entry), now).await?;
                Ok(())
            })
        });
        record.await
    }
}

/// The actors that somebody is.
fn like(who: Who) -> String {
    match who {
        Who::Owner => "seller:%".to_owned(),
        Who::Staff(id) => Actor::Staff(id).text(),
    }
}

fn actor(who: &str) -> Result<Actor, sqlx::Error> {
    Actor::parse(who).ok_or_else(|| unreadable(format!("actor {who}")))
}

fn read(rows: Result<Vec<EntryRow>, sqlx::Error>) -> Result<Vec<Audited>, Unavailable> {
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
