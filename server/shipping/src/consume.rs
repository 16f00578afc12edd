//! What shipping does with each event it takes, in every state it can meet.

use events::{Alert, Delivery, Event, OrderDetails};
use kernel::{OrderId, Time};

use crate::{Decided, Shipment, ShipmentState};

/// What an event means: a change, or nothing but progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consumed {
    Change(Box<Decided>),
    Nothing,
    /// Not an event that shipping takes.
    NotTaken,
}

impl Consumed {
    fn change(decided: Decided) -> Self {
        Self::Change(Box::new(decided))
    }
}

/// Decides what an event means to the shipment of its order, if there is one yet.
#[must_use]
pub fn consume(order: OrderId, shipment: Option<&Shipment>, event: &Event, at: Time) -> Consumed {
    match event {
        Event::OrderPlaced { details, .. } => placed(order, shipment, details, at),
        Event::OrderCancelRequested { .. } => stop(order, shipment, at),
        Event::OrderAddressChanged { delivery } => address_changed(shipment, delivery),
        _ => Consumed::NotTaken,
    }
}

fn placed(order: OrderId, shipment: Option<&Shipment>, details: &OrderDetails, at: Time) -> Consumed {
    match shipment {
        Some(_) => Consumed::Nothing,
        None => {
            let row = new(order, ShipmentState::Ready, Some(details.clone()), at);
            Consumed::change(Decided::keep(&row).event(Event::ShipmentCreated))
        }
    }
}

fn stop(order: OrderId, shipment: Option<&Shipment>, at: Time) -> Consumed {
    let Some(shipment) = shipment else {
        let tombstone = new(order, ShipmentState::Cancelled, None, at);
        return Consumed::change(Decided::keep(&tombstone).event(Event::ShipmentCancelled));
    };
    match shipment.state {
        ShipmentState::Ready | ShipmentState::OnHold => Consumed::change(
            Decided::to(shipment, ShipmentState::Cancelled, at).event(Event::ShipmentCancelled),
        ),
        ShipmentState::Labelled => Consumed::change(
            Decided::to(shipment, ShipmentState::StopAsked, at).event(Event::ShipmentStopAsked),
        ),
        ShipmentState::StopAsked => Consumed::Nothing,
        ShipmentState::Shipped | ShipmentState::Delivered => {
            Consumed::change(Decided::keep(shipment).refuse_stop())
        }
        ShipmentState::Cancelled => Consumed::change(Decided::keep(shipment).event(Event::ShipmentCancelled)),
    }
}

fn address_changed(shipment: Option<&Shipment>, delivery: &Delivery) -> Consumed {
    let Some(shipment) = shipment else { return Consumed::Nothing };
    match shipment.state {
        ShipmentState::Ready | ShipmentState::OnHold => {
            let mut decided = Decided::keep(shipment);
            if let Some(details) = &mut decided.shipment.details {
                details.delivery = delivery.clone();
            }
            Consumed::change(decided)
        }
        ShipmentState::Labelled
        | ShipmentState::StopAsked
        | ShipmentState::Shipped
        | ShipmentState::Delivered => {
            let mut decided = Decided::keep(shipment);
            decided.alerts.push(Alert {
                order: shipment.order,
                text:
                    "송장을 붙인 뒤에 주소가 바뀌었습니다. / The address changed after the label was printed."
                        .to_owned(),
            });
            Consumed::change(decided)
        }
        ShipmentState::Cancelled => Consumed::Nothing,
    }
}

fn new(order: OrderId, state: ShipmentState, details: Option<OrderDetails>, at: Time) -> Shipment {
    Shipment {
        order,
        version: 0,
        state,
        details,
        parcel: None,
        hold_reason: None,
        stop_refused: false,
        placed_at: at,
        since: at,
    }
}
