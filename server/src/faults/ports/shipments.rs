//! Around shipping's rows.

use async_trait::async_trait;
use events::Unavailable;
use kernel::{OrderId, Time};
use shipping::{Commit, Committed, Shipment, Shipments};

use crate::faults::guards::{Guard, PARCEL_SLOWED, SLOWED};
use crate::faults::{Faulty, points};

#[async_trait]
impl Shipments for Faulty<dyn Shipments> {
    async fn shipment(&self, order: OrderId) -> Result<Option<Shipment>, Unavailable> {
        self.inner.shipment(order).await
    }

    async fn shipments(&self, orders: &[OrderId]) -> Result<Vec<Shipment>, Unavailable> {
        self.inner.shipments(orders).await
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable> {
        if self.faults.skips(Guard::AnswerFollowsCommit) && commit.progress.is_none() {
            let inner = self.inner.clone();
            tokio::spawn(async move {
                tokio::time::sleep(SLOWED).await;
                drop(inner.commit(commit).await);
            });
            return Ok(Committed::Done);
        }
        let what = points::of_shipment(commit.decided.as_ref());
        let work = self.write(commit);
        self.faults.points.commit(what, work, |it| matches!(it, Ok(Committed::Done))).await
    }

    async fn commit_together(&self, commits: Vec<Commit>) -> Result<Committed, Unavailable> {
        if self.faults.skips(Guard::ShipmentComparesVersions) {
            return Ok(Committed::Lost);
        }
        let what = points::of_shipment(commits.iter().find_map(|commit| commit.decided.as_ref()));
        let work = self.inner.commit_together(commits);
        self.faults.points.commit(what, work, |it| matches!(it, Ok(Committed::Done))).await
    }

    async fn stops_unanswered(&self, before: Time, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        self.inner.stops_unanswered(before, limit).await
    }
}

impl Faulty<dyn Shipments> {
    async fn write(&self, mut commit: Commit) -> Result<Committed, Unavailable> {
        if !self.faults.skips(Guard::ShipmentComparesVersions) {
            return self.inner.commit(commit).await;
        }
        // A new one has nobody who could overtake it.
        if commit.decided.as_ref().is_some_and(|decided| decided.shipment.version > 0) {
            tokio::time::sleep(PARCEL_SLOWED).await;
        }
        loop {
            let committed = self.inner.commit(commit.clone()).await?;
            let (Committed::Lost, Some(decided)) = (committed, &mut commit.decided) else {
                return Ok(committed);
            };
            let present = self.inner.shipment(decided.shipment.order).await?;
            decided.shipment.version = present.map_or(0, |present| present.version);
        }
    }
}
