//! The provider's memory: a SQLite file behind one connection, one transaction per request.
//!
//! The answer under an idempotency key is committed together with what the request did, so that neither
//! exists without the other, whenever the process dies.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;
use kernel::Time;
use kernel::time::{Span, hours};
use rand::distr::{Alphanumeric, SampleString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::types::Json;
use sqlx::{ConnectOptions, Connection, FromRow, Row};
use tokio::sync::Mutex;

use crate::answer::{Answer, Failure, Refusal};
use crate::call::Key;
use crate::card::Card;
use crate::intent::{Intent, NewIntent};
use crate::metadata::Metadata;
use crate::refund::{NewRefund, Refund};

/// How long a key is remembered; the same as Stripe's.
const KEY_LIFE: Span = hours(24);

/// What the provider has captured and returned, and what it answered. Clones share it.
#[derive(Debug, Clone)]
pub struct Ledger {
    connection: Arc<Mutex<SqliteConnection>>,
}

/// The ledger cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the sandbox's ledger failed: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the sandbox's ledger could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// A captured payment with its refunds; amounts in minor units, times in microseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    pub intent: String,
    pub metadata: Metadata,
    pub amount: i64,
    pub currency: String,
    pub captured_at: Time,
    /// Oldest first.
    pub refunds: Vec<CaptureRefund>,
}

/// One refund of a [`Capture`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptureRefund {
    pub refund: String,
    pub metadata: Metadata,
    pub amount: i64,
    pub created_at: Time,
}

/// What a POST asks of the provider, once its parameters are known to be good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    CreateIntent(NewIntent),
    ConfirmIntent { id: String, card: Card },
    CancelIntent { id: String },
    CreateRefund(NewRefund),
}

impl Ledger {
    /// Opens the ledger in the file `path`, which is created when it is missing. Every answer is on disk before
    /// it is sent (WAL, `synchronous=FULL`).
    ///
    /// # Errors
    ///
    /// When the file cannot be opened as a database, or its schema cannot be brought up to date.
    pub async fn open(path: &Path) -> Result<Self, LedgerError> {
        let file = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        Self::connect(file).await
    }

    /// A ledger that is gone with its process. For the benchmark alone, which measures the shop and not the
    /// provider's disk: a provider that forgets captures breaks everything that the shop relies on.
    ///
    /// # Errors
    ///
    /// When SQLite cannot be started.
    pub async fn in_memory() -> Result<Self, LedgerError> {
        Self::connect(SqliteConnectOptions::new().in_memory(true)).await
    }

