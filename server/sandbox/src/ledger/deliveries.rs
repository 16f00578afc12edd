//! Webhooks that are still to be delivered.

use kernel::Time;
use serde::Serialize;
use sqlx::FromRow;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::face::Face;
use crate::ledger::row::time;

/// One webhook on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) number: i64,
    pub(crate) event: String,
    pub(crate) face: Face,
    pub(crate) subject: String,
    pub(crate) body: String,
    pub(crate) first_at: Time,
    /// How often it was tried before.
    pub(crate) tries: u32,
}

/// A webhook that is still to come, as `/control/webhooks` shows it; times in microseconds since 1970.
#[derive(Debug, Serialize)]
pub(crate) struct Waiting {
    event: String,
    kind: String,
    subject: String,
    due_at: Time,
    tries: u32,
}

/// A held one waits for the next of its subject, until `due` at the latest.
pub(crate) async fn insert(
    tx: &mut SqliteConnection,
    event: i64,
    due: Time,
    held: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO deliveries (event, due_at, first_at, held) VALUES ($1, $2, $2, $3)")
        .bind(event)
        .bind(due.micros())
        .bind(held)
        .execute(tx)
        .await?;
    Ok(())
}

/// The first that is due.
pub(crate) async fn due(
    connection: &mut SqliteConnection,
    now: Time,
) -> Result<Option<Delivery>, sqlx::Error> {
    sqlx::query_as(DUE).bind(now.micros()).fetch_optional(connection).await
}

/// In the order in which they are due.
pub(crate) async fn waiting(connection: &mut SqliteConnection) -> Result<Vec<Waiting>, sqlx::Error> {
    sqlx::query_as(WAITING).fetch_all(connection).await
}

/// Done, or given up: in either case those that were held for it may follow now.
pub(crate) async fn finish(
    tx: &mut SqliteConnection,
    delivery: &Delivery,
    now: Time,
) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM deliveries WHERE number = $1").bind(delivery.number).execute(&mut *tx).await?;
    sqlx::query(RELEASE).bind(now.micros()).bind(&delivery.subject).bind(delivery.number).execute(tx).await?;
    Ok(())
}

pub(crate) async fn retry(
    tx: &mut SqliteConnection,
    delivery: &Delivery,
    due: Time,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE deliveries SET tries = tries + 1, due_at = $2 WHERE number = $1")
        .bind(delivery.number)
        .bind(due.micros())
        .execute(tx)
        .await?;
    Ok(())
}

impl FromRow<'_, SqliteRow> for Delivery {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            number: row.try_get("number")?,
            event: row.try_get("id")?,
            face: row.try_get("face")?,
            subject: row.try_get("subject")?,
            body: row.try_get("body")?,
            first_at: time(row, "first_at")?,
            tries: row.try_get("tries")?,
        })
    }
}

impl FromRow<'_, SqliteRow> for Waiting {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            event: row.try_get("id")?,
            kind: row.try_get("kind")?,
            subject: row.try_get("subject")?,
            due_at: time(row, "due_at")?,
            tries: row.try_get("tries")?,
        })
    }
}

const DUE: &str = "
    SELECT d.number, d.first_at, d.tries, e.id, e.face, e.subject, e.body
    FROM deliveries d JOIN events e ON e.number = d.event
    WHERE d.due_at <= $1 ORDER BY d.due_at, d.number LIMIT 1";

const WAITING: &str = "
    SELECT d.due_at, d.tries, e.id, e.kind, e.subject
    FROM deliveries d JOIN events e ON e.number = d.event ORDER BY d.due_at, d.number";

const RELEASE: &str = "
    UPDATE deliveries SET due_at = MIN(due_at, $1), held = 0
    WHERE held = 1 AND number < $3 AND event IN (SELECT number FROM events WHERE subject = $2)";
