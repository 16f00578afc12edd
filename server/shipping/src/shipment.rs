//! The shipment's row and what a decision about it looks like.

use events::{Alert, Event, OrderDetails};
use kernel::{OrderId, Time};

/// Where a shipment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShipmentState {
    /// To be packed.
    Ready,
    /// Held back by the seller, with a reason.
    OnHold,
    /// A label is on: the box may be in the van.
    Labelled,
    /// A cancel was asked after the label: a person looks for the box.
    StopAsked,
    Shipped,
    Delivered,
    /// Stopped; also the tombstone of a stop for an order that shipping did not know yet.
    Cancelled,
}

impl ShipmentState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Ready,
        Self::OnHold,
        Self::Labelled,
        Self::StopAsked,
        Self::Shipped,
        Self::Delivered,
        Self::Cancelled,
    ];

    /// The word in databases.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::OnHold => "on_hold",
            Self::Labelled => "labelled",
            Self::StopAsked => "stop_asked",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether another address can still be written on the parcel.
    #[must_use]
    pub const fn takes_address(self) -> bool {
        match self {
            Self::Ready | Self::OnHold => true,
            Self::Labelled | Self::StopAsked | Self::Shipped | Self::Delivered | Self::Cancelled => false,
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A carrier and its number for the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Parcel {
    /// A carrier's key, as the desk offers them: `cj`, `hanjin`, ...
    pub carrier: String,
    pub tracking: String,
}

impl Parcel {
    /// `cj 612345678901`
    #[must_use]
    pub fn text(&self) -> String {
        format!("{} {}", self.carrier, self.tracking)
    }
}

/// A shipment: one for each placed order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shipment {
    pub order: OrderId,
    /// Compared and counted up by every commit.
    pub version: i64,
    pub state: ShipmentState,
    /// As placed, with the delivery as it is now. `None` only for a tombstone.
    pub details: Option<OrderDetails>,
    pub parcel: Option<Parcel>,
    pub hold_reason: Option<String>,
    /// A stop was answered: it has left. Such a ship is not taken back, because the buyer was told so.
    pub stop_refused: bool,
    /// When the order was placed.
    pub placed_at: Time,
    /// When it came into its present state.
    pub since: Time,
}

/// What should change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decided {
    pub shipment: Shipment,
    pub events: Vec<Event>,
    pub alerts: Vec<Alert>,
}

impl Decided {
    pub(crate) fn keep(shipment: &Shipment) -> Self {
        Self { shipment: shipment.clone(), events: Vec::new(), alerts: Vec::new() }
    }

    pub(crate) fn to(shipment: &Shipment, state: ShipmentState, now: Time) -> Self {
        let mut decided = Self::keep(shipment);
        (decided.shipment.state, decided.shipment.since) = (state, now);
        decided
    }

    /// A stop comes too late: said, and remembered.
    pub(crate) fn refuse_stop(mut self) -> Self {
        self.shipment.stop_refused = true;
        self.event(Event::ShipmentStopRejected)
    }

    pub(crate) fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }
}
