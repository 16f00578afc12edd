//! The invariants of the domain page, as far as one order has them: what is wrong in any state, and what is wrong where
//! nothing more happens by itself.

use order::State;
use payment::{AttemptState, CapturedBy, RefundState};
use shipping::ShipmentState;

use crate::provider::Payment;
use crate::rows::{OrderView, TOTAL, thousands};
use crate::state::{Page, World, is_open};

pub fn wrong(page: &Page, w: &World) -> Option<&'static str> {
    let order = page.laws.orders.view(w.order)?;
    stock(w, order)
        .or_else(|| placed(page, w, order))
        .or_else(|| goods(page, w, order))
        .or_else(|| told_to_have_left(page, w))
        .or_else(|| attempts(page, w, order))
}

const fn is_placed(state: State) -> bool {
    matches!(state, State::Paid | State::CancelRequested | State::Completed)
}

/// I6: an order that may still be paid holds its pieces, and a placed one has them sold.
fn stock(w: &World, order: OrderView) -> Option<&'static str> {
    let holds = matches!(order.state, State::AwaitingPayment | State::Paying(_) | State::CancelPending(_));
    if w.held != i8::from(holds) {
        return Some("I6: pieces are held that should be free, or free that should be held");
    }
    (w.sold != i8::from(is_placed(order.state))).then_some("I6: pieces are sold and not, or not and sold")
}

/// I2: no order is placed without an approved payment; and I1: of one that stands no more has gone back than it
/// decided.
fn placed(page: &Page, w: &World, order: OrderView) -> Option<&'static str> {
    if order.paid_by == 0 {
        return is_placed(order.state).then_some("I2: placed, and nothing paid it");
    }
    let approved = page.attempt(w, order.paid_by).is_some_and(|row| row.state == AttemptState::Approved);
    let at = w.provider[usize::from(order.paid_by) - 1];
    if is_placed(order.state) && !(approved && at.payment == Payment::Captured) {
        return Some("I2: placed without a captured payment");
    }
    (at.refunded > order.goes_back[usize::from(order.paid_by)])
        .then_some("I1: more went back than the order decided")
}

/// I4, and that what is completed was delivered.
fn goods(page: &Page, w: &World, order: OrderView) -> Option<&'static str> {
    let shipment = page.laws.shipments.view(w.shipment);
    let gone = w.gone || matches!(shipment, Some(ShipmentState::Shipped | ShipmentState::Delivered));
    match order.state {
        State::Cancelled if gone => Some("I4: the order is cancelled and the goods are gone"),
        State::Completed if shipment != Some(ShipmentState::Delivered) => {
            Some("I3: the order is completed and was never delivered")
        }
        _ => None,
    }
}

/// One attempt at most is open, and only one that somebody waits for or that paid or goes back; and whoever says that
/// nothing was charged is right.
fn attempts(page: &Page, w: &World, order: OrderView) -> Option<&'static str> {
    let mut open = 0;
    for k in 1..=page.bounds.attempts {
        let Some(row) = page.attempt(w, k) else { continue };
        let wanted = order.waits_for == k || order.paid_by == k || order.refunded[usize::from(k)];
        if is_open(row.state) && !wanted {
            return Some("an attempt is open, and its order does not wait for it");
        }
        open += u8::from(is_open(row.state));
        if let Some(kind) = untrue(page, w, k, row.state) {
            return Some(kind);
        }
    }
    (open > 1).then_some("two attempts are open")
}

/// What a row says of nothing that was charged, beside what the provider could still do. Where a decline cannot be
/// closed it may be captured after all: the provider's surprise, which becomes a surplus. Where our confirm follows the
/// page, what waits at the provider cannot be captured without one, so the row may be closed while none is under way.
fn untrue(page: &Page, w: &World, k: u8, state: AttemptState) -> Option<&'static str> {
    let payment = w.provider[usize::from(k) - 1].payment;
    let harmless = page.bounds.captured_by == CapturedBy::ConfirmAfterPage && !w.under_way(k);
    match (state, payment) {
        (AttemptState::NotSent, Payment::Open) if w.provider[usize::from(k) - 1].on_way > 0 => {
            Some("the row says NotSent, and its request is on its way")
        }
        (AttemptState::NotSent | AttemptState::Declined, Payment::ActionNeeded | Payment::Finished)
            if harmless =>
        {
            None
        }
        (
            AttemptState::NotSent,
            Payment::ActionNeeded | Payment::Finished | Payment::Declined | Payment::Captured,
        ) => Some("the row says NotSent, and its request has arrived"),
        (AttemptState::Declined, Payment::Open | Payment::ActionNeeded | Payment::Finished) => {
            Some("the row says Declined, and it can still be captured")
        }
        (AttemptState::Declined, Payment::Declined) if page.bounds.closes_declined => {
            Some("the row says Declined, and it can still be confirmed")
        }
        _ => None,
    }
}

