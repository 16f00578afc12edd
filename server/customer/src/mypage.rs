//! MyPage: one row per order, folded from its events, or built from Main's present state when it is new, lost
//! or has missed one. Both ways come to the same row, and a test says so.

mod consumer;

use async_trait::async_trait;
use events::{
    CancelReason, Envelope, Event, OrderDetails, PaymentFailure, RefundReason, Requester, Return, Unavailable,
};
use kernel::{Money, OrderId, RefundId, SessionId, Time};
use serde::{Deserialize, Serialize};

pub use consumer::{MyPageConsumer, shown_longest};

/// Where the order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStage {
    AwaitingPayment,
    Paying,
    Paid,
    CancelPending,
    CancelRequested,
    Cancelled,
    Expired,
    Completed,
}

/// Where the shipment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentStage {
    Ready,
    OnHold,
    Labelled,
    StopAsked,
    Shipped,
    Delivered,
    Cancelled,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStage {
    /// Decided; on its way.
    Due,
    Refunded,
    /// The provider refused it; the seller is at it.
    Refused,
    PaidByTransfer,
}

/// One refund of the order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RefundLine {
    pub refund: RefundId,
    pub amount: Money,
    pub stage: RefundStage,
    /// Why it was decided. (Rows of before do not say.)
    #[serde(default)]
    pub reason: Option<RefundReason>,
}

impl RefundLine {
    /// The lines of an order, in the order of their ids, after one more event.
    pub fn follow(lines: &mut Vec<Self>, event: &Event) {
        let (refund, amount, stage, why) = match event {
            Event::OrderRefundDue { refund, amount, reason, .. } => {
                (*refund, *amount, RefundStage::Due, Some(*reason))
            }
            Event::PaymentSurplus { refund, amount, .. } => {
                (*refund, *amount, RefundStage::Due, Some(RefundReason::Surplus))
            }
            Event::PaymentRefunded { refund, amount, .. } => (*refund, *amount, RefundStage::Refunded, None),
            Event::PaymentRefundRefused { refund, amount, .. } => {
                (*refund, *amount, RefundStage::Refused, None)
            }
            Event::PaymentPaidByTransfer { refund, amount, .. } => {
                (*refund, *amount, RefundStage::PaidByTransfer, None)
            }
            _ => return,
        };
        match lines.iter_mut().find(|line| line.refund == refund) {
            Some(line) => (line.stage, line.reason) = (stage, line.reason.or(why)),
            None => lines.push(Self { refund, amount, stage, reason: why }),
        }
        lines.sort_by_key(|line| line.refund);
    }
}

/// Why an order is, or was, cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CancelNote {
    pub reason: CancelReason,
    pub by: Requester,
}

impl CancelNote {
    /// The note after one more event.
    #[must_use]
    pub fn after(before: Option<Self>, event: &Event) -> Option<Self> {
        match event {
            Event::OrderCancelPending { reason } => Some(Self { reason: *reason, by: Requester::Buyer }),
            Event::OrderCancelRequested { reason, by } => Some(Self { reason: *reason, by: *by }),
            Event::OrderCancelled { reason, .. } => {
                let by = before.map_or(Requester::Buyer, |note| note.by);
                Some(Self { reason: *reason, by })
            }
            Event::OrderCancelRejected => None,
            _ => before,
        }
    }
}

/// One line of the timeline: the event's name and when.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    pub seq: i64,
    pub at: Time,
    pub name: String,
    /// Who asked for it, of an event that either side can ask for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Requester>,
}

impl Entry {
    /// The line of an event.
    #[must_use]
    pub fn of(seq: i64, at: Time, event: &Event) -> Self {
        let by = match event {
            Event::OrderCancelRequested { by, .. } => Some(*by),
            _ => None,
        };
        Self { seq, at, name: event.name().to_owned(), by }
    }
}

/// One order as its buyer may see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Row {
    pub order: OrderId,
    pub owner: SessionId,
    /// The last event in it; it is also this consumer's progress.
    pub seq: i64,
    pub details: OrderDetails,
    pub stage: OrderStage,
    pub held_until: Time,
    /// Why the last attempt came to nothing, while another is awaited.
    pub failure: Option<PaymentFailure>,
    /// Why it is, or was, cancelled. (Rows of before have none.)
    #[serde(default)]
    pub cancel: Option<CancelNote>,
    pub shipment: Option<ShipmentStage>,
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    /// In the order of their ids.
    pub refunds: Vec<RefundLine>,
    /// In the order in which they were asked for.
    #[serde(default)]
    pub returns: Vec<Return>,
    pub timeline: Vec<Entry>,
}

