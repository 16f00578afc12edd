//! Rules of the protocol that can be left out, each by a decorator that breaks this one alone. A check that finds
//! nothing wrong then is worth nothing: that is what they are for.

use std::time::Duration;

use clap::ValueEnum;
use events::{ConsumerName, Envelope, Event};
use order::{State, StockMove};

/// How much longer a decision takes whose rule is left out, so that another can overtake it.
pub(super) const SLOWED: Duration = Duration::from_millis(60);
/// A parcel's: the cancel has to pass order and the relay first, which may be resting.
pub(super) const PARCEL_SLOWED: Duration = Duration::from_millis(800);

/// A rule, by what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Guard {
    /// An unknown outcome is never a no. Left out: a charge without an answer is called closed.
    UnknownIsNotDeclined,
    /// A delivery is done only with its effect. Left out: shipping never hears that an order was placed.
    PlacedReachesShipping,
    /// The same. Left out: payment never hears that a refund is due.
    RefundDueReachesPayment,
    /// The same. Left out: order never hears that a shipment was cancelled. (Of an approval it would, by its clock.)
    CancellationReachesOrder,
    /// An order is written only if its version still stands. Left out: what was decided before overwrites.
    OrderComparesVersions,
    /// So is a shipment. Left out: a parcel that was stopped can be shipped.
    ShipmentComparesVersions,
    /// Nobody is answered before the commit. Left out: a cancel and the seller's commands are.
    AnswerFollowsCommit,
    /// What is sold leaves the stock in the same transaction. Left out: it does not.
    SoldPiecesLeaveStock,
    /// MyPage's row is written before its delivery is done. Left out: each third row is not.
    MyPageIsWritten,
    /// A refund has the id that order decided. Left out: it gets another.
    RefundKeepsItsId,
    /// Before a refund is repeated the provider is asked, and the key stays. Left out: neither.
    RefundAsksFirst,
    /// A consumer's progress moves in the transaction of its effect. Left out: order's does not move at all.
    ProgressMovesWithEffect,
    /// Live pages of one program show what another wrote. Left out: they do not, which one program alone never needs.
    ChangesReachOthers,
}

impl Guard {
    /// The rule whose consumer this event would have to reach.
    pub(super) const fn of_delivery(consumer: ConsumerName, envelope: &Envelope) -> Option<Self> {
        match (consumer, &envelope.event) {
            (ConsumerName::Shipping, Event::OrderPlaced { .. }) => Some(Self::PlacedReachesShipping),
            (ConsumerName::Payment, Event::OrderRefundDue { .. }) => Some(Self::RefundDueReachesPayment),
            (ConsumerName::Order, Event::ShipmentCancelled) => Some(Self::CancellationReachesOrder),
            _ => None,
        }
    }
}

/// Whether a decision is a cancel that somebody waits to be told of.
pub(super) const fn is_asked_cancel(commit: &order::Commit) -> bool {
    let state = commit.decided.order.state;
    let cancelled = matches!(state, State::CancelRequested | State::CancelPending(_) | State::Cancelled);
    cancelled && commit.progress.is_none()
}

/// The decision without its sale.
pub(super) fn without_sale(mut commit: order::Commit) -> order::Commit {
    if commit.decided.stock == StockMove::Sell {
        commit.decided.stock = StockMove::None;
    }
    commit
}
