//! The invariants of the domain page over several orders. Each function gives a sentence for each thing that is wrong.

use std::collections::BTreeMap;

use customer::mypage::{Row, fold};
use events::{ConsumerName, Event, Goods, Return};
use order::{Attempts, Order, State};
use payment::{AttemptState, RefundState};
use shipping::ShipmentState;

use crate::state::is_open;
use crate::walks::books::Books;
use crate::walks::rows::{PIECES, Rows, pieces};

/// Everything that is wrong once all has come to rest.
pub fn violations(rows: &Rows, books: &Books) -> Vec<String> {
    let mut wrong = rows.wrong.clone();
    for order in rows.orders.values() {
        let of_order = [
            unsettled(rows, order),
            money(rows, books, order),
            placing(rows, books, order),
            shipment(rows, order),
            events(rows, order),
        ];
        let of_order: Vec<String> = of_order.into_iter().flatten().collect();
        if !of_order.is_empty() {
            let names = rows.events(order.id).map(|envelope| envelope.event.name());
            wrong.push(format!("events of {}: {}", order.id, names.collect::<Vec<_>>().join(" ")));
        }
        wrong.extend(of_order);
    }
    wrong.extend(refunds(rows, books));
    wrong.extend(after_a_commit(rows));
    if !wrong.is_empty() {
        wrong.push(format!("provider: {books:?}"));
    }
    wrong
}

/// What holds after every single commit: I4, I6, and that one attempt of an order at most is open.
pub fn after_a_commit(rows: &Rows) -> Vec<String> {
    let (mut wrong, mut sold, mut held) = (Vec::new(), 0, 0);
    for order in rows.orders.values() {
        match order.state {
            State::AwaitingPayment | State::Paying(_) | State::CancelPending(_) => held += pieces(order),
            State::Paid | State::CancelRequested | State::Completed => {
                sold += pieces(order) - taken_back(order);
            }
            State::Cancelled | State::Expired => {}
        }
        let shipment = rows.shipments.get(&order.id).map(|shipment| shipment.state);
        let gone = matches!(shipment, Some(ShipmentState::Shipped | ShipmentState::Delivered));
        if gone && order.state == State::Cancelled {
            wrong.push(format!("I4: the order is Cancelled and its shipment {shipment:?}"));
        }
        let mine = rows.attempts.values().filter(|attempt| attempt.order == order.id);
        let open = mine.filter(|attempt| is_open(attempt.state)).count();
        if open > 1 {
            wrong.push(format!("{open} attempts of an order are open or approved"));
        }
    }
    let left = PIECES - sold - rows.written_off;
    let right = (rows.on_hand, rows.held) == (left, held) && 0 <= held && held <= rows.on_hand;
    if !right {
        let (on_hand, is_held) = (rows.on_hand, rows.held);
        wrong.push(format!("I6: {on_hand} on hand and {is_held} held; {sold} are sold and {held} held"));
    }
    wrong
}

/// The pieces of an order that came back and can be sold again.
fn taken_back(order: &Order) -> i64 {
    let back =
        |returned: &&Return| returned.settled.is_some_and(|settled| settled.goods == Goods::BackToStock);
    let lines = order.returns.iter().filter(back).flat_map(|returned| &returned.lines);
    lines.map(|line| i64::from(line.quantity)).sum()
}

/// Nothing waits for ever.
fn unsettled(rows: &Rows, order: &Order) -> Vec<String> {
    let mut wrong = Vec::new();
    match order.state {
        State::AwaitingPayment | State::Paying(_) | State::CancelPending(_) | State::CancelRequested => {
            wrong.push(format!("stuck: the order is {:?}", order.state));
        }
        State::Paid | State::Cancelled | State::Expired | State::Completed => {}
    }
    for attempt in rows.attempts.values().filter(|attempt| attempt.order == order.id) {
        if is_open(attempt.state) && attempt.state != AttemptState::Approved {
            wrong.push(format!("stuck: attempt {} is {:?}", attempt.id, attempt.state));
        }
    }
    let refunds = rows.refunds.values().filter(|refund| refund.order == order.id);
    for refund in refunds.filter(|refund| refund.state != RefundState::Succeeded) {
        wrong.push(format!("stuck: refund {} is {:?}", refund.id, refund.state));
    }
    wrong
}

