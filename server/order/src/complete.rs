//! 구매확정: the buyer says so once delivery is noted, or the clock eight days after it. It waits while a return is open.

use events::Event;
use kernel::Time;
use kernel::time::{Span, days};

use crate::{Decided, Order, State, Verdict};

/// How long after its delivery an order completes by itself.
pub const COMPLETES_AFTER: Span = days(8);

/// Who completes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletedBy {
    Buyer,
    Clock,
}

/// Decides whether the purchase is confirmed.
#[must_use]
pub fn complete(order: &Order, by: CompletedBy, now: Time) -> Verdict {
    if order.open_return().is_some() {
        return Verdict::Conflict;
    }
    match (order.state, order.delivered_at) {
        (State::Paid, Some(delivered)) if by == CompletedBy::Buyer || now >= delivered + COMPLETES_AFTER => {
            Verdict::Change(Box::new(Decided::to(order, State::Completed, now).event(Event::OrderCompleted)))
        }
        (State::Completed, _) => Verdict::Already,
        (
            State::AwaitingPayment
            | State::Paying(_)
            | State::Paid
            | State::CancelPending(_)
            | State::CancelRequested
            | State::Cancelled
            | State::Expired,
            _,
        ) => Verdict::Conflict,
    }
}
