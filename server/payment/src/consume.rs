//! What payment does with the one event it takes: OrderRefundDue.

use events::Alert;

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

/// Decides a due refund by the state of the attempt it names, and by the refunds of the order that are `known`:
/// those of one attempt never pass what it captured.
#[must_use]
pub fn refund_due(due: Refund, attempt: Option<&Attempt>, known: &[Refund]) -> RefundDue {
    let Some(attempt) = attempt else {
        return RefundDue::Reject(format!("no attempt {}", due.attempt));
    };
    let others = known.iter().filter(|other| other.attempt == due.attempt && other.id != due.id);
    let goes_back = others.fold(due.amount.amount, |sum, other| sum.saturating_add(other.amount.amount));
    match attempt.state {
        AttemptState::Approved if goes_back > attempt.amount.amount => {
            RefundDue::Reject("more would go back than the attempt captured".to_owned())
        }
        AttemptState::Approved => RefundDue::Request(due),
        AttemptState::Surplus => RefundDue::Surplus(Alert {
            order: due.order,
            text: "이미 스스로 환불 중인 결제입니다. / This payment is being refunded already.".to_owned(),
        }),
        AttemptState::Sent
        | AttemptState::ActionNeeded
        | AttemptState::Unknown
        | AttemptState::Declined
        | AttemptState::NotSent => {
            RefundDue::Reject(format!("attempt {} is {}", due.attempt, attempt.state.as_str()))
        }
    }
}
