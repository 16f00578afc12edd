//! I3, I4 and I6: where the pieces are.

use std::collections::BTreeMap;

use kernel::{OrderId, VariantId};

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

pub(super) fn nothing_cancelled_leaves(records: &Records) -> Vec<String> {
    let left = |order: &OrderId| {
        records
            .shipments
            .get(order)
            .is_some_and(|(state, _)| matches!(state.as_str(), "shipped" | "delivered"))
    };
    let cancelled = records.orders.iter().filter(|(_, order)| order.state == "cancelled");
    cancelled
        .filter(|(id, _)| left(id))
        .map(|(id, _)| format!("{} is cancelled, and has left", records.name(id)))
        .collect()
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
