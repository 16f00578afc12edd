//! What was placed, sold and shipped within a time, for the shop's numbers.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use events::{Line, OrderDetails, Unavailable};
use kernel::{Money, Time};
use order::{Figures, RefundDecision, Sale};
use sqlx::types::Json;
use uuid::Uuid;

use super::super::Main;
use crate::convert::{at, money, time};
use crate::dialect::unavailable;

const PLACED: &str = "
    SELECT t.at, o.total, o.currency, o.state, o.refunds, o.paid_by FROM timeline t JOIN orders o ON o.id = t.order_id
    WHERE t.name = 'OrderPlaced' AND t.at >= $1 AND t.at < $2 ORDER BY t.at, t.order_id";

const SOLD: &str = "
    SELECT o.details FROM timeline t JOIN orders o ON o.id = t.order_id
    WHERE t.name = 'OrderPlaced' AND t.at >= $1 AND t.at < $2 AND o.state <> 'cancelled'
    ORDER BY t.at, t.order_id";

/// A parcel that was taken back and sent again left when it left last.
const SHIPPED: &str = "
    SELECT p.at AS placed, MAX(t.at) AS shipped
    FROM timeline t JOIN timeline p ON p.order_id = t.order_id AND p.name = 'OrderPlaced'
    WHERE t.name = 'ShipmentShipped' AND t.at >= $1 AND t.at < $2 GROUP BY t.order_id, p.at";

#[derive(sqlx::FromRow)]
struct SaleRow {
    at: DateTime<Utc>,
    total: i64,
    currency: String,
    state: String,
    refunds: Json<Vec<RefundDecision>>,
    paid_by: Option<Uuid>,
}

impl TryFrom<SaleRow> for Sale {
    type Error = sqlx::Error;

    fn try_from(row: SaleRow) -> Result<Self, sqlx::Error> {
        let total = money(row.total, &row.currency)?;
        let refunded = refunded(&row.refunds.0, row.paid_by, total);
        Ok(Self { at: time(row.at), total, cancelled: row.state == "cancelled", refunded })
    }
}

/// What of an order's payment was decided to go back. What came in beside the payment and went back again was no sale.
pub(super) fn refunded(decisions: &[RefundDecision], paid_by: Option<Uuid>, total: Money) -> Money {
    let of_it = decisions.iter().filter(|decision| Some(decision.attempt.uuid()) == paid_by);
    Money { amount: of_it.map(|decision| decision.amount.amount).sum(), ..total }
}

#[async_trait]
impl Figures for Main {
    async fn placed(&self, from: Time, until: Time) -> Result<Vec<Sale>, Unavailable> {
        let placed = sqlx::query_as::<_, SaleRow>(PLACED).bind(at(from)).bind(at(until));
        let rows = placed.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        rows.into_iter().map(Sale::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn sold(&self, from: Time, until: Time) -> Result<Vec<Line>, Unavailable> {
        let sold = sqlx::query_scalar::<_, Json<OrderDetails>>(SOLD).bind(at(from)).bind(at(until));
        let orders = sold.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(orders.into_iter().flat_map(|Json(details)| details.lines).collect())
    }

    async fn shipped(&self, from: Time, until: Time) -> Result<Vec<(Time, Time)>, Unavailable> {
        let shipped = sqlx::query_as::<_, (DateTime<Utc>, DateTime<Utc>)>(SHIPPED);
        let shipped = shipped.bind(at(from)).bind(at(until)).fetch_all(self.db.reads()).await;
        let rows = shipped.map_err(unavailable)?.into_iter();
        Ok(rows.map(|(placed, shipped)| (time(placed), time(shipped))).collect())
    }
}
