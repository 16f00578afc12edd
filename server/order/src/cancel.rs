//! Cancelling: at once while nothing is paid, by the attempt's answer while it is being paid, and by asking
//! shipping to stop once it is placed. Goods are stopped first, money goes back second.

use events::{CancelReason, Event, Requester};
use kernel::Time;

use crate::{Decided, Order, State, StockMove, Verdict};

/// Decides a cancel in every state.
#[must_use]
pub fn cancel(order: &Order, reason: CancelReason, by: Requester, now: Time) -> Verdict {
    let mut order = order.clone();
    order.cancel_reason = Some(reason);
    let decided = match order.state {
        State::AwaitingPayment => Decided::cancelled(&order, false, now).stock(StockMove::Release),
        State::Paying(attempt) => Decided::to(&order, State::CancelPending(attempt), now)
            .event(Event::OrderCancelPending { reason }),
        State::Paid => {
            Decided::to(&order, State::CancelRequested, now).event(Event::OrderCancelRequested { reason, by })
        }
        State::CancelPending(_) | State::CancelRequested | State::Cancelled => return Verdict::Already,
        State::Expired | State::Completed => return Verdict::Conflict,
    };
    Verdict::Change(Box::new(decided))
}
