//! The contexts' ports over tables in memory. Every commit is one step that happens or does not, and sometimes
//! nobody learns which.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use events::{Alert, ConsumerName, Envelope, Event, Line, Progress, Unavailable};
use kernel::time::Span;
use kernel::{
    AttemptId, Clock, DraftId, EventId, Ids, Money, OrderId, RefundId, SessionId, Text, Time, VariantId,
};
use order::{Draft, DraftLine, Fields, Network, Order, Placed, State, StockMove};
use payment::{Attempt, AttemptState, Inserted, Refund};
use shipping::{Counts, QueueEntry, QueuePage, QueueQuery, Shipment};
use uuid::Uuid;

use crate::invariants;

/// When a walk begins.
pub const OPENED: Time = Time::from_micros(1_795_365_000_000_000);
/// The pieces there are at first, and those of the one order.
pub const PIECES: i64 = 10;
pub const QUANTITY: u32 = 2;
pub const PRICE: Money = Money::won(39_000);

/// What becomes of a commit that brings no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    Written,
    Lost,
}

/// The rows.
#[derive(Debug, Default)]
pub struct Rows {
    pub orders: BTreeMap<OrderId, Order>,
    pub drafts: BTreeMap<DraftId, Draft>,
    pub attempts: BTreeMap<AttemptId, Attempt>,
    pub refunds: BTreeMap<RefundId, Refund>,
    pub shipments: BTreeMap<OrderId, Shipment>,
    pub on_hand: i64,
    pub held: i64,
    pub outbox: Vec<Envelope>,
    pub progress: BTreeMap<ConsumerName, i64>,
    /// Every step of progress, as it was made.
    pub applied: Vec<(ConsumerName, i64)>,
    /// What was wrong after a commit, or rejected by a consumer.
    pub wrong: Vec<String>,
    pub no_answer: Option<NoAnswer>,
    now: i64,
    ids: u64,
}

impl Rows {
    /// The one order there is, once it was placed.
    pub fn order(&self) -> Option<&Order> {
        self.orders.values().next()
    }

    fn emit(&mut self, order: OrderId, now: Time, events: Vec<Event>) {
        for event in events {
            self.ids += 1;
            let (id, seq) = (EventId(Uuid::from_u128(self.ids.into())), self.outbox.len() as i64 + 1);
            self.outbox.push(Envelope { id, order, seq, version: 1, at: now, trace: None, event });
        }
    }

    /// Moves a consumer on. `false` when it was there before.
    fn advance(&mut self, progress: Option<Progress>) -> bool {
        let Some(step) = progress else { return true };
        let last = self.progress.entry(step.consumer).or_default();
        let is_new = *last < step.seq;
        if is_new {
            *last = step.seq;
            self.applied.push((step.consumer, step.seq));
        }
        is_new
    }

    fn shift(&mut self, stock: StockMove) {
        let pieces = i64::from(QUANTITY);
        let (on_hand, held) = match stock {
            StockMove::None => (0, 0),
            StockMove::Hold => (0, pieces),
            StockMove::Sell => (-pieces, -pieces),
            StockMove::Release => (0, -pieces),
            StockMove::Return => (pieces, 0),
        };
        self.on_hand += on_hand;
        self.held += held;
    }

    fn write_order(&mut self, decided: order::Decided, now: Time) {
        self.shift(decided.stock);
        let order = Order { version: decided.order.version + 1, ..decided.order };
        self.emit(order.id, now, decided.events);
        self.orders.insert(order.id, order);
    }

    fn insert_attempt(&mut self, commit: payment::Commit) -> Inserted {
        let attempt = commit.decided.attempt;
        if let Some(row) = self.attempts.get(&attempt.id) {
            return Inserted::Stands(Box::new(row.clone()));
        }
        let mut rows = self.attempts.values();
        if is_open(attempt.state) && rows.any(|row| row.order == attempt.order && is_open(row.state)) {
            return Inserted::AnotherOpen;
        }
        self.emit(attempt.order, commit.now, commit.decided.events);
        self.attempts.insert(attempt.id, attempt);
        Inserted::Done
    }
}

/// Whether an attempt is one of those an order may have only one of.
pub const fn is_open(state: AttemptState) -> bool {
    match state {
        AttemptState::Sent | AttemptState::ActionNeeded | AttemptState::Unknown | AttemptState::Approved => {
            true
        }
        AttemptState::Declined | AttemptState::NotSent | AttemptState::Surplus => false,
    }
}

/// The ports over the rows; also the clock and the ids.
#[derive(Debug, Clone)]
pub struct Tables(Arc<Mutex<Rows>>);