    async fn connect(options: SqliteConnectOptions) -> Result<Self, LedgerError> {
        let mut connection = options.foreign_keys(true).connect().await?;
        sqlx::migrate!("./migrations").run_direct(None, &mut connection, false).await?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Every capture, oldest first.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub async fn captures(&self) -> Result<Vec<Capture>, LedgerError> {
        let mut connection = self.connection.lock().await;
        let mut tx = connection.begin().await?;
        let mut captures: Vec<Capture> = sqlx::query_as(CAPTURES).fetch_all(&mut *tx).await?;
        let refunds: Vec<Refund> = sqlx::query_as(ALL_REFUNDS).fetch_all(&mut *tx).await?;
        let mut by_intent = group_by_intent(refunds);
        for capture in &mut captures {
            capture.refunds = by_intent.remove(&capture.intent).unwrap_or_default();
        }
        Ok(captures)
    }

    pub(crate) async fn intent(&self, id: &str) -> Result<Option<Intent>, LedgerError> {
        let mut connection = self.connection.lock().await;
        Ok(sqlx::query_as(INTENT).bind(id).fetch_optional(&mut *connection).await?)
    }

    pub(crate) async fn refund(&self, id: &str) -> Result<Option<Refund>, LedgerError> {
        let mut connection = self.connection.lock().await;
        Ok(sqlx::query_as(REFUND).bind(id).fetch_optional(&mut *connection).await?)
    }

    /// An intent's refunds, newest first.
    pub(crate) async fn refunds(&self, intent: &str) -> Result<Vec<Refund>, LedgerError> {
        let mut connection = self.connection.lock().await;
        Ok(sqlx::query_as(REFUNDS_OF_INTENT).bind(intent).fetch_all(&mut *connection).await?)
    }

    /// Carries the command out once per key: later ones get the first answer, be it a refusal.
    pub(crate) async fn execute(
        &self,
        key: Option<&Key>,
        command: Command,
        now: Time,
    ) -> Result<Answer, LedgerError> {
        let mut connection = self.connection.lock().await;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        if let Some(key) = key
            && let Some(first) = first_answer(&mut tx, key, now).await?
        {
            return Ok(first);
        }
        let answer = match perform(&mut tx, command, now).await {
            Ok(object) => Answer::ok(&object),
            Err(Failure::Refused(refusal)) => refusal.into(),
            Err(Failure::Ledger(error)) => return Err(error),
        };
        if let Some(key) = key {
            keep_answer(&mut tx, key, &answer, now).await?;
        }
        tx.commit().await?;
        Ok(answer)
    }
}

async fn perform(tx: &mut SqliteConnection, command: Command, now: Time) -> Result<Value, Failure> {
    match command {
        Command::CreateIntent(new) => {
            let intent = new.open(fresh_id("pi"), now);
            insert_intent(tx, &intent).await?;
            Ok(intent.json())
        }
        Command::ConfirmIntent { id, card } => {
            let (intent, declined) =
                find_intent(tx, &id, "intent").await?.confirm(card, fresh_id("ch"), now)?;
            update_intent(tx, &intent).await?;
            declined.map_or_else(|| Ok(intent.json()), |refusal| Err(refusal.into()))
        }
        Command::CancelIntent { id } => {
            let intent = find_intent(tx, &id, "intent").await?.cancel(now)?;
            update_intent(tx, &intent).await?;
            Ok(intent.json())
        }
        Command::CreateRefund(new) => {
            let intent = find_intent(tx, &new.payment_intent, "payment_intent").await?;
            let (refund, intent) = new.make(intent, fresh_id("re"), now)?;
            update_intent(tx, &intent).await?;
            insert_refund(tx, &refund).await?;
            Ok(refund.json())
        }
    }
}

/// `pi_` and 24 random letters and digits, as Stripe's ids look.
fn fresh_id(prefix: &str) -> String {
    format!("{prefix}_{}", Alphanumeric.sample_string(&mut rand::rng(), 24))
}

/// `param` is the name under which the caller gave the id.
async fn find_intent(tx: &mut SqliteConnection, id: &str, param: &str) -> Result<Intent, Failure> {
    let found: Option<Intent> = sqlx::query_as(INTENT).bind(id).fetch_optional(tx).await?;
    Ok(found.ok_or_else(|| Refusal::not_found("payment_intent", id, param))?)
}

async fn insert_intent(tx: &mut SqliteConnection, intent: &Intent) -> Result<(), sqlx::Error> {
    sqlx::query(INSERT_INTENT)
        .bind(&intent.id)
        .bind(intent.amount)
        .bind(&intent.currency)
        .bind(Json(&intent.metadata))
        .bind(intent.status)
        .bind(intent.created_at.micros())
        .execute(tx)
        .await?;
    Ok(())
}

async fn update_intent(tx: &mut SqliteConnection, intent: &Intent) -> Result<(), sqlx::Error> {
    sqlx::query(UPDATE_INTENT)
        .bind(&intent.id)
        .bind(intent.status)
        .bind(intent.last_payment_error.as_ref().map(Json))
        .bind(&intent.latest_charge)
        .bind(intent.refunded)
        .bind(intent.captured_at.map(Time::micros))
        .bind(intent.canceled_at.map(Time::micros))
        .execute(tx)
        .await?;
    Ok(())
}

async fn insert_refund(tx: &mut SqliteConnection, refund: &Refund) -> Result<(), sqlx::Error> {
    sqlx::query(INSERT_REFUND)
        .bind(&refund.id)
        .bind(&refund.payment_intent)
        .bind(&refund.charge)
        .bind(refund.amount)
        .bind(&refund.currency)
        .bind(Json(&refund.metadata))
        .bind(&refund.reason)
        .bind(refund.created_at.micros())
        .execute(tx)
        .await?;
    Ok(())
}

/// What was answered under this key, or that it was used for something else; nothing once the key is too old.
async fn first_answer(
    tx: &mut SqliteConnection,
    key: &Key,
    now: Time,
) -> Result<Option<Answer>, sqlx::Error> {
    let oldest = (now - KEY_LIFE).micros();
    let kept: Option<(Vec<u8>, u16, String)> =
        sqlx::query_as(FIRST_ANSWER).bind(&key.value).bind(oldest).fetch_optional(tx).await?;
    let Some((fingerprint, status, body)) = kept else { return Ok(None) };
    if fingerprint != key.fingerprint {
        return Ok(Some(Refusal::key_reused().into()));
    }
    let status = StatusCode::from_u16(status).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Some(Answer { status, body, replayed: true }))
}

