//! MyPage's rows, in the View database.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use customer::mypage::{MyPages, Row};
use events::Unavailable;
use kernel::{OrderId, SessionId, Time};
use sqlx::types::Json;

use super::View;
use crate::convert::{at, time};
use crate::dialect::unavailable;

const ROW: &str = "SELECT page FROM mypage WHERE order_id = $1";

const OF_OWNER: &str = "
    SELECT page FROM mypage WHERE owner = $1 ORDER BY opened_at DESC, order_id DESC LIMIT $2";

/// A row's number is the consumer's progress, so an older row never overwrites a newer one.
const PUT: &str = "
    INSERT INTO mypage (order_id, owner, seq, page, opened_at, written_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (order_id) DO UPDATE
    SET owner = excluded.owner, seq = excluded.seq, page = excluded.page, written_at = excluded.written_at
    WHERE mypage.seq < excluded.seq";

/// The same for a row that is put right: its number may be the one that stands.
const MEND: &str = "
    INSERT INTO mypage (order_id, owner, seq, page, opened_at, written_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (order_id) DO UPDATE
    SET owner = excluded.owner, seq = excluded.seq, page = excluded.page, written_at = excluded.written_at
    WHERE mypage.seq <= excluded.seq";

const CHANGED_SINCE: &str = "
    SELECT written_at, page FROM mypage WHERE owner = $1 AND written_at >= $2 ORDER BY written_at, order_id LIMIT $3";

const EPOCH: &str = "SELECT build FROM epoch";

const ANY: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM mypage LIMIT 1) AS one";

const CLEAR: &str = "DELETE FROM mypage";

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

    async fn put(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        self.write_row(PUT, row, now).await
    }

    async fn mend(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        self.write_row(MEND, row, now).await
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

    async fn epoch(&self) -> Result<String, Unavailable> {
        sqlx::query_scalar(EPOCH).fetch_one(self.db.reads()).await.map_err(unavailable)
    }

    async fn is_empty(&self) -> Result<bool, Unavailable> {
        let rows: i64 = sqlx::query_scalar(ANY).fetch_one(self.db.reads()).await.map_err(unavailable)?;
        Ok(rows == 0)
    }

    async fn clear(&self) -> Result<(), Unavailable> {
        let build = self.ids.uuid().to_string();
        let clear = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(CLEAR).execute(tx.conn()).await?;
                sqlx::query(END_EPOCH).execute(tx.conn()).await?;
                sqlx::query(BEGIN_EPOCH).bind(build).execute(tx.conn()).await?;
                Ok(())
            })
        });
        clear.await
    }
}

impl View {
    async fn write_row(&self, query: &'static str, row: Row, now: Time) -> Result<(), Unavailable> {
        let write = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(query)
                    .bind(row.order.uuid())
                    .bind(row.owner.uuid())
                    .bind(row.seq)
                    .bind(Json(&row))
                    .bind(at(row.details.opened_at))
                    .bind(at(now))
                    .execute(tx.conn())
                    .await?;
                Ok(())
            })
        });
        write.await
    }

    /// Names this build of the view, unless it has a name.
    pub(crate) async fn begin_epoch(&self) -> Result<(), Unavailable> {
        let build = self.ids.uuid().to_string();
        let begin = self.db.write(move |tx| {
            Box::pin(async move {
                sqlx::query(BEGIN_EPOCH).bind(build).execute(tx.conn()).await?;
                Ok(())
            })
        });
        begin.await
    }
}
