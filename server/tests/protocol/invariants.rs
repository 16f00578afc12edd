//! The invariants of the domain page for one order. Each function gives a sentence for each thing that is wrong.

use std::collections::BTreeMap;

use customer::mypage::{Row, fold};
use events::{ConsumerName, Event};
use order::{Order, State};
use payment::{AttemptState, ProviderRefundState, RefundState};
use shipping::ShipmentState;

use crate::provider::Books;
use crate::tables::{PIECES, QUANTITY, Rows, is_open};

/// Everything that is wrong once all has come to rest.
pub fn violations(rows: &Rows, books: &Books) -> Vec<String> {
    let mut wrong = rows.wrong.clone();
    wrong.extend(unsettled(rows));
    wrong.extend(money(rows, books));
    wrong.extend(placed_orders(rows, books));
    wrong.extend(shipments(rows));
    wrong.extend(refunds(rows, books));
    wrong.extend(after_a_commit(rows));
    wrong.extend(events(rows));
    if !wrong.is_empty() {
        let names = rows.outbox.iter().map(|envelope| envelope.event.name());
        wrong.push(format!("events: {}", names.collect::<Vec<_>>().join(" ")));
        wrong.push(format!("provider: {books:?}"));
    }
    wrong
}

/// What holds after every single commit: I4, I6, and that one attempt at most is open.
pub fn after_a_commit(rows: &Rows) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(order) = rows.order() else { return wrong };
    let shipment = rows.shipments.get(&order.id).map(|shipment| shipment.state);
    if order.state == State::Cancelled
        && matches!(shipment, Some(ShipmentState::Shipped | ShipmentState::Delivered))
    {
        wrong.push(format!("I4: the order is Cancelled and its shipment {shipment:?}"));
    }
    let pieces = i64::from(QUANTITY);
    let (sold, held) = match order.state {
        State::AwaitingPayment | State::Paying(_) | State::CancelPending(_) => (0, pieces),
        State::Paid | State::CancelRequested | State::Completed => (pieces, 0),
        State::Cancelled | State::Expired => (0, 0),
    };
    if (rows.on_hand, rows.held) != (PIECES - sold, held) {
        let (on_hand, is_held, state) = (rows.on_hand, rows.held, order.state);
        wrong.push(format!(
            "I6: {on_hand} on hand and {is_held} held, {sold} sold and {held} held in {state:?}"
        ));
    }
    let open = rows.attempts.values().filter(|attempt| is_open(attempt.state)).count();
    if open > 1 {
        wrong.push(format!("{open} attempts are open or approved"));
    }
    wrong
}

/// Nothing waits for ever.
fn unsettled(rows: &Rows) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(order) = rows.order() {
        match order.state {
            State::AwaitingPayment | State::Paying(_) | State::CancelPending(_) | State::CancelRequested => {
                wrong.push(format!("stuck: the order is {:?}", order.state));
            }
            State::Paid | State::Cancelled | State::Expired | State::Completed => {}
        }
    }
    for attempt in rows.attempts.values() {
        if is_open(attempt.state) && attempt.state != AttemptState::Approved {
            wrong.push(format!("stuck: attempt {} is {:?}", attempt.id, attempt.state));
        }
    }
    for refund in rows.refunds.values().filter(|refund| refund.state != RefundState::Succeeded) {
        wrong.push(format!("stuck: refund {} is {:?}", refund.id, refund.state));
    }
    wrong
}

/// Whether the buyer keeps the goods and the shop the money.
const fn stands(order: &Order) -> bool {
    matches!(order.state, State::Paid | State::Completed)
}

/// I1: by the provider's books, what was captured and did not go back is the total of an order that stands, and
/// nothing of any other; every capture belongs to one attempt, which knows of it.
fn money(rows: &Rows, books: &Books) -> Vec<String> {
    let mut wrong = Vec::new();
    let captured: i64 =
        books.payments.values().map(|payment| i64::from(payment.captures) * payment.amount).sum();
    let refunded: i64 = books.refunds.iter().map(|refund| refund.amount).sum();
    let kept = rows.order().filter(|order| stands(order)).map_or(0, |order| order.details.total.amount);
    if captured - refunded != kept {
        let state = rows.order().map(|order| order.state);
        wrong.push(format!("I1: captured {captured}, refunded {refunded}, should keep {kept} in {state:?}"));
    }
    for payment in books.payments.values() {
        let row = rows.attempts.get(&payment.attempt).map(|attempt| attempt.state);
        let known = row.is_some_and(AttemptState::captured);
        if payment.captures > 1 || known != (payment.captures == 1) {
            let (attempt, captures) = (payment.attempt, payment.captures);
            wrong.push(format!("I1: the provider captured {attempt} {captures} times, its row is {row:?}"));
        }
    }
    wrong
}