async fn keep_answer(
    tx: &mut SqliteConnection,
    key: &Key,
    answer: &Answer,
    now: Time,
) -> Result<(), sqlx::Error> {
    sqlx::query(KEEP_ANSWER)
        .bind(&key.value)
        .bind(&key.fingerprint)
        .bind(answer.status.as_u16())
        .bind(&answer.body)
        .bind(now.micros())
        .execute(tx)
        .await?;
    Ok(())
}

fn group_by_intent(refunds: Vec<Refund>) -> HashMap<String, Vec<CaptureRefund>> {
    let mut groups = HashMap::<_, Vec<_>>::new();
    for Refund { id, payment_intent, metadata, amount, created_at, .. } in refunds {
        groups.entry(payment_intent).or_default().push(CaptureRefund {
            refund: id,
            metadata,
            amount,
            created_at,
        });
    }
    groups
}

fn time(row: &SqliteRow, column: &str) -> Result<Time, sqlx::Error> {
    row.try_get(column).map(Time::from_micros)
}

fn optional_time(row: &SqliteRow, column: &str) -> Result<Option<Time>, sqlx::Error> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Time::from_micros))
}

fn metadata(row: &SqliteRow) -> Result<Metadata, sqlx::Error> {
    row.try_get("metadata").map(|Json(metadata)| metadata)
}

impl FromRow<'_, SqliteRow> for Intent {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            amount: row.try_get("amount")?,
            currency: row.try_get("currency")?,
            metadata: metadata(row)?,
            status: row.try_get("status")?,
            last_payment_error: row
                .try_get::<Option<Json<Value>>, _>("last_payment_error")?
                .map(|Json(error)| error),
            latest_charge: row.try_get("latest_charge")?,
            refunded: row.try_get("refunded")?,
            created_at: time(row, "created_at")?,
            captured_at: optional_time(row, "captured_at")?,
            canceled_at: optional_time(row, "canceled_at")?,
        })
    }
}

impl FromRow<'_, SqliteRow> for Refund {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: row.try_get("id")?,
            payment_intent: row.try_get("payment_intent")?,
            charge: row.try_get("charge")?,
            amount: row.try_get("amount")?,
            currency: row.try_get("currency")?,
            metadata: metadata(row)?,
            reason: row.try_get("reason")?,
            created_at: time(row, "created_at")?,
        })
    }
}

impl FromRow<'_, SqliteRow> for Capture {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            intent: row.try_get("id")?,
            metadata: metadata(row)?,
            amount: row.try_get("amount")?,
            currency: row.try_get("currency")?,
            captured_at: time(row, "captured_at")?,
            refunds: Vec::new(),
        })
    }
}

const INTENT: &str = "
    SELECT id, amount, currency, metadata, status, last_payment_error, latest_charge, refunded,
           created_at, captured_at, canceled_at
    FROM payment_intents WHERE id = $1";

const INSERT_INTENT: &str = "
    INSERT INTO payment_intents (id, amount, currency, metadata, status, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

const UPDATE_INTENT: &str = "
    UPDATE payment_intents
    SET status = $2, last_payment_error = $3, latest_charge = $4, refunded = $5, captured_at = $6, canceled_at = $7
    WHERE id = $1";

const CAPTURES: &str = "
    SELECT id, metadata, amount, currency, captured_at
    FROM payment_intents WHERE captured_at IS NOT NULL ORDER BY captured_at, id";

const REFUND: &str = "
    SELECT id, payment_intent, charge, amount, currency, metadata, reason, created_at
    FROM refunds WHERE id = $1";

const REFUNDS_OF_INTENT: &str = "
    SELECT id, payment_intent, charge, amount, currency, metadata, reason, created_at
    FROM refunds WHERE payment_intent = $1 ORDER BY number DESC";

const ALL_REFUNDS: &str = "
    SELECT id, payment_intent, charge, amount, currency, metadata, reason, created_at
    FROM refunds ORDER BY number";

const INSERT_REFUND: &str = "
    INSERT INTO refunds (id, payment_intent, charge, amount, currency, metadata, reason, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const FIRST_ANSWER: &str = "
    SELECT fingerprint, status, body FROM answers WHERE idempotency_key = $1 AND created_at > $2";

const KEEP_ANSWER: &str = "
    INSERT INTO answers (idempotency_key, fingerprint, status, body, created_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (idempotency_key) DO UPDATE SET
        fingerprint = excluded.fingerprint, status = excluded.status,
        body = excluded.body, created_at = excluded.created_at";
