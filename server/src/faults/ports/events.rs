//! Around the outbox and its consumers.

use std::collections::BTreeSet;

use async_trait::async_trait;
use events::{
    Alert, AuditEntry, Consumer, ConsumerName, DeadLetter, Due, Envelope, Failure, Lag, Outbox, Partitions,
    Unavailable,
};
use kernel::{OrderId, Time};

use crate::faults::Faulty;
use crate::faults::guards::Guard;

const MOMENTS: [&str; 2] = ["before_apply", "after_apply"];

#[async_trait]
impl Consumer for Faulty<dyn Consumer> {
    fn name(&self) -> ConsumerName {
        self.inner.name()
    }

    async fn apply(&self, envelope: &Envelope) -> Result<(), Failure> {
        if Guard::of_delivery(self.name(), envelope).is_some_and(|guard| self.faults.skips(guard)) {
            return Ok(());
        }
        self.faults.points.around(self.point(), MOMENTS, self.inner.apply(envelope)).await
    }

    async fn apply_together(&self, envelopes: &[&Envelope]) -> Result<BTreeSet<OrderId>, Failure> {
        let skips = |envelope: &&Envelope| {
            Guard::of_delivery(self.name(), envelope).is_some_and(|guard| self.faults.skips(guard))
        };
        if envelopes.iter().any(skips) {
            return Ok(BTreeSet::new());
        }
        self.faults.points.around(self.point(), MOMENTS, self.inner.apply_together(envelopes)).await
    }
}

impl Faulty<dyn Consumer> {
    /// Where it is killed.
    fn point(&self) -> &'static str {
        match self.inner.name() {
            ConsumerName::Order => "relay.order",
            ConsumerName::Payment => "relay.payment",
            ConsumerName::Shipping => "relay.shipping",
            ConsumerName::MyPage => "relay.mypage",
            ConsumerName::Mail => "relay.mail",
        }
    }
}

#[async_trait]
impl Outbox for Faulty<dyn Outbox> {
    async fn due(
        &self,
        consumer: ConsumerName,
        of: Partitions,
        now: Time,
        limit: i64,
    ) -> Result<Vec<Due>, Unavailable> {
        self.inner.due(consumer, of, now, limit).await
    }

    async fn done(&self, consumer: ConsumerName, positions: &[i64]) -> Result<(), Unavailable> {
        let work = self.inner.done(consumer, positions);
        self.faults.points.commit("delivery.done", work, Result::is_ok).await
    }

    async fn rejected(
        &self,
        consumer: ConsumerName,
        position: i64,
        reason: &str,
        next: Option<Time>,
        now: Time,
    ) -> Result<(), Unavailable> {
        let work = self.inner.rejected(consumer, position, reason, next, now);
        self.faults.points.commit("delivery.rejected", work, Result::is_ok).await
    }

    async fn pause(&self, consumer: ConsumerName, paused: bool) -> Result<(), Unavailable> {
        self.inner.pause(consumer, paused).await
    }

    async fn lags(&self) -> Result<Vec<Lag>, Unavailable> {
        self.inner.lags().await
    }

    async fn dead_letters(&self) -> Result<Vec<DeadLetter>, Unavailable> {
        self.inner.dead_letters().await
    }

    async fn forget(&self, before: Time, now: Time) -> Result<usize, Unavailable> {
        self.inner.forget(before, now).await
    }

    async fn alerts(&self, limit: i64) -> Result<Vec<(Time, Alert)>, Unavailable> {
        self.inner.alerts(limit).await
    }

    async fn replay(&self, consumer: ConsumerName, position: i64) -> Result<bool, Unavailable> {
        self.inner.replay(consumer, position).await
    }

    async fn pause_audited(
        &self,
        consumer: ConsumerName,
        paused: bool,
        entry: AuditEntry,
        now: Time,
    ) -> Result<(), Unavailable> {
        self.inner.pause_audited(consumer, paused, entry, now).await
    }

    async fn replay_audited(
        &self,
        consumer: ConsumerName,
        position: i64,
        entry: AuditEntry,
        now: Time,
    ) -> Result<bool, Unavailable> {
        self.inner.replay_audited(consumer, position, entry, now).await
    }
}
