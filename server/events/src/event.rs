//! The events of the domain page, each with the full state that a reader needs, so that none has to ask back.

use kernel::{AttemptId, Lang, Money, OrderNumber, RefundId, SessionId, Text, Time, VariantId};
use serde::{Deserialize, Serialize};

use crate::{ConsumerName, Return};

/// One line of an order, as it was when it was placed: a later change of the catalogue does not touch it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    pub variant: VariantId,
    /// Names the drawing and the garment's page.
    pub garment: String,
    pub name: Text,
    pub dye: String,
    pub dye_name: Text,
    pub size: String,
    /// 1 to 10.
    pub quantity: u32,
    pub unit_price: Money,
}

/// Who gets the parcel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Recipient {
    pub name: String,
    /// Digits and dashes, as Korea writes it.
    pub phone: String,
}

/// Where the parcel goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Delivery {
    pub recipient: Recipient,
    /// Five digits.
    pub postcode: String,
    pub address1: String,
    /// May be empty: a house of its own has none.
    pub address2: String,
    /// What the buyer asks of the driver; may be empty.
    pub note: String,
}

impl Delivery {
    /// The address in one line, without its postcode.
    #[must_use]
    pub fn address(&self) -> String {
        [self.address1.as_str(), &self.address2].join(" ").trim_end().to_owned()
    }
}

/// An order as it was placed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderDetails {
    pub number: OrderNumber,
    /// Whose it is.
    pub session: SessionId,
    pub lang: Lang,
    pub email: String,
    pub lines: Vec<Line>,
    /// For the order as a whole. Those of before there was a fee have none.
    #[serde(default = "no_fee")]
    pub delivery_fee: Money,
    /// The lines and the delivery.
    pub total: Money,
    pub delivery: Delivery,
    pub opened_at: Time,
}

const fn no_fee() -> Money {
    Money::won(0)
}

/// Why an attempt to pay came to nothing. In every case nothing was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentFailure {
    /// The provider said no.
    Declined,
    /// The request never left.
    NotSent,
    /// Our breaker or bulkhead refused it.
    Busy,
    /// The buyer did not finish what the provider asked of them.
    Abandoned,
}

/// Why money goes back. Part of the refund's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// The order was cancelled.
    Cancelled,
    /// A payment that the order did not wait for.
    Unexpected,
    /// The provider captured what it had said was declined or never heard of.
    Surplus,
    /// The shop gave a part back; the order stands.
    Part(PartReason),
    /// Goods were sent back.
    Returned,
}

/// Why a shop gives a part of the price back. The buyer reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartReason {
    /// A piece came with a fault.
    Damaged,
    /// A piece was not in the parcel.
    Missing,
    /// It came late.
    Late,
    /// It was sold for less, or should have been.
    Price,
    /// The shop wants to.
    Goodwill,
}

impl PartReason {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Damaged, Self::Missing, Self::Late, Self::Price, Self::Goodwill];

    /// The word in ids, forms and the audit.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Missing => "missing",
            Self::Late => "late",
            Self::Price => "price",
            Self::Goodwill => "goodwill",
        }
    }
}

impl RefundReason {
    /// The word in ids and databases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Unexpected => "unexpected",
            Self::Surplus => "surplus",
            Self::Part(reason) => reason.code(),
            Self::Returned => "returned",
        }
    }
}

/// Who asked for a cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requester {
    Buyer,
    Seller,
}

/// Why an order is cancelled, as far as anyone said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    Unsaid,
    ChangedMind,
    WrongChoice,
    TooSlow,
    /// The seller's: 품절.
    SoldOut,
    /// The seller's: asked for by telephone.
    Asked,
    /// The seller's: a mistake in price or text.
    Mistake,
}

impl CancelReason {
    /// The reasons that a shop may give.
    pub const OF_SHOP: [Self; 3] = [Self::SoldOut, Self::Asked, Self::Mistake];
    /// Those that a buyer may give.
    pub const OF_BUYER: [Self; 4] = [Self::Unsaid, Self::ChangedMind, Self::WrongChoice, Self::TooSlow];

    /// The word in forms and in the audit.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unsaid => "",
            Self::ChangedMind => "changed_mind",
            Self::WrongChoice => "wrong_choice",
            Self::TooSlow => "too_slow",
            Self::SoldOut => "sold_out",
            Self::Asked => "asked",
            Self::Mistake => "mistake",
        }
    }
}

/// Who may hear of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Order, payment and the buyer's MyPage: before OrderPlaced nobody else knows of an order.
    Private,
    /// Also shipping and mail, and what joins later: webhooks, brokers.
    Public,
}

