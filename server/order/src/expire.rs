//! Expiring: pieces of an order that nobody pays become free again. An order that is being paid never expires.

use events::Event;
use kernel::Time;

use crate::{Decided, Order, State, StockMove, Verdict};

/// Decides whether the hold is over.
#[must_use]
pub fn expire(order: &Order, now: Time) -> Verdict {
    match order.state {
        State::AwaitingPayment if now >= order.held_until => Verdict::Change(Box::new(
            Decided::to(order, State::Expired, now).stock(StockMove::Release).event(Event::OrderExpired),
        )),
        State::Expired => Verdict::Already,
        State::AwaitingPayment
        | State::Paying(_)
        | State::Paid
        | State::CancelPending(_)
        | State::CancelRequested
        | State::Cancelled
        | State::Completed => Verdict::Conflict,
    }
}
