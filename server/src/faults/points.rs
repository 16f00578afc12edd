//! The points at which the program kills itself. Each has a name: what is done there, and before or after it.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use events::Event;
use mail::LetterState;
use payment::{AttemptState, RefundState};

/// What is committed or called, with the two moments at which the program can end.
const DONE: [(&[&str], [&str; 2]); 3] = [
    (
        &[
            "order.opened",
            "order.paying",
            "order.payment_failed",
            "order.paid",
            "order.expired",
            "order.completed",
            "order.cancel_pending",
            "order.cancel_requested",
            "order.cancelled",
            "order.cancel_rejected",
            "order.refund_due",
            "order.noted",
            "attempt.sent",
            "attempt.named",
            "attempt.asked",
            "attempt.action_needed",
            "attempt.unknown",
            "attempt.approved",
            "attempt.declined",
            "attempt.not_sent",
            "attempt.surplus",
            "refund.requested",
            "refund.sent",
            "refund.unknown",
            "refund.refused",
            "refund.succeeded",
            "shipment.ready",
            "shipment.held",
            "shipment.released",
            "shipment.labelled",
            "shipment.stop_asked",
            "shipment.stop_rejected",
            "shipment.shipped",
            "shipment.reopened",
            "shipment.delivered",
            "shipment.cancelled",
            "shipment.noted",
            "letter.written",
            "letter.sending",
            "letter.sent",
            "letter.waits",
            "mypage.row",
            "delivery.done",
            "delivery.rejected",
        ],
        ["before_commit", "after_commit"],
    ),
    (
        &[
            "provider.prepare",
            "provider.confirm",
            "provider.ask",
            "provider.close",
            "provider.refund",
            "provider.refunds",
            "postbox.send",
        ],
        ["before_call", "after_call"],
    ),
    (
        &["relay.order", "relay.payment", "relay.shipping", "relay.mypage", "relay.mail"],
        ["before_apply", "after_apply"],
    ),
];

/// The names of all points.
pub fn all() -> impl Iterator<Item = String> {
    DONE.iter().flat_map(|(stems, moments)| {
        stems.iter().flat_map(move |stem| moments.iter().map(move |moment| format!("{stem}.{moment}")))
    })
}

/// A point, and which passing of it kills: `order.paid.after_commit:2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Armed {
    pub point: String,
    /// From 1.
    pub passing: u32,
}

/// Not a point and a number.
#[derive(Debug, Clone, thiserror::Error)]
#[error("not a point and a number (order.paid.after_commit:2): {0}")]
pub struct NotArmed(String);

impl FromStr for Armed {
    type Err = NotArmed;

    fn from_str(text: &str) -> Result<Self, NotArmed> {
        let parse = || {
            let (point, passing) = text.split_once(':')?;
            let known = all().any(|known| known == point);
            known.then_some(Self { point: point.to_owned(), passing: passing.parse().ok()? })
        };
        parse().ok_or_else(|| NotArmed(text.to_owned()))
    }
}

/// The points that are armed in this process.
#[derive(Debug, Default)]
pub struct Points {
    /// Passings left to each.
    armed: Mutex<BTreeMap<String, u32>>,
    /// Where a process that kills itself leaves the point's name.
    reached: Option<PathBuf>,
    /// Up to so long everything waits at each point, so that what can race does.
    jitter: Duration,
}

impl Points {
    /// Arms points.
    #[must_use]
    pub fn new(armed: Vec<Armed>, reached: Option<PathBuf>, jitter: Duration) -> Self {
        let armed = armed.into_iter().map(|it| (it.point, it.passing)).collect();
        Self { armed: Mutex::new(armed), reached, jitter }
    }

    /// Commits between its two points. What was not committed after all is no point to end at.
    pub(super) async fn commit<T>(
        &self,
        what: &str,
        work: impl Future<Output = T> + Send,
        committed: impl Fn(&T) -> bool + Send,
    ) -> T {
        self.pass(what, "before_commit").await;
        let done = work.await;
        if committed(&done) {
            self.pass(what, "after_commit").await;
        }
        done
    }

    /// Does something else between its two points.
    pub(super) async fn around<T>(
        &self,
        what: &str,
        [before, after]: [&str; 2],
        work: impl Future<Output = T> + Send,
    ) -> T {
        self.pass(what, before).await;
        let done = work.await;
        self.pass(what, after).await;
        done
    }

    async fn pass(&self, what: &str, moment: &str) {
        let point = format!("{what}.{moment}");
        if self.is_last_passing(&point) {
            self.end(&point);
        }
        if !self.jitter.is_zero() {
            tokio::time::sleep(self.jitter.mul_f64(rand::random())).await;
        }
    }

