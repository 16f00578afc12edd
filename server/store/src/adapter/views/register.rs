//! Every placed order, as the desk looks them up.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use desk::{Filter, Found, Numbered, Page, Place, Register, Standing};
use events::{OrderDetails, Unavailable};
use kernel::{OrderId, OrderNumber, Time};
use order::RefundDecision;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::{Main, of_orders};
use super::figures::refunded;
use crate::convert::{END, at, containing, unreadable};
use crate::dialect::unavailable;

/// A placed order with its shipment, if shipping has heard of it: then its search column says what is looked in.
macro_rules! found {
    ($before:literal, $then:literal) => {
        concat!(
            r"
    SELECT * FROM (
        SELECT o.id, o.opened_at, COALESCE(s.details, o.details) AS details, o.refunds, o.paid_by, s.carrier, s.tracking,
               s.order_id IS NOT NULL AS at_desk,
               CASE WHEN o.state IN ('cancelled', 'completed') THEN o.state
                    WHEN s.state = 'stop_asked' THEN s.state
                    WHEN o.state = 'cancel_requested' THEN o.state
                    ELSE COALESCE(s.state, 'paid') END AS standing
        FROM orders o LEFT JOIN shipments s ON s.order_id = o.id AND s.details IS NOT NULL
        WHERE o.paid_by IS NOT NULL AND o.opened_at >= $1 AND o.opened_at < $2
          AND COALESCE(s.search, lower(o.number || ' ' || (o.details -> 'delivery' -> 'recipient' ->> 'name') || ' '
                  || (o.details -> 'delivery' -> 'recipient' ->> 'phone') || ' ' || (o.details ->> 'email')))
              LIKE $3 ESCAPE '\') AS f
    WHERE ($4 = '' OR f.standing = $4) AND (f.opened_at, f.id) ",
            $before,
            " ($5, $6) ORDER BY ",
            $then,
            " LIMIT $7"
        )
    };
}

const OLDER: &str = found!("<", "f.opened_at DESC, f.id DESC");
const NEWER: &str = found!(">", "f.opened_at, f.id");

const NUMBERS: &str = "SELECT id, number FROM orders WHERE id IN";

#[derive(sqlx::FromRow)]
struct FoundRow {
    id: Uuid,
    details: Json<OrderDetails>,
    refunds: Json<Vec<RefundDecision>>,
    paid_by: Option<Uuid>,
    carrier: Option<String>,
    tracking: Option<String>,
    at_desk: bool,
    standing: String,
}

impl TryFrom<FoundRow> for Found {
    type Error = sqlx::Error;

    fn try_from(row: FoundRow) -> Result<Self, sqlx::Error> {
        let standing = Standing::parse(&row.standing);
        let details = row.details.0;
        Ok(Self {
            order: OrderId(row.id),
            refunded: refunded(&row.refunds.0, row.paid_by, details.total),
            details,
            standing: standing.ok_or_else(|| unreadable(format!("standing {}", row.standing)))?,
            carrier: row.carrier,
            tracking: row.tracking,
            at_desk: row.at_desk,
        })
    }
}

#[async_trait]
impl Register for Main {
    async fn page(&self, filter: Filter, place: Place, limit: i64) -> Result<Page, Unavailable> {
        let Filter { text, standing, from, until } = filter;
        let (query, (opened_at, order)): (_, (DateTime<Utc>, OrderId)) = match place {
            Place::Start => (OLDER, (at(END), OrderId(Uuid::nil()))),
            Place::After(opened_at, order) => (OLDER, (at(opened_at), order)),
            Place::Before(opened_at, order) => (NEWER, (at(opened_at), order)),
        };
        let page = sqlx::query_as::<_, FoundRow>(query)
            .bind(at(from.unwrap_or(Time::EPOCH)))
            .bind(at(until.unwrap_or(END)))
            .bind(containing(&text))
            .bind(standing.map(Standing::as_str).unwrap_or_default())
            .bind(opened_at)
            .bind(order.uuid())
            // One row more than asked for says whether there are more.
            .bind(limit.saturating_add(1));
        let rows = page.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        let found = rows.into_iter().map(Found::try_from).collect::<Result<Vec<_>, _>>();
        let mut found = found.map_err(unavailable)?;
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = found.len() > limit;
        found.truncate(limit);
        if matches!(place, Place::Before(..)) {
            found.reverse();
        }
        Ok(Page { found, more })
    }

    async fn numbers(&self, orders: &[OrderId]) -> Result<Vec<Numbered>, Unavailable> {
        let numbers: Vec<(Uuid, String)> = of_orders(&self.db, NUMBERS, orders).await?;
        let numbered = |(order, number): (Uuid, String)| {
            let number = OrderNumber::parse(&number);
            let number = number.map_err(|_| unavailable(unreadable("an order's number")))?;
            Ok(Numbered { order: OrderId(order), number })
        };
        numbers.into_iter().map(numbered).collect()
    }
}
