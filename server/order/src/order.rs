//! The order's row and what a decision about it looks like.

use events::{Alert, CancelReason, Event, OrderDetails, PaymentFailure, RefundReason, Return};
use kernel::time::minutes;
use kernel::{AttemptId, DraftId, Money, OrderId, RefundId, Time};
use serde::{Deserialize, Serialize};

/// Where an order stands (the table of the domain page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    AwaitingPayment,
    /// Waits for this attempt's answer; nothing else moves it.
    Paying(AttemptId),
    Paid,
    /// Cancelled by the buyer while this attempt was under way: its answer decides what goes back.
    CancelPending(AttemptId),
    /// Shipping is asked to stop.
    CancelRequested,
    Cancelled,
    Expired,
    /// 구매확정
    Completed,
}

impl State {
    /// The word in databases and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::Paying(_) => "paying",
            Self::Paid => "paid",
            Self::CancelPending(_) => "cancel_pending",
            Self::CancelRequested => "cancel_requested",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Completed => "completed",
        }
    }

    /// The attempt the order waits for.
    #[must_use]
    pub const fn attempt(self) -> Option<AttemptId> {
        match self {
            Self::Paying(attempt) | Self::CancelPending(attempt) => Some(attempt),
            _ => None,
        }
    }

    /// Reads what the database keeps: the word and the attempt beside it.
    #[must_use]
    pub fn from_parts(name: &str, attempt: Option<AttemptId>) -> Option<Self> {
        match (name, attempt) {
            ("awaiting_payment", None) => Some(Self::AwaitingPayment),
            ("paying", Some(attempt)) => Some(Self::Paying(attempt)),
            ("paid", None) => Some(Self::Paid),
            ("cancel_pending", Some(attempt)) => Some(Self::CancelPending(attempt)),
            ("cancel_requested", None) => Some(Self::CancelRequested),
            ("cancelled", None) => Some(Self::Cancelled),
            ("expired", None) => Some(Self::Expired),
            ("completed", None) => Some(Self::Completed),
            _ => None,
        }
    }
}

/// A decision that an attempt's money goes back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RefundDecision {
    pub refund: RefundId,
    pub attempt: AttemptId,
    pub amount: Money,
    pub reason: RefundReason,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Order {
    pub id: OrderId,
    /// Counts the commits; every commit compares it and sets the next, so a decision made on an older row is lost.
    pub version: i64,
    pub state: State,
    /// The draft it came from: one order per checkout.
    pub checkout_key: DraftId,
    pub details: OrderDetails,
    /// Until when unpaid pieces are kept.
    pub held_until: Time,
    /// When it came into its present state.
    pub since: Time,
    /// How many attempts to pay were started.
    pub attempts: u32,
    /// A busy provider has lengthened the hold to ten minutes once already.
    pub busy_extended: bool,
    /// Why the last attempt came to nothing, while the order waits for another.
    pub last_failure: Option<PaymentFailure>,
    /// The attempt that paid it.
    pub paid_by: Option<AttemptId>,
    /// What was decided to go back, in that order. Of one attempt never more than it captured.
    pub refunds: Vec<RefundDecision>,
    pub delivered_at: Option<Time>,
    /// What its buyer sent back, or asked to, in that order.
    pub returns: Vec<Return>,
    /// Why it is being cancelled.
    pub cancel_reason: Option<CancelReason>,
}

/// How long pieces are kept for an order that is not paid.
pub const HOLD: kernel::time::Span = minutes(15);
/// How long they are kept at least after an attempt that failed.
pub const HOLD_AFTER_FAILURE: kernel::time::Span = minutes(5);
/// And after the shop itself was too busy to ask, once.
pub const HOLD_AFTER_BUSY: kernel::time::Span = minutes(10);
/// So many attempts that fail lengthen the hold; nobody keeps pieces from others for ever by paying in vain.
pub const LENGTHENING_ATTEMPTS: u32 = 10;

/// What a decision does to the pieces of an order's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StockMove {
    None,
    /// Free pieces become held.
    Hold,
    /// Held pieces are sold and leave the stock.
    Sell,
    /// Held pieces become free.
    Release,
    /// Sold pieces come back.
    Return,
    /// Sold pieces come back and are written off at once: the shop could not find them.
    WriteOff,
    /// The pieces of the return of this number come back.
    TakeBack(u32),
}

/// What should change. The port commits all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decided {
    /// The row as it should be, with the version it was read at.
    pub order: Order,
    pub events: Vec<Event>,
    pub stock: StockMove,
    pub alerts: Vec<Alert>,
}

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// This should change.
    Change(Box<Decided>),
    /// It is so already: a replay, answered as a success.
    Already,
    /// The order's state does not allow it.
    Conflict,
}

impl Decided {
    /// Nothing changes but what is added after.
    pub(crate) fn keep(order: &Order) -> Self {
        Self { order: order.clone(), events: Vec::new(), stock: StockMove::None, alerts: Vec::new() }
    }

    /// The order comes into another state.
    pub(crate) fn to(order: &Order, state: State, now: Time) -> Self {
        let mut decided = Self::keep(order);
        decided.order.state = state;
        decided.order.since = now;
        decided
    }

    pub(crate) fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    pub(crate) fn stock(mut self, stock: StockMove) -> Self {
        self.stock = stock;
        self
    }

    pub(crate) fn alert(mut self, text: impl Into<String>) -> Self {
        self.alerts.push(Alert { order: self.order.id, text: text.into() });
        self
    }

    /// Decides that an attempt's money goes back, once for this reason.
    pub(crate) fn refund(self, attempt: AttemptId, amount: Money, reason: RefundReason) -> Self {
        self.refund_as(RefundId::of(attempt, reason.code()), attempt, amount, reason)
    }

    /// The same under an id of its own.
    pub(crate) fn refund_as(
        mut self,
        refund: RefundId,
        attempt: AttemptId,
        amount: Money,
        reason: RefundReason,
    ) -> Self {
        self.order.refunds.push(RefundDecision { refund, attempt, amount, reason });
        self.event(Event::OrderRefundDue { refund, attempt, amount, reason })
    }

    /// Cancels for good.
    pub(crate) fn cancelled(order: &Order, placed: bool, now: Time) -> Self {
        let reason = order.cancel_reason.unwrap_or(CancelReason::Unsaid);
        Self::to(order, State::Cancelled, now).event(Event::OrderCancelled { placed, reason })
    }

    /// Whether a commit would write anything.
    #[must_use]
    pub fn is_nothing(&self, before: &Order) -> bool {
        self.order == *before
            && self.events.is_empty()
            && self.alerts.is_empty()
            && self.stock == StockMove::None
    }
}

impl Order {
    /// The next attempt to pay it, the same for every tab that asks.
    #[must_use]
    pub fn next_attempt(&self) -> AttemptId {
        AttemptId::nth(self.id, self.attempts + 1)
    }

    /// Whether an attempt is one that this order ever started.
    #[must_use]
    pub fn started(&self, attempt: AttemptId) -> bool {
        (1..=self.attempts).any(|n| AttemptId::nth(self.id, n) == attempt)
    }
}
