//! What clients of a shop were told: the successes that have to survive, and what live pages showed last.

use std::collections::BTreeMap;

use kernel::OrderId;

/// What everybody saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Every definite success, in the order of the answers.
    pub told: Vec<(OrderId, Told)>,
    /// The live pages that are open at the end.
    pub browsers: Vec<Browser>,
}

/// A success that a client was told. What came without an answer, or with another one, is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Told {
    /// The order stands, to be paid.
    Opened,
    /// It is paid.
    Paid,
    /// It is cancelled, or will be unless the parcel has left.
    Cancelled,
    Completed,
    Labelled,
    Shipped,
    /// What has left goes under another number.
    Renumbered,
    Held,
    Released,
    Delivered,
    /// "빼 두었어요": the stop is answered, the box was found.
    Kept,
    /// "이미 나갔어요": the stop is answered, the box has left.
    Left,
    /// It goes to another address.
    Readdressed,
    /// A part of its price goes back.
    PartRefunded,
    /// A return is asked for.
    ReturnAsked,
    /// Its goods are here.
    ReturnReceived,
    /// Their value goes back.
    ReturnRefunded,
}

impl Told {
    /// The events of which one at least must be on record.
    #[must_use]
    pub(crate) const fn means(self) -> &'static [&'static str] {
        match self {
            Self::Opened => &["OrderOpened"],
            Self::Paid => &["OrderPlaced"],
            Self::Cancelled => &["OrderCancelled", "OrderCancelRejected"],
            Self::Completed => &["OrderCompleted"],
            Self::Labelled => &["ShipmentLabelled"],
            Self::Shipped => &["ShipmentShipped"],
            Self::Renumbered => &["ShipmentRenumbered"],
            Self::Held => &["ShipmentHeld"],
            Self::Released => &["ShipmentReleased"],
            Self::Delivered => &["ShipmentDelivered"],
            Self::Kept => &["ShipmentCancelled"],
            Self::Left => &["ShipmentStopRejected"],
            Self::Readdressed => &["OrderAddressChanged"],
            Self::PartRefunded => &["OrderRefundDue"],
            Self::ReturnAsked => &["OrderReturnAsked"],
            Self::ReturnReceived => &["OrderReturnReceived"],
            Self::ReturnRefunded => &["OrderReturnRefunded"],
        }
    }
}

/// An order as a page shows it: its number of events, and the state's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub seq: i64,
    pub status: String,
}

/// One browser whose live page is open while nothing moves any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Browser {
    /// What its stream has brought it to.
    pub live: BTreeMap<OrderId, Shown>,
    /// What MyPage says when it is loaded anew.
    pub loaded: BTreeMap<OrderId, Shown>,
}