/// I2: no order is placed without an approved payment, nor twice; one order per checkout.
fn placed_orders(rows: &Rows, books: &Books) -> Vec<String> {
    let mut wrong = Vec::new();
    if rows.orders.len() > 1 {
        wrong.push(format!("I2: {} orders of one checkout", rows.orders.len()));
    }
    let placed = rows.outbox.iter().filter_map(|envelope| match envelope.event {
        Event::OrderPlaced { attempt, .. } => Some(attempt),
        _ => None,
    });
    let placed: Vec<_> = placed.collect();
    if placed.len() > 1 {
        wrong.push(format!("I2: placed {} times", placed.len()));
    }
    for attempt in placed {
        let captured =
            books.payments.values().any(|payment| payment.attempt == attempt && payment.captures > 0);
        let state = rows.attempts.get(&attempt).map(|attempt| attempt.state);
        if !captured || state != Some(AttemptState::Approved) {
            wrong.push(format!("I2: placed by {attempt}, which is {state:?}, captured: {captured}"));
        }
    }
    wrong
}

/// I3: a placed order that stands has exactly one shipment, a cancelled one none that lives, any other none at all.
fn shipments(rows: &Rows) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(order) = rows.order() else { return wrong };
    let shipment = rows.shipments.get(&order.id).map(|shipment| shipment.state);
    let created = rows.outbox.iter().filter(|envelope| envelope.event == Event::ShipmentCreated).count();
    let right = match (order.state, order.paid_by) {
        (State::Paid | State::Completed, _) => {
            created == 1 && shipment.is_some_and(|state| state != ShipmentState::Cancelled)
        }
        (State::Cancelled, Some(_)) => created <= 1 && shipment == Some(ShipmentState::Cancelled),
        _ => shipment.is_none(),
    };
    if !right {
        let state = order.state;
        wrong.push(format!("I3: the order is {state:?}, its shipment {shipment:?}, created {created} times"));
    }
    wrong
}

/// I5: refunds never exceed what was captured, each is made once, and its row says so.
fn refunds(rows: &Rows, books: &Books) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, payment) in &books.payments {
        let of_payment = books.refunds.iter().filter(|refund| refund.reference == *name);
        let refunded: i64 = of_payment.map(|refund| refund.amount).sum();
        let captured = i64::from(payment.captures) * payment.amount;
        if refunded > captured {
            wrong.push(format!("I5: {refunded} refunded of {captured} captured by {}", payment.attempt));
        }
    }
    let mut made = BTreeMap::new();
    for refund in books.refunds.iter().filter(|refund| refund.state == ProviderRefundState::Succeeded) {
        *made.entry(refund.refund).or_insert(0) += 1;
    }
    for (refund, times) in &made {
        if *times != 1 || !rows.refunds.contains_key(refund) {
            wrong.push(format!("I5: refund {refund} was made {times} times"));
        }
    }
    for refund in rows.refunds.values() {
        if refund.state == RefundState::Succeeded && !made.contains_key(&refund.id) {
            wrong.push(format!("I5: refund {} is said to be made and was not", refund.id));
        }
    }
    wrong
}

/// I7: numbers without a gap, and each consumer applied what it takes in order, once; and I8: MyPage can follow.
fn events(rows: &Rows) -> Vec<String> {
    let mut wrong = Vec::new();
    let numbers: Vec<i64> = rows.outbox.iter().map(|envelope| envelope.seq).collect();
    if !numbers.iter().copied().eq(1..=rows.outbox.len() as i64) {
        wrong.push(format!("I7: the numbers are {numbers:?}"));
    }
    for consumer in [ConsumerName::Order, ConsumerName::Payment, ConsumerName::Shipping] {
        let taken = rows.outbox.iter().filter(|envelope| envelope.event.taken_by().contains(&consumer));
        let taken: Vec<i64> = taken.map(|envelope| envelope.seq).collect();
        let applied = rows.applied.iter().filter(|(name, _)| *name == consumer).map(|(_, seq)| *seq);
        let applied: Vec<i64> = applied.collect();
        if applied != taken {
            wrong.push(format!("I7: {consumer} takes {taken:?} and applied {applied:?}"));
        }
    }
    let page: Option<Row> = rows.outbox.iter().fold(None, fold);
    if let Some(order) = rows.order()
        && page.as_ref().map(|row| format!("{:?}", row.stage)) != Some(format!("{:?}", order.state))
    {
        let stage = page.map(|row| row.stage);
        wrong.push(format!("I8: the order is {:?}, its page says {stage:?}", order.state));
    }
    wrong
}