impl Row {
    fn opened(envelope: &Envelope, details: &OrderDetails, held_until: Time) -> Self {
        Self {
            order: envelope.order,
            owner: details.session,
            seq: 0,
            details: details.clone(),
            stage: OrderStage::AwaitingPayment,
            held_until,
            failure: None,
            cancel: None,
            shipment: None,
            carrier: None,
            tracking: None,
            refunds: Vec::new(),
            returns: Vec::new(),
            timeline: Vec::new(),
        }
    }

    /// Whether the last cancel was refused because the parcel had left.
    #[must_use]
    pub fn cancel_lost(&self) -> bool {
        self.timeline
            .iter()
            .rev()
            .find(|entry| matches!(entry.name.as_str(), "OrderCancelRequested" | "OrderCancelRejected"))
            .is_some_and(|entry| entry.name == "OrderCancelRejected")
    }

    /// Whether the payment under way waits for the buyer, at their bank or on the provider's page.
    #[must_use]
    pub fn waits_for_buyer(&self) -> bool {
        let of_it = |entry: &&Entry| {
            matches!(
                entry.name.as_str(),
                "OrderPaymentStarted"
                    | "PaymentActionNeeded"
                    | "PaymentOutcomeUnknown"
                    | "PaymentApproved"
                    | "PaymentDeclined"
            )
        };
        let last = self.timeline.iter().rev().find(of_it);
        self.stage == OrderStage::Paying && last.is_some_and(|entry| entry.name == "PaymentActionNeeded")
    }

    fn set_return(&mut self, returned: &Return) {
        match self.returns.iter_mut().find(|known| known.number == returned.number) {
            Some(known) => *known = returned.clone(),
            None => self.returns.push(returned.clone()),
        }
    }

    fn set_parcel(&mut self, carrier: &str, tracking: &str) {
        (self.carrier, self.tracking) = (Some(carrier.to_owned()), Some(tracking.to_owned()));
    }

    fn change(&mut self, event: &Event) {
        self.cancel = CancelNote::after(self.cancel, event);
        RefundLine::follow(&mut self.refunds, event);
        match event {
            Event::OrderOpened { .. }
            | Event::PaymentApproved { .. }
            | Event::PaymentDeclined { .. }
            | Event::PaymentActionNeeded { .. }
            | Event::PaymentOutcomeUnknown { .. }
            | Event::OrderRefundDue { .. }
            | Event::PaymentSurplus { .. }
            | Event::PaymentRefunded { .. }
            | Event::PaymentRefundRefused { .. }
            | Event::PaymentPaidByTransfer { .. }
            | Event::ShipmentStopRejected => {}
            Event::OrderPaymentStarted { .. } => (self.stage, self.failure) = (OrderStage::Paying, None),
            Event::OrderPaymentFailed { failure, held_until, .. } => {
                (self.stage, self.failure) = (OrderStage::AwaitingPayment, Some(*failure));
                self.held_until = *held_until;
            }
            Event::OrderExpired => self.stage = OrderStage::Expired,
            Event::OrderCancelPending { .. } => self.stage = OrderStage::CancelPending,
            Event::OrderPlaced { .. } | Event::OrderCancelRejected => self.stage = OrderStage::Paid,
            Event::OrderCancelRequested { .. } => self.stage = OrderStage::CancelRequested,
            Event::OrderCancelled { .. } => self.stage = OrderStage::Cancelled,
            Event::OrderCompleted => self.stage = OrderStage::Completed,
            Event::OrderReturnAsked { returned }
            | Event::OrderReturnWithdrawn { returned }
            | Event::OrderReturnReceived { returned }
            | Event::OrderReturnRefunded { returned }
            | Event::OrderReturnRefused { returned } => self.set_return(returned),
            Event::OrderClaimed { session } => (self.owner, self.details.session) = (*session, *session),
            Event::OrderAddressChanged { delivery } => self.details.delivery = delivery.clone(),
            Event::ShipmentCreated | Event::ShipmentReleased => self.shipment = Some(ShipmentStage::Ready),
            Event::ShipmentHeld { .. } => self.shipment = Some(ShipmentStage::OnHold),
            Event::ShipmentLabelled { carrier, tracking } => {
                self.shipment = Some(ShipmentStage::Labelled);
                self.set_parcel(carrier, tracking);
            }
            Event::ShipmentStopAsked => self.shipment = Some(ShipmentStage::StopAsked),
            Event::ShipmentShipped { carrier, tracking } => {
                self.shipment = Some(ShipmentStage::Shipped);
                self.set_parcel(carrier, tracking);
            }
            Event::ShipmentRenumbered { carrier, tracking } => self.set_parcel(carrier, tracking),
            Event::ShipmentReopened => self.shipment = Some(ShipmentStage::Labelled),
            Event::ShipmentDelivered => self.shipment = Some(ShipmentStage::Delivered),
            Event::ShipmentCancelled => self.shipment = Some(ShipmentStage::Cancelled),
        }
    }
}

