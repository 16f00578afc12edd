//! Around mail's rows and its postbox.

use std::collections::BTreeSet;

use async_trait::async_trait;
use events::{AuditEntry, Progress, Unavailable};
use kernel::{LetterId, OrderId, Time};
use mail::{Committed, Decided, Failed, Known, Letter, Letters, Post, Postbox, Standing, Turn};

use crate::faults::{Faulty, points};

#[async_trait]
impl Letters for Faulty<dyn Letters> {
    async fn known(&self, order: OrderId) -> Result<Option<Known>, Unavailable> {
        self.inner.known(order).await
    }

    async fn known_of(&self, orders: &[OrderId]) -> Result<Vec<Known>, Unavailable> {
        self.inner.known_of(orders).await
    }

    async fn consume(
        &self,
        decided: Option<Decided>,
        progress: Progress,
        now: Time,
    ) -> Result<Committed, Unavailable> {
        let work = self.inner.consume(decided, progress, now);
        self.faults.points.commit("letter.written", work, |it| matches!(it, Ok(Committed::Done))).await
    }

    async fn consume_together(
        &self,
        heard: Vec<(Option<Decided>, Progress)>,
        now: Time,
    ) -> Result<Committed, Unavailable> {
        let work = self.inner.consume_together(heard, now);
        self.faults.points.commit("letter.written", work, |it| matches!(it, Ok(Committed::Done))).await
    }

    async fn post(&self, letter: Letter, audit: Option<AuditEntry>) -> Result<(), Unavailable> {
        self.inner.post(letter, audit).await
    }

    async fn due(&self, now: Time, limit: i64) -> Result<Vec<Letter>, Unavailable> {
        self.inner.due(now, limit).await
    }

    async fn commit(&self, turns: Vec<Turn>, now: Time) -> Result<BTreeSet<LetterId>, Unavailable> {
        let Some(what) = turns.first().map(|turn| points::of_letter(turn.letter.state)) else {
            return Ok(BTreeSet::new());
        };
        let work = self.inner.commit(turns, now);
        self.faults.points.commit(what, work, |it| it.as_ref().is_ok_and(|it| !it.is_empty())).await
    }

    async fn letter(&self, id: LetterId) -> Result<Option<Letter>, Unavailable> {
        self.inner.letter(id).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Letter>, Unavailable> {
        self.inner.of_order(order).await
    }

    async fn latest(&self, address: &str, limit: i64) -> Result<Vec<Letter>, Unavailable> {
        self.inner.latest(address, limit).await
    }

    async fn standing(&self, now: Time, limit: i64) -> Result<Standing, Unavailable> {
        self.inner.standing(now, limit).await
    }

    async fn forget(&self, before: Time, links_before: Time) -> Result<u64, Unavailable> {
        self.inner.forget(before, links_before).await
    }
}

#[async_trait]
impl Postbox for Faulty<dyn Postbox> {
    async fn send(&self, post: &Post) -> Result<(), Failed> {
        let moments = ["before_call", "after_call"];
        self.faults.points.around("postbox.send", moments, self.inner.send(post)).await
    }

    fn shows(&self) -> bool {
        self.inner.shows()
    }
}
