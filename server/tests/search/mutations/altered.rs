//! The functions that take the place of real ones, each without one rule.

use events::{CancelReason, Event, Requester};
use kernel::time::Span;
use kernel::{AttemptId, OrderId, RefundId, Time};
use order::{CompletedBy, Order, PartRefund, PayReply, State, Verdict};
use payment::{
    Answer, Attempt, AttemptState, Refund, RefundAnswer, RefundDecided, RefundDue, RefundState, Reply, Retry,
    Shown, TransferRefused,
};
use shipping::{Consumed, Shipment, ShipmentState};

/// As if an event were about the attempt that the order waits for.
pub fn of_the_attempt_of_now(order: &Order, event: &Event, now: Time) -> Option<order::Decided> {
    let event = match (order.state.attempt(), event.clone()) {
        (Some(attempt), Event::PaymentApproved { amount, .. }) => Event::PaymentApproved { attempt, amount },
        (Some(attempt), Event::PaymentDeclined { failure, .. }) => {
            Event::PaymentDeclined { attempt, failure }
        }
        (_, event) => event,
    };
    order::consume(order, &event, now)
}

/// And a reply.
pub fn answered_for_the_attempt_of_now(
    order: &Order,
    attempt: AttemptId,
    reply: &PayReply,
    now: Time,
) -> order::Decided {
    order::answered(order, order.state.attempt().unwrap_or(attempt), reply, now)
}

pub fn only_what_it_waits_for(order: &Order, event: &Event, now: Time) -> Option<order::Decided> {
    match event {
        Event::PaymentDeclined { attempt, .. } if order.state.attempt() != Some(*attempt) => None,
        _ => order::consume(order, event, now),
    }
}

/// An order that is no longer Paid does not know any more which attempt paid it.
pub fn forgets_who_paid(order: &Order, event: &Event, now: Time) -> Option<order::Decided> {
    let forgetful = Order {
        paid_by: order.paid_by.filter(|_| order.state == State::Paid),
        refunds: Vec::new(),
        ..order.clone()
    };
    match event {
        Event::PaymentApproved { .. } => {
            let mut decided = order::consume(&forgetful, event, now)?;
            decided.order.paid_by = decided.order.paid_by.or(order.paid_by);
            Some(decided)
        }
        _ => order::consume(order, event, now),
    }
}

pub fn consumes_afresh(order: &Order, event: &Event, now: Time) -> Option<order::Decided> {
    let unaware = Order { refunds: Vec::new(), ..order.clone() };
    Some(afresh(order, order::consume(&unaware, event, now)?))
}

pub fn answered_afresh(order: &Order, attempt: AttemptId, reply: &PayReply, now: Time) -> order::Decided {
    let unaware = Order { refunds: Vec::new(), ..order.clone() };
    afresh(order, order::answered(&unaware, attempt, reply, now))
}

/// Every decision to refund has an id of its own.
fn afresh(before: &Order, mut decided: order::Decided) -> order::Decided {
    let fresh = |attempt| RefundId::of(attempt, &format!("{}", before.refunds.len()));
    for decision in &mut decided.order.refunds {
        decision.refund = fresh(decision.attempt);
    }
    for event in &mut decided.events {
        if let Event::OrderRefundDue { refund, attempt, .. } = event {
            *refund = fresh(*attempt);
        }
    }
    decided.order.refunds.extend(before.refunds.iter().cloned());
    decided
}

/// As if the payment that paid it had no bottom.
pub fn whatever_is_left(order: &Order, part: &PartRefund) -> Verdict {
    let mut rich = order.clone();
    rich.details.total = rich.details.total.times(10).expect("a small total");
    match order::refund_part(&rich, part) {
        Verdict::Change(mut decided) => {
            decided.order.details = order.details.clone();
            Verdict::Change(decided)
        }
        as_it_is => as_it_is,
    }
}

/// A cancel gives the whole price back, whatever was given back before.
pub fn gives_the_whole_back(order: &Order, event: &Event, now: Time) -> Option<order::Decided> {
    match event {
        Event::ShipmentCancelled => {
            let unaware = Order { refunds: Vec::new(), ..order.clone() };
            let mut decided = order::consume(&unaware, event, now)?;
            decided.order.refunds.splice(0..0, order.refunds.iter().cloned());
            Some(decided)
        }
        _ => order::consume(order, event, now),
    }
}

pub fn undelivered(order: &Order, by: CompletedBy, now: Time) -> Verdict {
    let delivered = Order { delivered_at: order.delivered_at.or(Some(order.since)), ..order.clone() };
    order::complete(&delivered, by, now)
}

pub fn while_paying(order: &Order, now: Time) -> Verdict {
    match order.state {
        State::Paying(_) => order::expire(&Order { state: State::AwaitingPayment, ..order.clone() }, now),
        _ => order::expire(order, now),
    }
}

pub fn outright(order: &Order, reason: CancelReason, by: Requester, now: Time) -> Verdict {
    match order.state {
        State::Paying(_) => {
            order::cancel(&Order { state: State::AwaitingPayment, ..order.clone() }, reason, by, now)
        }
        _ => order::cancel(order, reason, by, now),
    }
}

