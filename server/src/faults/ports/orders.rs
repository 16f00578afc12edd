//! Around order's rows.

use async_trait::async_trait;
use events::Unavailable;
use kernel::{OrderId, Time};
use order::{Attempts, Commit, Committed, Decided, Draft, Network, Order, Orders, Placed};

use crate::faults::guards::{Guard, SLOWED, is_asked_cancel, without_sale};
use crate::faults::{Faulty, points};

#[async_trait]
impl Orders for Faulty<dyn Orders> {
    async fn order(&self, id: OrderId) -> Result<Option<Order>, Unavailable> {
        self.inner.order(id).await
    }

    async fn attempts(&self, ids: &[OrderId]) -> Result<Vec<Attempts>, Unavailable> {
        self.inner.attempts(ids).await
    }

    async fn place(
        &self,
        decided: Decided,
        draft: Draft,
        network: Option<Network>,
    ) -> Result<Placed, Unavailable> {
        let (what, placed) = (points::of_order(&decided), self.inner.place(decided, draft, network));
        self.faults.points.commit(what, placed, |it| matches!(it, Ok(Placed::Done))).await
    }

    async fn commit(&self, mut commit: Commit) -> Result<Committed, Unavailable> {
        if self.faults.skips(Guard::ProgressMovesWithEffect) {
            commit.progress = None;
        }
        if self.faults.skips(Guard::AnswerFollowsCommit) && is_asked_cancel(&commit) {
            let inner = self.inner.clone();
            tokio::spawn(async move {
                tokio::time::sleep(SLOWED).await;
                drop(inner.commit(commit).await);
            });
            return Ok(Committed::Done);
        }
        let skips = self.faults.skips(Guard::SoldPiecesLeaveStock);
        let commit = if skips { without_sale(commit) } else { commit };
        let what = points::of_order(&commit.decided);
        let work = self.write(commit);
        self.faults.points.commit(what, work, |it| matches!(it, Ok(Committed::Done))).await
    }

    async fn overdue(&self, now: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.overdue(now, limit).await
    }

    async fn waiting(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.waiting(before, limit).await
    }

    async fn delivered(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.delivered(before, limit).await
    }
}

impl Faulty<dyn Orders> {
    async fn write(&self, mut commit: Commit) -> Result<Committed, Unavailable> {
        if !self.faults.skips(Guard::OrderComparesVersions) {
            return self.inner.commit(commit).await;
        }
        tokio::time::sleep(SLOWED).await;
        loop {
            let committed = self.inner.commit(commit.clone()).await?;
            let present = self.inner.order(commit.decided.order.id).await?;
            match (committed, present) {
                (Committed::Lost, Some(present)) => commit.decided.order.version = present.version,
                _ => return Ok(committed),
            }
        }
    }
}
