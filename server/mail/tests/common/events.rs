//! The events of the order.

use events::{Envelope, Event};
use kernel::{AttemptId, EventId, Lang};
use uuid::Uuid;

use crate::common::{ORDER, PLACED, details};

pub fn placed() -> Event {
    Event::OrderPlaced { details: details(Lang::Ko), attempt: AttemptId::nth(ORDER, 1) }
}

/// The order's n-th event. Its id says its number.
pub fn envelope(seq: i64, event: Event) -> Envelope {
    let id = EventId(Uuid::from_u128(seq.unsigned_abs().into()));
    Envelope { id, order: ORDER, seq, version: 1, at: PLACED, trace: None, event }
}
