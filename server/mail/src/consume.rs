//! What mail does with each event it takes: what it then knows of the order, and the letter, if there is one.

use events::{Alert, CancelReason, ConsumerName, Envelope, Event, OrderDetails, RefundReason, Requester};
use kernel::time::{Span, seconds};
use kernel::{LetterId, OrderId, RefundId, Time};
use serde::{Deserialize, Serialize};

use crate::{Content, Extra, Letter, Numbered, posted};

/// Shipping can be taken back for ten minutes, and its letter waits as long. The half minute more is for a taking
/// back that was decided in time and is being committed.
pub const SHIPPED_WAITS: Span = seconds(10 * 60 + 30);

/// Who asked for the last cancel, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancel {
    pub reason: CancelReason,
    pub by: Requester,
}

/// A refund that order decided. One of another id gives back what the order did not ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedRefund {
    pub refund: RefundId,
    pub reason: RefundReason,
}

/// What mail knows of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub order: OrderId,
    /// As placed, with the delivery as it is now. `None` once it was forgotten.
    pub details: Option<OrderDetails>,
    pub cancel: Option<Cancel>,
    pub refunds: Vec<NotedRefund>,
}

/// What should change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub known: Known,
    pub letter: Option<Letter>,
    /// The letters that tell where the parcel is, as far as they have not gone out, are withdrawn.
    pub withdraw_shipped: bool,
    /// The parcel goes under this number. A letter about it that has not gone out says so instead of `letter`.
    pub renumber: Option<Numbered>,
    pub alert: Option<Alert>,
}

/// What an event means: a change, or nothing but progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consumed {
    Change(Box<Decided>),
    Nothing,
    /// Not an event that mail takes.
    NotTaken,
}

impl Decided {
    fn keep(known: Known) -> Self {
        Self { known, letter: None, withdraw_shipped: false, renumber: None, alert: None }
    }

    /// The letter of this event: its id is the event's.
    fn write(mut self, envelope: &Envelope, details: &OrderDetails, content: Content) -> Self {
        let (id, order) = (LetterId(envelope.id.uuid()), Some(envelope.order));
        self.letter = Some(posted(id, order, &details.email, details.lang, content, envelope.at));
        self
    }

    fn wait(mut self, until: Time) -> Self {
        if let Some(letter) = &mut self.letter {
            letter.due = Some(until);
        }
        self
    }

    fn done(self) -> Consumed {
        Consumed::Change(Box::new(self))
    }
}

/// Decides what an event means to its order's letters. An order of which mail was never told that it was placed has
/// none; what is refunded then was never the shop's.
#[must_use]
pub fn consume(known: Option<&Known>, envelope: &Envelope) -> Consumed {
    let event = &envelope.event;
    if !event.taken_by().contains(&ConsumerName::Mail) {
        return Consumed::NotTaken;
    }
    if let Event::OrderPlaced { details, .. } = event {
        return placed(known, envelope, details);
    }
    let Some(known) = known else { return Consumed::Nothing };
    match &known.details {
        Some(details) => told(known, details, envelope),
        None => forgotten(known, event),
    }
}

fn placed(known: Option<&Known>, envelope: &Envelope, details: &OrderDetails) -> Consumed {
    if known.is_some() {
        return Consumed::Nothing;
    }
    let order = details.clone();
    let known =
        Known { order: envelope.order, details: Some(order.clone()), cancel: None, refunds: Vec::new() };
    Decided::keep(known).write(envelope, details, Content::Placed { order }).done()
}

