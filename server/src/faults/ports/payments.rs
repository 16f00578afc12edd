//! Around payment's rows.

use async_trait::async_trait;
use events::{Alert, AuditEntry, Progress, Unavailable};
use kernel::{AttemptId, OrderId, RefundId, Time};
use payment::{
    Attempt, Attempts, Commit, Committed, Inserted, ProviderRef, Refund, RefundCommit, RefundState, Refunds,
};

use crate::faults::guards::Guard;
use crate::faults::{Faulty, points};

#[async_trait]
impl Attempts for Faulty<dyn Attempts> {
    async fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Unavailable> {
        self.inner.attempt(id).await
    }

    async fn insert(&self, commit: Commit) -> Result<Inserted, Unavailable> {
        let (what, work) = (points::of_attempt(&commit.decided), self.inner.insert(commit));
        self.faults.points.commit(what, work, |it| matches!(it, Ok(Inserted::Done))).await
    }

    async fn commit(&self, commit: Commit) -> Result<Committed, Unavailable> {
        let (what, work) = (points::of_attempt(&commit.decided), self.inner.commit(commit));
        self.faults.points.commit(what, work, is_done).await
    }

    async fn commit_audited(&self, commit: Commit, entry: AuditEntry) -> Result<Committed, Unavailable> {
        self.inner.commit_audited(commit, entry).await
    }

    async fn named(&self, reference: &ProviderRef) -> Result<Option<Attempt>, Unavailable> {
        self.inner.named(reference).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Attempt>, Unavailable> {
        self.inner.of_order(order).await
    }

    async fn to_ask(&self, now: Time, limit: i64) -> Result<Vec<Attempt>, Unavailable> {
        self.inner.to_ask(now, limit).await
    }
}

#[async_trait]
impl Refunds for Faulty<dyn Refunds> {
    async fn refund(&self, id: RefundId) -> Result<Option<Refund>, Unavailable> {
        self.inner.refund(id).await
    }

    async fn consume(
        &self,
        mut refund: Option<Refund>,
        alerts: Vec<Alert>,
        progress: Progress,
        now: Time,
    ) -> Result<Committed, Unavailable> {
        if let Some(refund) = refund.as_mut().filter(|_| self.faults.skips(Guard::RefundKeepsItsId)) {
            refund.id = RefundId::of(refund.attempt, "another");
        }
        let work = self.inner.consume(refund, alerts, progress, now);
        self.faults.points.commit(points::of_refund(RefundState::Requested), work, is_done).await
    }

    async fn commit(&self, commit: RefundCommit) -> Result<Committed, Unavailable> {
        let what = points::of_refund(commit.decided.refund.state);
        self.faults.points.commit(what, self.inner.commit(commit), is_done).await
    }

    async fn commit_audited(
        &self,
        commit: RefundCommit,
        entry: AuditEntry,
    ) -> Result<Committed, Unavailable> {
        self.inner.commit_audited(commit, entry).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Refund>, Unavailable> {
        self.inner.of_order(order).await
    }

    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Refund>, Unavailable> {
        self.inner.due(now, limit).await
    }
}

fn is_done(committed: &Result<Committed, Unavailable>) -> bool {
    matches!(committed, Ok(Committed::Done))
}
