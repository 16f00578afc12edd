//! I3, I4 and I6: where the pieces are.

use std::collections::BTreeMap;

use events::Event;
use kernel::VariantId;

use crate::records::Records;

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

pub(super) fn every_piece_is_accounted_for(records: &Records) -> Vec<String> {
    let mut expected: BTreeMap<VariantId, (i64, i64)> =
        records.opening.iter().map(|(variant, pieces)| (*variant, (*pieces, 0))).collect();
    for order in records.orders.values() {
        for line in &order.details.lines {
            let (on_hand, held) = expected.entry(line.variant).or_default();
            *on_hand -= if order.stands() { i64::from(line.quantity) } else { 0 };
            *held += if order.holds() { i64::from(line.quantity) } else { 0 };
        }
    }
    let variants = expected.keys().chain(records.stock.keys().filter(|v| !expected.contains_key(v)));
    let differs = |variant: &VariantId| {
        let (should, has) = (expected.get(variant), records.stock.get(variant));
        (should != has).then(|| format!("{variant} should have {should:?}, has {has:?} (on hand, held)"))
    };
    variants.filter_map(differs).collect()
}
