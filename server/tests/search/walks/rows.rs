//! The tables of several orders, in memory. Every commit is one step that happens or does not, and sometimes nobody
//! learns which.

use std::collections::BTreeMap;

use events::{ConsumerName, Envelope, Event, Progress};
use kernel::{AttemptId, DraftId, EventId, OrderId, RefundId, Time, VariantId};
use order::{Draft, Order, Placed, State, StockMove, Unpaid, over_limit};
use payment::{Attempt, Inserted, Refund};
use shipping::Shipment;
use uuid::Uuid;

use crate::state::is_open;

/// The one variant there is, and its pieces: fewer than the buyers of a walk want together.
pub const VARIANT: VariantId = VariantId(Uuid::from_u128(0x5eed));
pub const PIECES: i64 = 7;

/// What becomes of a commit that brings no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    Written,
    Lost,
}

#[derive(Debug, Default)]
pub struct Rows {
    pub orders: BTreeMap<OrderId, Order>,
    pub drafts: BTreeMap<DraftId, Draft>,
    pub attempts: BTreeMap<AttemptId, Attempt>,
    pub refunds: BTreeMap<RefundId, Refund>,
    pub shipments: BTreeMap<OrderId, Shipment>,
    pub on_hand: i64,
    pub held: i64,
    /// Pieces of orders that were cancelled for want of them.
    pub written_off: i64,
    pub outbox: Vec<Envelope>,
    pub progress: BTreeMap<(ConsumerName, OrderId), i64>,
    /// Every step of progress, as it was made.
    pub applied: Vec<Progress>,
    /// What was wrong after a commit, or rejected by a consumer.
    pub wrong: Vec<String>,
    pub no_answer: Option<NoAnswer>,
    pub now: i64,
    pub ids: u64,
}

/// The pieces of an order.
pub fn pieces(order: &Order) -> i64 {
    order.details.lines.iter().map(|line| i64::from(line.quantity)).sum()
}

impl Rows {
    /// The order that a draft became.
    pub fn order_of(&self, draft: DraftId) -> Option<&Order> {
        self.orders.values().find(|order| order.checkout_key == draft)
    }

    /// The events of an order, oldest first.
    pub fn events(&self, order: OrderId) -> impl Iterator<Item = &Envelope> {
        self.outbox.iter().filter(move |envelope| envelope.order == order)
    }

    fn emit(&mut self, order: OrderId, now: Time, events: Vec<Event>) {
        for event in events {
            self.ids += 1;
            let id = EventId(Uuid::from_u128(self.ids.into()));
            let seq = self.events(order).count() as i64 + 1;
            self.outbox.push(Envelope { id, order, seq, version: 1, at: now, trace: None, event });
        }
    }

    /// Moves a consumer on. `false` when it was there before.
    fn advance(&mut self, progress: Option<Progress>) -> bool {
        let Some(step) = progress else { return true };
        let last = self.progress.entry((step.consumer, step.order)).or_default();
        let is_new = *last < step.seq;
        if is_new {
            *last = step.seq;
            self.applied.push(step);
        }
        is_new
    }

    fn write_order(&mut self, decided: order::Decided, now: Time) {
        let pieces = pieces(&decided.order);
        let (on_hand, held) = match decided.stock {
            StockMove::None => (0, 0),
            StockMove::Hold => (0, pieces),
            StockMove::Sell => (-pieces, -pieces),
            StockMove::Release => (0, -pieces),
            StockMove::Return => (pieces, 0),
            // Back and written off: by the books of orders they are no more sold.
            StockMove::WriteOff => {
                self.written_off += pieces;
                (0, 0)
            }
            StockMove::TakeBack(_) => (decided.order.pieces(decided.stock).values().sum(), 0),
        };
        (self.on_hand, self.held) = (self.on_hand + on_hand, self.held + held);
        let order = Order { version: decided.order.version + 1, ..decided.order };
        self.emit(order.id, now, decided.events);
        self.orders.insert(order.id, order);
    }

