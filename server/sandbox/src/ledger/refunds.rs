//! Stripe's refunds, written down.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::types::Json;
use sqlx::{FromRow, Row};

use crate::ledger::row::{json, time};
use crate::stripe::Refund;

pub(crate) async fn find(connection: &mut SqliteConnection, id: &str) -> Result<Option<Refund>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM intent_refunds WHERE id = $1").bind(id).fetch_optional(connection).await
}

/// An intent's refunds, newest first.
pub(crate) async fn of_intent(
    connection: &mut SqliteConnection,
    intent: &str,
) -> Result<Vec<Refund>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM intent_refunds WHERE payment_intent = $1 ORDER BY number DESC")
        .bind(intent)
        .fetch_all(connection)
        .await
}

/// All of them, newest first.
pub(crate) async fn newest_first(connection: &mut SqliteConnection) -> Result<Vec<Refund>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM intent_refunds ORDER BY number DESC").fetch_all(connection).await
}

/// All of them, oldest first.
pub(crate) async fn all(connection: &mut SqliteConnection) -> Result<Vec<Refund>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM intent_refunds ORDER BY number").fetch_all(connection).await
}

pub(crate) async fn insert(tx: &mut SqliteConnection, refund: &Refund) -> Result<(), sqlx::Error> {
    sqlx::query(INSERT)
        .bind(&refund.id)
        .bind(&refund.payment_intent)
        .bind(&refund.charge)
        .bind(refund.amount)
        .bind(&refund.currency)
        .bind(Json(&refund.metadata))
        .bind(&refund.reason)
        .bind(refund.status)
        .bind(refund.created_at.micros())
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) async fn update(tx: &mut SqliteConnection, refund: &Refund) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE intent_refunds SET status = $2 WHERE id = $1")
        .bind(&refund.id)
        .bind(refund.status)
        .execute(tx)
        .await?;
    Ok(())
}

impl FromRow<'_, SqliteRow> for Refund {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            payment_intent: row.try_get("payment_intent")?,
            charge: row.try_get("charge")?,
            amount: row.try_get("amount")?,
            currency: row.try_get("currency")?,
            metadata: json(row, "metadata")?,
            reason: row.try_get("reason")?,
            status: row.try_get("status")?,
            created_at: time(row, "created_at")?,
        })
    }
}

const INSERT: &str = "
    INSERT INTO intent_refunds
        (id, payment_intent, charge, amount, currency, metadata, reason, status, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
