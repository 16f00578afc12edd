//! Stripe's payment intents, written down.

use kernel::Time;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::types::Json;
use sqlx::{FromRow, Row};

use crate::ledger::row::{json, optional_json, optional_time, time};
use crate::stripe::Intent;

pub(crate) async fn find(connection: &mut SqliteConnection, id: &str) -> Result<Option<Intent>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM intents WHERE id = $1").bind(id).fetch_optional(connection).await
}

/// At most `limit` of those created from `from` on and before `until`, older than `after`, newest first.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    from: Time,
    until: Time,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Intent>, sqlx::Error> {
    sqlx::query_as(LIST)
        .bind(from.micros())
        .bind(until.micros())
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await
}

pub(crate) async fn insert(tx: &mut SqliteConnection, intent: &Intent) -> Result<(), sqlx::Error> {
    sqlx::query(INSERT)
        .bind(&intent.id)
        .bind(intent.amount)
        .bind(&intent.currency)
        .bind(Json(&intent.metadata))
        .bind(intent.capture_method)
        .bind(intent.status)
        .bind(&intent.session)
        .bind(intent.created_at.micros())
        .execute(tx)
        .await?;
    Ok(())
}

/// Everything that changes in an intent's life.
pub(crate) async fn update(tx: &mut SqliteConnection, intent: &Intent) -> Result<(), sqlx::Error> {
    sqlx::query(UPDATE)
        .bind(&intent.id)
        .bind(intent.status)
        .bind(intent.pending)
        .bind(&intent.action_url)
        .bind(&intent.return_url)
        .bind(intent.last_payment_error.as_ref().map(Json))
        .bind(&intent.latest_charge)
        .bind(intent.captured)
        .bind(intent.refunded)
        .bind(intent.captured_at.map(Time::micros))
        .bind(intent.canceled_at.map(Time::micros))
        .bind(&intent.cancellation_reason)
        .execute(tx)
        .await?;
    Ok(())
}

impl FromRow<'_, SqliteRow> for Intent {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            amount: row.try_get("amount")?,
            currency: row.try_get("currency")?,
            metadata: json(row, "metadata")?,
            capture_method: row.try_get("capture_method")?,
            status: row.try_get("status")?,
            pending: row.try_get("pending")?,
            action_url: row.try_get("action_url")?,
            return_url: row.try_get("return_url")?,
            session: row.try_get("session")?,
            last_payment_error: optional_json(row, "last_payment_error")?,
            latest_charge: row.try_get("latest_charge")?,
            captured: row.try_get("captured")?,
            refunded: row.try_get("refunded")?,
            created_at: time(row, "created_at")?,
            captured_at: optional_time(row, "captured_at")?,
            canceled_at: optional_time(row, "canceled_at")?,
            cancellation_reason: row.try_get("cancellation_reason")?,
        })
    }
}

const LIST: &str = "
    SELECT * FROM intents
    WHERE created_at >= $1 AND created_at < $2
      AND ($3 IS NULL OR number < (SELECT number FROM intents WHERE id = $3))
    ORDER BY number DESC LIMIT $4";

const INSERT: &str = "
    INSERT INTO intents (id, amount, currency, metadata, capture_method, status, session, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const UPDATE: &str = "
    UPDATE intents
    SET status = $2, pending = $3, action_url = $4, return_url = $5, last_payment_error = $6, latest_charge = $7,
        captured = $8, refunded = $9, captured_at = $10, canceled_at = $11, cancellation_reason = $12
    WHERE id = $1";
