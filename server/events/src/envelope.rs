//! What every event carries besides its own words.

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
