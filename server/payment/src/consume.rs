//! What payment does with the one event it takes: OrderRefundDue.

use events::{Alert, RefundReason};
use kernel::{AttemptId, Money, OrderId, RefundId, Time};

use crate::{Attempt, AttemptState, Refund};

/// What a due refund means.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RefundDue {
    /// Insert this, unless its id is known.
    Request(Refund),
    /// The attempt refunds itself already; a person should know.
    Surplus(Alert),
    /// Nothing was captured that could go back: the event cannot be right.
    Reject(String),
}

/// Decides a due refund by the state of the attempt it names.
#[must_use]
pub fn refund_due(
    order: OrderId,
    refund: RefundId,
    attempt_id: AttemptId,
    amount: Money,
    reason: RefundReason,
    attempt: Option<&Attempt>,
    now: Time,
) -> RefundDue {
    let Some(attempt) = attempt else {
        return RefundDue::Reject(format!("no attempt {attempt_id}"));
    };
    match attempt.state {
        AttemptState::Approved if amount.amount > attempt.amount.amount => {
            RefundDue::Reject("a refund larger than what the attempt captured".to_owned())
        }
        AttemptState::Approved => {
            RefundDue::Request(Refund::requested(refund, order, attempt_id, amount, reason, now))
        }
        AttemptState::Surplus => RefundDue::Surplus(Alert {
            order,
            text: "이미 스스로 환불 중인 결제입니다. / This payment is being refunded already.".to_owned(),
        }),
        AttemptState::Sent
        | AttemptState::ActionNeeded
        | AttemptState::Unknown
        | AttemptState::Declined
        | AttemptState::NotSent => {
            RefundDue::Reject(format!("attempt {attempt_id} is {}", attempt.state.as_str()))
        }
    }
}
