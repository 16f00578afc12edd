//! The refunds.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{Alert, AuditEntry, Progress, RefundReason, Unavailable};
use kernel::{AttemptId, OrderId, RefundId, Time};
use payment::{Committed, Refund, RefundCommit, RefundDecided, RefundState, Refunds};
use sqlx::types::Json;
use uuid::Uuid;

use super::emit::emit;
use super::{Main, Tx, alerts, audit, progress};
use crate::command::Halt::Undo;
use crate::convert::{at, count, money, time, unreadable};
use crate::dialect::unavailable;

const REFUND: &str = "SELECT * FROM refunds WHERE id = $1";

const INSERT: &str = "
    INSERT INTO refunds (id, order_id, attempt_id, version, state, amount, currency, reason, tries, sent_at, key_since,
                         next_at, failures, requested_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (id) DO NOTHING";

const UPDATE: &str = "
    UPDATE refunds
    SET version = version + 1, state = $3, tries = $4, sent_at = $5, key_since = $6, next_at = $7, failures = $8
    WHERE id = $1 AND version = $2";

const OF_ORDER: &str = "SELECT * FROM refunds WHERE order_id = $1 ORDER BY requested_at, id";

const DUE: &str = "
    SELECT * FROM refunds WHERE next_at IS NOT NULL AND next_at <= $1 ORDER BY next_at LIMIT $2";

#[derive(sqlx::FromRow)]
pub(super) struct RefundRow {
    id: Uuid,
    order_id: Uuid,
    attempt_id: Uuid,
    version: i64,
    state: String,
    amount: i64,
    currency: String,
    reason: Json<RefundReason>,
    tries: i64,
    sent_at: Option<DateTime<Utc>>,
    key_since: Option<DateTime<Utc>>,
    next_at: Option<DateTime<Utc>>,
    failures: i64,
    requested_at: DateTime<Utc>,
}

impl TryFrom<RefundRow> for Refund {
    type Error = sqlx::Error;

    fn try_from(row: RefundRow) -> Result<Self, sqlx::Error> {
        let state = RefundState::parse(&row.state);
        Ok(Self {
            id: RefundId(row.id),
            order: OrderId(row.order_id),
            attempt: AttemptId(row.attempt_id),
            version: row.version,
            state: state.ok_or_else(|| unreadable(format!("refund state {}", row.state)))?,
            amount: money(row.amount, &row.currency)?,
            reason: row.reason.0,
            tries: count(row.tries)?,
            sent_at: row.sent_at.map(time),
            key_since: row.key_since.map(time),
            next_at: row.next_at.map(time),
            failures: count(row.failures)?,
            requested_at: time(row.requested_at),
        })
    }
}

#[async_trait]
impl Refunds for Main {
    async fn refund(&self, id: RefundId) -> Result<Option<Refund>, Unavailable> {
        let row =
            sqlx::query_as::<_, RefundRow>(REFUND).bind(id.uuid()).fetch_optional(self.db.reads()).await;
        row.and_then(|row| row.map(Refund::try_from).transpose()).map_err(unavailable)
    }

    async fn consume(
        &self,
        refund: Option<Refund>,
        alerts: Vec<Alert>,
        progress: Progress,
        now: Time,
    ) -> Result<Committed, Unavailable> {
        let step = self.step(progress);
        let consume = self.db.write(move |tx| {
            Box::pin(async move {
                if !progress::advance(tx, &[step]).await? {
                    return Err(Undo(Committed::AppliedBefore));
                }
                request(tx, refund.as_ref()).await?;
                alerts::raise(tx, &alerts, now).await?;
                Ok(Committed::Done)
            })
        });
        consume.await
    }

    async fn commit(&self, commit: RefundCommit) -> Result<Committed, Unavailable> {
        self.commit_refund(commit, None).await
    }

    async fn commit_audited(
        &self,
        commit: RefundCommit,
        entry: AuditEntry,
    ) -> Result<Committed, Unavailable> {
        self.commit_refund(commit, Some(entry)).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Refund>, Unavailable> {
        let of_order = sqlx::query_as::<_, RefundRow>(OF_ORDER).bind(order.uuid());
        let rows = of_order.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.into_iter().map(Refund::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Refund>, Unavailable> {
        let due = sqlx::query_as::<_, RefundRow>(DUE).bind(at(now)).bind(limit);
        let rows = due.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.into_iter().map(Refund::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }
}

impl Main {
    async fn commit_refund(
        &self,
        commit: RefundCommit,
        entry: Option<AuditEntry>,
    ) -> Result<Committed, Unavailable> {
        let RefundCommit { decided: RefundDecided { refund, events, alerts }, now } = commit;
        let outgoing = self.outgoing(refund.order, now, &events);
        let commit = self.db.write(move |tx| {
            Box::pin(async move {
                if !update(tx, &refund).await? {
                    return Err(Undo(Committed::Lost));
                }
                audit::write(tx, entry.as_ref(), now).await?;
                alerts::renew(tx, &alerts, now).await?;
                emit(tx, &[outgoing]).await?;
                Ok(Committed::Done)
            })
        });
        commit.await
    }
}

/// Writes a new refund, if there is one. One whose id is known was decided before and stays as it is.
pub(super) async fn request(tx: &mut Tx, refund: Option<&Refund>) -> Result<(), sqlx::Error> {
    let Some(refund) = refund else { return Ok(()) };
    sqlx::query(INSERT)
        .bind(refund.id.uuid())
        .bind(refund.order.uuid())
        .bind(refund.attempt.uuid())
        .bind(refund.version)
        .bind(refund.state.as_str())
        .bind(refund.amount.amount)
        .bind(refund.amount.currency.code())
        .bind(Json(refund.reason))
        .bind(i64::from(refund.tries))
        .bind(refund.sent_at.map(at))
        .bind(refund.key_since.map(at))
        .bind(refund.next_at.map(at))
        .bind(i64::from(refund.failures))
        .bind(at(refund.requested_at))
        .execute(tx.conn())
        .await
        .map(drop)
}

async fn update(tx: &mut Tx, refund: &Refund) -> Result<bool, sqlx::Error> {
    let update = sqlx::query(UPDATE)
        .bind(refund.id.uuid())
        .bind(refund.version)
        .bind(refund.state.as_str())
        .bind(i64::from(refund.tries))
        .bind(refund.sent_at.map(at))
        .bind(refund.key_since.map(at))
        .bind(refund.next_at.map(at))
        .bind(i64::from(refund.failures));
    Ok(update.execute(tx.conn()).await?.rows_affected() == 1)
}
