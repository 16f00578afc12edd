//! The attempts to pay. That only one of an order is open is the database's to hold (a partial unique index).

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{AuditEntry, PaymentFailure, Unavailable};
use kernel::{AttemptId, OrderId, Time};
use payment::{Attempt, AttemptState, Attempts, Commit, Committed, Decided, Inserted, PageUrl, ProviderRef};
use sqlx::types::Json;
use uuid::Uuid;

use super::emit::emit;
use super::{Main, Tx, alerts, audit, refunds};
use crate::command::Halt::Undo;
use crate::convert::{at, count, money, time, unreadable};
use crate::dialect::unavailable;

const ATTEMPT: &str = "SELECT * FROM attempts WHERE id = $1";

/// Writes nothing when the id has a row, or another attempt of the order is open.
const INSERT: &str = "
    INSERT INTO attempts (id, order_id, version, state, token, amount, currency, failure, code, reference, sent_at,
                          since, ask_at, asks, page)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    ON CONFLICT DO NOTHING";

const UPDATE: &str = "
    UPDATE attempts
    SET version = version + 1, state = $3, failure = $4, code = $5, reference = $6, sent_at = $7, since = $8,
        ask_at = $9, asks = $10, page = $11
    WHERE id = $1 AND version = $2";

/// The newest, should two have come to the same name.
const NAMED: &str = "SELECT * FROM attempts WHERE reference = $1 ORDER BY sent_at DESC, id LIMIT 1";

const OF_ORDER: &str = "SELECT * FROM attempts WHERE order_id = $1 ORDER BY sent_at, id";

const TO_ASK: &str = "
    SELECT * FROM attempts WHERE ask_at IS NOT NULL AND ask_at <= $1 ORDER BY ask_at LIMIT $2";

#[derive(sqlx::FromRow)]
pub(super) struct AttemptRow {
    id: Uuid,
    order_id: Uuid,
    version: i64,
    state: String,
    token: Uuid,
    amount: i64,
    currency: String,
    failure: Option<Json<PaymentFailure>>,
    code: Option<String>,
    reference: Option<String>,
    sent_at: DateTime<Utc>,
    since: DateTime<Utc>,
    ask_at: Option<DateTime<Utc>>,
    asks: i64,
    page: Option<String>,
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = sqlx::Error;

    fn try_from(row: AttemptRow) -> Result<Self, sqlx::Error> {
        let state = AttemptState::parse(&row.state);
        Ok(Self {
            id: AttemptId(row.id),
            order: OrderId(row.order_id),
            version: row.version,
            state: state.ok_or_else(|| unreadable(format!("attempt state {}", row.state)))?,
            token: row.token,
            amount: money(row.amount, &row.currency)?,
            failure: row.failure.map(|failure| failure.0),
            code: row.code,
            reference: row.reference.map(ProviderRef),
            page: row.page.map(PageUrl),
            sent_at: time(row.sent_at),
            since: time(row.since),
            ask_at: row.ask_at.map(time),
            asks: count(row.asks)?,
        })
    }
}

#[async_trait]
impl Attempts for Main {
    async fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Unavailable> {
        let row =
            sqlx::query_as::<_, AttemptRow>(ATTEMPT).bind(id.uuid()).fetch_optional(self.db.reads()).await;
        row.and_then(|row| row.map(Attempt::try_from).transpose()).map_err(unavailable)
    }

