//! The contexts' ports over the rows; also the clock and the ids.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use events::{Alert, AuditEntry, Line, Progress, Unavailable};
use kernel::time::Span;
use kernel::{AttemptId, Clock, DraftId, Ids, Money, OrderId, RefundId, SessionId, Text, Time, VariantId};
use order::{DeliveryTerms, Draft, DraftLine, Network, Order, Placed, State};
use payment::{Attempt, Inserted, ProviderRef, Refund};
use shipping::{Counts, QueueEntry, QueuePage, QueueQuery, Shipment, ShipmentState};
use uuid::Uuid;

use crate::rows::NOW;
use crate::walks::invariants;
use crate::walks::rows::{NoAnswer, PIECES, Rows};

const PRICE: Money = Money::won(39_000);

#[derive(Debug, Clone)]
pub struct Tables(Arc<Mutex<Rows>>);

impl Tables {
    pub fn new() -> Self {
        let rows = Rows { on_hand: PIECES, now: NOW.micros(), ..Rows::default() };
        Self(Arc::new(Mutex::new(rows)))
    }

    pub fn read(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no step panics while it holds the rows")
    }

    pub fn later(&self, span: Span) {
        self.read().now += span.micros();
    }

    /// One commit, and a look at what it did.
    fn commit<T>(&self, write: impl FnOnce(&mut Rows) -> T) -> Result<T, Unavailable> {
        let mut rows = self.read();
        let no_answer = rows.no_answer.take();
        if no_answer == Some(NoAnswer::Lost) {
            return Err(Unavailable("COMMIT was lost".to_owned()));
        }
        let written = write(&mut rows);
        let wrong = invariants::after_a_commit(&rows);
        rows.wrong.extend(wrong);
        if no_answer.is_some() { Err(Unavailable("COMMIT was not answered".to_owned())) } else { Ok(written) }
    }

    fn ids(&self, chosen: impl Fn(&Order) -> bool) -> Vec<OrderId> {
        self.read().orders.values().filter(|order| chosen(order)).map(|order| order.id).collect()
    }

    fn state(&self, order: OrderId) -> Option<State> {
        self.read().orders.get(&order).map(|order| order.state)
    }
}

impl Clock for Tables {
    fn now(&self) -> Time {
        Time::from_micros(self.read().now)
    }
}

impl Ids for Tables {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128(self.chance().into())
    }

    fn chance(&self) -> u64 {
        let mut rows = self.read();
        rows.ids += 1;
        rows.ids
    }
}

#[async_trait]
impl order::Orders for Tables {
    async fn order(&self, id: OrderId) -> Result<Option<Order>, Unavailable> {
        Ok(self.read().orders.get(&id).cloned())
    }

    async fn place(
        &self,
        decided: order::Decided,
        draft: Draft,
        _network: Option<Network>,
    ) -> Result<Placed, Unavailable> {
        self.commit(|rows| rows.place(decided, draft))
    }

    async fn commit(&self, commit: order::Commit) -> Result<order::Committed, Unavailable> {
        self.commit(|rows| rows.commit_order(commit))
    }

    async fn overdue(&self, now: Time, _limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        Ok(self.ids(|order| order.state == State::AwaitingPayment && order.held_until <= now))
    }

    async fn waiting(&self, before: Time, _limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        Ok(self.ids(|order| order.state.attempt().is_some() && order.since < before))
    }

    async fn delivered(&self, before: Time, _limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        Ok(self.ids(|order| order.state == State::Paid && order.delivered_at.is_some_and(|at| at < before)))
    }
}

#[async_trait]
impl order::FreePieces for Tables {
    async fn free(&self, _variant: VariantId) -> Result<i64, Unavailable> {
        let rows = self.read();
        Ok(rows.on_hand - rows.held)
    }
}

#[async_trait]
impl order::Shipping for Tables {
    async fn takes_address(&self, order: OrderId) -> Result<bool, Unavailable> {
        let state = self.read().shipments.get(&order).map(|shipment| shipment.state);
        Ok(state.is_none_or(ShipmentState::takes_address))
    }
}

#[async_trait]
impl order::Calendar for Tables {
    async fn closed_days(&self) -> Result<order::ClosedDays, Unavailable> {
        Ok(order::ClosedDays::weekends())
    }
}

#[async_trait]
impl order::Drafts for Tables {
    async fn create(&self, draft: Draft) -> Result<(), Unavailable> {
        self.read().drafts.insert(draft.id, draft);
        Ok(())
    }

    async fn draft(&self, id: DraftId) -> Result<Option<Draft>, Unavailable> {
        Ok(self.read().drafts.get(&id).cloned())
    }

    async fn save(&self, draft: Draft) -> Result<(), Unavailable> {
        self.read().drafts.insert(draft.id, draft);
        Ok(())
    }

    async fn forget(&self, _before: Time) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn give(&self, _from: SessionId, _to: order::Given) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn last_sent(&self, _session: SessionId) -> Result<Option<order::LastSent>, Unavailable> {
        Ok(None)
    }
}

#[async_trait]
impl order::Lines for Tables {
    async fn lines(&self, lines: &[DraftLine]) -> Result<Option<Vec<Line>>, Unavailable> {
        let line = |asked: &DraftLine| Line {
            variant: asked.variant,
            garment: "linen-shirt".to_owned(),
            name: Text::default(),
            dye: "indigo".to_owned(),
            dye_name: Text::default(),
            size: "M".to_owned(),
            quantity: asked.quantity,
            unit_price: PRICE,
        };
        Ok(Some(lines.iter().map(line).collect()))
    }

    async fn withdrawn(&self, _line: &DraftLine) -> Result<Option<Line>, Unavailable> {
        Ok(None)
    }
}

