//! What payments ask of a person, and the differences between the provider's books and ours.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::Unavailable;
use kernel::{AttemptId, Currency, Day, OrderId, RefundId, Time};
use payment::{Attempt, Difference, DifferenceKind, KeptDifference, ProviderRef, Refund, Settlements};
use uuid::Uuid;

use super::attempts::AttemptRow;
use super::refunds::RefundRow;
use super::{Main, Tx, alerts};
use crate::convert::{at, money, time, unreadable};
use crate::dialect::unavailable;

const OPEN_SINCE: &str = "
    SELECT * FROM attempts WHERE state IN ('unknown', 'action_needed') AND since <= $1 ORDER BY since, id LIMIT $2";

const REFUSED: &str = "SELECT * FROM refunds WHERE state = 'refused' ORDER BY requested_at, id LIMIT $1";

const COMPARED_UNTIL: &str = "SELECT compared_until FROM settlement WHERE id = 1";

const FIRST_SENT: &str = "SELECT sent_at FROM attempts ORDER BY sent_at LIMIT 1";

const CAPTURED: &str = "
    SELECT * FROM attempts
    WHERE state IN ('approved', 'surplus') AND sent_at >= $1 AND sent_at < $2 ORDER BY sent_at, id";

/// Walks all attempts, once a day.
const CAPTURED_LATE: &str = "
    SELECT * FROM attempts
    WHERE state IN ('approved', 'surplus') AND sent_at < $1 AND since >= $1 ORDER BY sent_at, id";

const SUCCEEDED: &str = "
    SELECT * FROM refunds WHERE state = 'succeeded' AND sent_at >= $1 AND sent_at < $2 ORDER BY sent_at, id";

/// Writes nothing when it is known.
const INSERT: &str = "
    INSERT INTO differences (kind, subject, order_id, attempt_id, refund_id, reference, theirs, ours, currency, state, at,
                             day, first_seen, last_seen)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
    ON CONFLICT (kind, subject) DO NOTHING";

/// One that was resolved is new again.
const REOPEN: &str = "
    UPDATE differences SET first_seen = $3, resolved_at = NULL
    WHERE kind = $1 AND subject = $2 AND resolved_at IS NOT NULL";

const SEE: &str = "
    UPDATE differences
    SET order_id = $3, attempt_id = $4, refund_id = $5, theirs = $6, ours = $7, state = $8, last_seen = $9
    WHERE kind = $1 AND subject = $2";

const STANDING_OF_DAY: &str = "
    SELECT kind, subject FROM differences WHERE day = $1 AND resolved_at IS NULL";

const RESOLVE: &str = "UPDATE differences SET resolved_at = $3 WHERE kind = $1 AND subject = $2";

const ADVANCE: &str = "
    INSERT INTO settlement (id, compared_until) VALUES (1, $1)
    ON CONFLICT (id) DO UPDATE SET compared_until = excluded.compared_until
    WHERE settlement.compared_until < excluded.compared_until";

const STANDING: &str = "
    SELECT * FROM differences WHERE resolved_at IS NULL ORDER BY first_seen, kind, subject LIMIT $1";

#[derive(sqlx::FromRow)]
struct DifferenceRow {
    kind: String,
    subject: String,
    order_id: Option<Uuid>,
    attempt_id: Option<Uuid>,
    refund_id: Option<Uuid>,
    reference: Option<String>,
    theirs: Option<i64>,
    ours: Option<i64>,
    currency: String,
    state: Option<String>,
    at: DateTime<Utc>,
    day: DateTime<Utc>,
    first_seen: DateTime<Utc>,
    last_seen: DateTime<Utc>,
}

impl TryFrom<DifferenceRow> for KeptDifference {
    type Error = sqlx::Error;

    fn try_from(row: DifferenceRow) -> Result<Self, sqlx::Error> {
        let kind = DifferenceKind::parse(&row.kind);
        let moved = |amount: Option<i64>| amount.map(|amount| money(amount, &row.currency)).transpose();
        let difference = Difference {
            kind: kind.ok_or_else(|| unreadable(format!("difference {}", row.kind)))?,
            theirs: moved(row.theirs)?,
            ours: moved(row.ours)?,
            subject: row.subject,
            order: row.order_id.map(OrderId),
            attempt: row.attempt_id.map(AttemptId),
            refund: row.refund_id.map(RefundId),
            reference: row.reference.map(ProviderRef),
            state: row.state,
            at: time(row.at),
        };
        let (first_seen, last_seen) = (time(row.first_seen), time(row.last_seen));
        Ok(Self { difference, day: Day::of(time(row.day)), first_seen, last_seen })
    }
}

#[async_trait]
impl Settlements for Main {
    async fn open_since(&self, moment: Time, limit: i64) -> Result<Vec<Attempt>, Unavailable> {
        let open = sqlx::query_as::<_, AttemptRow>(OPEN_SINCE).bind(at(moment)).bind(limit);
        read(open.fetch_all(self.db.reads()).await)
    }

