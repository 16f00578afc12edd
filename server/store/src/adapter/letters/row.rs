//! The rows of letters and of orders as mail knows them, read and written.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use events::OrderDetails;
use kernel::{Lang, LetterId, OrderId};
use mail::{Cancel, Content, Known, Letter, LetterState, NotedRefund};
use sqlx::types::Json;
use sqlx::{FromRow, QueryBuilder};
use uuid::Uuid;

use super::super::{Db, Tx};
use crate::convert::{at, count, in_portions, time, unreadable};

const INSERT: &str = "
    INSERT INTO letters (id, version, order_id, address, lang, kind, content, has_link, state, due_at, tries, unknowns,
                         said, queued_at, since) ";

/// What stands before letters (id, version, and what may change of them), and after them. Only a secret link is taken away:
/// what else is missing is what this program cannot read, and stays for one that can.
const UPDATE: (&str, &str) = (
    "
    UPDATE letters
    SET version = version + 1, content = COALESCE(column3, CASE WHEN has_link THEN NULL ELSE content END),
        state = column4, due_at = column5, tries = column6, unknowns = column7, said = column8, since = column9
    FROM (",
    ") AS turns WHERE id = column1 AND version = column2 RETURNING id",
);

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

/// Inserts letters.
pub(super) async fn insert(tx: &mut Tx, letters: &[&Letter]) -> Result<(), sqlx::Error> {
    for some in in_portions(letters) {
        let mut insert = QueryBuilder::<Db>::new(INSERT);
        insert.push_values(some, |mut values, letter| {
            let has_link = letter.content.as_ref().is_some_and(|content| content.ends().is_some());
            values
                .push_bind(letter.id.uuid())
                .push_bind(letter.version + 1)
                .push_bind(letter.order.map(OrderId::uuid))
                .push_bind(letter.to.as_str())
                .push_bind(letter.lang.tag())
                .push_bind(letter.kind.as_str())
                .push_bind(letter.content.as_ref().map(Json))
                .push_bind(has_link)
                .push_bind(letter.state.as_str())
                .push_bind(letter.due.map(at))
                .push_bind(i64::from(letter.tries))
                .push_bind(i64::from(letter.unknowns))
                .push_bind(letter.said.as_deref())
                .push_bind(at(letter.queued_at))
                .push_bind(at(letter.since));
        });
        insert.build().execute(tx.conn()).await?;
    }
    Ok(())
}

/// Writes letters that have not moved on. Says which.
pub(super) async fn update(tx: &mut Tx, letters: &[&Letter]) -> Result<BTreeSet<LetterId>, sqlx::Error> {
    let mut written = BTreeSet::new();
    for some in in_portions(letters) {
        let mut update = QueryBuilder::<Db>::new(UPDATE.0);
        update.push_values(some, |mut values, letter| {
            values
                .push_bind(letter.id.uuid())
                .push_bind(letter.version)
                .push_bind(letter.content.as_ref().map(Json))
                .push_bind(letter.state.as_str())
                .push_bind(letter.due.map(at))
                .push_bind(i64::from(letter.tries))
                .push_bind(i64::from(letter.unknowns))
                .push_bind(letter.said.as_deref())
                .push_bind(at(letter.since));
        });
        let ids: Vec<Uuid> = update.push(UPDATE.1).build_query_scalar().fetch_all(tx.conn()).await?;
        written.extend(ids.into_iter().map(LetterId));
    }
    Ok(written)
}
