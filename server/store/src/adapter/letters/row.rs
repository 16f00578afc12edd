//! The rows of letters and of orders as mail knows them, read and written.

use chrono::{DateTime, Utc};
use events::OrderDetails;
use kernel::{Lang, LetterId, OrderId};
use mail::{Cancel, Content, Known, Letter, LetterState, NotedRefund};
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::{Db, Tx};
use crate::convert::{at, count, time, unreadable};

const INSERT: &str = "
    INSERT INTO letters (id, version, order_id, address, lang, kind, content, has_link, state, due_at, tries, unknowns,
                         said, queued_at, since)
    VALUES ($1, $2 + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

const UPDATE: &str = "
    UPDATE letters
    SET version = version + 1, content = $3, state = $4, due_at = $5, tries = $6, unknowns = $7, said = $8, since = $9
    WHERE id = $1 AND version = $2";

#[derive(FromRow)]
pub(super) struct KnownRow {
    order_id: Uuid,
    details: Option<Json<OrderDetails>>,
    cancel: Option<Json<Cancel>>,
    refunds: Json<Vec<NotedRefund>>,
}

impl From<KnownRow> for Known {
    fn from(row: KnownRow) -> Self {
        let KnownRow { order_id, details, cancel, refunds } = row;
        Self {
            order: OrderId(order_id),
            details: details.map(|details| details.0),
            cancel: cancel.map(|cancel| cancel.0),
            refunds: refunds.0,
        }
    }
}

/// A row as it is kept; columns are matched by name.
#[derive(FromRow)]
pub(super) struct LetterRow {
    id: Uuid,
    version: i64,
    order_id: Option<Uuid>,
    address: String,
    lang: String,
    kind: String,
    content: Option<Json<serde_json::Value>>,
    state: String,
    due_at: Option<DateTime<Utc>>,
    tries: i64,
    unknowns: i64,
    said: Option<String>,
    queued_at: DateTime<Utc>,
    since: DateTime<Utc>,
}

impl TryFrom<LetterRow> for Letter {
    type Error = sqlx::Error;

    fn try_from(row: LetterRow) -> Result<Self, sqlx::Error> {
        let state = LetterState::parse(&row.state);
        Ok(Self {
            id: LetterId(row.id),
            version: row.version,
            order: row.order_id.map(OrderId),
            to: row.address,
            lang: if row.lang == Lang::En.tag() { Lang::En } else { Lang::Ko },
            content: row.content.and_then(|content| read_content(row.id, content.0)),
            kind: row.kind,
            state: state.ok_or_else(|| unreadable(format!("letter {}", row.state)))?,
            due: row.due_at.map(time),
            tries: count(row.tries)?,
            unknowns: count(row.unknowns)?,
            said: row.said,
            queued_at: time(row.queued_at),
            since: time(row.since),
        })
    }
}

/// One letter that cannot be read keeps no other from going out.
fn read_content(id: Uuid, content: serde_json::Value) -> Option<Content> {
    serde_json::from_value(content)
        .inspect_err(|error| tracing::error!(letter = %id, %error, "a letter cannot be read"))
        .ok()
}

/// Inserts a letter.
pub(super) async fn insert(tx: &mut Tx, letter: &Letter) -> Result<(), sqlx::Error> {
    let has_link = letter.content.as_ref().is_some_and(|content| content.ends().is_some());
    let insert = sqlx::query::<Db>(INSERT)
        .bind(letter.id.uuid())
        .bind(letter.version)
        .bind(letter.order.map(OrderId::uuid))
        .bind(letter.to.as_str())
        .bind(letter.lang.tag())
        .bind(letter.kind.as_str())
        .bind(letter.content.as_ref().map(Json))
        .bind(has_link)
        .bind(letter.state.as_str())
        .bind(letter.due.map(at))
        .bind(i64::from(letter.tries))
        .bind(i64::from(letter.unknowns))
        .bind(letter.said.as_deref())
        .bind(at(letter.queued_at))
        .bind(at(letter.since));
    insert.execute(tx.conn()).await.map(drop)
}

/// `false` when the letter has moved on.
pub(super) async fn update(tx: &mut Tx, letter: &Letter) -> Result<bool, sqlx::Error> {
    let update = sqlx::query::<Db>(UPDATE)
        .bind(letter.id.uuid())
        .bind(letter.version)
        .bind(letter.content.as_ref().map(Json))
        .bind(letter.state.as_str())
        .bind(letter.due.map(at))
        .bind(i64::from(letter.tries))
        .bind(i64::from(letter.unknowns))
        .bind(letter.said.as_deref())
        .bind(at(letter.since));
    Ok(update.execute(tx.conn()).await?.rows_affected() == 1)
}
