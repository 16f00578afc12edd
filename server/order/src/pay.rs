//! Paying: the order commits to an attempt before payment is called, and moves by its answer only.

use events::{Event, PaymentFailure, RefundReason};
use kernel::{AttemptId, OrderId, Time};

use crate::order::{HOLD_AFTER_BUSY, HOLD_AFTER_FAILURE, LENGTHENING_ATTEMPTS};
use crate::{Decided, Order, PayReply, RefundDecision, State, StockMove};

/// The answer to a buyer who wants to pay.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Start {
    /// Commit this, then ask payment.
    Go(Box<Decided>),
    /// This attempt is under way: ask payment again under the same id, its row is the answer.
    Again(AttemptId),
    /// Nothing to start: the order's page says where it stands.
    Standing,
    /// The pieces are no longer kept.
    HoldOver,
}

/// Decides what a click on the pay button means. `attempt` is what the page offered.
#[must_use]
pub fn start(order: &Order, attempt: AttemptId, now: Time) -> Start {
    match order.state {
        State::AwaitingPayment if attempt != order.next_attempt() => Start::Standing,
        State::AwaitingPayment if now >= order.held_until => Start::HoldOver,
        State::AwaitingPayment => {
            let mut decided = Decided::to(order, State::Paying(attempt), now);
            decided.order.attempts += 1;
            decided.order.last_failure = None;
            Start::Go(Box::new(decided.event(Event::OrderPaymentStarted { attempt })))
        }
        State::Paying(current) if current == attempt => Start::Again(attempt),
        State::Expired => Start::HoldOver,
        State::Paying(_)
        | State::Paid
        | State::CancelPending(_)
        | State::CancelRequested
        | State::Cancelled
        | State::Completed => Start::Standing,
    }
}

/// Decides what payment's reply means: as its event would, but no refund comes from a reply, except for an
/// order that was cancelled while it waited.
#[must_use]
pub fn answered(order: &Order, attempt: AttemptId, reply: &PayReply, now: Time) -> Decided {
    match reply {
        PayReply::Approved if order.state.attempt() == Some(attempt) => approved(order, attempt, now),
        PayReply::Declined { failure } => declined(order, attempt, *failure, now),
        PayReply::Busy { .. } => declined(order, attempt, PaymentFailure::Busy, now),
        PayReply::Approved | PayReply::ActionNeeded { .. } | PayReply::Checking => Decided::keep(order),
    }
}

/// What an order knows of its attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempts {
    /// Whose they are.
    pub order: OrderId,
    /// The one whose answer it waits for.
    pub awaited: Option<AttemptId>,
    /// Those whose approved money has its place: it paid the order, or goes back. That never changes again.
    pub seen_to: Vec<AttemptId>,
}

impl Attempts {
    /// An order's.
    #[must_use]
    pub fn of(order: &Order) -> Self {
        Self::new(order.id, order.state.attempt(), order.paid_by, &order.refunds)
    }

    /// Those of the order that waits for one, was paid by one, and pays back what others took.
    #[must_use]
    pub fn new(
        order: OrderId,
        awaited: Option<AttemptId>,
        paid_by: Option<AttemptId>,
        refunds: &[RefundDecision],
    ) -> Self {
        let seen_to = paid_by.into_iter().chain(refunds.iter().map(|refund| refund.attempt)).collect();
        Self { order, awaited, seen_to }
    }

    /// Whether an event says only what the order knows, and will know in whatever state it comes to: most approvals, because
    /// the reply to the buyer said the same before. [`crate::consume`] changes nothing then.
    #[must_use]
    pub fn know(&self, event: &Event) -> bool {
        match event {
            Event::PaymentApproved { attempt, .. } => {
                self.awaited != Some(*attempt) && self.seen_to.contains(attempt)
            }
            _ => false,
        }
    }
}

/// PaymentApproved(k), in every state.
pub(crate) fn approved(order: &Order, attempt: AttemptId, now: Time) -> Decided {
    let total = order.details.total;
    match order.state {
        State::Paying(k) if k == attempt => {
            let mut decided = Decided::to(order, State::Paid, now).stock(StockMove::Sell);
            decided.order.paid_by = Some(attempt);
            decided.event(Event::OrderPlaced { details: order.details.clone(), attempt })
        }
        State::CancelPending(k) if k == attempt => Decided::cancelled(order, false, now)
            .stock(StockMove::Release)
            .refund(attempt, total, RefundReason::Cancelled),
        _ if Attempts::of(order).seen_to.contains(&attempt) => Decided::keep(order),
        State::AwaitingPayment
        | State::Paying(_)
        | State::Paid
        | State::CancelPending(_)
        | State::CancelRequested
        | State::Cancelled
        | State::Expired
        | State::Completed => Decided::keep(order).refund(attempt, total, RefundReason::Unexpected).alert(
            "주문이 기다리지 않던 결제가 승인되어 전액 환불합니다. / A payment the order did not wait for was approved; it is refunded in full.",
        ),
    }
}

/// PaymentDeclined(k), in every state.
pub(crate) fn declined(order: &Order, attempt: AttemptId, failure: PaymentFailure, now: Time) -> Decided {
    match order.state {
        State::Paying(k) if k == attempt => {
            let mut decided = Decided::to(order, State::AwaitingPayment, now);
            let after = match failure {
                PaymentFailure::Busy if !order.busy_extended => HOLD_AFTER_BUSY,
                _ => HOLD_AFTER_FAILURE,
            };
            let held_until = if order.attempts <= LENGTHENING_ATTEMPTS {
                order.held_until.max(now + after)
            } else {
                order.held_until
            };
            decided.order.busy_extended |= failure == PaymentFailure::Busy;
            decided.order.held_until = held_until;
            decided.order.last_failure = Some(failure);
            decided.event(Event::OrderPaymentFailed { attempt, failure, held_until })
        }
        State::CancelPending(k) if k == attempt => {
            Decided::cancelled(order, false, now).stock(StockMove::Release)
        }
        State::AwaitingPayment
        | State::Paying(_)
        | State::Paid
        | State::CancelPending(_)
        | State::CancelRequested
        | State::Cancelled
        | State::Expired
        | State::Completed => Decided::keep(order),
    }
}
