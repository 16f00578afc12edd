//! I7 and I8: events, their numbers, who applied them, and what MyPage made of them.

use std::collections::BTreeMap;

use customer::mypage::{Row, fold};
use events::{Envelope, Event};
use kernel::OrderId;

use crate::records::Records;
use crate::{Invariant, Violation};

/// The consumers whose progress stands in Main. MyPage's is the number of its row.
const IN_MAIN: [&str; 4] = ["order", "payment", "shipping", "mail"];

pub(super) fn every_event_is_numbered(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for (order, events) in &records.events {
        let numbers: Vec<i64> = events.iter().map(|envelope| envelope.seq).collect();
        let gapless: Vec<i64> = (1..).take(numbers.len()).collect();
        let kept: Vec<(i64, String)> = events.iter().map(|e| (e.seq, e.event.name().to_owned())).collect();
        if numbers != gapless || records.streams.get(order) != numbers.last() {
            wrong.push(format!("the numbers of {} are {numbers:?}", records.name(order)));
        }
        if records.timeline.get(order) != Some(&kept) {
            wrong.push(format!("the timeline of {} differs from its events", records.name(order)));
        }
    }
    wrong
}

pub(super) fn every_event_is_applied(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    if records.waiting != 0 {
        wrong.push(format!("{} deliveries still wait", records.waiting));
    }
    for (order, events) in &records.events {
        for consumer in IN_MAIN {
            let reached = records.progress.get(&(consumer.to_owned(), *order)).copied();
            let takes = |e: &&Envelope| e.event.taken_by().iter().any(|taker| taker.as_str() == consumer);
            let passes = |e: &Envelope| consumer == "order" && knows(records, order, &e.event);
            let steps = events.iter().filter(takes).filter(|e| reached == Some(e.seq) || !passes(e));
            let last = steps.map(|e| e.seq).max();
            if last != reached {
                let name = records.name(order);
                wrong.push(format!("{consumer} came to {reached:?} of {name}, its last event is {last:?}"));
            }
        }
    }
    wrong
}

/// Whether an order needs no step to an event: the approval of an attempt that paid it, or that it pays back.
fn knows(records: &Records, order: &OrderId, event: &Event) -> bool {
    let Event::PaymentApproved { attempt, .. } = event else { return false };
    let is_paid_by = records.orders.get(order).is_some_and(|row| row.paid_by == Some(*attempt));
    let pays_back =
        |e: &Envelope| matches!(&e.event, Event::OrderRefundDue { attempt: of, .. } if of == attempt);
    is_paid_by || records.events_of(order).any(pays_back)
}

/// Of a placed order, what its buyer is always written about; whether the rest is, depends on who asked.
pub(super) fn every_event_has_its_letter(records: &Records) -> Vec<String> {
    let told = |e: &&Envelope| {
        matches!(
            e.event,
            Event::OrderPlaced { .. }
                | Event::OrderCancelled { placed: true, .. }
                | Event::ShipmentShipped { .. }
                | Event::PaymentRefunded { .. }
                | Event::PaymentPaidByTransfer { .. }
        )
    };
    let placed = records.events.iter().filter(|(order, _)| records.was_placed(order));
    let told = placed.flat_map(|(order, events)| events.iter().filter(told).map(move |e| (order, e)));
    let without = told.filter(|(_, e)| !records.letters.contains(&e.id.uuid()));
    without
        .map(|(order, e)| format!("nobody wrote of {} of {}", e.event.name(), records.name(order)))
        .collect()
}

pub(super) fn my_page_says_what_main_says(records: &Records) -> Vec<String> {
    let differs = |(order, row): (&OrderId, &Row)| {
        let page = records.pages.get(order);
        (page != Some(row)).then(|| {
            let name = records.name(order);
            format!("MyPage says of {name} {}, Main says {}", brief(page), brief(Some(row)))
        })
    };
    let unknown = records.pages.keys().filter(|order| !records.orders.contains_key(order));
    let unknown = unknown.map(|order| format!("MyPage shows {order}, which Main does not know"));
    records.snapshots.iter().filter_map(differs).chain(unknown).collect()
}

/// I8: the fold of an order's events is what is built from Main.
pub(crate) fn folds_that_differ(
    events: &BTreeMap<OrderId, Vec<Envelope>>,
    snapshots: &BTreeMap<OrderId, Row>,
) -> Vec<Violation> {
    let differs = |(order, row): (&OrderId, &Row)| {
        let folded = events.get(order).into_iter().flatten().try_fold(None, |row, e| fold(row, e).map(Some));
        let folded = folded.flatten();
        (folded.as_ref() != Some(row)).then(|| {
            let (folded, row) = (brief(folded.as_ref()), brief(Some(row)));
            Violation::new(
                Invariant::MyPage,
                format!("the events of {order} fold to {folded}, Main says {row}"),
            )
        })
    };
    snapshots.iter().filter_map(differs).collect()
}

/// What a row says, without the buyer's name and address.
fn brief(row: Option<&Row>) -> String {
    let Some(row) = row else { return "nothing".to_owned() };
    let last = row.timeline.last().map_or("no event", |entry| entry.name.as_str());
    format!(
        "{:?} at {} ({last}), shipment {:?}, refunds {:?}, failure {:?}, held until {}",
        row.stage,
        row.seq,
        row.shipment,
        row.refunds.iter().map(|line| (line.amount.amount, line.stage)).collect::<Vec<_>>(),
        row.failure,
        row.held_until.datetime()
    )
}
