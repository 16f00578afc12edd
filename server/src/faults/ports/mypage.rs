//! Around MyPage's rows.

use async_trait::async_trait;
use customer::mypage::{MyPages, Row};
use events::Unavailable;
use kernel::{OrderId, SessionId, Time};

use crate::faults::Faulty;
use crate::faults::guards::Guard;

#[async_trait]
impl MyPages for Faulty<dyn MyPages> {
    async fn row(&self, order: OrderId) -> Result<Option<Row>, Unavailable> {
        self.inner.row(order).await
    }

    async fn of_owner(&self, owner: SessionId, limit: i64) -> Result<Vec<Row>, Unavailable> {
        self.inner.of_owner(owner, limit).await
    }

    async fn rows(&self, orders: &[OrderId]) -> Result<Vec<Row>, Unavailable> {
        self.inner.rows(orders).await
    }

    async fn put(&self, mut rows: Vec<Row>, now: Time) -> Result<(), Unavailable> {
        if self.faults.skips(Guard::MyPageIsWritten) {
            rows.retain(|row| row.seq % 3 != 0);
        }
        self.faults.points.commit("mypage.row", self.inner.put(rows, now), Result::is_ok).await
    }

    async fn mend(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        self.inner.mend(row, now).await
    }

    async fn changed_since(
        &self,
        owner: SessionId,
        since: Time,
        limit: i64,
    ) -> Result<Vec<(Time, Row)>, Unavailable> {
        self.inner.changed_since(owner, since, limit).await
    }

    async fn changed(&self, after: (Time, OrderId), limit: i64) -> Result<Vec<(Time, Row)>, Unavailable> {
        if self.faults.skips(Guard::ChangesReachOthers) {
            return Ok(Vec::new());
        }
        self.inner.changed(after, limit).await
    }

    async fn name(&self) -> Result<String, Unavailable> {
        self.inner.name().await
    }

    async fn epoch(&self) -> Result<String, Unavailable> {
        self.inner.epoch().await
    }

    async fn count(&self) -> Result<i64, Unavailable> {
        self.inner.count().await
    }

    async fn begin_anew(&self) -> Result<String, Unavailable> {
        self.inner.begin_anew().await
    }

    async fn put_anew(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        self.inner.put_anew(row, now).await
    }

    async fn behind(&self) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.behind().await
    }

    async fn swap(&self, anew: String) -> Result<Option<Vec<OrderId>>, Unavailable> {
        self.inner.swap(anew).await
    }
}