/// I1: by the provider's books, what was captured and did not go back is the total of an order that stands without
/// what was decided to go back of it, and nothing of any other; and every capture is known to its attempt.
fn money(rows: &Rows, books: &Books, order: &Order) -> Vec<String> {
    let mut wrong = Vec::new();
    let (mut captured, mut refunded) = (0, 0);
    for (name, entry) in &books.payments {
        let row = rows.attempts.get(&entry.attempt).filter(|row| row.order == order.id);
        let Some(row) = row else { continue };
        captured += entry.captured();
        let moved = books.refunds.iter().filter(|moved| moved.reference == *name);
        refunded += moved.map(|moved| moved.amount).sum::<i64>();
        if row.state.captured() != (entry.captured() > 0) {
            let payment = entry.payment;
            wrong.push(format!("I1: the provider has {payment:?}, the attempt's row {:?}", row.state));
        }
    }
    let stands = matches!(order.state, State::Paid | State::Completed);
    let decided = order.refunds.iter().filter(|refund| Some(refund.attempt) == order.paid_by);
    let goes_back: i64 = decided.map(|refund| refund.amount.amount).sum();
    let keeps = if stands { order.details.total.amount - goes_back } else { 0 };
    if captured - refunded != keeps {
        let state = order.state;
        wrong.push(format!("I1: captured {captured}, refunded {refunded}, should keep {keeps} in {state:?}"));
    }
    wrong
}

/// I2: no order is placed without an approved payment, nor twice.
fn placing(rows: &Rows, books: &Books, order: &Order) -> Vec<String> {
    let mut wrong = Vec::new();
    let placed = rows.events(order.id).filter_map(|envelope| match envelope.event {
        Event::OrderPlaced { attempt, .. } => Some(attempt),
        _ => None,
    });
    let placed: Vec<_> = placed.collect();
    if placed.len() > 1 {
        wrong.push(format!("I2: placed {} times", placed.len()));
    }
    for attempt in placed {
        let captured = books.payments.values().any(|entry| entry.attempt == attempt && entry.captured() > 0);
        let state = rows.attempts.get(&attempt).map(|attempt| attempt.state);
        if !captured || state != Some(AttemptState::Approved) {
            wrong.push(format!("I2: placed by {attempt}, which is {state:?}, captured: {captured}"));
        }
    }
    wrong
}

/// I3: a placed order that stands has exactly one shipment, a cancelled one none that lives, any other none at all.
fn shipment(rows: &Rows, order: &Order) -> Vec<String> {
    let shipment = rows.shipments.get(&order.id).map(|shipment| shipment.state);
    let mut created = rows.events(order.id).filter(|envelope| envelope.event == Event::ShipmentCreated);
    let (first, second) = (created.next().is_some(), created.next().is_some());
    let right = match (order.state, order.paid_by) {
        (State::Paid | State::Completed, _) => {
            first && shipment.is_some_and(|state| state != ShipmentState::Cancelled)
        }
        (State::Cancelled, Some(_)) => shipment == Some(ShipmentState::Cancelled),
        _ => shipment.is_none(),
    };
    let state = order.state;
    let wrong = (second || !right).then(|| format!("I3: the order is {state:?}, its shipment {shipment:?}"));
    wrong.into_iter().collect()
}

/// I5: refunds never exceed what was captured, each is made once, and its row says so.
fn refunds(rows: &Rows, books: &Books) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, entry) in &books.payments {
        let of_payment = books.refunds.iter().filter(|moved| moved.reference == *name);
        let refunded: i64 = of_payment.map(|moved| moved.amount).sum();
        let captured = entry.captured();
        if refunded > captured {
            wrong.push(format!("I5: {refunded} refunded of {captured} captured by {}", entry.attempt));
        }
    }
    let mut made = BTreeMap::new();
    for moved in &books.refunds {
        *made.entry(moved.refund).or_insert(0) += 1;
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

/// I7: numbers without a gap, and each consumer applied what it takes in order, once (but order passes approvals that it
/// knows); and I8: MyPage can follow.
fn events(rows: &Rows, order: &Order) -> Vec<String> {
    let mut wrong = Vec::new();
    let numbers: Vec<i64> = rows.events(order.id).map(|envelope| envelope.seq).collect();
    if !numbers.iter().copied().eq(1..=numbers.len() as i64) {
        wrong.push(format!("I7: the numbers are {numbers:?}"));
    }
    for consumer in [ConsumerName::Order, ConsumerName::Payment, ConsumerName::Shipping] {
        let applied = rows.applied.iter().filter(|step| (step.consumer, step.order) == (consumer, order.id));
        let applied: Vec<i64> = applied.map(|step| step.seq).collect();
        let taken = rows.events(order.id).filter(|envelope| envelope.event.taken_by().contains(&consumer));
        let passes = |event| consumer == ConsumerName::Order && Attempts::of(order).know(event);
        let taken = taken.filter(|it| applied.contains(&it.seq) || !passes(&it.event));
        let taken: Vec<i64> = taken.map(|envelope| envelope.seq).collect();
        if applied != taken {
            wrong.push(format!("I7: {consumer} takes {taken:?} and applied {applied:?}"));
        }
    }
    let page: Option<Row> = rows.events(order.id).fold(None, fold);
    let (stage, state) = (page.map(|row| format!("{:?}", row.stage)), order.state.name());
    let same = |stage: &String| stage.to_lowercase() == state.replace('_', "");
    if !stage.as_ref().is_some_and(same) {
        wrong.push(format!("I8: the order is {state}, its page says {stage:?}"));
    }
    wrong
}