fn told(known: &Known, details: &OrderDetails, envelope: &Envelope) -> Consumed {
    let mut decided = Decided::keep(known.clone());
    let order = details.clone();
    match &envelope.event {
        Event::OrderCancelRequested { reason, by } => {
            decided.known.cancel = Some(Cancel { reason: *reason, by: *by });
        }
        Event::OrderRefundDue { refund, reason, .. } => {
            decided.known.refunds.push(NotedRefund { refund: *refund, reason: *reason });
        }
        Event::OrderAddressChanged { delivery } => {
            decided.known.details = Some(OrderDetails { delivery: delivery.clone(), ..order });
        }
        Event::OrderCancelled { reason, .. } => {
            let by = known.cancel.map_or(Requester::Buyer, |cancel| cancel.by);
            decided = decided.write(envelope, details, Content::Cancelled { order, reason: *reason, by });
        }
        // What the seller asked of themselves is not the buyer's to wait for.
        Event::ShipmentStopAsked | Event::OrderCancelRejected if seller_asked(known) => {}
        Event::ShipmentStopAsked => {
            decided = decided.write(envelope, details, Content::CancelAsked { order });
        }
        Event::OrderCancelRejected => {
            decided = decided.write(envelope, details, Content::CancelRejected { order });
        }
        Event::OrderReturnAsked { returned } => {
            let returned = returned.clone();
            decided = decided.write(envelope, details, Content::ReturnAsked { order, returned });
        }
        Event::OrderReturnReceived { returned } => {
            let returned = returned.clone();
            decided = decided.write(envelope, details, Content::ReturnReceived { order, returned });
        }
        Event::OrderReturnRefunded { returned } => {
            let returned = returned.clone();
            decided = decided.write(envelope, details, Content::ReturnRefunded { order, returned });
        }
        Event::OrderReturnRefused { returned } => {
            let returned = returned.clone();
            decided = decided.write(envelope, details, Content::ReturnRefused { order, returned });
        }
        Event::PaymentRefunded { refund, amount, .. } => {
            let extra = extra(known, *refund);
            let content = Content::Refunded { order, amount: *amount, extra };
            decided = decided.write(envelope, details, content);
        }
        Event::PaymentPaidByTransfer { amount, .. } => {
            let content = Content::PaidByTransfer { order, amount: *amount };
            decided = decided.write(envelope, details, content);
        }
        Event::ShipmentShipped { carrier, tracking } => {
            let (carrier, tracking) = (carrier.clone(), tracking.clone());
            let content = Content::Shipped { order, carrier, tracking };
            decided = decided.write(envelope, details, content).wait(envelope.at + SHIPPED_WAITS);
        }
        Event::ShipmentRenumbered { carrier, tracking } => {
            let (carrier, tracking) = (carrier.clone(), tracking.clone());
            decided.renumber = Some(Numbered { carrier: carrier.clone(), tracking: tracking.clone() });
            let content = Content::Renumbered { order, carrier, tracking };
            decided = decided.write(envelope, details, content);
        }
        // Neither is on its way: one has not left, the other is there.
        Event::ShipmentReopened | Event::ShipmentDelivered => decided.withdraw_shipped = true,
        // Each by its name, so that one that is new is decided about.
        Event::OrderOpened { .. }
        | Event::OrderPaymentStarted { .. }
        | Event::OrderPaymentFailed { .. }
        | Event::OrderExpired
        | Event::OrderCancelPending { .. }
        | Event::OrderPlaced { .. }
        | Event::OrderCompleted
        | Event::OrderReturnWithdrawn { .. }
        | Event::OrderClaimed { .. }
        | Event::PaymentApproved { .. }
        | Event::PaymentDeclined { .. }
        | Event::PaymentActionNeeded { .. }
        | Event::PaymentOutcomeUnknown { .. }
        | Event::PaymentSurplus { .. }
        | Event::PaymentRefundRefused { .. }
        | Event::ShipmentCreated
        | Event::ShipmentHeld { .. }
        | Event::ShipmentReleased
        | Event::ShipmentLabelled { .. }
        | Event::ShipmentCancelled
        | Event::ShipmentStopRejected => return Consumed::NotTaken,
    }
    decided.done()
}

fn seller_asked(known: &Known) -> bool {
    known.cancel.is_some_and(|cancel| cancel.by == Requester::Seller)
}

/// Whether a refund gives back what was paid beside the order.
fn extra(known: &Known, refund: RefundId) -> Extra {
    match known.refunds.iter().find(|noted| noted.refund == refund).map(|noted| noted.reason) {
        Some(RefundReason::Cancelled | RefundReason::Part(_) | RefundReason::Returned) => Extra::No,
        Some(RefundReason::Unexpected | RefundReason::Surplus) | None => Extra::BesideTheOrder,
    }
}

/// The address is gone: what would be written is the seller's to say.
fn forgotten(known: &Known, event: &Event) -> Consumed {
    let silent = matches!(
        event,
        Event::OrderCancelRequested { .. }
            | Event::OrderRefundDue { .. }
            | Event::OrderAddressChanged { .. }
            | Event::OrderReturnAsked { .. }
            | Event::ShipmentReopened
            | Event::ShipmentDelivered
    );
    if silent {
        return Consumed::Nothing;
    }
    let text = "오래된 주문이라 메일 주소를 지웠어요. 새로 생긴 일을 주문한 분에게 직접 알려 주세요. / \
                The order is old and its mail address was forgotten: tell the buyer yourself."
        .to_owned();
    let alert = Some(Alert { order: known.order, text });
    Decided { alert, ..Decided::keep(known.clone()) }.done()
}
