//! Giving a part of the price back, while the order stands. What goes back of a payment is decided here alone, so that
//! all of it together is never more than was captured.

use events::{Action, Actor, AuditEntry, PartReason, RefundReason, Unavailable};
use kernel::{AttemptId, Lang, Money, OrderId, RefundId};

use crate::{CommandError, Decided, Order, Service, State, Verdict};

/// What the shop still has of the payment that paid an order, by what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    pub attempt: AttemptId,
    pub amount: Money,
    /// How many refunds of it were decided. A form is made for this number, so that it decides one refund however often
    /// it is sent.
    pub count: u32,
}

/// A part that is to go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartRefund {
    /// More than nothing.
    pub amount: Money,
    pub reason: PartReason,
    /// [`Rest::count`] when the form was made.
    pub made_for: u32,
}

impl Order {
    /// What is left of the payment that paid it. `None` when nothing did.
    #[must_use]
    pub fn rest(&self) -> Option<Rest> {
        let attempt = self.paid_by?;
        let total = self.details.total;
        let of_it = self.refunds.iter().filter(|decision| decision.attempt == attempt);
        let start = Rest { attempt, amount: total, count: 0 };
        Some(of_it.fold(start, |rest, decision| {
            let left = rest.amount.amount.saturating_sub(decision.amount.amount).max(0);
            Rest { amount: Money { amount: left, ..total }, count: rest.count + 1, ..rest }
        }))
    }
}

/// Decides a part that goes back, in every state. A form that was made before another refund was decided is a conflict:
/// who filled it in did not know of that.
#[must_use]
pub fn refund_part(order: &Order, part: &PartRefund) -> Verdict {
    let Some(rest) = order.rest() else { return Verdict::Conflict };
    let refund = RefundId::nth(rest.attempt, part.reason.code(), part.made_for);
    if let Some(known) = order.refunds.iter().find(|decision| decision.refund == refund) {
        return if known.amount == part.amount { Verdict::Already } else { Verdict::Conflict };
    }
    match order.state {
        State::Paid | State::Completed if part.made_for == rest.count && fits(part.amount, rest.amount) => {
            let reason = RefundReason::Part(part.reason);
            let decided = Decided::keep(order).refund_as(refund, rest.attempt, part.amount, reason);
            Verdict::Change(Box::new(decided))
        }
        State::AwaitingPayment
        | State::Paying(_)
        | State::Paid
        | State::CancelPending(_)
        | State::CancelRequested
        | State::Cancelled
        | State::Expired
        | State::Completed => Verdict::Conflict,
    }
}

/// Something, and no more than is left.
fn fits(part: Money, rest: Money) -> bool {
    part.currency == rest.currency && 0 < part.amount && part.amount <= rest.amount
}

/// Why no part was given back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// No such order, or one that was never placed.
    #[error("no such order")]
    NotFound,
    /// The order does not stand, or another refund was decided after the form was made.
    #[error("the order has moved on")]
    Conflict,
    /// There is not as much left.
    #[error("no more than {} is left", .0)]
    TooMuch(Money),
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl Service {
    /// What a shop can still give back of an order that stands. `None` when it does not.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn refundable(&self, id: OrderId) -> Result<Option<Rest>, Unavailable> {
        let order = self.orders.order(id).await?;
        let stands = order.filter(|order| matches!(order.state, State::Paid | State::Completed));
        Ok(stands.and_then(|order| order.rest()).filter(|rest| rest.amount.amount > 0))
    }

    /// Gives a part back for the shop, with a reason that the buyer reads.
    ///
    /// # Errors
    /// Why nothing goes back. What the same form decided before is a success.
    pub async fn refund_part(&self, id: OrderId, part: PartRefund, who: Actor) -> Result<(), PartError> {
        let order = self.orders.order(id).await?;
        let rest = order.and_then(|order| order.rest()).ok_or(PartError::NotFound)?;
        if part.made_for == rest.count && part.amount.amount > rest.amount.amount {
            return Err(PartError::TooMuch(rest.amount));
        }
        let entry = AuditEntry {
            who,
            action: Action::PartRefunded,
            order: Some(id),
            subject: part.reason.code().to_owned(),
            text: part.amount.text(Lang::En),
        };
        let done = self.command_audited(id, Some(entry), |order, _| refund_part(order, &part)).await;
        done.map_err(|error| match error {
            CommandError::NotFound => PartError::NotFound,
            CommandError::Conflict => PartError::Conflict,
            CommandError::Unavailable(why) => PartError::Unavailable(why),
        })
    }
}
