//! What every event carries besides its own words.

use std::collections::BTreeMap;

use kernel::{EventId, OrderId, Time};
use serde::{Deserialize, Serialize};

use crate::Event;

/// The version of the events' shape. A reader refuses a higher one; an older one it must still read.
pub const VERSION: i32 = 1;

/// An event on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    pub id: EventId,
    pub order: OrderId,
    /// The order's sequence number: 1, 2, 3 ... without a gap, in commit order.
    pub seq: i64,
    pub version: i32,
    /// When it became true.
    pub at: Time,
    /// W3C `traceparent` of the request that caused it, if there was one.
    pub trace: Option<String>,
    pub event: Event,
}

/// The events of orders that have no other among these, in the order of the orders' ids.
#[must_use]
pub fn single<'e>(envelopes: &[&'e Envelope]) -> BTreeMap<OrderId, &'e Envelope> {
    let mut counts: BTreeMap<OrderId, usize> = BTreeMap::new();
    for envelope in envelopes {
        *counts.entry(envelope.order).or_default() += 1;
    }
    let alone = envelopes.iter().filter(|envelope| counts.get(&envelope.order) == Some(&1));
    alone.map(|envelope| (envelope.order, *envelope)).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn single_are_the_events_of_orders_that_have_one() {
        let envelope = |order: u128, seq| Envelope {
            id: EventId(Uuid::from_u128(seq)),
            order: OrderId(Uuid::from_u128(order)),
            seq: 1,
            version: VERSION,
            at: Time::from_micros(0),
            trace: None,
            event: Event::ShipmentCreated,
        };
        let (second, first, other) = (envelope(2, 10), envelope(1, 11), envelope(1, 12));
        let third = envelope(3, 13);
        let alone = single(&[&third, &first, &second, &other]);
        assert_eq!(alone.into_values().collect::<Vec<_>>(), [&second, &third]);
    }
}
