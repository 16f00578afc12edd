//! Toss's payments, written down.

use kernel::Time;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::types::Json;
use sqlx::{FromRow, Row};

use crate::ledger::row::{json, optional_json, optional_time, time};
use crate::toss::Payment;

pub(crate) async fn find(
    connection: &mut SqliteConnection,
    key: &str,
) -> Result<Option<Payment>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM payments WHERE payment_key = $1").bind(key).fetch_optional(connection).await
}

/// The approved one of an order, else its newest.
pub(crate) async fn of_order(
    connection: &mut SqliteConnection,
    order_id: &str,
) -> Result<Option<Payment>, sqlx::Error> {
    sqlx::query_as(OF_ORDER).bind(order_id).fetch_optional(connection).await
}

/// All that were approved, oldest first.
pub(crate) async fn approved(connection: &mut SqliteConnection) -> Result<Vec<Payment>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM payments WHERE approved_at IS NOT NULL ORDER BY approved_at, number")
        .fetch_all(connection)
        .await
}

pub(crate) async fn insert(tx: &mut SqliteConnection, payment: &Payment) -> Result<(), sqlx::Error> {
    sqlx::query(INSERT)
        .bind(&payment.payment_key)
        .bind(&payment.order_id)
        .bind(&payment.order_name)
        .bind(payment.amount)
        .bind(Json(&payment.metadata))
        .bind(&payment.success_url)
        .bind(&payment.fail_url)
        .bind(&payment.base_url)
        .bind(payment.status)
        .bind(payment.requested_at.micros())
        .bind(payment.expires_at.micros())
        .execute(tx)
        .await?;
    Ok(())
}

/// Everything that changes in a payment's life.
pub(crate) async fn update(tx: &mut SqliteConnection, payment: &Payment) -> Result<(), sqlx::Error> {
    sqlx::query(UPDATE)
        .bind(&payment.payment_key)
        .bind(payment.status)
        .bind(payment.verdict)
        .bind(payment.authenticating)
        .bind(payment.failure.as_ref().map(Json))
        .bind(payment.canceled)
        .bind(&payment.last_transaction_key)
        .bind(payment.approved_at.map(Time::micros))
        .bind(payment.expires_at.micros())
        .execute(tx)
        .await?;
    Ok(())
}

impl FromRow<'_, SqliteRow> for Payment {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            payment_key: row.try_get("payment_key")?,
            order_id: row.try_get("order_id")?,
            order_name: row.try_get("order_name")?,
            amount: row.try_get("amount")?,
            metadata: json(row, "metadata")?,
            success_url: row.try_get("success_url")?,
            fail_url: row.try_get("fail_url")?,
            base_url: row.try_get("base_url")?,
            status: row.try_get("status")?,
            verdict: row.try_get("verdict")?,
            authenticating: row.try_get("authenticating")?,
            failure: optional_json(row, "failure")?,
            canceled: row.try_get("canceled")?,
            last_transaction_key: row.try_get("last_transaction_key")?,
            requested_at: time(row, "requested_at")?,
            approved_at: optional_time(row, "approved_at")?,
            expires_at: time(row, "expires_at")?,
        })
    }
}

const OF_ORDER: &str = "
    SELECT * FROM payments WHERE order_id = $1 ORDER BY approved_at IS NULL, number DESC LIMIT 1";

const INSERT: &str = "
    INSERT INTO payments
        (payment_key, order_id, order_name, amount, metadata, success_url, fail_url, base_url, status,
         requested_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const UPDATE: &str = "
    UPDATE payments
    SET status = $2, verdict = $3, authenticating = $4, failure = $5, canceled = $6, last_transaction_key = $7,
        approved_at = $8, expires_at = $9
    WHERE payment_key = $1";
