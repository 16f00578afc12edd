//! Orders that do not go on as they should.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use desk::{Moments, Stuck, StuckOrders, Why};
use events::Unavailable;
use kernel::{OrderId, OrderNumber};
use uuid::Uuid;

use super::super::Main;
use crate::convert::{at, time, unreadable};
use crate::dialect::unavailable;

/// One branch for each reason.
const STUCK: &str = "
    SELECT o.state AS why, '' AS consumer, o.id, o.number, o.since AS since
    FROM orders o WHERE o.state IN ('paying', 'cancel_pending') AND o.since < $1
    UNION ALL
    SELECT 'cancel_waits', '', o.id, o.number, o.since
    FROM orders o LEFT JOIN shipments s ON s.order_id = o.id
    WHERE o.state = 'cancel_requested' AND o.since < $2 AND (s.state IS NULL OR s.state <> 'stop_asked')
    UNION ALL
    SELECT 'stop_unanswered', '', o.id, o.number, s.since
    FROM shipments s JOIN orders o ON o.id = s.order_id WHERE s.state = 'stop_asked' AND s.since < $3
    UNION ALL
    SELECT 'refund_refused', '', o.id, o.number, r.requested_at
    FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.state = 'refused'
    UNION ALL
    SELECT 'parked', d.consumer, o.id, o.number, d.parked_at
    FROM deliveries d JOIN orders o ON o.id = d.order_id WHERE d.attempts > 0 AND d.parked_at IS NOT NULL
    ORDER BY 5, 3, 2 LIMIT $4";

#[derive(sqlx::FromRow)]
struct StuckRow {
    why: String,
    consumer: String,
    id: Uuid,
    number: String,
    since: DateTime<Utc>,
}

impl TryFrom<StuckRow> for Stuck {
    type Error = sqlx::Error;

    fn try_from(row: StuckRow) -> Result<Self, sqlx::Error> {
        let StuckRow { why, consumer, id, number, since } = row;
        let why = match why.as_str() {
            "paying" => Why::Paying,
            "cancel_pending" => Why::CancelPending,
            "cancel_waits" => Why::CancelWaits,
            "stop_unanswered" => Why::StopUnanswered,
            "refund_refused" => Why::RefundRefused,
            "parked" => {
                Why::Parked(consumer.parse().map_err(|_| unreadable(format!("consumer {consumer}")))?)
            }
            other => return Err(unreadable(format!("reason {other}"))),
        };
        let number = OrderNumber::parse(&number).map_err(|_| unreadable("an order's number"))?;
        Ok(Self { order: OrderId(id), number, why, since: time(since) })
    }
}

#[async_trait]
impl StuckOrders for Main {
    async fn stuck(&self, since: Moments, limit: i64) -> Result<Vec<Stuck>, Unavailable> {
        let Moments { paying, cancel, stop } = since;
        let stuck = sqlx::query_as::<_, StuckRow>(STUCK).bind(at(paying)).bind(at(cancel)).bind(at(stop));
        let rows = stuck.bind(limit).fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.into_iter().map(Stuck::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }
}