/// Two pieces of three are sent for a fee.
#[async_trait]
impl order::DeliveryFees for Tables {
    async fn terms(&self) -> Result<DeliveryTerms, Unavailable> {
        let free_from = PRICE.times(3).ok();
        Ok(DeliveryTerms { fee: Money::won(3_000), free_from })
    }
}

#[async_trait]
impl payment::Attempts for Tables {
    async fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Unavailable> {
        Ok(self.read().attempts.get(&id).cloned())
    }

    async fn insert(&self, commit: payment::Commit) -> Result<Inserted, Unavailable> {
        self.commit(|rows| rows.insert_attempt(commit))
    }

    async fn commit(&self, commit: payment::Commit) -> Result<payment::Committed, Unavailable> {
        self.commit(|rows| rows.commit_attempt(commit))
    }

    async fn commit_audited(
        &self,
        commit: payment::Commit,
        _entry: AuditEntry,
    ) -> Result<payment::Committed, Unavailable> {
        payment::Attempts::commit(self, commit).await
    }

    async fn named(&self, reference: &ProviderRef) -> Result<Option<Attempt>, Unavailable> {
        Ok(self.read().attempts.values().find(|row| row.reference.as_ref() == Some(reference)).cloned())
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Attempt>, Unavailable> {
        Ok(self.read().attempts.values().filter(|row| row.order == order).cloned().collect())
    }

    async fn to_ask(&self, now: Time, _limit: i64) -> Result<Vec<Attempt>, Unavailable> {
        let due = |row: &&Attempt| row.ask_at.is_some_and(|at| at <= now);
        Ok(self.read().attempts.values().filter(due).cloned().collect())
    }
}

#[async_trait]
impl payment::Refunds for Tables {
    async fn refund(&self, id: RefundId) -> Result<Option<Refund>, Unavailable> {
        Ok(self.read().refunds.get(&id).cloned())
    }

    async fn consume(
        &self,
        refund: Option<Refund>,
        _alerts: Vec<Alert>,
        progress: Progress,
        _now: Time,
    ) -> Result<payment::Committed, Unavailable> {
        self.commit(|rows| rows.consume_refund(refund, progress))
    }

    async fn commit(&self, commit: payment::RefundCommit) -> Result<payment::Committed, Unavailable> {
        self.commit(|rows| rows.commit_refund(commit))
    }

    async fn commit_audited(
        &self,
        commit: payment::RefundCommit,
        _entry: AuditEntry,
    ) -> Result<payment::Committed, Unavailable> {
        payment::Refunds::commit(self, commit).await
    }

    async fn of_order(&self, order: OrderId) -> Result<Vec<Refund>, Unavailable> {
        Ok(self.read().refunds.values().filter(|row| row.order == order).cloned().collect())
    }

    async fn due(&self, now: Time, _limit: i64) -> Result<Vec<Refund>, Unavailable> {
        let due = |row: &&Refund| row.next_at.is_some_and(|at| at <= now);
        Ok(self.read().refunds.values().filter(due).cloned().collect())
    }
}

#[async_trait]
impl payment::Orders for Tables {
    async fn waits_for(&self, order: OrderId, attempt: AttemptId) -> Result<bool, Unavailable> {
        Ok(self.state(order) == Some(State::Paying(attempt)))
    }
}

#[async_trait]
impl shipping::Orders for Tables {
    async fn is_paid(&self, order: OrderId) -> Result<bool, Unavailable> {
        let standing = self.state(order) == Some(State::Paid);
        // Between the question and the commit anything can happen.
        tokio::task::yield_now().await;
        Ok(standing)
    }
}

#[async_trait]
impl shipping::Shipments for Tables {
    async fn shipment(&self, order: OrderId) -> Result<Option<Shipment>, Unavailable> {
        Ok(self.read().shipments.get(&order).cloned())
    }

    async fn commit(&self, commit: shipping::Commit) -> Result<shipping::Committed, Unavailable> {
        self.commit(|rows| rows.commit_shipment(commit))
    }

    /// Each is tried by itself.
    async fn commit_together(
        &self,
        _commits: Vec<shipping::Commit>,
    ) -> Result<shipping::Committed, Unavailable> {
        Ok(shipping::Committed::Lost)
    }

    async fn stops_unanswered(&self, _before: Time, _limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        Ok(Vec::new())
    }
}

/// Nobody looks at the queue here.
#[async_trait]
impl shipping::Queue for Tables {
    async fn page(&self, _query: QueueQuery) -> Result<QueuePage, Unavailable> {
        Ok(QueuePage { entries: Vec::new(), more: false })
    }

    async fn counts(&self, _late_before: Time) -> Result<Counts, Unavailable> {
        Ok(Counts::default())
    }

    async fn changed(
        &self,
        _after: (Time, OrderId),
        _limit: i64,
    ) -> Result<Vec<(Time, QueueEntry)>, Unavailable> {
        Ok(Vec::new())
    }

    async fn entry(&self, _order: OrderId) -> Result<Option<QueueEntry>, Unavailable> {
        Ok(None)
    }

    async fn entries(&self, _orders: &[OrderId]) -> Result<Vec<shipping::QueueEntry>, Unavailable> {
        Ok(Vec::new())
    }

    async fn numbered(
        &self,
        _numbers: &[kernel::OrderNumber],
    ) -> Result<Vec<shipping::QueueEntry>, Unavailable> {
        Ok(Vec::new())
    }

    async fn carrying(
        &self,
        _parcels: &[shipping::Parcel],
    ) -> Result<Vec<shipping::QueueEntry>, Unavailable> {
        Ok(Vec::new())
    }
}
