//! MyPage's rows, in the View database.

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::mypage::{MyPages, Row};
use events::Unavailable;
use kernel::{OrderId, SessionId, Time};
use sqlx::QueryBuilder;
use sqlx::types::Json;

use super::{Db, View, of_orders};
use crate::command::Halt::Undo;
use crate::convert::{at, in_portions, time};
use crate::dialect::unavailable;
use crate::news::News;

const ROW: &str = "SELECT page FROM mypage WHERE order_id = $1";

const ROWS: &str = "SELECT page FROM mypage WHERE order_id IN";

const OF_OWNER: &str = "
    SELECT page FROM mypage WHERE owner = $1 ORDER BY opened_at DESC, order_id DESC LIMIT $2";

/// What stands before the values of rows that are written, and after them.
type Put = (&'static str, &'static str);

/// A row's number is the consumer's progress, so an older row never overwrites a newer one.
const PUT: Put = (
    "INSERT INTO mypage (order_id, owner, seq, page, opened_at, written_at) ",
    "
    ON CONFLICT (order_id) DO UPDATE
    SET owner = excluded.owner, seq = excluded.seq, page = excluded.page, written_at = excluded.written_at
    WHERE mypage.seq < excluded.seq",
);

/// The same for a row that is put right: its number may be the one that stands.
const MEND: Put = (
    PUT.0,
    "
    ON CONFLICT (order_id) DO UPDATE
    SET owner = excluded.owner, seq = excluded.seq, page = excluded.page, written_at = excluded.written_at
    WHERE mypage.seq <= excluded.seq",
);

const CHANGED_SINCE: &str = "
    SELECT written_at, page FROM mypage WHERE owner = $1 AND written_at >= $2 ORDER BY written_at, order_id LIMIT $3";

const CHANGED: &str = "
    SELECT written_at, page FROM mypage WHERE (written_at, order_id) > ($1, $2)
    ORDER BY written_at, order_id LIMIT $3";

const NAME: &str = "SELECT name FROM named";

/// The first to give it one wins.
const GIVE_NAME: &str = "INSERT INTO named (id, name) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";

const EPOCH: &str = "SELECT build FROM epoch";

const COUNT: &str = "SELECT COUNT(*) FROM mypage";

const FORGET_ANEW: &str = "DELETE FROM anew";

const BEGIN_ANEW: &str = "INSERT INTO anew (build) VALUES ($1)";

const END_ANEW: &str = "DELETE FROM anew WHERE build = $1";

const CLEAR_BESIDE: &str = "DELETE FROM mypage_beside";

const PUT_BESIDE: Put = (
    "INSERT INTO mypage_beside (order_id, owner, seq, page, opened_at, written_at) ",
    "
    ON CONFLICT (order_id) DO UPDATE
    SET owner = excluded.owner, seq = excluded.seq, page = excluded.page, written_at = excluded.written_at
    WHERE mypage_beside.seq < excluded.seq",
);

const BEHIND: &str = "
    SELECT m.order_id FROM mypage m LEFT JOIN mypage_beside b ON b.order_id = m.order_id
    WHERE b.order_id IS NULL OR b.seq < m.seq";

/// The same after the two have changed their names.
const BEHIND_BESIDE: &str = "
    SELECT b.order_id FROM mypage_beside b LEFT JOIN mypage m ON m.order_id = b.order_id
    WHERE m.order_id IS NULL OR m.seq < b.seq";

/// Statements that are under way end first; those that come after find the other table.
const SWAP: [&str; 3] = [
    "ALTER TABLE mypage RENAME TO mypage_stood",
    "ALTER TABLE mypage_beside RENAME TO mypage",
    "ALTER TABLE mypage_stood RENAME TO mypage_beside",
];

/// Of what stood, the rows that were written during the rebuild and are newer than those built beside: should nobody live to
/// build them anew, they stand.
const CARRY_OVER: &str = "
    INSERT INTO mypage (order_id, owner, seq, page, opened_at, written_at)
    SELECT b.order_id, b.owner, b.seq, b.page, b.opened_at, b.written_at
    FROM mypage_beside b LEFT JOIN mypage m ON m.order_id = b.order_id
    WHERE (m.order_id IS NULL OR m.seq < b.seq) AND b.written_at >= (SELECT MIN(written_at) FROM mypage)
    ON CONFLICT (order_id) DO UPDATE
    SET owner = excluded.owner, seq = excluded.seq, page = excluded.page, written_at = excluded.written_at";

const END_EPOCH: &str = "DELETE FROM epoch";

/// The first to begin one wins.
const BEGIN_EPOCH: &str = "INSERT INTO epoch (build) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM epoch)";

#[async_trait]
impl MyPages for View {
    async fn row(&self, order: OrderId) -> Result<Option<Row>, Unavailable> {
        let row = sqlx::query_scalar::<_, Json<Row>>(ROW).bind(order.uuid());
        Ok(row.fetch_optional(self.db.reads()).await.map_err(unavailable)?.map(|row| row.0))
    }

    async fn of_owner(&self, owner: SessionId, limit: i64) -> Result<Vec<Row>, Unavailable> {
        let rows = sqlx::query_scalar::<_, Json<Row>>(OF_OWNER).bind(owner.uuid()).bind(limit);
        let rows = rows.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(rows.into_iter().map(|row| row.0).collect())
    }