/// What became true of an order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Event {
    OrderOpened {
        details: OrderDetails,
        held_until: Time,
    },
    OrderPaymentStarted {
        attempt: AttemptId,
    },
    OrderPaymentFailed {
        attempt: AttemptId,
        failure: PaymentFailure,
        held_until: Time,
    },
    OrderExpired,
    OrderCancelPending {
        reason: CancelReason,
    },
    OrderPlaced {
        details: OrderDetails,
        attempt: AttemptId,
    },
    OrderCancelRequested {
        reason: CancelReason,
        by: Requester,
    },
    /// `placed` says whether the order had ever been placed; one that had not stays private.
    OrderCancelled {
        placed: bool,
        reason: CancelReason,
    },
    OrderCancelRejected,
    OrderRefundDue {
        refund: RefundId,
        attempt: AttemptId,
        amount: Money,
        reason: RefundReason,
    },
    OrderAddressChanged {
        delivery: Delivery,
    },
    OrderCompleted,
    OrderReturnAsked {
        returned: Return,
    },
    OrderReturnWithdrawn {
        returned: Return,
    },
    OrderReturnReceived {
        returned: Return,
    },
    OrderReturnRefunded {
        returned: Return,
    },
    OrderReturnRefused {
        returned: Return,
    },
    /// A guest's order is an account's from now on: this is who it belongs to.
    OrderClaimed {
        session: SessionId,
    },

    PaymentApproved {
        attempt: AttemptId,
        amount: Money,
    },
    PaymentDeclined {
        attempt: AttemptId,
        failure: PaymentFailure,
    },
    PaymentActionNeeded {
        attempt: AttemptId,
        until: Time,
    },
    PaymentOutcomeUnknown {
        attempt: AttemptId,
    },
    PaymentSurplus {
        attempt: AttemptId,
        refund: RefundId,
        amount: Money,
    },
    PaymentRefunded {
        refund: RefundId,
        attempt: AttemptId,
        amount: Money,
    },
    PaymentRefundRefused {
        refund: RefundId,
        attempt: AttemptId,
        amount: Money,
    },
    PaymentPaidByTransfer {
        refund: RefundId,
        attempt: AttemptId,
        amount: Money,
    },

    ShipmentCreated,
    ShipmentHeld {
        reason: String,
    },
    ShipmentReleased,
    ShipmentLabelled {
        carrier: String,
        tracking: String,
    },
    ShipmentStopAsked,
    ShipmentShipped {
        carrier: String,
        tracking: String,
    },
    /// What has left goes under another number: the first one was wrong.
    ShipmentRenumbered {
        carrier: String,
        tracking: String,
    },
    ShipmentReopened,
    ShipmentDelivered,
    ShipmentCancelled,
    ShipmentStopRejected,
}

