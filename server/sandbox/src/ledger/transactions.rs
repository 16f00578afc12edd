//! Toss's transactions, approvals and cancels, written down.

use kernel::Time;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{FromRow, Row};

use crate::ledger::row::time;
use crate::toss::{Listed, Transaction};

pub(crate) async fn insert(tx: &mut SqliteConnection, transaction: &Transaction) -> Result<(), sqlx::Error> {
    sqlx::query(INSERT)
        .bind(&transaction.transaction_key)
        .bind(&transaction.payment_key)
        .bind(transaction.status)
        .bind(transaction.amount)
        .bind(transaction.balance)
        .bind(&transaction.reason)
        .bind(transaction.created_at.micros())
        .execute(tx)
        .await?;
    Ok(())
}

/// A payment's cancels, oldest first.
pub(crate) async fn cancels_of(
    connection: &mut SqliteConnection,
    payment_key: &str,
) -> Result<Vec<Transaction>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM transactions WHERE payment_key = $1 AND reason IS NOT NULL ORDER BY number")
        .bind(payment_key)
        .fetch_all(connection)
        .await
}

/// All cancels, oldest first.
pub(crate) async fn cancels(connection: &mut SqliteConnection) -> Result<Vec<Transaction>, sqlx::Error> {
    sqlx::query_as("SELECT * FROM transactions WHERE reason IS NOT NULL ORDER BY number")
        .fetch_all(connection)
        .await
}

/// Whether there is such a transaction.
pub(crate) async fn exists(connection: &mut SqliteConnection, key: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM transactions WHERE transaction_key = $1)")
        .bind(key)
        .fetch_one(connection)
        .await
}

/// At most `limit` of those from `from` on and before `until` that come after `after`, oldest first.
pub(crate) async fn list(
    connection: &mut SqliteConnection,
    from: Time,
    until: Time,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Listed>, sqlx::Error> {
    sqlx::query_as(LIST)
        .bind(from.micros())
        .bind(until.micros())
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await
}

impl FromRow<'_, SqliteRow> for Transaction {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            transaction_key: row.try_get("transaction_key")?,
            payment_key: row.try_get("payment_key")?,
            status: row.try_get("status")?,
            amount: row.try_get("amount")?,
            balance: row.try_get("balance")?,
            reason: row.try_get("reason")?,
            created_at: time(row, "created_at")?,
        })
    }
}

impl FromRow<'_, SqliteRow> for Listed {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self { order_id: row.try_get("order_id")?, transaction: Transaction::from_row(row)? })
    }
}

const INSERT: &str = "
    INSERT INTO transactions (transaction_key, payment_key, status, amount, balance, reason, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const LIST: &str = "
    SELECT t.*, p.order_id
    FROM transactions t JOIN payments p ON p.payment_key = t.payment_key
    WHERE t.created_at >= $1 AND t.created_at < $2
      AND ($3 IS NULL OR t.number > (SELECT number FROM transactions WHERE transaction_key = $3))
    ORDER BY t.number LIMIT $4";
