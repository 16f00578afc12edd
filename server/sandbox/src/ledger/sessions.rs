//! Stripe's checkout sessions, written down.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::types::Json;
use sqlx::{FromRow, Row};

use crate::ledger::row::{json, time};
use crate::stripe::Session;

pub(crate) async fn find(
    connection: &mut SqliteConnection,
    id: &str,
) -> Result<Option<Session>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM sessions WHERE id = $1").bind(id).fetch_optional(connection).await
}

pub(crate) async fn insert(tx: &mut SqliteConnection, session: &Session) -> Result<(), sqlx::Error> {
    sqlx::query(INSERT)
        .bind(&session.id)
        .bind(session.status)
        .bind(session.amount)
        .bind(&session.currency)
        .bind(Json(&session.line_items))
        .bind(&session.client_reference_id)
        .bind(Json(&session.metadata))
        .bind(Json(&session.intent_metadata))
        .bind(session.capture_method)
        .bind(&session.success_url)
        .bind(&session.cancel_url)
        .bind(&session.locale)
        .bind(&session.base_url)
        .bind(session.created_at.micros())
        .bind(session.expires_at.micros())
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) async fn update(tx: &mut SqliteConnection, session: &Session) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE sessions SET status = $2, payment_intent = $3 WHERE id = $1")
        .bind(&session.id)
        .bind(session.status)
        .bind(&session.payment_intent)
        .execute(tx)
        .await?;
    Ok(())
}

impl FromRow<'_, SqliteRow> for Session {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            status: row.try_get("status")?,
            amount: row.try_get("amount")?,
            currency: row.try_get("currency")?,
            line_items: json(row, "line_items")?,
            client_reference_id: row.try_get("client_reference_id")?,
            metadata: json(row, "metadata")?,
            intent_metadata: json(row, "intent_metadata")?,
            capture_method: row.try_get("capture_method")?,
            success_url: row.try_get("success_url")?,
            cancel_url: row.try_get("cancel_url")?,
            locale: row.try_get("locale")?,
            base_url: row.try_get("base_url")?,
            payment_intent: row.try_get("payment_intent")?,
            created_at: time(row, "created_at")?,
            expires_at: time(row, "expires_at")?,
        })
    }
}

const INSERT: &str = "
    INSERT INTO sessions
        (id, status, amount, currency, line_items, client_reference_id, metadata, intent_metadata, capture_method,
         success_url, cancel_url, locale, base_url, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
