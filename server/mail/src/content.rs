//! What a letter says, with all that it needs to say it. Kept as JSON in the letter's row.

use events::{CancelReason, OrderDetails, Requester, Return};
use kernel::{Money, Text, Time};
use serde::{Deserialize, Serialize};

/// Money that went back although the order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    /// No: it is of what the order cost.
    No,
    /// It was paid beside the order, and the order is as it was.
    BesideTheOrder,
}

/// A parcel's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The carrier's key, as shipping keeps it.
    pub carrier: String,
    pub tracking: String,
}

/// What a letter says, with all that it needs to say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    Placed {
        order: OrderDetails,
    },
    Shipped {
        order: OrderDetails,
        /// The carrier's key, as shipping keeps it.
        carrier: String,
        tracking: String,
    },
    /// The parcel's number was wrong, and this is the right one.
    Renumbered {
        order: OrderDetails,
        carrier: String,
        tracking: String,
    },
    /// The buyer cancels with the label on: somebody looks for the box.
    CancelAsked {
        order: OrderDetails,
    },
    Cancelled {
        order: OrderDetails,
        reason: CancelReason,
        by: Requester,
    },
    /// The parcel had left.
    CancelRejected {
        order: OrderDetails,
    },
    Refunded {
        order: OrderDetails,
        amount: Money,
        extra: Extra,
    },
    PaidByTransfer {
        order: OrderDetails,
        amount: Money,
    },
    /// The buyer wants to send something back.
    ReturnAsked {
        order: OrderDetails,
        returned: Return,
    },
    ReturnReceived {
        order: OrderDetails,
        returned: Return,
    },
    ReturnRefunded {
        order: OrderDetails,
        returned: Return,
    },
    ReturnRefused {
        order: OrderDetails,
        returned: Return,
    },
    /// A link by which a password is set anew, once, until then.
    ResetPassword {
        link: String,
        until: Time,
    },
    /// A link by which an account is made.
    Register {
        link: String,
        until: Time,
    },
    /// Somebody would make an account with an address that has one.
    HasAccount {
        log_in: String,
        reset: String,
    },
    /// A link by which somebody joins the shop's staff.
    Invitation {
        link: String,
        until: Time,
        /// As what: "포장 담당".
        role: Text,
    },
}

impl Content {
    /// The word in databases and pages; the tag of its JSON.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Placed { .. } => "placed",
            Self::Shipped { .. } => "shipped",
            Self::Renumbered { .. } => "renumbered",
            Self::CancelAsked { .. } => "cancel_asked",
            Self::Cancelled { .. } => "cancelled",
            Self::CancelRejected { .. } => "cancel_rejected",
            Self::Refunded { .. } => "refunded",
            Self::PaidByTransfer { .. } => "paid_by_transfer",
            Self::ReturnAsked { .. } => "return_asked",
            Self::ReturnReceived { .. } => "return_received",
            Self::ReturnRefunded { .. } => "return_refunded",
            Self::ReturnRefused { .. } => "return_refused",
            Self::ResetPassword { .. } => "reset_password",
            Self::Register { .. } => "register",
            Self::HasAccount { .. } => "has_account",
            Self::Invitation { .. } => "invitation",
        }
    }

    /// The number by which it has its parcel followed, if it names one.
    #[must_use]
    pub fn number(&self) -> Option<Numbered> {
        match self {
            Self::Shipped { carrier, tracking, .. } | Self::Renumbered { carrier, tracking, .. } => {
                Some(Numbered { carrier: carrier.clone(), tracking: tracking.clone() })
            }
            _ => None,
        }
    }

    /// The same, of a parcel that goes under this number.
    #[must_use]
    pub fn renumbered(mut self, number: &Numbered) -> Self {
        if let Self::Shipped { carrier, tracking, .. } | Self::Renumbered { carrier, tracking, .. } =
            &mut self
        {
            carrier.clone_from(&number.carrier);
            tracking.clone_from(&number.tracking);
        }
        self
    }

    /// The order that it is about, if it is about one.
    #[must_use]
    pub const fn order(&self) -> Option<&OrderDetails> {
        match self {
            Self::Placed { order }
            | Self::Shipped { order, .. }
            | Self::Renumbered { order, .. }
            | Self::CancelAsked { order }
            | Self::Cancelled { order, .. }
            | Self::CancelRejected { order }
            | Self::Refunded { order, .. }
            | Self::PaidByTransfer { order, .. }
            | Self::ReturnAsked { order, .. }
            | Self::ReturnReceived { order, .. }
            | Self::ReturnRefunded { order, .. }
            | Self::ReturnRefused { order, .. } => Some(order),
            Self::ResetPassword { .. }
            | Self::Register { .. }
            | Self::HasAccount { .. }
            | Self::Invitation { .. } => None,
        }
    }

    /// When its link ends, if it has one that does: sent later it would only annoy.
    #[must_use]
    pub const fn ends(&self) -> Option<Time> {
        match self {
            Self::ResetPassword { until, .. }
            | Self::Register { until, .. }
            | Self::Invitation { until, .. } => Some(*until),
            Self::Placed { .. }
            | Self::Shipped { .. }
            | Self::Renumbered { .. }
            | Self::CancelAsked { .. }
            | Self::Cancelled { .. }
            | Self::CancelRejected { .. }
            | Self::Refunded { .. }
            | Self::PaidByTransfer { .. }
            | Self::ReturnAsked { .. }
            | Self::ReturnReceived { .. }
            | Self::ReturnRefunded { .. }
            | Self::ReturnRefused { .. }
            | Self::HasAccount { .. } => None,
        }
    }
}
