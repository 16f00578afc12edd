//! I1, I2 and I5: where the money is, by the provider's own books.

use std::collections::{BTreeMap, BTreeSet};

use events::Event;
use kernel::{AttemptId, OrderId, RefundId};

use crate::Capture;
use crate::records::{Records, RefundRow};

pub(super) fn the_money_is_where_it_should_be(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for (id, order) in &records.orders {
        let captures: Vec<_> = records.captures.iter().filter(|capture| capture.order == *id).collect();
        let captured: i64 = captures.iter().map(|capture| capture.amount).sum();
        let refunded: i64 = captures.iter().flat_map(|c| &c.refunds).map(|(_, amount)| amount).sum();
        let of_order =
            |refund: &&RefundRow| records.attempts.get(&refund.attempt).is_some_and(|a| a.0 == *id);
        let by_transfer = |refund: &&RefundRow| refund.state == "paid_by_transfer";
        let transferred: i64 =
            records.refunds.iter().filter(of_order).filter(by_transfer).map(|r| r.amount).sum();
        let parts = order.details.lines.iter().map(|line| line.unit_price.amount * i64::from(line.quantity));
        let parts = parts.sum::<i64>() + order.details.delivery_fee.amount;
        if order.total != parts || order.total != order.details.total.amount {
            wrong.push(format!("{} costs {} won, its parts {parts}", records.name(id), order.total));
        }
        let kept = captured - refunded - transferred;
        let due = if order.stands() { order.total - given_back(records, id, order.paid_by) } else { 0 };
        if kept != due {
            wrong.push(format!(
                "{} is {}: {due} won should be ours, {kept} are",
                records.name(id),
                order.state
            ));
        }
    }
    wrong
}

/// What an order that stands decided to give back of the payment that paid it.
fn given_back(records: &Records, order: &OrderId, paid_by: Option<AttemptId>) -> i64 {
    let of_payment = records.events_of(order).filter_map(|envelope| match &envelope.event {
        Event::OrderRefundDue { attempt, amount, .. } if Some(*attempt) == paid_by => Some(amount.amount),
        _ => None,
    });
    of_payment.sum()
}

pub(super) fn every_capture_belongs_to_one_attempt(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for Capture { attempt, order, .. } in &records.captures {
        if !seen.insert(attempt) {
            wrong.push(format!("attempt {attempt} of {} was captured twice", records.name(order)));
        }
        match records.attempts.get(attempt) {
            Some((of, state)) if of == order && matches!(state.as_str(), "approved" | "surplus") => {}
            row => wrong.push(format!(
                "attempt {attempt} of {} was captured, its row says {row:?}",
                records.name(order)
            )),
        }
    }
    for (attempt, (order, state)) in &records.attempts {
        if matches!(state.as_str(), "approved" | "surplus") && !seen.contains(attempt) {
            wrong.push(format!(
                "attempt {attempt} of {} is {state}, and nothing was captured",
                records.name(order)
            ));
        }
    }
    wrong
}

pub(super) fn nothing_is_placed_without_a_payment(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut checkouts = BTreeSet::new();
    for (id, order) in &records.orders {
        if !checkouts.insert(order.checkout_key) {
            wrong.push(format!("{} is a second order of its checkout", records.name(id)));
        }
        let approved =
            order.paid_by.and_then(|by| records.attempts.get(&by)).is_some_and(|a| a.1 == "approved");
        let placed = records.was_placed(id);
        if placed != approved {
            let (name, paid_by) = (records.name(id), order.paid_by);
            wrong.push(format!("{name} is {}, placed: {placed}, paid by {paid_by:?}", order.state));
        }
    }
    wrong
}

pub(super) fn no_more_goes_back_than_came_in(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut made = BTreeMap::new();
    for Capture { attempt, order, amount, refunds } in &records.captures {
        let back: i64 = refunds.iter().map(|(_, amount)| amount).sum();
        if back > *amount {
            let name = records.name(order);
            wrong.push(format!("attempt {attempt} of {name} captured {amount} won and gave back {back}"));
        }
        for (refund, amount) in refunds {
            if made.insert(*refund, (*attempt, *amount)).is_some() {
                wrong.push(format!("refund {refund} of {} was made twice", records.name(order)));
            }
        }
    }
    for RefundRow { id, attempt, state, amount } in &records.refunds {
        let expected = (state == "succeeded").then_some((*attempt, *amount));
        let found = made.remove(id);
        if found != expected {
            wrong.push(format!("refund {id} is {state}, the provider's books say {found:?}"));
        }
    }
    wrong.extend(made.keys().map(|refund| format!("refund {refund} was made, and has no row")));
    wrong
}

/// An order says which refunds there are, a surplus its own: what was decided has a row, and what has a row was decided.
pub(super) fn every_refund_was_decided_once(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut decided: BTreeMap<RefundId, (AttemptId, i64)> = BTreeMap::new();
    for (order, events) in &records.events {
        for envelope in events {
            let (refund, attempt, amount) = match &envelope.event {
                Event::OrderRefundDue { refund, attempt, amount, .. } => (refund, attempt, amount),
                Event::PaymentSurplus { refund, attempt, amount } => (refund, attempt, amount),
                _ => continue,
            };
            if decided.insert(*refund, (*attempt, amount.amount)).is_some() {
                wrong.push(format!("refund {refund} of {} was decided twice", records.name(order)));
            }
        }
    }
    let surplus = |attempt: &AttemptId| records.attempts.get(attempt).is_some_and(|a| a.1 == "surplus");
    for RefundRow { id, attempt, amount, .. } in &records.refunds {
        if decided.remove(id) != Some((*attempt, *amount)) {
            wrong.push(format!("refund {id} of {amount} won has a row, and nobody decided it so"));
        }
    }
    // A surplus refunds itself: what its order decides beside that is left alone.
    let forgotten = decided.iter().filter(|(_, (attempt, _))| !surplus(attempt));
    wrong.extend(
        forgotten.map(|(id, (_, won))| format!("refund {id} of {won} won was decided, and has no row")),
    );
    wrong
}
