//! Every placed order there is, to be looked up. One that was never placed is nobody's but its buyer's, and is not in it.

use events::OrderDetails;
use kernel::{Money, OrderId, OrderNumber, Time};

/// Where a placed order stands, order and shipment taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Paid; shipping has not heard of it yet.
    Paid,
    Ready,
    OnHold,
    Labelled,
    /// A person looks for the box.
    StopAsked,
    /// A cancel was asked, and shipping has not answered.
    CancelRequested,
    Shipped,
    Delivered,
    /// 구매확정
    Completed,
    Cancelled,
}

impl Standing {
    /// All of them, as an order walks through them.
    pub const ALL: [Self; 10] = [
        Self::Paid,
        Self::Ready,
        Self::OnHold,
        Self::Labelled,
        Self::StopAsked,
        Self::CancelRequested,
        Self::Shipped,
        Self::Delivered,
        Self::Completed,
        Self::Cancelled,
    ];

    /// The word in queries and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Ready => "ready",
            Self::OnHold => "on_hold",
            Self::Labelled => "labelled",
            Self::StopAsked => "stop_asked",
            Self::CancelRequested => "cancel_requested",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == text)
    }
}

/// Which orders are looked for: those that fit everything that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of a number, name, phone, e-mail or tracking number; empty for all.
    pub text: String,
    pub standing: Option<Standing>,
    /// Opened at or after then.
    pub from: Option<Time>,
    /// Opened before then.
    pub until: Option<Time>,
}

/// Where a page stands. An order is named by when it was opened and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// The newest.
    #[default]
    Start,
    /// The page of older ones that follows this order.
    After(Time, OrderId),
    /// The page of newer ones that ends before this order.
    Before(Time, OrderId),
}

/// An order that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub order: OrderId,
    pub details: OrderDetails,
    pub standing: Standing,
    /// What of its payment was decided to go back, on whichever day.
    pub refunded: Money,
    /// A carrier's key.
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    /// Whether the desk has a page of it: shipping has heard of it.
    pub at_desk: bool,
}

/// A page of them, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub found: Vec<Found>,
    /// Whether there were more in the direction that was read: before [`Place::Before`], else after.
    pub more: bool,
}

/// The number of an order, placed or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    pub order: OrderId,
    pub number: OrderNumber,
}