pub fn action_needed_stays(attempt: &Attempt, answer: &Answer, now: Time) -> payment::Decided {
    match (attempt.state, answer) {
        (AttemptState::ActionNeeded, Answer::Captured) => {
            payment::answer(attempt, &Answer::ActionNeeded { page: None }, now)
        }
        _ => payment::answer(attempt, answer, now),
    }
}

/// The row alone closes, also when a confirm has left since it was read.
pub fn closes_whatever(attempt: &Attempt, answer: &Answer, now: Time) -> payment::Decided {
    match answer {
        Answer::GivenUp => payment::answer(attempt, &Answer::Closed, now),
        _ => payment::answer(attempt, answer, now),
    }
}

/// Coming back charges what was closed meanwhile.
pub fn charged_though_closed(attempt: &Attempt, now: Time) -> Option<Attempt> {
    match attempt.state {
        AttemptState::Declined => {
            Attempt { state: AttemptState::ActionNeeded, ..attempt.clone() }.charged(now)
        }
        _ => attempt.charged(now),
    }
}

pub fn without_refund(attempt: &Attempt, answer: &Answer, now: Time) -> payment::Decided {
    payment::Decided { refund: None, ..payment::answer(attempt, answer, now) }
}

pub fn surplus_is_approved(attempt: &Attempt) -> Reply {
    match attempt.state {
        AttemptState::Surplus => Reply::Approved,
        _ => Reply::of(attempt),
    }
}

/// As if it were about the first attempt.
pub fn of_the_first_attempt(due: Refund, attempt: Option<&Attempt>, known: &[Refund]) -> RefundDue {
    let first = AttemptId::nth(due.order, 1);
    let due = Refund { attempt: first, ..due };
    match attempt {
        Some(row) => payment::refund_due(due, Some(&Attempt { id: first, ..row.clone() }), known),
        None => payment::refund_due(due, None, known),
    }
}

pub fn silent_when_gone(id: OrderId, shipment: Option<&Shipment>, event: &Event, at: Time) -> Consumed {
    match (shipment.map(|row| row.state), event) {
        (Some(ShipmentState::Shipped | ShipmentState::Delivered), Event::OrderCancelRequested { .. }) => {
            Consumed::Nothing
        }
        _ => shipping::consume(id, shipment, event, at),
    }
}

/// A stop after the label succeeds by itself.
pub fn labelled_stops(id: OrderId, shipment: Option<&Shipment>, event: &Event, at: Time) -> Consumed {
    let ready = shipment.filter(|row| row.state == ShipmentState::Labelled);
    let ready = ready.map(|row| Shipment { state: ShipmentState::Ready, ..row.clone() });
    shipping::consume(id, ready.as_ref().or(shipment), event, at)
}

pub fn without_events(id: OrderId, shipment: Option<&Shipment>, event: &Event, at: Time) -> Consumed {
    match shipping::consume(id, shipment, event, at) {
        Consumed::Change(mut decided) => {
            decided.events.clear();
            Consumed::Change(decided)
        }
        as_it_is => as_it_is,
    }
}

/// The next try has a new key, though the old one lives.
pub fn always_a_new_key(refund: &Refund, _: Span, now: Time) -> Option<Refund> {
    whatever_is_under_way(refund, Span::from_millis(0), now)
}

/// After a refusal the next try has a new key, though the old one lives.
pub fn a_new_key_after_refused(refund: &Refund, key_lives: Span, now: Time) -> Option<Refund> {
    match refund.state {
        RefundState::Refused => always_a_new_key(refund, key_lives, now),
        _ => payment::refund_send(refund, key_lives, now),
    }
}

/// The next try leaves while the one before may still arrive.
pub fn whatever_is_under_way(refund: &Refund, key_lives: Span, now: Time) -> Option<Refund> {
    payment::refund_send(&Refund { sent_at: None, ..refund.clone() }, key_lives, now)
}

/// "Try again" makes a new request of it.
pub fn begins_anew(refund: &Refund, now: Time) -> Retry {
    match refund.state {
        RefundState::Refused => {
            let refund = Refund { sent_at: None, key_since: None, next_at: Some(now), ..refund.clone() };
            Retry::Now(RefundDecided { refund, events: Vec::new(), alerts: Vec::new() })
        }
        _ => payment::refund_retry(refund, now),
    }
}

/// A transfer does not wait for what is under way.
pub fn transfers_at_once(
    refund: &Refund,
    shown: Shown,
    asked: Time,
) -> Result<RefundDecided, TransferRefused> {
    payment::refund_by_transfer(refund, shown, asked + payment::LANDED)
}

/// Whether the provider refused it or not.
pub fn transfers_in_any_state(
    refund: &Refund,
    shown: Shown,
    asked: Time,
) -> Result<RefundDecided, TransferRefused> {
    let state = match refund.state {
        RefundState::Sent | RefundState::Unknown => RefundState::Refused,
        state => state,
    };
    payment::refund_by_transfer(&Refund { state, ..refund.clone() }, shown, asked)
}

/// An answer moves the row as if nobody had paid it back.
pub fn forgets_the_transfer(refund: &Refund, answer: RefundAnswer, now: Time) -> RefundDecided {
    let state = match refund.state {
        RefundState::PaidByTransfer => RefundState::Unknown,
        state => state,
    };
    payment::refund_answer(&Refund { state, ..refund.clone() }, answer, now)
}