impl Tables {
    pub fn new() -> Self {
        let rows = Rows { on_hand: PIECES, now: OPENED.micros(), ..Rows::default() };
        Self(Arc::new(Mutex::new(rows)))
    }

    pub fn read(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no step panics while it holds the rows")
    }

    pub fn later(&self, span: Span) {
        self.read().now += span.micros();
    }

    /// The next commit brings no answer.
    pub fn leave_unanswered(&self, what: NoAnswer) {
        self.read().no_answer = Some(what);
    }

    /// One commit.
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
        self.commit(|rows| {
            let key = decided.order.checkout_key;
            if let Some(first) = rows.orders.values().find(|order| order.checkout_key == key) {
                return Placed::Already(first.id);
            }
            let now = decided.order.since;
            rows.write_order(decided, now);
            rows.drafts.insert(draft.id, draft);
            Placed::Done
        })
    }

    async fn commit(&self, commit: order::Commit) -> Result<order::Committed, Unavailable> {
        self.commit(|rows| {
            let order = &commit.decided.order;
            if rows.orders.get(&order.id).map(|row| row.version) != Some(order.version) {
                return order::Committed::Lost;
            }
            if !rows.advance(commit.progress) {
                return order::Committed::AppliedBefore;
            }
            rows.write_order(commit.decided, commit.now);
            order::Committed::Done
        })
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

impl Tables {
    fn ids(&self, chosen: impl Fn(&Order) -> bool) -> Vec<OrderId> {
        self.read().orders.values().filter(|order| chosen(order)).map(|order| order.id).collect()
    }

    fn state(&self, order: OrderId) -> Option<State> {
        self.read().orders.get(&order).map(|order| order.state)
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

    async fn last_fields(&self, _session: SessionId) -> Result<Option<Fields>, Unavailable> {
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
}

/// The one variant there is.
pub const VARIANT: VariantId = VariantId(Uuid::from_u128(0x5eed));

#[async_trait]
impl payment::Attempts for Tables {
    async fn attempt(&self, id: AttemptId) -> Result<Option<Attempt>, Unavailable> {
        Ok(self.read().attempts.get(&id).cloned())
    }

    async fn insert(&self, commit: payment::Commit) -> Result<Inserted, Unavailable> {
        self.commit(|rows| rows.insert_attempt(commit))
    }

    async fn commit(&self, commit: payment::Commit) -> Result<payment::Committed, Unavailable> {
        self.commit(|rows| {
            let decided = commit.decided;
            let attempt = decided.attempt;
            if rows.attempts.get(&attempt.id).map(|row| row.version) != Some(attempt.version) {
                return payment::Committed::Lost;
            }
            rows.emit(attempt.order, commit.now, decided.events);
            if let Some(refund) = decided.refund {
                rows.refunds.entry(refund.id).or_insert(refund);
            }
            let next = Attempt { version: attempt.version + 1, ..attempt };
            rows.attempts.insert(next.id, next);
            payment::Committed::Done
        })
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
        self.commit(|rows| {
            if !rows.advance(Some(progress)) {
                return payment::Committed::AppliedBefore;
            }
            if let Some(refund) = refund {
                rows.refunds.entry(refund.id).or_insert(refund);
            }
            payment::Committed::Done
        })
    }

    async fn commit(&self, commit: payment::RefundCommit) -> Result<payment::Committed, Unavailable> {
        self.commit(|rows| {
            let refund = commit.decided.refund;
            if rows.refunds.get(&refund.id).map(|row| row.version) != Some(refund.version) {
                return payment::Committed::Lost;
            }
            rows.emit(refund.order, commit.now, commit.decided.events);
            let next = Refund { version: refund.version + 1, ..refund };
            rows.refunds.insert(next.id, next);
            payment::Committed::Done
        })
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
        self.commit(|rows| {
            if let Some(decided) = &commit.decided {
                let stands = rows.shipments.get(&decided.shipment.order).map_or(0, |row| row.version);
                if stands != decided.shipment.version {
                    return shipping::Committed::Lost;
                }
            }
            if !rows.advance(commit.progress) {
                return shipping::Committed::AppliedBefore;
            }
            if let Some(decided) = commit.decided {
                let next = Shipment { version: decided.shipment.version + 1, ..decided.shipment };
                rows.emit(next.order, commit.now, decided.events);
                rows.shipments.insert(next.order, next);
            }
            shipping::Committed::Done
        })
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

    async fn changed_since(&self, _since: Time, _limit: i64) -> Result<Vec<(Time, QueueEntry)>, Unavailable> {
        Ok(Vec::new())
    }

    async fn entry(&self, _order: OrderId) -> Result<Option<QueueEntry>, Unavailable> {
        Ok(None)
    }
}
