//! Giving money back: a refund's row, and what each answer of the provider means to it.

use events::{Alert, Event, RefundReason};
use kernel::time::{Span, days, hours, minutes, seconds};
use kernel::{AttemptId, Money, OrderId, RefundId, Time};

/// Where a refund stands. `Sent` and later carry the number of the try in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundState {
    Requested,
    /// Committed before the request leaves.
    Sent,
    Succeeded,
    /// A definite no of the provider.
    Refused,
    Unknown,
    /// The seller paid it back by a bank transfer.
    PaidByTransfer,
}

impl RefundState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Requested, Self::Sent, Self::Succeeded, Self::Refused, Self::Unknown, Self::PaidByTransfer];

    /// The word in databases and pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Sent => "sent",
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::PaidByTransfer => "paid_by_transfer",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Refund {
    pub id: RefundId,
    pub order: OrderId,
    pub attempt: AttemptId,
    /// Compared and counted up by every commit.
    pub version: i64,
    pub state: RefundState,
    pub amount: Money,
    pub reason: RefundReason,
    /// The number of the try: the provider's key is `refund_id:n`. 0 before the first.
    pub tries: u32,
    /// When a request last left under the present key.
    pub sent_at: Option<Time>,
    /// When the present key was first used.
    pub key_since: Option<Time>,
    /// When to do the next thing about it.
    pub next_at: Option<Time>,
    /// How often in a row it came to nothing.
    pub failures: u32,
    pub requested_at: Time,
}

/// What a refund's call or question came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundAnswer {
    Succeeded,
    Refused,
    /// No readable answer, or the request never left.
    Unknown,
}

/// What should change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RefundDecided {
    pub refund: Refund,
    pub events: Vec<Event>,
    pub alerts: Vec<Alert>,
}

/// A request leaves within this time of the asking or not at all, so an unseen one may still arrive until then.
const UNDER_WAY: Span = seconds(60);
/// A request that left so long ago has arrived or never will (the domain page, Refund).
pub const LANDED: Span = minutes(10);
/// A refund that has failed so often is worth a person's eye.
const ALERT_AFTER: u32 = 6;
/// After so long one failure counts for all of them: the shop may have been down meanwhile.
const TELL: Span = hours(24);

impl Refund {
    /// A refund that was decided and not yet sent.
    #[must_use]
    pub const fn requested(
        id: RefundId,
        order: OrderId,
        attempt: AttemptId,
        amount: Money,
        reason: RefundReason,
        now: Time,
    ) -> Self {
        Self {
            id,
            order,
            attempt,
            version: 0,
            state: RefundState::Requested,
            amount,
            reason,
            tries: 0,
            sent_at: None,
            key_since: None,
            next_at: Some(now),
            failures: 0,
            requested_at: now,
        }
    }

    /// From when on the last request has arrived or never will; `None` once it has, or when there was none.
    #[must_use]
    pub fn lands_at(&self, now: Time) -> Option<Time> {
        self.sent_at.map(|sent| sent + LANDED).filter(|at| now < *at)
    }

    /// The provider's idempotency key for the present try.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.id, self.tries)
    }
}

/// Decides the next request, after the provider was asked and showed no refund of ours: the same key while it
/// lives, the next one only when it is dead. A key under which it was refused says nothing but that no more: the next one
/// is taken once no request under it can arrive any longer. `None` when there is nothing to send now.
#[must_use]
pub fn refund_send(refund: &Refund, key_lives: Span, now: Time) -> Option<Refund> {
    let mut row = refund.clone();
    match refund.state {
        RefundState::Succeeded | RefundState::PaidByTransfer => return None,
        RefundState::Requested => (row.tries, row.key_since) = (1, Some(now)),
        RefundState::Refused if refund.lands_at(now).is_some() => return None,
        RefundState::Refused => (row.tries, row.key_since) = (row.tries + 1, Some(now)),
        RefundState::Sent | RefundState::Unknown => {
            let under_way = refund.sent_at.is_some_and(|sent| now < sent + UNDER_WAY);
            let dead = refund.key_since.is_none_or(|since| now >= since + key_lives);
            match (dead, under_way) {
                (true, true) => return None,
                (true, false) => (row.tries, row.key_since) = (row.tries + 1, Some(now)),
                (false, _) => {}
            }
        }
    }
    (row.state, row.sent_at, row.next_at) = (RefundState::Sent, Some(now), Some(now + UNDER_WAY));
    Some(row)
}

/// Decides what an answer means, in every state.
#[must_use]
pub fn refund_answer(refund: &Refund, answer: RefundAnswer, now: Time) -> RefundDecided {
    let mut row = refund.clone();
    let decided = |row: Refund, event: Option<Event>, alert: Option<&str>| RefundDecided {
        alerts: alert.map(|text| Alert { order: row.order, text: text.to_owned() }).into_iter().collect(),
        events: event.into_iter().collect(),
        refund: row,
    };
    let (id, attempt, amount) = (refund.id, refund.attempt, refund.amount);
    match (refund.state, answer) {
        (RefundState::Succeeded | RefundState::PaidByTransfer, _) => decided(row, None, None),
        (_, RefundAnswer::Succeeded) => {
            (row.state, row.next_at) = (RefundState::Succeeded, None);
            decided(row, Some(Event::PaymentRefunded { refund: id, attempt, amount }), None)
        }
        (RefundState::Refused, RefundAnswer::Refused | RefundAnswer::Unknown) => {
            row.next_at = Some(now + days(1));
            decided(row, None, None)
        }
        (RefundState::Requested | RefundState::Sent | RefundState::Unknown, RefundAnswer::Refused) => {
            (row.state, row.next_at) = (RefundState::Refused, Some(now + days(1)));
            let event = Event::PaymentRefundRefused { refund: id, attempt, amount };
            decided(row, Some(event), Some("결제사가 환불을 거절했습니다. / The provider refused a refund."))
        }
        (RefundState::Requested | RefundState::Sent | RefundState::Unknown, RefundAnswer::Unknown) => {
            let enough = if now >= row.requested_at + TELL { ALERT_AFTER } else { 0 };
            row.failures = enough.max(row.failures + 1);
            (row.state, row.next_at) = (RefundState::Unknown, Some(now + backoff(row.failures)));
            let told = refund.failures >= ALERT_AFTER;
            let alert = (!told && row.failures >= ALERT_AFTER).then_some(
                "환불이 거듭 닿지 않아 계속 다시 보냅니다. / A refund keeps failing; it is retried for ever.",
            );
            decided(row, None, alert)
        }
    }
}

/// 2, 4, 8 ... seconds, at most an hour.
fn backoff(failures: u32) -> Span {
    let doubled = seconds(1_i64 << failures.min(12));
    if doubled > hours(1) { hours(1) } else { doubled.max(minutes(0)) }
}