    async fn refused(&self, limit: i64) -> Result<Vec<Refund>, Unavailable> {
        let refused = sqlx::query_as::<_, RefundRow>(REFUSED).bind(limit);
        read(refused.fetch_all(self.db.reads()).await)
    }

    async fn compared_until(&self) -> Result<Option<Time>, Unavailable> {
        let until = sqlx::query_scalar::<_, DateTime<Utc>>(COMPARED_UNTIL);
        Ok(until.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(time))
    }

    async fn first_sent(&self) -> Result<Option<Time>, Unavailable> {
        let first = sqlx::query_scalar::<_, DateTime<Utc>>(FIRST_SENT);
        Ok(first.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(time))
    }

    async fn captured(&self, day: Day) -> Result<Vec<Attempt>, Unavailable> {
        let captured = sqlx::query_as::<_, AttemptRow>(CAPTURED).bind(at(day.from())).bind(at(day.until()));
        read(captured.fetch_all(self.db.reads()).await)
    }

    async fn captured_late(&self, moment: Time) -> Result<Vec<Attempt>, Unavailable> {
        let captured = sqlx::query_as::<_, AttemptRow>(CAPTURED_LATE).bind(at(moment));
        read(captured.fetch_all(self.db.reads()).await)
    }

    async fn succeeded(&self, day: Day) -> Result<Vec<Refund>, Unavailable> {
        let succeeded = sqlx::query_as::<_, RefundRow>(SUCCEEDED).bind(at(day.from())).bind(at(day.until()));
        read(succeeded.fetch_all(self.db.reads()).await)
    }

    async fn record(&self, day: Day, found: Vec<Difference>, now: Time) -> Result<(), Unavailable> {
        let record = self.db.write(move |tx| {
            Box::pin(async move {
                resolve_others(tx, day, &found, now).await?;
                for difference in &found {
                    if see(tx, day, difference, now).await? {
                        alerts::raise(tx, &[difference.alert()], now).await?;
                    }
                }
                sqlx::query(ADVANCE).bind(at(day.until())).execute(tx.conn()).await?;
                Ok(())
            })
        });
        record.await
    }

    async fn differences(&self, limit: i64) -> Result<Vec<KeptDifference>, Unavailable> {
        let standing = sqlx::query_as::<_, DifferenceRow>(STANDING).bind(limit);
        read(standing.fetch_all(self.db.reads()).await)
    }
}

fn read<R, T>(rows: Result<Vec<R>, sqlx::Error>) -> Result<Vec<T>, Unavailable>
where
    T: TryFrom<R, Error = sqlx::Error>,
{
    let rows = rows.map_err(unavailable)?;
    rows.into_iter().map(T::try_from).collect::<Result<_, _>>().map_err(unavailable)
}

/// The day's differences that were not found this time are no more.
async fn resolve_others(tx: &mut Tx, day: Day, found: &[Difference], now: Time) -> Result<(), sqlx::Error> {
    let standing = sqlx::query_as::<_, (String, String)>(STANDING_OF_DAY).bind(at(day.from()));
    for (kind, subject) in standing.fetch_all(tx.conn()).await? {
        if !found.iter().any(|it| it.kind.as_str() == kind && it.subject == subject) {
            sqlx::query(RESOLVE).bind(kind).bind(subject).bind(at(now)).execute(tx.conn()).await?;
        }
    }
    Ok(())
}

/// Writes one difference. `true` when it is new, or has come back.
async fn see(tx: &mut Tx, day: Day, found: &Difference, now: Time) -> Result<bool, sqlx::Error> {
    let currency = found.theirs.or(found.ours).map_or(Currency::Krw, |money| money.currency);
    let insert = sqlx::query(INSERT)
        .bind(found.kind.as_str())
        .bind(found.subject.as_str())
        .bind(found.order.map(OrderId::uuid))
        .bind(found.attempt.map(AttemptId::uuid))
        .bind(found.refund.map(RefundId::uuid))
        .bind(found.reference.as_ref().map(|reference| reference.0.as_str()))
        .bind(found.theirs.map(|money| money.amount))
        .bind(found.ours.map(|money| money.amount))
        .bind(currency.code())
        .bind(found.state.as_deref())
        .bind(at(found.at))
        .bind(at(day.from()))
        .bind(at(now));
    if insert.execute(tx.conn()).await?.rows_affected() == 1 {
        return Ok(true);
    }
    let reopen = sqlx::query(REOPEN).bind(found.kind.as_str()).bind(found.subject.as_str()).bind(at(now));
    let is_back = reopen.execute(tx.conn()).await?.rows_affected() == 1;
    sqlx::query(SEE)
        .bind(found.kind.as_str())
        .bind(found.subject.as_str())
        .bind(found.order.map(OrderId::uuid))
        .bind(found.attempt.map(AttemptId::uuid))
        .bind(found.refund.map(RefundId::uuid))
        .bind(found.theirs.map(|money| money.amount))
        .bind(found.ours.map(|money| money.amount))
        .bind(found.state.as_deref())
        .bind(at(now))
        .execute(tx.conn())
        .await?;
    Ok(is_back)
}