    pub fn place(&mut self, decided: order::Decided, draft: Draft) -> Placed {
        let order = &decided.order;
        if let Some(first) = self.order_of(order.checkout_key) {
            return Placed::Already(first.id);
        }
        let unpaid = self
            .orders
            .values()
            .filter(|other| matches!(other.state, State::AwaitingPayment | State::Paying(_)));
        let unpaid: Vec<_> =
            unpaid.map(|other| Unpaid { details: other.details.clone(), network: None }).collect();
        if let Some(limit) = over_limit(&order.details, None, &unpaid) {
            return Placed::OverLimit(limit);
        }
        if self.on_hand - self.held < pieces(order) {
            return Placed::SoldOut(VARIANT);
        }
        let now = order.since;
        self.write_order(decided, now);
        self.drafts.insert(draft.id, draft);
        Placed::Done
    }

    pub fn commit_order(&mut self, commit: order::Commit) -> order::Committed {
        let order = &commit.decided.order;
        if self.orders.get(&order.id).map(|row| row.version) != Some(order.version) {
            return order::Committed::Lost;
        }
        if !self.advance(commit.progress) {
            return order::Committed::AppliedBefore;
        }
        self.write_order(commit.decided, commit.now);
        order::Committed::Done
    }

    pub fn insert_attempt(&mut self, commit: payment::Commit) -> Inserted {
        let attempt = commit.decided.attempt;
        if let Some(row) = self.attempts.get(&attempt.id) {
            return Inserted::Stands(Box::new(row.clone()));
        }
        let mut others = self.attempts.values().filter(|row| row.order == attempt.order);
        if is_open(attempt.state) && others.any(|row| is_open(row.state)) {
            return Inserted::AnotherOpen;
        }
        self.emit(attempt.order, commit.now, commit.decided.events);
        self.attempts.insert(attempt.id, attempt);
        Inserted::Done
    }

    pub fn commit_attempt(&mut self, commit: payment::Commit) -> payment::Committed {
        let decided = commit.decided;
        let attempt = decided.attempt;
        if self.attempts.get(&attempt.id).map(|row| row.version) != Some(attempt.version) {
            return payment::Committed::Lost;
        }
        self.emit(attempt.order, commit.now, decided.events);
        if let Some(refund) = decided.refund {
            self.refunds.entry(refund.id).or_insert(refund);
        }
        let next = Attempt { version: attempt.version + 1, ..attempt };
        self.attempts.insert(next.id, next);
        payment::Committed::Done
    }

    pub fn consume_refund(&mut self, refund: Option<Refund>, progress: Progress) -> payment::Committed {
        if !self.advance(Some(progress)) {
            return payment::Committed::AppliedBefore;
        }
        if let Some(refund) = refund {
            self.refunds.entry(refund.id).or_insert(refund);
        }
        payment::Committed::Done
    }

    pub fn commit_refund(&mut self, commit: payment::RefundCommit) -> payment::Committed {
        let refund = commit.decided.refund;
        if self.refunds.get(&refund.id).map(|row| row.version) != Some(refund.version) {
            return payment::Committed::Lost;
        }
        self.emit(refund.order, commit.now, commit.decided.events);
        let next = Refund { version: refund.version + 1, ..refund };
        self.refunds.insert(next.id, next);
        payment::Committed::Done
    }

    pub fn commit_shipment(&mut self, commit: shipping::Commit) -> shipping::Committed {
        if let Some(decided) = &commit.decided {
            let stands = self.shipments.get(&decided.shipment.order).map_or(0, |row| row.version);
            if stands != decided.shipment.version {
                return shipping::Committed::Lost;
            }
        }
        if !self.advance(commit.progress) {
            return shipping::Committed::AppliedBefore;
        }
        if let Some(decided) = commit.decided {
            let next = Shipment { version: decided.shipment.version + 1, ..decided.shipment };
            self.emit(next.order, commit.now, decided.events);
            self.shipments.insert(next.order, next);
        }
        shipping::Committed::Done
    }
}
