//! 배송: shipments, labels, and the seller's to-ship queue.
//!
//! Follows orders by events: shipping that is down never keeps an order from being placed and paid. The
//! shipment's row alone decides the race between ship and stop. The context never refunds.

mod consume;
mod desk;
mod ports;
mod service;
mod shipment;

pub use consume::{Consumed, consume};
pub use desk::{Command, MAX_TEXT, Refused, StopAnswer, UNDO, command};
pub use ports::{
    Commit, Committed, Counts, Orders, Place, Queue, QueueEntry, QueuePage, QueueQuery, Shipments, Tab,
};
pub use service::{ANSWER_WITHIN, CommandError, Service, ShippingConsumer};
pub use shipment::{Decided, Parcel, Shipment, ShipmentState};