pub fn unsettled(page: &Page, w: &World) -> Option<&'static str> {
    let order = page.laws.orders.view(w.order)?;
    stuck(page, w, order).or_else(|| money(page, w, order)).or_else(|| shipment(page, w, order))
}

/// Nothing waits for ever.
fn stuck(page: &Page, w: &World, order: OrderView) -> Option<&'static str> {
    if !(w.to_order.is_empty() && w.to_payment.is_empty() && w.to_shipping.is_empty()) {
        return Some("an event is parked: its consumer rejects it");
    }
    match order.state {
        State::AwaitingPayment | State::Paying(_) => return Some("stuck: the order waits for its payment"),
        State::CancelPending(_) | State::CancelRequested => {
            return Some("stuck: the order waits to be cancelled");
        }
        State::Paid | State::Cancelled | State::Expired | State::Completed => {}
    }
    for k in 1..=page.bounds.attempts {
        let state = page.attempt(w, k).map(|row| row.state);
        if state.is_some_and(|state| is_open(state) && state != AttemptState::Approved) {
            return Some("stuck: an attempt never has its answer");
        }
    }
    let made = |row| page.laws.refunds.view(row).is_some_and(|row| row.state == RefundState::Succeeded);
    (!w.refunds.iter().all(|row| made(*row))).then_some("stuck: a refund is never made")
}

/// I1: the shop keeps one payment for an order that stands, less what the order gave back, and nothing else; and it
/// knows of every capture.
fn money(page: &Page, w: &World, order: OrderView) -> Option<&'static str> {
    let stands = matches!(order.state, State::Paid | State::Completed);
    for k in 1..=page.bounds.attempts {
        let at = w.provider[usize::from(k) - 1];
        let captured = if at.payment == Payment::Captured { thousands(TOTAL) } else { 0 };
        let given_back = order.goes_back[usize::from(k)];
        let keeps =
            if stands && order.paid_by == k { thousands(TOTAL).saturating_sub(given_back) } else { 0 };
        if captured != at.refunded + keeps {
            return Some(if captured > at.refunded + keeps {
                "I1: the shop keeps money for nothing"
            } else {
                "I1: the goods are unpaid"
            });
        }
        let known = page.attempt(w, k).is_some_and(|row| row.state.captured());
        if known != (captured > 0) {
            return Some("I1: the row does not know what was captured");
        }
    }
    None
}

/// What was told to have left is not taken back.
fn told_to_have_left(page: &Page, w: &World) -> Option<&'static str> {
    let shipment = page.laws.shipments.get(w.shipment)?;
    let gone = matches!(shipment.state, ShipmentState::Shipped | ShipmentState::Delivered);
    (shipment.stop_refused && !gone).then_some("a stop was refused because it has left, and it is here")
}

/// I3: a placed order that stands has a shipment, a cancelled one none that lives, any other none at all.
fn shipment(page: &Page, w: &World, order: OrderView) -> Option<&'static str> {
    let shipment = page.laws.shipments.view(w.shipment);
    let right = match order.state {
        State::Paid | State::Completed => shipment.is_some_and(|state| state != ShipmentState::Cancelled),
        State::Cancelled if order.paid_by > 0 => shipment == Some(ShipmentState::Cancelled),
        _ => shipment.is_none(),
    };
    (!right).then_some("I3: the order stands without a shipment, or its shipment without the order")
}

/// A state, in a line.
pub fn show(page: &Page, w: &World) -> String {
    let order = page.laws.orders.view(w.order);
    let order = order.map_or(String::new(), |order| match order.waits_for {
        0 => order.state.name().to_owned(),
        k => format!("{}({k})", order.state.name()),
    });
    let attempts = (1..=page.bounds.attempts).map(|k| {
        let state = page.attempt(w, k).map_or("-", |row| row.state.as_str());
        let at = w.provider[usize::from(k) - 1];
        let on_way = if at.on_way > 0 { ", request on its way" } else { "" };
        format!("{k}: {state}/{:?}{on_way}", at.payment)
    });
    let attempts = attempts.collect::<Vec<_>>().join(" ");
    let shipment = page.laws.shipments.view(w.shipment).map_or("-", ShipmentState::as_str);
    let events = w.to_order.iter().chain(w.to_payment.iter()).chain(w.to_shipping.iter());
    let events = events.filter_map(|row| page.laws.events.get(*row)).map(|event| event.name());
    let tasks = w.tasks.iter().map(|task| format!("{}:{:?}", task.attempt, task.at));
    let hands = w.hands.iter().map(|hand| format!("{}:{:?}", hand.attempt, hand.heard));
    format!(
        "order {order}; attempts {attempts}; shipment {shipment}; events [{}]; tasks [{}]",
        events.collect::<Vec<_>>().join(" "),
        tasks.chain(hands).collect::<Vec<_>>().join(" "),
    )
}
