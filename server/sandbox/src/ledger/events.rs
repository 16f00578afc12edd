//! What happened, kept until it has been told.

use kernel::Time;
use sqlx::sqlite::SqliteConnection;

use crate::face::Face;

/// Something that an endpoint is told, with its body as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewEvent {
    pub(crate) id: String,
    pub(crate) face: Face,
    /// The event's type, for Toss the payment's new status.
    pub(crate) kind: String,
    /// The payment it is about.
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// An event without deliveries yet.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Unposted {
    pub(crate) number: i64,
    pub(crate) face: Face,
    pub(crate) kind: String,
}

pub(crate) async fn emit(tx: &mut SqliteConnection, event: &NewEvent, now: Time) -> Result<(), sqlx::Error> {
    sqlx::query(EMIT)
        .bind(&event.id)
        .bind(event.face)
        .bind(&event.kind)
        .bind(&event.subject)
        .bind(&event.body)
        .bind(now.micros())
        .execute(tx)
        .await?;
    Ok(())
}

/// Oldest first.
pub(crate) async fn unposted(connection: &mut SqliteConnection) -> Result<Vec<Unposted>, sqlx::Error> {
    sqlx::query_as("SELECT number, face, kind FROM events WHERE posted = 0 ORDER BY number")
        .fetch_all(connection)
        .await
}

pub(crate) async fn mark_posted(tx: &mut SqliteConnection, number: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE events SET posted = 1 WHERE number = $1").bind(number).execute(tx).await?;
    Ok(())
}

const EMIT: &str = "
    INSERT INTO events (id, face, kind, subject, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