    fn is_last_passing(&self, point: &str) -> bool {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(left) = armed.get_mut(point) else { return false };
        *left = left.saturating_sub(1);
        *left == 0
    }

    /// Ends the process where it stands: nothing is unwound, flushed or said to anybody.
    fn end(&self, point: &str) -> ! {
        if let Some(file) = &self.reached {
            // Without a note the runner sees an end that it cannot explain, and says so.
            let _ = OpenOptions::new()
                .create(true)
                .append(true)
                .open(file)
                .and_then(|mut file| writeln!(file, "{point}"));
        }
        std::process::abort();
    }
}

/// What a decision about an order is called.
pub(super) fn of_order(decided: &order::Decided) -> &'static str {
    match decided.events.first() {
        Some(Event::OrderOpened { .. }) => "order.opened",
        Some(Event::OrderPaymentStarted { .. }) => "order.paying",
        Some(Event::OrderPaymentFailed { .. }) => "order.payment_failed",
        Some(Event::OrderPlaced { .. }) => "order.paid",
        Some(Event::OrderExpired) => "order.expired",
        Some(Event::OrderCompleted) => "order.completed",
        Some(Event::OrderCancelPending { .. }) => "order.cancel_pending",
        Some(Event::OrderCancelRequested { .. }) => "order.cancel_requested",
        Some(Event::OrderCancelled { .. }) => "order.cancelled",
        Some(Event::OrderCancelRejected) => "order.cancel_rejected",
        Some(Event::OrderRefundDue { .. }) => "order.refund_due",
        _ => "order.noted",
    }
}

/// What a decision about an attempt is called.
pub(super) fn of_attempt(decided: &payment::Decided) -> &'static str {
    let attempt = &decided.attempt;
    match attempt.state {
        AttemptState::Sent if attempt.reference.is_none() => "attempt.sent",
        AttemptState::Sent => "attempt.named",
        _ if decided.events.is_empty() => "attempt.asked",
        AttemptState::ActionNeeded => "attempt.action_needed",
        AttemptState::Unknown => "attempt.unknown",
        AttemptState::Approved => "attempt.approved",
        AttemptState::Declined => "attempt.declined",
        AttemptState::NotSent => "attempt.not_sent",
        AttemptState::Surplus => "attempt.surplus",
    }
}

/// What a decision about a refund is called.
pub(super) const fn of_refund(state: RefundState) -> &'static str {
    match state {
        RefundState::Requested => "refund.requested",
        RefundState::Sent => "refund.sent",
        RefundState::Unknown => "refund.unknown",
        RefundState::Refused => "refund.refused",
        RefundState::Succeeded | RefundState::PaidByTransfer => "refund.succeeded",
    }
}

/// What a decision about a shipment is called.
pub(super) fn of_shipment(decided: Option<&shipping::Decided>) -> &'static str {
    match decided.and_then(|decided| decided.events.first()) {
        Some(Event::ShipmentCreated) => "shipment.ready",
        Some(Event::ShipmentHeld { .. }) => "shipment.held",
        Some(Event::ShipmentReleased) => "shipment.released",
        Some(Event::ShipmentLabelled { .. }) => "shipment.labelled",
        Some(Event::ShipmentStopAsked) => "shipment.stop_asked",
        Some(Event::ShipmentStopRejected) => "shipment.stop_rejected",
        Some(Event::ShipmentShipped { .. }) => "shipment.shipped",
        Some(Event::ShipmentReopened) => "shipment.reopened",
        Some(Event::ShipmentDelivered) => "shipment.delivered",
        Some(Event::ShipmentCancelled) => "shipment.cancelled",
        _ => "shipment.noted",
    }
}

/// What a decision about a letter is called.
pub(super) const fn of_letter(state: LetterState) -> &'static str {
    match state {
        LetterState::Sending => "letter.sending",
        LetterState::Sent => "letter.sent",
        LetterState::Waiting
        | LetterState::Refused
        | LetterState::Unsure
        | LetterState::Withdrawn
        | LetterState::Expired => "letter.waits",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_kills_at_its_passing_and_others_never() {
        let armed: Armed = "order.paid.after_commit:2".parse().unwrap();
        let points = Points::new(vec![armed], None, Duration::ZERO);
        let passings = ["order.paid.after_commit", "order.paid.before_commit", "order.paid.after_commit"];
        assert_eq!(passings.map(|point| points.is_last_passing(point)), [false, false, true]);
    }

    #[test]
    fn what_is_no_point_cannot_be_armed() {
        for wrong in ["order.paid.after_commit", "order.paid:1", "order.paid.after_commit:x"] {
            assert!(wrong.parse::<Armed>().is_err(), "{wrong}");
        }
        assert!(all().count() >= 30);
    }
}