impl Event {
    /// The event's name, as stored and shown.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::OrderOpened { .. } => "OrderOpened",
            Self::OrderPaymentStarted { .. } => "OrderPaymentStarted",
            Self::OrderPaymentFailed { .. } => "OrderPaymentFailed",
            Self::OrderExpired => "OrderExpired",
            Self::OrderCancelPending { .. } => "OrderCancelPending",
            Self::OrderPlaced { .. } => "OrderPlaced",
            Self::OrderCancelRequested { .. } => "OrderCancelRequested",
            Self::OrderCancelled { .. } => "OrderCancelled",
            Self::OrderCancelRejected => "OrderCancelRejected",
            Self::OrderRefundDue { .. } => "OrderRefundDue",
            Self::OrderAddressChanged { .. } => "OrderAddressChanged",
            Self::OrderCompleted => "OrderCompleted",
            Self::OrderReturnAsked { .. } => "OrderReturnAsked",
            Self::OrderReturnWithdrawn { .. } => "OrderReturnWithdrawn",
            Self::OrderReturnReceived { .. } => "OrderReturnReceived",
            Self::OrderReturnRefunded { .. } => "OrderReturnRefunded",
            Self::OrderReturnRefused { .. } => "OrderReturnRefused",
            Self::OrderClaimed { .. } => "OrderClaimed",
            Self::PaymentApproved { .. } => "PaymentApproved",
            Self::PaymentDeclined { .. } => "PaymentDeclined",
            Self::PaymentActionNeeded { .. } => "PaymentActionNeeded",
            Self::PaymentOutcomeUnknown { .. } => "PaymentOutcomeUnknown",
            Self::PaymentSurplus { .. } => "PaymentSurplus",
            Self::PaymentRefunded { .. } => "PaymentRefunded",
            Self::PaymentRefundRefused { .. } => "PaymentRefundRefused",
            Self::PaymentPaidByTransfer { .. } => "PaymentPaidByTransfer",
            Self::ShipmentCreated => "ShipmentCreated",
            Self::ShipmentHeld { .. } => "ShipmentHeld",
            Self::ShipmentReleased => "ShipmentReleased",
            Self::ShipmentLabelled { .. } => "ShipmentLabelled",
            Self::ShipmentStopAsked => "ShipmentStopAsked",
            Self::ShipmentShipped { .. } => "ShipmentShipped",
            Self::ShipmentRenumbered { .. } => "ShipmentRenumbered",
            Self::ShipmentReopened => "ShipmentReopened",
            Self::ShipmentDelivered => "ShipmentDelivered",
            Self::ShipmentCancelled => "ShipmentCancelled",
            Self::ShipmentStopRejected => "ShipmentStopRejected",
        }
    }

    /// Who may hear of it.
    #[must_use]
    pub const fn audience(&self) -> Audience {
        match self {
            Self::OrderOpened { .. }
            | Self::OrderPaymentStarted { .. }
            | Self::OrderPaymentFailed { .. }
            | Self::OrderExpired
            | Self::OrderCancelPending { .. }
            | Self::OrderCancelled { placed: false, .. }
            | Self::OrderClaimed { .. }
            | Self::PaymentApproved { .. }
            | Self::PaymentDeclined { .. }
            | Self::PaymentActionNeeded { .. }
            | Self::PaymentOutcomeUnknown { .. }
            | Self::PaymentSurplus { .. } => Audience::Private,
            Self::OrderPlaced { .. }
            | Self::OrderCancelRequested { .. }
            | Self::OrderCancelled { placed: true, .. }
            | Self::OrderCancelRejected
            | Self::OrderRefundDue { .. }
            | Self::OrderAddressChanged { .. }
            | Self::OrderCompleted
            | Self::OrderReturnAsked { .. }
            | Self::OrderReturnWithdrawn { .. }
            | Self::OrderReturnReceived { .. }
            | Self::OrderReturnRefunded { .. }
            | Self::OrderReturnRefused { .. }
            | Self::PaymentRefunded { .. }
            | Self::PaymentRefundRefused { .. }
            | Self::PaymentPaidByTransfer { .. }
            | Self::ShipmentCreated
            | Self::ShipmentHeld { .. }
            | Self::ShipmentReleased
            | Self::ShipmentLabelled { .. }
            | Self::ShipmentStopAsked
            | Self::ShipmentShipped { .. }
            | Self::ShipmentRenumbered { .. }
            | Self::ShipmentReopened
            | Self::ShipmentDelivered
            | Self::ShipmentCancelled
            | Self::ShipmentStopRejected => Audience::Public,
        }
    }

    /// The consumers that take it: one delivery is written for each.
    #[must_use]
    pub const fn taken_by(&self) -> &'static [ConsumerName] {
        use ConsumerName::{Mail, MyPage, Order, Payment, Shipping};
        match self {
            Self::PaymentApproved { .. }
            | Self::PaymentDeclined { .. }
            | Self::ShipmentCancelled
            | Self::ShipmentStopRejected => &[Order, MyPage],
            Self::ShipmentDelivered => &[Order, Mail, MyPage],
            Self::OrderRefundDue { .. } => &[Payment, Mail, MyPage],
            Self::OrderPlaced { .. }
            | Self::OrderCancelRequested { .. }
            | Self::OrderAddressChanged { .. } => &[Shipping, Mail, MyPage],
            Self::OrderCancelled { placed: true, .. }
            | Self::OrderCancelRejected
            | Self::OrderReturnAsked { .. }
            | Self::OrderReturnReceived { .. }
            | Self::OrderReturnRefunded { .. }
            | Self::OrderReturnRefused { .. }
            | Self::PaymentRefunded { .. }
            | Self::PaymentPaidByTransfer { .. }
            | Self::ShipmentStopAsked
            | Self::ShipmentShipped { .. }
            | Self::ShipmentRenumbered { .. }
            | Self::ShipmentReopened => &[Mail, MyPage],
            Self::OrderOpened { .. }
            | Self::OrderPaymentStarted { .. }
            | Self::OrderPaymentFailed { .. }
            | Self::OrderExpired
            | Self::OrderCancelPending { .. }
            | Self::OrderCancelled { placed: false, .. }
            | Self::OrderCompleted
            | Self::OrderReturnWithdrawn { .. }
            | Self::OrderClaimed { .. }
            | Self::PaymentActionNeeded { .. }
            | Self::PaymentOutcomeUnknown { .. }
            | Self::PaymentSurplus { .. }
            | Self::PaymentRefundRefused { .. }
            | Self::ShipmentCreated
            | Self::ShipmentHeld { .. }
            | Self::ShipmentReleased
            | Self::ShipmentLabelled { .. } => &[MyPage],
        }
    }
}