    async fn rows(&self, orders: &[OrderId]) -> Result<Vec<Row>, Unavailable> {
        let rows: Vec<(Json<Row>,)> = of_orders(&self.db, ROWS, orders).await?;
        Ok(rows.into_iter().map(|(row,)| row.0).collect())
    }

    async fn put(&self, rows: Vec<Row>, now: Time) -> Result<(), Unavailable> {
        self.write(PUT, rows, now).await
    }

    async fn mend(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        self.write(MEND, vec![row], now).await
    }

    async fn changed_since(
        &self,
        owner: SessionId,
        since: Time,
        limit: i64,
    ) -> Result<Vec<(Time, Row)>, Unavailable> {
        let changed = sqlx::query_as::<_, (DateTime<Utc>, Json<Row>)>(CHANGED_SINCE);
        let changed = changed.bind(owner.uuid()).bind(at(since)).bind(limit);
        let rows = changed.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(rows.into_iter().map(|(written, row)| (time(written), row.0)).collect())
    }

    async fn changed(&self, after: (Time, OrderId), limit: i64) -> Result<Vec<(Time, Row)>, Unavailable> {
        let (since, order) = after;
        let changed = sqlx::query_as::<_, (DateTime<Utc>, Json<Row>)>(CHANGED);
        let changed = changed.bind(at(since)).bind(order.uuid()).bind(limit);
        let rows = changed.fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(rows.into_iter().map(|(written, row)| (time(written), row.0)).collect())
    }

    async fn name(&self) -> Result<String, Unavailable> {
        if !self.up_to_date.load(Ordering::Acquire) {
            return Err(Unavailable("MyPage's database is not brought up to date".to_owned()));
        }
        sqlx::query_scalar(NAME).fetch_one(self.db.reads()).await.map_err(unavailable)
    }

    async fn epoch(&self) -> Result<String, Unavailable> {
        sqlx::query_scalar(EPOCH).fetch_one(self.db.reads()).await.map_err(unavailable)
    }

    async fn count(&self) -> Result<i64, Unavailable> {
        sqlx::query_scalar(COUNT).fetch_one(self.db.reads()).await.map_err(unavailable)
    }

    async fn begin_anew(&self) -> Result<String, Unavailable> {
        let build = self.ids.uuid().to_string();
        let begin = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(FORGET_ANEW).execute(tx.conn()).await?;
                sqlx::query(BEGIN_ANEW).bind(&build).execute(tx.conn()).await?;
                sqlx::query(CLEAR_BESIDE).execute(tx.conn()).await?;
                Ok(build)
            })
        });
        begin.await
    }

    async fn put_anew(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        self.write(PUT_BESIDE, vec![row], now).await
    }

    async fn behind(&self) -> Result<Vec<OrderId>, Unavailable> {
        let behind = sqlx::query_scalar(BEHIND).fetch_all(self.db.reads()).await.map_err(unavailable)?;
        Ok(behind.into_iter().map(OrderId).collect())
    }

    async fn swap(&self, anew: String) -> Result<Option<Vec<OrderId>>, Unavailable> {
        let swap = self.db.write(move |tx| {
            Box::pin(async move {
                if sqlx::query(END_ANEW).bind(&anew).execute(tx.conn()).await?.rows_affected() == 0 {
                    return Err(Undo(None));
                }
                for rename in SWAP {
                    sqlx::query(rename).execute(tx.conn()).await?;
                }
                // What stood lies beside now.
                let behind = sqlx::query_scalar(BEHIND_BESIDE).fetch_all(tx.conn()).await?;
                sqlx::query(CARRY_OVER).execute(tx.conn()).await?;
                sqlx::query(CLEAR_BESIDE).execute(tx.conn()).await?;
                sqlx::query(END_EPOCH).execute(tx.conn()).await?;
                sqlx::query(BEGIN_EPOCH).bind(anew).execute(tx.conn()).await?;
                tx.tells(News::ALL);
                Ok(Some(behind.into_iter().map(OrderId).collect()))
            })
        });
        swap.await
    }
}

impl View {
    async fn write(&self, put: Put, rows: Vec<Row>, now: Time) -> Result<(), Unavailable> {
        let (insert, unless) = put;
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                for some in in_portions(&rows) {
                    let mut write = QueryBuilder::<Db>::new(insert);
                    write.push_values(some, |mut values, row| {
                        values
                            .push_bind(row.order.uuid())
                            .push_bind(row.owner.uuid())
                            .push_bind(row.seq)
                            .push_bind(Json(row))
                            .push_bind(at(row.details.opened_at))
                            .push_bind(at(now));
                    });
                    write.push(unless).build().execute(tx.conn()).await?;
                }
                tx.tells(News::ALL);
                Ok(())
            })
        });
        write.await
    }

    /// Names the view and its build, unless they have names.
    pub(crate) async fn give_names(&self) -> Result<(), Unavailable> {
        let (name, build) = (self.ids.uuid().to_string(), self.ids.uuid().to_string());
        let begin = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(GIVE_NAME).bind(name).execute(tx.conn()).await?;
                sqlx::query(BEGIN_EPOCH).bind(build).execute(tx.conn()).await?;
                Ok(())
            })
        });
        begin.await?;
        self.up_to_date.store(true, Ordering::Release);
        Ok(())
    }
}
