//! Cancelling: at once while nothing is paid, by the attempt's answer while it is being paid, and by asking
//! shipping to stop once it is placed. Goods are stopped first, money goes back second.

use events::{Action, Actor, AuditEntry, CancelReason, Event, Requester};
use kernel::{OrderId, Time};

use crate::{CommandError, Decided, Order, Service, State, StockMove, Verdict};

/// Decides a cancel in every state.
#[must_use]
pub fn cancel(order: &Order, reason: CancelReason, by: Requester, now: Time) -> Verdict {
    let mut order = order.clone();
    order.cancel_reason = Some(reason);
    let decided = match order.state {
        State::AwaitingPayment => Decided::cancelled(&order, false, now).stock(StockMove::Release),
        State::Paying(attempt) => Decided::to(&order, State::CancelPending(attempt), now)
            .event(Event::OrderCancelPending { reason }),
        State::Paid => {
            Decided::to(&order, State::CancelRequested, now).event(Event::OrderCancelRequested { reason, by })
        }
        State::CancelPending(_) | State::CancelRequested | State::Cancelled => return Verdict::Already,
        State::Expired | State::Completed => return Verdict::Conflict,
    };
    Verdict::Change(Box::new(decided))
}

impl Service {
    /// Cancels for the shop, with a reason that the buyer reads. What was never placed is nobody's but its buyer's.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for an order that was never placed; [`CommandError::Conflict`] when it is too
    /// late.
    pub async fn cancel_for_shop(
        &self,
        id: OrderId,
        reason: CancelReason,
        who: Actor,
    ) -> Result<(), CommandError> {
        let order = self.orders.order(id).await?;
        let order = order.filter(|order| order.paid_by.is_some()).ok_or(CommandError::NotFound)?;
        let entry = AuditEntry {
            who,
            action: Action::OrderCancelled,
            order: Some(order.id),
            subject: reason.code().to_owned(),
            text: String::new(),
        };
        let decide = |order: &Order, now| cancel(order, reason, Requester::Seller, now);
        self.command_audited(order.id, Some(entry), decide).await
    }
}
