//! I3, I4 and I6: where the pieces are.

use std::collections::BTreeMap;

use events::{Envelope, Event, Goods, ReturnLine, ReturnSettled};
use kernel::{OrderId, VariantId};

use crate::records::{LedgerRow, Records};

pub(super) fn what_was_placed_is_shipped_once(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for (id, order) in &records.orders {
        let shipment = records.shipments.get(id);
        let is_there = shipment.is_some_and(|(state, real)| *real && state != "cancelled");
        if order.stands() != is_there {
            wrong.push(format!("{} is {}, its shipment {shipment:?}", records.name(id), order.state));
        }
        if shipment.is_some() && !records.was_placed(id) {
            wrong.push(format!("{} was never placed, and shipping knows of it", records.name(id)));
        }
    }
    wrong
}

/// By the rows, and by the events: what had left and was then called stopped has left all the same.
pub(super) fn nothing_cancelled_leaves(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for (id, order) in &records.orders {
        let state = records.shipments.get(id).map_or("not there", |(state, _)| state.as_str());
        if order.state == "cancelled" && matches!(state, "shipped" | "delivered") {
            wrong.push(format!("{} is cancelled, its shipment is {state}", records.name(id)));
        }
        let mut left = false;
        for envelope in records.events_of(id) {
            match &envelope.event {
                Event::ShipmentShipped { .. } => left = true,
                Event::ShipmentReopened => left = false,
                Event::ShipmentCancelled | Event::OrderCancelled { .. } if left => {
                    let (name, event, seq) = (records.name(id), envelope.event.name(), envelope.seq);
                    wrong.push(format!("{name} had left when {event} was said of it, at {seq}"));
                }
                _ => {}
            }
        }
    }
    wrong
}

/// On hand is the sum of the ledger, whose every line says what there was after it.
pub(super) fn the_ledger_adds_up_to_the_stock(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for (variant, (on_hand, held)) in &records.stock {
        let mut sum = 0;
        for row in records.ledger.get(variant).into_iter().flatten() {
            sum += row.difference;
            if sum != row.on_hand {
                let LedgerRow { kind, difference, on_hand, .. } = row;
                wrong.push(format!("{variant}: {kind} {difference} makes {sum}, its line says {on_hand}"));
            }
        }
        if sum != *on_hand || held > on_hand {
            wrong.push(format!("{variant} has {on_hand} on hand, {held} held, by its ledger {sum} on hand"));
        }
    }
    wrong
}

/// The pieces of returns that can be sold again.
fn taken_back(records: &Records, order: &OrderId, events: &[Envelope]) -> Vec<(VariantId, i64)> {
    let back = |settled: &ReturnSettled| settled.goods == Goods::BackToStock;
    let of_return = |envelope: &Envelope| match &envelope.event {
        Event::OrderReturnRefunded { returned } if returned.settled.as_ref().is_some_and(back) => {
            returned.lines.clone()
        }
        _ => Vec::new(),
    };
    let lines = records.orders.get(order).map(|order| order.details.lines.as_slice()).unwrap_or_default();
    let pieces = |returned: ReturnLine| {
        let line = lines.get(returned.line as usize)?;
        Some((line.variant, i64::from(returned.quantity)))
    };
    events.iter().flat_map(of_return).filter_map(pieces).collect()
}

/// What the ledger says orders took and gave back is what they have, and what is held is what unpaid ones keep.
pub(super) fn every_piece_is_accounted_for(records: &Records) -> Vec<String> {
    let mut expected: BTreeMap<VariantId, (i64, i64)> = BTreeMap::new();
    for order in records.orders.values() {
        for line in &order.details.lines {
            let (taken, held) = expected.entry(line.variant).or_default();
            *taken += if order.stands() { i64::from(line.quantity) } else { 0 };
            *held += if order.holds() { i64::from(line.quantity) } else { 0 };
        }
    }
    for (order, events) in &records.events {
        for (variant, pieces) in taken_back(records, order, events) {
            expected.entry(variant).or_default().0 -= pieces;
        }
    }
    let variants = expected.keys().chain(records.stock.keys().filter(|v| !expected.contains_key(v)));
    let differs = |variant: &VariantId| {
        let should = expected.get(variant).copied().unwrap_or_default();
        let rows = records.ledger.get(variant).into_iter().flatten();
        // What was written off for an order is an adjustment: the order took nothing by it.
        let of_order = |row: &&LedgerRow| row.order.is_some() && row.kind != "adjusted";
        let taken = -rows.filter(of_order).map(|row| row.difference).sum::<i64>();
        let has = records.stock.get(variant).map(|(_, held)| (taken, *held));
        (Some(should) != has)
            .then(|| format!("of {variant} orders should have {should:?}, have {has:?} (taken, held)"))
    };
    variants.filter_map(differs).collect()
}