    async fn insert(&self, commit: Commit) -> Result<Inserted, Unavailable> {
        let Commit { decided: Decided { attempt, events, refund, alerts }, now } = commit;
        let outgoing = self.outgoing(attempt.order, now, &events);
        let insert = self.db.write(move |tx| {
            Box::pin(async move {
                if !insert(tx, &attempt).await? {
                    return Err(Undo(refusal(tx, attempt.id).await?));
                }
                refunds::request(tx, refund.as_ref()).await?;
                alerts::raise(tx, &alerts, now).await?;
                emit(tx, &[outgoing]).await?;
                Ok(Inserted::Done)
            })
        });
        insert.await
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable> {
        self.commit_attempt(commit, None).await
    }

    async fn commit_audited(&self, commit: Commit, entry: AuditEntry) -> Result<Committed, Unavailable> {
        self.commit_attempt(commit, Some(entry)).await
    }

    async fn named(&self, reference: &ProviderRef) -> Result<Option<Attempt>, Unavailable> {
        let named = sqlx::query_as::<_, AttemptRow>(NAMED).bind(&reference.0);
        let row = named.fetch_optional(self.db.reads()).await.map_err(unavailable)?;
        row.map(Attempt::try_from).transpose().map_err(unavailable)
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Attempt>, Unavailable> {
        let of_order = sqlx::query_as::<_, AttemptRow>(OF_ORDER).bind(order.uuid());
        let rows = of_order.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.into_iter().map(Attempt::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn to_ask(&self, now: Time, limit: i64) -> Result<Vec<Attempt>, Unavailable> {
        let to_ask = sqlx::query_as::<_, AttemptRow>(TO_ASK).bind(at(now)).bind(limit);
        let rows = to_ask.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.into_iter().map(Attempt::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }
}

impl Main {
    async fn commit_attempt(
        &self,
        commit: Commit,
        entry: Option<AuditEntry>,
    ) -> Result<Committed, Unavailable> {
        let Commit { decided: Decided { attempt, events, refund, alerts }, now } = commit;
        let outgoing = self.outgoing(attempt.order, now, &events);
        let commit = self.db.write(move |tx| {
            Box::pin(async move {
                if !update(tx, &attempt).await? {
                    return Err(Undo(Committed::Lost));
                }
                audit::write(tx, entry.as_ref(), now).await?;
                refunds::request(tx, refund.as_ref()).await?;
                alerts::raise(tx, &alerts, now).await?;
                emit(tx, &[outgoing]).await?;
                Ok(Committed::Done)
            })
        });
        commit.await
    }
}

async fn insert(tx: &mut Tx, attempt: &Attempt) -> Result<bool, sqlx::Error> {
    let insert = sqlx::query(INSERT)
        .bind(attempt.id.uuid())
        .bind(attempt.order.uuid())
        .bind(attempt.version)
        .bind(attempt.state.as_str())
        .bind(attempt.token)
        .bind(attempt.amount.amount)
        .bind(attempt.amount.currency.code())
        .bind(attempt.failure.map(Json))
        .bind(attempt.code.as_deref())
        .bind(attempt.reference.as_ref().map(|reference| reference.0.as_str()))
        .bind(at(attempt.sent_at))
        .bind(at(attempt.since))
        .bind(attempt.ask_at.map(at))
        .bind(i64::from(attempt.asks))
        .bind(attempt.page.as_ref().map(|page| page.0.as_str()));
    Ok(insert.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Why an attempt was not inserted.
async fn refusal(tx: &mut Tx, id: AttemptId) -> Result<Inserted, sqlx::Error> {
    let row = sqlx::query_as::<_, AttemptRow>(ATTEMPT).bind(id.uuid()).fetch_optional(tx.conn()).await?;
    Ok(match row {
        Some(row) => Inserted::Stands(Box::new(row.try_into()?)),
        None => Inserted::AnotherOpen,
    })
}

async fn update(tx: &mut Tx, attempt: &Attempt) -> Result<bool, sqlx::Error> {
    let update = sqlx::query(UPDATE)
        .bind(attempt.id.uuid())
        .bind(attempt.version)
        .bind(attempt.state.as_str())
        .bind(attempt.failure.map(Json))
        .bind(attempt.code.as_deref())
        .bind(attempt.reference.as_ref().map(|reference| reference.0.as_str()))
        .bind(at(attempt.sent_at))
        .bind(at(attempt.since))
        .bind(attempt.ask_at.map(at))
        .bind(i64::from(attempt.asks))
        .bind(attempt.page.as_ref().map(|page| page.0.as_str()));
    Ok(update.execute(tx.conn()).await?.rows_affected() == 1)
}
