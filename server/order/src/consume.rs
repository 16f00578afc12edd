//! What order does with each event it takes, in every state it can meet: no event is refused for the state.

use events::{CancelReason, Event, RefundReason};
use kernel::Time;

use crate::pay::{approved, declined};
use crate::{Decided, Order, Rest, State, StockMove};

/// Decides what an event means. `None` for events that order does not take.
#[must_use]
pub fn consume(order: &Order, event: &Event, at: Time) -> Option<Decided> {
    match event {
        Event::PaymentApproved { attempt, .. } => Some(approved(order, *attempt, at)),
        Event::PaymentDeclined { attempt, failure } => Some(declined(order, *attempt, *failure, at)),
        Event::ShipmentCancelled => Some(shipment_cancelled(order, at)),
        Event::ShipmentStopRejected => Some(stop_rejected(order, at)),
        Event::ShipmentDelivered => Some(delivered(order, at)),
        _ => None,
    }
}

fn shipment_cancelled(order: &Order, now: Time) -> Decided {
    match order.state {
        State::CancelRequested => {
            let decided = Decided::cancelled(order, true, now).stock(back(order));
            match order.rest() {
                Some(Rest { attempt, amount, .. }) if amount.amount > 0 => {
                    decided.refund(attempt, amount, RefundReason::Cancelled)
                }
                Some(_) => decided,
                None => {
                    decided.alert("결제 없이 취소된 주문입니다. / Cancelled without a payment on record.")
                }
            }
        }
        State::Cancelled => Decided::keep(order),
        State::AwaitingPayment
        | State::Paying(_)
        | State::Paid
        | State::CancelPending(_)
        | State::Expired
        | State::Completed => unexpected(order, "ShipmentCancelled"),
    }
}

/// What was cancelled because there is none is not sold again.
const fn back(order: &Order) -> StockMove {
    if matches!(order.cancel_reason, Some(CancelReason::SoldOut)) {
        StockMove::WriteOff
    } else {
        StockMove::Return
    }
}

fn stop_rejected(order: &Order, now: Time) -> Decided {
    match order.state {
        State::CancelRequested => cancel_rejected(order, now),
        State::Paid | State::Completed => Decided::keep(order),
        State::AwaitingPayment
        | State::Paying(_)
        | State::CancelPending(_)
        | State::Cancelled
        | State::Expired => unexpected(order, "ShipmentStopRejected"),
    }
}

fn delivered(order: &Order, now: Time) -> Decided {
    let mut decided = match order.state {
        State::CancelRequested => cancel_rejected(order, now),
        State::Paid | State::Completed => Decided::keep(order),
        State::AwaitingPayment
        | State::Paying(_)
        | State::CancelPending(_)
        | State::Cancelled
        | State::Expired => unexpected(order, "ShipmentDelivered"),
    };
    decided.order.delivered_at = decided.order.delivered_at.or(Some(now));
    decided
}

fn cancel_rejected(order: &Order, now: Time) -> Decided {
    let mut decided = Decided::to(order, State::Paid, now).event(Event::OrderCancelRejected);
    decided.order.cancel_reason = None;
    decided
}

fn unexpected(order: &Order, event: &str) -> Decided {
    let state = order.state.name();
    Decided::keep(order).alert(format!(
        "{event}: 주문 상태({state})와 맞지 않아 그대로 두었습니다. / Left alone: the order is {state}."
    ))
}