/// The row after one more event. `None` when the event cannot follow the row: something was missed, and the
/// row has to be built from Main.
#[must_use]
pub fn fold(row: Option<Row>, envelope: &Envelope) -> Option<Row> {
    let mut row = match (row, &envelope.event) {
        (Some(row), _) if envelope.seq == row.seq + 1 => row,
        (None, Event::OrderOpened { details, held_until }) if envelope.seq == 1 => {
            Row::opened(envelope, details, *held_until)
        }
        _ => return None,
    };
    row.change(&envelope.event);
    row.seq = envelope.seq;
    row.timeline.push(Entry::of(envelope.seq, envelope.at, &envelope.event));
    Some(row)
}

/// The View database's rows.
#[async_trait]
pub trait MyPages: Send + Sync {
    /// One order's row.
    async fn row(&self, order: OrderId) -> Result<Option<Row>, Unavailable>;

    /// The rows of several orders, of those that have one.
    async fn rows(&self, orders: &[OrderId]) -> Result<Vec<Row>, Unavailable>;

    /// The newest rows of an owner.
    async fn of_owner(&self, owner: SessionId, limit: i64) -> Result<Vec<Row>, Unavailable>;

    /// Writes rows of different orders, each unless a newer one stands (a row's number is its progress), in one
    /// transaction.
    async fn put(&self, rows: Vec<Row>, now: Time) -> Result<(), Unavailable>;

    /// Writes a row unless a newer one stands; one of the same number is overwritten.
    async fn mend(&self, row: Row, now: Time) -> Result<(), Unavailable>;

    /// The rows of an owner written at or after that moment, oldest first, with the moment.
    async fn changed_since(
        &self,
        owner: SessionId,
        since: Time,
        limit: i64,
    ) -> Result<Vec<(Time, Row)>, Unavailable>;

    /// The rows written after that one, whose moment and order are given, by moment and order.
    async fn changed(&self, after: (Time, OrderId), limit: i64) -> Result<Vec<(Time, Row)>, Unavailable>;

    /// Names this view, however often it is built anew.
    async fn name(&self) -> Result<String, Unavailable>;

    /// Names this build of the view; another after it was rebuilt.
    async fn epoch(&self) -> Result<String, Unavailable>;

    /// How many rows there are.
    async fn count(&self) -> Result<i64, Unavailable>;

    /// Begins to build the view anew beside the one that stands. It is named by what is answered; another that was begun
    /// before, and did not end, is given up.
    async fn begin_anew(&self) -> Result<String, Unavailable>;

    /// Writes a row beside, unless a newer one is there.
    async fn put_anew(&self, row: Row, now: Time) -> Result<(), Unavailable>;

    /// The orders whose row that stands is newer than the one beside it, or has none.
    async fn behind(&self) -> Result<Vec<OrderId>, Unavailable>;

    /// Lets the view that was built beside stand in the other's place, which is thrown away, and starts its epoch. Says of
    /// which orders the row that stood was newer; `None`, and nothing is done, when another was begun meanwhile.
    async fn swap(&self, anew: String) -> Result<Option<Vec<OrderId>>, Unavailable>;
}

/// Main's present state of an order, as MyPage shows it: one consistent read.
#[async_trait]
pub trait Snapshots: Send + Sync {
    /// The row as Main says it is now.
    async fn snapshot(&self, order: OrderId) -> Result<Option<Row>, Unavailable>;

    /// Every order there is, a page at a time, after the given one.
    async fn orders(&self, after: Option<OrderId>, limit: i64) -> Result<Vec<OrderId>, Unavailable>;

    /// How many orders there are.
    async fn count(&self) -> Result<i64, Unavailable>;
}

/// Tells the browsers that may see it that a row has changed.
pub trait Announce: Send + Sync {
    /// After the commit, or when nobody knows what became of it (the row is true all the same), with the time
    /// that the row was written with.
    fn changed(&self, row: Row, at: Time);
}
