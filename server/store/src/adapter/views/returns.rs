//! The shop's list of returns: orders by where their newest return stands.

use async_trait::async_trait;
use events::{ReturnState, Unavailable};
use kernel::{OrderId, Time};
use order::{Order, ReturnCounts, ReturnQuery, ReturnTab, Returns};
use uuid::Uuid;

use super::super::Main;
use super::super::orders::OrderRow;
use crate::convert::at;
use crate::dialect::unavailable;

/// What is to do: the longest first.
const OPEN: &str = "
    SELECT * FROM orders
    WHERE return_state = $1 AND (return_since > $2 OR return_since = $2 AND id > $3)
    ORDER BY return_since, id LIMIT $4";

/// What is done: the newest first.
const DONE: &str = "
    SELECT * FROM orders
    WHERE return_state IN ($1, $2, $3) AND (return_since < $4 OR return_since = $4 AND id < $5)
    ORDER BY return_since DESC, id DESC LIMIT $6";

/// After every return: the end of the year 9999, the last that both databases write alike.
const END: Time = Time::from_micros(253_402_214_400_000_000);

const COUNTS: &str = "
    SELECT COUNT(CASE WHEN return_state = 'asked' THEN 1 END) AS asked,
           COUNT(CASE WHEN return_state = 'received' THEN 1 END) AS received,
           COUNT(CASE WHEN return_state = 'received' AND return_due <= $1 THEN 1 END) AS overdue
    FROM orders WHERE return_state IN ('asked', 'received')";

#[derive(sqlx::FromRow)]
struct CountsRow {
    asked: i64,
    received: i64,
    overdue: i64,
}

#[async_trait]
impl Returns for Main {
    async fn page(&self, query: ReturnQuery) -> Result<Vec<Order>, Unavailable> {
        let rows = match query.tab {
            ReturnTab::Asked => self.open_returns(ReturnState::Asked, query).await,
            ReturnTab::Received => self.open_returns(ReturnState::Received, query).await,
            ReturnTab::Done => self.done_returns(query).await,
        };
        let rows = rows.map_err(unavailable)?;
        rows.into_iter().map(Order::try_from).collect::<Result<_, _>>().map_err(unavailable)
    }

    async fn counts(&self, now: Time) -> Result<ReturnCounts, Unavailable> {
        let counts = sqlx::query_as::<_, CountsRow>(COUNTS).bind(at(now));
        let CountsRow { asked, received, overdue } =
            counts.fetch_one(self.db.reads()).await.map_err(unavailable)?;
        Ok(ReturnCounts { asked, received, overdue })
    }
}

impl Main {
    async fn open_returns(
        &self,
        state: ReturnState,
        query: ReturnQuery,
    ) -> Result<Vec<OrderRow>, sqlx::Error> {
        let (since, order) = query.after.unwrap_or((Time::EPOCH, OrderId(Uuid::nil())));
        let page = sqlx::query_as(OPEN).bind(state.as_str()).bind(at(since)).bind(order.uuid());
        page.bind(query.limit).fetch_all(self.db.reads()).await
    }

    async fn done_returns(&self, query: ReturnQuery) -> Result<Vec<OrderRow>, sqlx::Error> {
        let end = (END, OrderId(Uuid::max()));
        let (since, order) = query.after.unwrap_or(end);
        let [a, b, c] = [ReturnState::Refunded, ReturnState::Refused, ReturnState::Withdrawn];
        let page = sqlx::query_as(DONE).bind(a.as_str()).bind(b.as_str()).bind(c.as_str());
        page.bind(at(since)).bind(order.uuid()).bind(query.limit).fetch_all(self.db.reads()).await
    }
}
